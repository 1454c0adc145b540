"""A coordinator sees what waits, works it off in lists, previews an import, and edits the own programme only."""

import pytest

from tests.journeys.reader import Reader

pytestmark = pytest.mark.journey

UNFINISHED = "Name,Kind,Town\nNeue Firma Muster,company,Schmalkalden\n"
WRONG = "Programme,Name,Kind,City\nwortplus,Neue Firma Muster,shop,Schmalkalden\n"
RIGHT = "Programme,Name,Kind,City\nwortplus,Neue Firma Muster,company,Schmalkalden\n"


def test_a_coordinator_works_off_what_waits(visit):
    reader = visit("coordinator.wortplus@example.org")
    look_at_today(reader)
    verify_all(reader)
    publish_all(reader)
    preview_an_import(reader)
    export_a_list(reader)
    edit_the_programme(reader)
    stay_in_own_programmes(reader)


def look_at_today(reader: Reader) -> None:
    page = reader.page
    reader.go("/me/settings/")
    page.locator("input[name=language][value=en]").check()
    page.locator("main form .actions button").last.click()
    reader.arrive()
    reader.go("/admin/")
    for link in page.locator(".counts a.waits").all():
        number = int(link.locator(".number").inner_text())
        answer = page.request.get(link.get_attribute("href") or "")
        assert answer.ok
        assert number > 0


def verify_all(reader: Reader) -> None:
    run_on_all(
        reader, "/admin/programmes/organisation/?verification__exact=waiting", "verify", "can publish now"
    )


def publish_all(reader: Reader) -> None:
    run_on_all(reader, "/admin/matching/posting/?review=waiting", "publish", "told so")


def run_on_all(reader: Reader, address: str, action: str, word: str) -> None:
    page = reader.page
    reader.go(address)
    boxes = page.locator("#result_list input[name=_selected_action], input[name=_selected_action]")
    if boxes.count() == 0:
        return
    for box in boxes.all():
        box.check()
    page.locator("select[name=action]").select_option(action)
    page.locator("button[name=index]").first.click()
    reader.arrive()
    reader.sees(word)


def preview_an_import(reader: Reader) -> None:
    reader.go("/admin/programmes/organisation/import/")
    upload(reader, UNFINISHED)
    reader.sees("lacks these columns: Programme")
    reader.check()
    choose_another(reader)
    upload(reader, WRONG)
    reader.sees("“shop” is not one of the choices.")
    reader.check()
    choose_another(reader)
    upload(reader, RIGHT)
    reader.sees("Below stands what each row would do.")
    reader.check()
    reader.press("Import these rows")
    reader.sees("Undo the import")
    reader.check()
    reader.go("/imports/")
    reader.sees("Files you have sent, newest first")
    reader.check()


def export_a_list(reader: Reader) -> None:
    """The page waits by itself: nobody reloads it until the link is there."""
    page = reader.page
    reader.go("/admin/programmes/organisation/?verification__exact=verified")
    reader.go("/admin/programmes/organisation/export/?verification__exact=verified")
    reader.check()
    page.locator("select[name=purpose]").select_option("Proof for a funder")
    page.locator("form[action*='/export/'] [type=submit]").last.click()
    reader.arrive()
    page.get_by_role("link", name="Fetch the file").wait_for()
    reader.check()
    with page.expect_download() as waiting:
        page.get_by_role("link", name="Fetch the file").click()
    assert waiting.value.suggested_filename.endswith(".xlsx")
    reader.go("/exports/")
    reader.sees("What you have exported, newest first")
    reader.check()


def choose_another(reader: Reader) -> None:
    reader.page.get_by_role("link", name="Choose another file").click()
    reader.arrive()


def upload(reader: Reader, rows: str) -> None:
    page = reader.page
    page.locator("input[type=file]").set_input_files(
        {"name": "organisations.csv", "mimeType": "text/csv", "buffer": rows.encode()}
    )
    page.locator("form[enctype='multipart/form-data'] [type=submit]").last.click()
    reader.arrive()


def edit_the_programme(reader: Reader) -> None:
    page = reader.page
    reader.go("/admin/programmes/programme/?q=wort")
    page.locator("#result_list a[href*='/change/']").first.click()
    reader.arrive()
    page.locator("button[name=_save], input[name=_save]").first.click()
    reader.arrive()
    assert "/change/" not in reader.path


def stay_in_own_programmes(reader: Reader) -> None:
    reader.go("/admin/programmes/programme/?all=1")
    assert "TalentMagnet" not in reader.page.locator("#result_list").inner_text()
    reader.go("/admin/programmes/enrolment/")
    assert "IQ" not in reader.page.locator("#result_list").inner_text().split()
