"""Kinds of PDFs that people send, and whether everybody could open them."""

import io
import re
import subprocess
import sys
import zlib
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfReader, PdfWriter
from pypdf.generic import (
    ArrayObject,
    BooleanObject,
    DecodedStreamObject,
    DictionaryObject,
    EncodedStreamObject,
    IndirectObject,
    NameObject,
    NumberObject,
    StreamObject,
    TextStringObject,
)

from portal.core import pdf
from portal.core.pdf import Refused, examine


def written(change: Callable[[PdfWriter], object] | None = None, pages: int = 1) -> bytes:
    writer = PdfWriter()
    for _page in range(pages):
        page = writer.add_blank_page(width=595, height=842)
        words = DecodedStreamObject()
        words.set_data(b"BT /F1 12 Tf 72 720 Td (CV) Tj ET")
        page[NameObject("/Contents")] = writer._add_object(words)
    if change:
        change(writer)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def names(**entries: object) -> DictionaryObject:
    return DictionaryObject({NameObject(f"/{name}"): value for name, value in entries.items()})


def action(kind: str, **more: object) -> DictionaryObject:
    return names(S=NameObject(f"/{kind}"), **more)


def root(**entries: object) -> Callable[[PdfWriter], None]:
    return lambda writer: writer.root_object.update(names(**entries))


def annotation(**entries: object) -> Callable[[PdfWriter], None]:
    return lambda writer: writer.pages[0].update(names(Annots=ArrayObject([names(**entries)])))


def by_reference(change: Callable[[PdfWriter], object]) -> Callable[[PdfWriter], None]:
    """The same, with each value of each dictionary somewhere else in the file, as any of them may be."""

    def changed(writer: PdfWriter) -> None:
        writer.root_object[NameObject("/Lang")] = TextStringObject("de")
        change(writer)
        for each in list(pdf.Walk(writer).dictionaries(writer.root_object)):
            for key, value in list(dict.items(each)):
                if not isinstance(value, IndirectObject | StreamObject) and key not in {"/Type", "/Length"}:
                    each[key] = writer._add_object(value)

    return changed


CV = written()


@pytest.mark.parametrize(
    "junk", [b"\xef\xbb\xbf", b"\n", b"\r\n\r\n", b" \t", b"\x00" * 20, b"\xef\xbb\xbf\r\n", b"\n" * 1000]
)
def test_what_a_program_put_before_the_beginning_is_taken_away(junk):
    assert examine(junk + CV) == CV


@pytest.mark.parametrize("cut", [b"%%EOF", b"%%EOF\n", b"\n%%EOF\n"])
def test_a_missing_end_is_added(cut):
    kept = examine(CV.removesuffix(b"\n").removesuffix(cut.strip()))
    assert kept.rstrip().endswith(b"%%EOF")
    assert len(PdfReader(io.BytesIO(kept), strict=True).pages) == 1


def test_a_missing_table_of_objects_is_written_anew():
    kept = examine(CV[: CV.rindex(b"xref\n0")])
    assert pdf._points_to_its_table(kept)
    assert len(PdfReader(io.BytesIO(kept), strict=True).pages) == 1


def test_a_catalogue_that_only_a_search_finds_is_named_anew():
    kept = examine(CV.replace(b"/Root", b"/Boot"))
    assert PdfReader(io.BytesIO(kept), strict=True).trailer["/Root"]["/Type"] == "/Catalog"


def test_a_table_that_was_moved_is_written_anew():
    kept = examine(b"%PDF-1.3\n% a line more\n" + CV.partition(b"\n")[2])
    assert len(PdfReader(io.BytesIO(kept), strict=True).pages) == 1


def test_what_hangs_behind_the_end_is_cut_off():
    assert examine(CV + b"PK\x03\x04 another file" * 500) == CV.rstrip() + b"\n"


@pytest.mark.parametrize(
    "harmless",
    [
        root(OpenAction=action("GoTo")),
        root(OpenAction=ArrayObject()),
        root(OpenAction=action("Named", N=NameObject("/FirstPage"))),
        annotation(
            Subtype=NameObject("/Link"), A=action("URI", URI=TextStringObject("https://example.org/"))
        ),
        root(AcroForm=names(Fields=ArrayObject())),
        lambda writer: writer.add_attachment("factur-x.xml", b"<?xml version='1.0'?><invoice/>"),
        lambda writer: writer.encrypt("", "owner", algorithm="RC4-128"),
        lambda writer: writer.encrypt("", "owner", algorithm="AES-256"),
    ],
    ids=["goes to", "destination", "first page", "link", "form", "invoice", "owner's password", "AES"],
)
def test_what_opens_for_everybody_is_taken_as_it_is(harmless):
    for change in (harmless, by_reference(harmless)):
        content = written(change)
        assert examine(content) == content


SCRIPT = TextStringObject("app.alert(1)")


@pytest.mark.parametrize(
    ("reason", "change"),
    [
        ("password", lambda writer: writer.encrypt("secret", algorithm="RC4-128")),
        ("password", lambda writer: writer.encrypt("secret", algorithm="AES-256")),
        ("form", root(AcroForm=names(Fields=ArrayObject(), XFA=ArrayObject()))),
        ("form", root(NeedsRendering=BooleanObject(True))),
        ("collection", root(Collection=names(View=NameObject("/D")))),
        ("program", root(Names=names(JavaScript=names(Names=ArrayObject())))),
        ("program", root(OpenAction=action("JavaScript", JS=SCRIPT))),
        ("program", root(OpenAction=action("URI", URI=TextStringObject("https://example.org/")))),
        ("program", root(OpenAction=action("GoTo", Next=action("SubmitForm")))),
        ("program", root(AA=names(WC=action("Launch", F=TextStringObject("cmd.exe"))))),
        ("program", annotation(Subtype=NameObject("/Link"), A=action("Launch"))),
        ("program", annotation(Subtype=NameObject("/Widget"), AA=names(E=action("JavaScript", JS=SCRIPT)))),
        ("program", annotation(Subtype=NameObject("/Link"), A=action("GoToE"))),
        ("attachment", lambda writer: writer.add_attachment("rechnung.exe", b"MZ")),
        ("attachment", lambda writer: writer.add_attachment("rechnung.xml", b"MZ\x90")),
        ("attachment", lambda writer: writer.add_attachment("notes", b"text")),
        (
            "attachment",
            root(X=names(UF=TextStringObject("a.txt"), DOS=TextStringObject("a.exe"), EF=names())),
        ),
        ("attachment", annotation(Subtype=NameObject("/FileAttachment"), FS=names(EF=names()))),
        ("media", annotation(Subtype=NameObject("/RichMedia"))),
        ("media", annotation(Subtype=NameObject("/Screen"))),
        ("media", annotation(Subtype=NameObject("/Link"), A=action("Rendition"))),
    ],
)
def test_what_shows_nothing_or_carries_a_program_is_refused(reason, change):
    for changed in (change, by_reference(change)):
        with pytest.raises(Refused) as refused:
            examine(written(changed))
        assert refused.value.reason == reason


def test_a_certificate_is_told_from_a_password():
    content = written(lambda writer: writer.encrypt("x", algorithm="RC4-128"))
    with pytest.raises(Refused) as refused:
        examine(content.replace(b"/Filter /Standard", b"/Filter /Adobe.PubSec"))
    assert refused.value.reason == "certificate"


@pytest.mark.parametrize(
    ("reason", "content"),
    [
        ("no_pages", written(pages=0)),
        ("no_pdf", b"MZ" + CV),
        ("no_pdf", b"GIF89a" + CV),
        ("no_pdf", b"\n" * 2000 + CV),
        ("no_pdf", b""),
    ],
)
def test_what_is_no_document_is_refused(reason, content):
    with pytest.raises(Refused) as refused:
        examine(content)
    assert refused.value.reason == reason


def test_pages_are_counted_and_not_believed():
    few = re.sub(rb"/Count \d+", b"/Count 61", written(pages=2))
    assert examine(few) == few
    many = re.sub(rb"/Count \d+", b"/Count 01", written(pages=61))
    with pytest.raises(Refused) as refused:
        examine(many)
    assert (refused.value.reason, refused.value.pages) == ("pages", 61)


def test_a_page_that_is_shown_again_and_again_counts_each_time():
    def repeat(writer: PdfWriter) -> None:
        tree = writer.root_object["/Pages"]
        inner = writer._add_object(names(Type=NameObject("/Pages"), Kids=tree["/Kids"]))
        tree[NameObject("/Kids")] = ArrayObject([inner, inner] * 30 + [inner])

    for pages in (1, 2):
        with pytest.raises(Refused) as refused:
            examine(written(repeat, pages=pages))
        assert (refused.value.reason, refused.value.pages) == ("pages", 61 * pages)


class Endless(IndirectObject):
    def get_object(self) -> IndirectObject:
        return self


def test_references_that_lead_to_each_other_end():
    with pytest.raises(Refused) as refused:
        pdf.resolved(Endless(1, 0, None))
    assert refused.value.reason == "damaged"


def test_a_tree_of_pages_that_bites_its_tail_ends():
    def bite(writer: PdfWriter) -> None:
        tree = writer.root_object["/Pages"]
        tree[NameObject("/Kids")] = ArrayObject([tree.indirect_reference] * 100_000)

    with pytest.raises(Refused):
        examine(written(bite))


def test_a_page_whose_content_was_cut_off_is_damaged():
    def lose(writer: PdfWriter) -> None:
        writer.pages[0][NameObject("/Contents")] = NumberObject(7)

    with pytest.raises(Refused) as refused:
        examine(written(lose))
    assert refused.value.reason == "damaged"


def test_more_objects_than_any_document_has_are_not_looked_at(monkeypatch):
    monkeypatch.setattr(pdf, "OBJECT_LIMIT", 50)
    with pytest.raises(Refused) as refused:
        examine(written(pages=40))
    assert refused.value.reason == "complicated"


# --- As a program of its own ---


def answer(content: bytes) -> tuple[bytes, bytes]:
    done = subprocess.run(
        [sys.executable, "-I", str(Path(pdf.__file__))], input=content, capture_output=True, check=True
    )
    verdict, _newline, kept = done.stdout.partition(b"\n")
    return verdict, kept


def test_it_answers_with_a_verdict_and_only_with_what_it_mended():
    assert answer(CV) == (b"{}", b"")
    assert answer(b"\n" + CV) == (b"{}", CV)
    assert answer(b"x") == (b'{"reason": "no_pdf", "pages": 0}', b"")
    assert answer(b"%PDF-1.7\nnothing")[0].startswith(b'{"reason": "damaged", "error": ')


def test_it_ends_by_itself_when_a_file_wants_too_much_memory():
    source = (
        f"import sys; sys.path.append({str(Path(pdf.__file__).parent)!r}); import pdf; pdf._limit_itself()"
    )
    done = subprocess.run(
        [sys.executable, "-c", f"{source}; bytearray(2_000_000_000)"], capture_output=True, check=False
    )
    assert b"MemoryError" in done.stderr


@given(st.lists(st.tuples(st.integers(0, len(CV) - 1), st.binary(max_size=6)), min_size=1, max_size=6))
def test_a_file_with_some_bytes_changed_is_mended_refused_or_damaged(changes):
    """What pypdf raises over damage is anything; `main` calls it that."""
    content = bytearray(CV)
    for place, part in changes:
        content[place : place + len(part)] = part
    with suppress(Exception):
        assert_opens(examine(bytes(content)))


def assert_opens(content: bytes) -> None:
    try:
        is_taken_again = examine(content) == content
    except Exception:
        is_taken_again = False
    if not is_taken_again:
        pytest.fail("It was taken and opens nowhere.")


def test_what_is_packed_is_left_packed():
    """A few kilobytes may stand for gigabytes; a reader shows them page by page, and the check asks only whether they
    are there.
    """

    def plant(writer: PdfWriter) -> None:
        bomb = EncodedStreamObject()
        bomb._data = zlib.compress(b"\0" * 200_000_000, 9)
        bomb[NameObject("/Filter")] = NameObject("/FlateDecode")
        writer.pages[0][NameObject("/Contents")] = writer._add_object(bomb)

    content = written(plant)
    assert answer(content) == (b"{}", b"")
