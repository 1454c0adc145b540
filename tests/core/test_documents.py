import logging
from io import BytesIO
from typing import Any

import pytest
import typst
from django.utils.translation import gettext_lazy, override
from PIL import Image
from pypdf import PdfReader

from portal.core.documents import as_svg, typeset
from portal.core.qr import qr_svg

PLAIN = "../tests/core/documents/plain.typ"


def read(content: bytes) -> PdfReader:
    return PdfReader(BytesIO(content))


def plain(heading: Any, *pictures: tuple[str, dict[str, str]], language: str = "de") -> bytes:
    data = {"heading": heading, "pictures": pictures}
    return typeset(PLAIN, data, language=language, title=heading)


def claims_pdf_ua(content: bytes) -> bool:
    return b"<pdfuaid:part>1</pdfuaid:part>" in read(content).root_object["/Metadata"].get_object().get_data()


def test_a_document_is_tagged_and_says_its_language_and_title() -> None:
    made = plain("Teilnahmeliste", language="sl")
    root = read(made).root_object
    assert (root["/MarkInfo"]["/Marked"], root["/Lang"]) == (True, "sl")
    assert read(made).metadata.title == "Teilnahmeliste"
    assert claims_pdf_ua(made)


def test_what_a_document_is_given_is_never_read_as_markup() -> None:
    assert "#panic() *Ana* $x$ = <b>" in read(plain("#panic() *Ana* $x$ = <b>")).pages[0].extract_text()


def test_lazy_words_are_set_in_the_language_in_which_it_is_made() -> None:
    with override("de"):
        assert "Veranstaltung" in read(plain(gettext_lazy("event"))).pages[0].extract_text()


def test_a_picture_needs_words_for_whoever_does_not_see_it() -> None:
    code = qr_svg("https://example.org/").decode()
    assert claims_pdf_ua(plain("x", (code, {"alt": "Adresse der Seite"})))
    with pytest.raises(typst.TypstError, match="alt"):
        plain("x", (code, {}))


def test_a_name_whose_letters_no_typeface_has_is_set_all_the_same_and_noted(
    caplog: pytest.LogCaptureFixture,
) -> None:
    with caplog.at_level(logging.WARNING, "portal.core.documents"):
        made = plain("Ana \U0010fffd")
    assert "Ana" in read(made).pages[0].extract_text()
    assert not claims_pdf_ua(made)
    assert len(caplog.records) == 1


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
def test_a_stored_logo_is_shown_in_a_document(kind: str) -> None:
    picture = BytesIO()
    Image.new("RGB", (40, 20), "#c00").save(picture, kind)
    made = plain("x", (as_svg(picture.getvalue()), {"alt": "Logo"}))
    assert [image.image.size for image in read(made).pages[0].images] == [(40, 20)]


def test_what_is_no_picture_is_left_out() -> None:
    assert as_svg(b"GIF of sorts") == ""


def test_what_a_document_can_not_show_is_refused() -> None:
    with pytest.raises(TypeError, match="not set"):
        plain({"a", "b"})
