"""An evaluator goes from the figures to the rows behind them, and takes a report along."""

import csv
import io
import re
from urllib.parse import urlsplit

import openpyxl
import pytest

from tests.journeys.reader import Reader

pytestmark = pytest.mark.journey

TOTAL_COLUMN = 6
"""Code, title, kind, three genders; then the total, and last the target."""


def test_an_evaluator_reads_figures_and_downloads_a_report(visit):
    reader = visit("evaluator.wortplus@example.org")
    look_at_figures(reader)
    rows = look_behind_a_figure(reader)
    ask_for_report(reader, period=urlsplit(reader.page.url).query)
    total = download(reader)
    assert total == rows


def look_at_figures(reader: Reader) -> None:
    reader.go("/evaluation/")
    reader.go("/evaluation/wortplus/")
    assert "EECO01" in reader.page.content()


def look_behind_a_figure(reader: Reader) -> int:
    """How many rows stand behind the first indicator; each is a pseudonym."""
    page = reader.page
    links = page.locator("main a[href*='/evaluation/wortplus/EECO01/']").all()
    figure = next(link for link in links if "gender=" not in (link.get_attribute("href") or ""))
    number = int(figure.inner_text().split()[0])
    figure.click()
    reader.arrive("**/EECO01/**")
    names = page.locator("main tbody tr").all_inner_texts()
    assert names
    assert not [name for name in names if "Example" in name or "Beispiel" in name]
    assert page.locator("main a[href*='/admin/']").count() == 0
    return number


def ask_for_report(reader: Reader, period: str) -> None:
    page = reader.page
    reader.go(f"/evaluation/wortplus/reports/?{period}")
    page.locator("main form .actions button, main form button[type=submit]").last.click()
    reader.arrive(re.compile(r"/evaluation/reports/\d+/"))
    page.locator("a[href$='/xlsx/']").first.wait_for()  # htmx asks until the worker is done
    reader.check()


def download(reader: Reader) -> int:
    """The total of the first indicator, as both files say."""
    page = reader.page
    with page.expect_download() as started:
        page.locator("a[href$='/csv/']").first.click()
    text = started.value.path().read_text(encoding="utf-8-sig")
    lines = list(csv.reader(io.StringIO(text), delimiter=";" if ";" in text.splitlines()[0] else ","))
    line = next(line for line in lines if "EECO01" in line)
    with page.expect_download() as started:
        page.locator("a[href$='/xlsx/']").first.click()
    book = openpyxl.load_workbook(io.BytesIO(started.value.path().read_bytes()))
    rows = [row for sheet in book for row in sheet.iter_rows(values_only=True) if row[0] == "EECO01"]
    total = int(rows[0][TOTAL_COLUMN])
    assert str(total) in line
    return total
