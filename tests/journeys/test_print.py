"""Offers and events on paper: one page each, which says where it is from."""

from io import BytesIO

import pytest
from pypdf import PdfReader

pytestmark = pytest.mark.journey

PARAGRAPH = (
    "Sie bauen die Dienste, an die unsere Maschinen melden, von der ersten Skizze bis zum Betrieb. " * 6
)


@pytest.fixture
def printed(glance):
    reader = glance(language="de")

    def of(kind: str, paragraphs: int = 0) -> tuple[list[str], str]:
        """The text of each sheet, and the address of the page."""
        reader.go(f"/{kind}/")
        reader.go(
            reader.page.locator(
                f"main a[href^='/{kind}/']:not([href*='feed']):not([href*='.ics'])"
                ":not([href*='/save/']):not([href*='/calendar/'])"
            ).first.get_attribute("href")
        )
        reader.page.evaluate(
            "text => { if (text) document.querySelector('.prose').innerHTML = text; }",
            f"<p>{PARAGRAPH}</p>" * paragraphs,
        )
        pictures = "[...document.images].every(image => image.complete && image.naturalWidth > 0)"
        assert reader.page.evaluate(pictures), "every picture that is printed is there"
        sheets = PdfReader(BytesIO(reader.page.pdf(prefer_css_page_size=True))).pages
        return [sheet.extract_text() for sheet in sheets], reader.page.url

    return of


@pytest.mark.parametrize("kind", ["offers", "events"])
def test_a_page_that_is_printed_is_one_sheet_and_says_its_address(printed, kind):
    sheets, address = printed(kind)
    assert len(sheets) == 1
    assert address.replace("ff", "") in sheets[0].replace("ff", "").replace("\ufb00", "").replace("\n", "")


def test_an_offer_of_three_long_paragraphs_is_one_sheet_without_what_only_a_screen_can_do(printed):
    sheets, _address = printed("offers", 3)
    assert len(sheets) == 1
    assert "Mit Ihrem Profil bewerben" not in sheets[0]
    assert "Anmelden" not in sheets[0]
