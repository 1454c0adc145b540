"""What is on the pages of a PDF, and whether somebody sees any of it."""

import zlib
from io import BytesIO
from typing import Any

import pytest
from PIL import Image
from pypdf import PdfReader, PdfWriter
from pypdf.generic import (
    ArrayObject,
    DecodedStreamObject,
    DictionaryObject,
    FloatObject,
    NameObject,
    NumberObject,
    TextStringObject,
)

from portal.core import pdf_marks
from portal.core.pdf import Refused, examine


def names(**entries: object) -> DictionaryObject:
    return DictionaryObject({NameObject(f"/{name}"): value for name, value in entries.items()})


def stream(data: bytes, **entries: object) -> DecodedStreamObject:
    made = DecodedStreamObject()
    made.set_data(data)
    made.update(names(**entries))
    return made


def font(kind: str, table: bytes) -> DictionaryObject:
    return names(Subtype=NameObject(f"/{kind}"), ToUnicode=stream(table))


PICTURE = stream(b"\0", Subtype=NameObject("/Image"), Width=NumberObject(1), Height=NumberObject(1))
SPACES = b"2 beginbfchar <0003> <0020> <0004> <00A0> endbfchar 1 beginbfrange <0010> <0011> <0041> endbfrange"
RESOURCES = names(
    Font=names(
        F=names(Subtype=NameObject("/Type1")),
        C=font("Type0", SPACES),
        U=font("Type0", b""),
        S=font("TrueType", b"1 beginbfchar <01> <0020> endbfchar"),
    ),
    XObject=names(
        Picture=PICTURE,
        Drawing=stream(b"0 0 9 9 re f", Subtype=NameObject("/Form")),
        Nothing=stream(b"q Q", Subtype=NameObject("/Form")),
        Placed=stream(
            b"/Inner Do",
            Subtype=NameObject("/Form"),
            Resources=names(XObject=names(Inner=PICTURE)),
        ),
    ),
    ExtGState=names(Clear=names(ca=FloatObject(0), CA=FloatObject(0)), Half=names(ca=FloatObject(0.5))),
    ColorSpace=names(
        Profile=ArrayObject([NameObject("/ICCBased"), stream(b"")]),
        Spot=ArrayObject([NameObject("/Separation"), NameObject("/Gold")]),
        Lab=ArrayObject([NameObject("/Lab"), names()]),
    ),
)


def kept_in(writer: PdfWriter, value: Any) -> Any:
    """A copy in which each stream stands by itself in the file, as it must."""
    if isinstance(value, ArrayObject):
        return ArrayObject([kept_in(writer, each) for each in value])
    if not isinstance(value, DictionaryObject):
        return value
    copy = stream(value.get_data()) if isinstance(value, DecodedStreamObject) else DictionaryObject()
    copy.update({key: kept_in(writer, each) for key, each in value.items()})
    return writer._add_object(copy)


def written(*pages: bytes, annotation: DictionaryObject | None = None, is_packed: bool = False) -> bytes:
    writer = PdfWriter()
    for each in pages:
        page = writer.add_blank_page(width=595, height=842)
        content = stream(each).flate_encode() if is_packed else stream(each)
        page[NameObject("/Contents")] = writer._add_object(content)
        page[NameObject("/Resources")] = kept_in(writer, RESOURCES)
        if annotation is not None:
            page[NameObject("/Annots")] = ArrayObject([kept_in(writer, annotation)])
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


def is_taken(content: bytes) -> bool:
    try:
        examine(content)
    except Refused as refused:
        return refused.reason != "blank"
    return True


SEEN = [
    b"BT /F 12 Tf (CV) Tj ET",
    b"BT /F 12 Tf [( ) -20 (CV)] TJ ET",
    b"BT /F 12 Tf (CV) ' ET",
    b'BT /F 12 Tf 1 1 (CV) " ET',
    b"BT /C 12 Tf <00030010> Tj ET",
    b"BT /U 12 Tf <0003> Tj ET",
    b"BT /Unknown 12 Tf (CV) Tj ET",
    b"1 g 1 Tr BT /F 12 Tf (CV) Tj ET",
    b"1 1 1 rg 0 0 1 rg BT /F 12 Tf (CV) Tj ET",
    b"q 1 g Q BT /F 12 Tf (CV) Tj ET",
    b"BT 3 Tr (CV) Tj ET /Picture Do",
    b"q 595 0 0 842 0 0 cm /Picture Do Q",
    b"BI /W 1 /H 1 /BPC 8 /CS /G ID \x00 EI",
    b"0 0 9 9 re f",
    b"0 0 m 9 9 l S",
    b"1 g 0 0 9 9 re B",
    b"1 g 0 0 9 9 re f 0 g 0 0 9 9 re f*",
    b"/Half gs 0 0 9 9 re f",
    b"/Clear gs /Half gs 0 0 9 9 re f",
    b"/Spot cs 1 scn 0 0 9 9 re f",
    b"/Lab cs 1 1 1 scn 0 0 9 9 re f",
    b"/Profile cs 1 1 0.5 scn 0 0 9 9 re f",
    b"/Pattern cs /P1 scn 0 0 9 9 re f",
    b"1 g /Profile cs 0 0 9 9 re f",
    b"1 1 1 1 k 0 0 9 9 re f",
    b"/Drawing Do",
    b"/Placed Do",
    b"/Shade sh",
]
UNSEEN = [
    b"q Q",
    b"1 0 0 1 0 0 cm BT /F1 12 Tf 14.4 TL ET",
    b"BT /F 12 Tf (  ) Tj ET",
    b"BT /F 12 Tf [( ) -20 (\\240)] TJ ET",
    b"BT /F 12 Tf () Tj ET",
    b"BT /C 12 Tf <00030004> Tj ET",
    b"BT /S 12 Tf <01> Tj ET",
    b"BT 3 Tr /F 12 Tf (CV) Tj ET",
    b"BT 7 Tr /F 12 Tf (CV) Tj ET",
    b"1 g BT /F 12 Tf (CV) Tj ET",
    b"1 1 1 rg BT /F 12 Tf (CV) Tj ET",
    b"0 0 0 0 k BT /F 12 Tf (CV) Tj ET",
    b"1 g 1 G 2 Tr BT /F 12 Tf (CV) Tj ET",
    b"/Profile cs 1 1 1 scn 0 0 595 842 re f",
    b"/Spot cs 0 scn 0 0 9 9 re f",
    b"/DeviceRGB cs 1 1 1 sc 0 0 595 842 re f",
    b"1 G 0 0 m 9 9 l S",
    b"0 0 9 9 re W n",
    b"/Clear gs BT /F 12 Tf (CV) Tj ET",
    b"/Clear gs /Picture Do",
    b"1 g /Drawing Do",
    b"/Nothing Do",
    b"/NoSuch Do",
]


@pytest.mark.parametrize("page", SEEN)
def test_a_page_that_shows_something_is_taken(page):
    assert is_taken(written(page))
    assert is_taken(written(page, is_packed=True))


@pytest.mark.parametrize("page", UNSEEN)
def test_pages_of_whose_content_nobody_sees_anything_are_refused(page):
    assert not is_taken(written(page))
    assert not is_taken(written(page, b"q Q", page, is_packed=True))


def test_one_page_that_shows_something_is_enough():
    assert is_taken(written(*UNSEEN, b"0 0 9 9 re f", *UNSEEN))


def test_empty_sheets_are_taken_for_they_hide_nothing():
    assert is_taken(written(b"", b"\n"))


def test_a_scan_is_taken():
    out = BytesIO()
    Image.new("RGB", (20, 20), "white").save(out, "PDF")
    assert is_taken(out.getvalue())


def widget(**entries: object) -> DictionaryObject:
    return names(Subtype=NameObject("/Widget"), **entries)


def look(data: bytes) -> DictionaryObject:
    return names(N=stream(data, Subtype=NameObject("/Form")))


DRAWN = b"0 0 9 9 re f"


@pytest.mark.parametrize(
    ("note", "taken"),
    [
        (names(Subtype=NameObject("/FreeText"), Contents=TextStringObject("CV")), True),
        (names(Subtype=NameObject("/Stamp"), AP=look(DRAWN)), True),
        (names(Subtype=NameObject("/Stamp"), AP=look(b"q Q")), False),
        (names(Subtype=NameObject("/Stamp"), AP=look(DRAWN), F=NumberObject(2)), False),
        (names(Subtype=NameObject("/Link")), False),
        (widget(V=TextStringObject("Anna")), True),
        (widget(Parent=names(V=TextStringObject("Anna"))), True),
        (widget(V=TextStringObject("")), False),
        (widget(), False),
        (widget(AP=look(DRAWN)), True),
        (widget(AP=look(b"/Tx BMC EMC")), False),
        (widget(AP=names(N=names(Yes=look(DRAWN)["/N"])), AS=NameObject("/Yes")), True),
        (widget(AP=names(N=names(Yes=look(DRAWN)["/N"])), AS=NameObject("/Off")), False),
    ],
)
def test_what_is_noted_beside_or_filled_in_counts(note, taken):
    assert is_taken(written(b"q Q", annotation=note)) == taken


@pytest.mark.parametrize("page", [b"q " * pdf_marks.MARKS_WITHIN, b"(", b"/X Tr", b"Tj", b"BI"])
def test_what_can_not_be_decided_counts_as_shown(page):
    examine(written(b"q Q", page))


def test_a_drawing_that_is_drawn_in_itself_ends():
    writer = PdfWriter(clone_from=PdfReader(BytesIO(written(b"/Drawing Do"))))
    resources = writer.pages[0]["/Resources"]
    inner = stream(b"/Drawing Do /Drawing Do", Subtype=NameObject("/Form"))
    resources["/XObject"][NameObject("/Drawing")] = writer._add_object(inner)
    out = BytesIO()
    writer.write(out)
    assert is_taken(out.getvalue())


def test_packed_pages_that_become_too_large_count_as_shown():
    content = written(b"q Q", is_packed=True)
    packed = zlib.compress(b" " * 100_000_000, 9)
    writer = PdfWriter(clone_from=PdfReader(BytesIO(content)))
    writer.pages[0]["/Contents"].get_object()._data = packed
    out = BytesIO()
    writer.write(out)
    assert is_taken(out.getvalue())
