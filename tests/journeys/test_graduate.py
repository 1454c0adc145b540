"""A graduate who reads German registers, joins a programme, says what she can, and applies."""

import io
import re
from urllib.parse import urlsplit

import pytest
from pypdf import PdfWriter

from tests.journeys.reader import Reader

pytestmark = pytest.mark.journey

EMAIL, PASSWORD = "amira.neu@example.org", "ein recht langes Kennwort"


def test_a_graduate_registers_joins_and_applies(visit):
    reader = visit(language="de")
    register(reader)
    join(reader)
    write_profile(reader)
    apply_for_an_offer(reader)


def cv() -> bytes:
    pages = PdfWriter()
    pages.add_blank_page(200, 200)
    file = io.BytesIO()
    pages.write(file)
    return file.getvalue()


def register(reader: Reader, email: str = EMAIL) -> None:
    page = reader.page
    reader.go("/")
    assert page.locator("html").get_attribute("lang") == "de"
    reader.go("/accounts/signup/")
    page.locator("#id_name").fill("Amira Beispiel")
    page.locator("#id_email").fill(email)
    page.locator("#id_password1").fill(PASSWORD)
    page.locator("form[action='/accounts/signup/'] button[type=submit]").click()
    reader.arrive("**/accounts/confirm-email/")
    reader.go(mailed_link(reader, email))
    page.locator("main form button[type=submit], main form .button").first.click()
    reader.arrive()
    if "/accounts/login/" in page.url:
        reader.sign_in(email, PASSWORD)
    reader.go("/me/")
    assert "Amira" in reader.text()
    reader.check()


def mailed_link(reader: Reader, email: str) -> str:
    """The path of the link in the mail, which the worker delivers to the demonstration's mailbox."""
    page = reader.page
    for _attempt in range(60):
        reader.go("/demo/mail/")
        mail = page.locator("main a[href^='/demo/mail/']", has=page.locator("xpath=.")).first
        if email in reader.text() and mail.count():
            mail.click()
            reader.arrive()
            found = re.search(r"https?://\S+/accounts/confirm-email/[^\s\"]+", page.content())
            if found:
                return urlsplit(found[0]).path
        page.wait_for_timeout(500)
    raise AssertionError("No mail came.")


def join(reader: Reader) -> None:
    page = reader.page
    reader.go("/programmes/")
    reader.go("/programmes/wortplus/")
    reader.go("/programmes/wortplus/join/")
    page.locator("main form button[type=submit], main form .button").first.click()
    reader.arrive()
    assert page.locator("#id_agreed").get_attribute("aria-invalid") == "true"
    reader.check()
    page.locator("#id_agreed").check()
    page.locator("main form button[type=submit], main form .button").first.click()
    reader.arrive("**/me/")
    assert "WORT" in reader.text()


def write_profile(reader: Reader) -> None:
    page = reader.page
    reader.go("/me/profile/")
    reader.follow("Beginnen")
    page.locator("input[name=kinds]").first.check()
    page.locator("#id_is_mobile").check()
    go_on(reader, "languages")
    page.locator("#languages-add").fill("Deutsch")
    page.keyboard.press("Enter")
    page.get_by_role("group", name="Deutsch").locator("select:visible").select_option(index=5)
    go_on(reader, "skills")
    page.locator(".often button").first.click()
    go_on(reader, "education")
    page.locator("#id_degree").select_option(index=4)
    page.locator("#id_field").select_option(index=2)
    go_on(reader, "more")
    reader.send()
    reader.arrive("**/me/profile/")
    reader.follow("So sehen es Unternehmen")
    assert "Deutsch" in reader.text()


def go_on(reader: Reader, step: str) -> None:
    reader.press("Speichern und weiter")
    reader.arrive(f"**/me/profile/{step}/")


def apply_for_an_offer(reader: Reader) -> None:
    page = reader.page
    reader.go("/offers/?kind=job")
    assert re.search(r"\d+ %", reader.text()), "offers say how well they fit"
    page.locator("main a[href^='/offers/'][href*='-'][href$='/']").first.click()
    reader.arrive(re.compile(r"/offers/\d+-"))
    assert page.locator(".reasons li").count() > 0
    assert page.locator("script[type='application/ld+json']").count() == 1
    reader.go(f"{reader.path}apply/")
    page.locator("#id_message").fill("Ich möchte herausfinden, warum Maschinen stehen bleiben.")
    page.locator("#id_upload").set_input_files(
        {"name": "lebenslauf.pdf", "mimeType": "application/pdf", "buffer": cv()}
    )
    page.locator("main form .actions button").first.click()
    reader.arrive(re.compile(r"/applications/\d+/"))
    assert "Ich möchte herausfinden" in reader.text()
    reader.go("/me/applications/")
    assert page.locator("main a[href^='/applications/']").count() == 1
