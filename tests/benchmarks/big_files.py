"""Long Excel files, made in a process of their own: what making them takes is not part of what reading them takes."""

from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import xlsxwriter

HEADS = {
    "programmes.organisation": ["programme", "name", "kind", "city", "street", "postcode", "website"],
    "events.event": ["programme", "title_en", "format", "day", "begins", "ends", "place", "places"],
    "programmes.enrolment": ["email", "programme", "name", "consent_received_on", "entered_on"],
}


def write_file(path: str, kind: str, number: int) -> None:
    """With its texts in one list for the whole workbook, as Excel itself writes them."""
    book = xlsxwriter.Workbook(path)
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, HEADS[kind])
    for each in range(1, number + 1):
        sheet.write_row(each, 0, _row(kind, each))
    book.close()


def _row(kind: str, each: int) -> list[str]:
    if kind == "programmes.organisation":
        home = f"https://works-{each}.example/"
        return [
            "mine",
            f"Works {each}",
            "company",
            f"Town {each % 400}",
            f"Street {each}",
            f"{each:05}",
            home,
        ]
    if kind == "events.event":
        return [
            "mine",
            f"Event {each}",
            "info",
            f"2027-01-{each % 28 + 1:02}",
            "18:00",
            "20:00",
            "Hall",
            "20",
        ]
    return [f"person{each}@example.org", "mine", f"Person {each}", "2026-02-02", "2026-02-03"]


def make_file(folder: Path, kind: str, number: int) -> Path:
    path = folder / f"{kind}-{number}.xlsx"
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as elsewhere:
        elsewhere.submit(write_file, str(path), kind, number).result()
    return path
