"""Asks of a PDF what a reader would ask: does it open, without a password, show pages, and carry nothing else?

Run as a program it reads a PDF from its input and answers on its output, so that a file which is made to keep its
reader busy for ever costs a process that ends by itself, and no thread of the portal (`portal/core/files.py`).
It knows nothing of Django, and is therefore quick to start.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import Any

from pypdf import PdfReader, PdfWriter
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject, StreamObject

if __name__ == "__main__":  # apart from the portal, whose package would start the whole of it
    sys.path.append(str(Path(__file__).parent))
    from pdf_marks import LEVELS_OF_PAGES, Marks, Refused, entry, resolved  # type: ignore[import-not-found]
else:
    from portal.core.pdf_marks import LEVELS_OF_PAGES, Marks, Refused, entry, resolved

PAGE_LIMIT = 60
OBJECT_LIMIT = 200_000
CPU_SECONDS = 10
MEMORY = 768 * 1024 * 1024
ACTIONS_IN_A_ROW = 100
HEADER_WITHIN = 1024
"""Bytes among which readers look for the beginning and the end (Adobe's implementation notes to PDF 1.7, H.3)."""

_HEADER = b"%PDF-"
_END = b"%%EOF"
_HARMLESS_JUNK = re.compile(rb"(?:\xef\xbb\xbf|\xfe\xff|\xff\xfe|[\x00\s])*")
_TABLE = re.compile(rb"\s*(?:xref|\d+\s+\d+\s+obj)")
_CATALOGUE = re.compile(rb"\b(\d{1,7})\s+(\d{1,5})\s+obj\s*<<[^>]{0,500}?/Type\s*/Catalog\b")
_POINTER = re.compile(rb"startxref\s+(\d{1,12})")

PROGRAMS = {"/JavaScript", "/Launch", "/ImportData", "/GoToE", "/RichMediaExecute"}
"""Actions that run something (ISO 32000-2, 12.6.4)."""
SHOWN_AT_ONCE = {"/GoTo", "/Named", "/SetOCGState", "/Trans", "/Thread"}
"""Actions that may happen without a click: they only move about in the document."""
MEDIA = {"/RichMedia", "/Movie", "/Screen", "/3D", "/Sound"}
PLAIN_ATTACHMENTS = (".xml", ".txt", ".csv", ".json", ".png", ".jpg", ".jpeg")
"""What may be attached: an electronic invoice is a PDF with its figures in XML beside (EN 16931)."""
NAMES_OF_FILES = ("/UF", "/F", "/DOS", "/Mac", "/Unix")
_PROGRAM_STARTS = (
    b"MZ",
    b"\x7fELF",
    b"PK",
    b"#!",
    b"%PDF",
    b"\xd0\xcf\x11\xe0",
    b"\xca\xfe\xba\xbe",
    b"Rar!",
    b"7z",
)


@dataclass
class Walk:
    """Visits what hangs on the document, each object once, and no more than the limit of them."""

    reader: PdfReader
    seen: set[tuple[int, int]] = field(default_factory=set)
    visited: int = 0

    def count(self) -> None:
        self.visited += 1
        if self.visited > OBJECT_LIMIT:
            raise Refused("complicated")

    def is_new(self, value: Any) -> bool:
        self.count()
        if not isinstance(value, IndirectObject):
            return True
        key = (value.idnum, value.generation)
        if key in self.seen:
            return False
        self.seen.add(key)
        return True

    def dictionaries(self, start: Any) -> Iterator[DictionaryObject]:
        waiting = [start]
        while waiting:
            value = waiting.pop()
            if not self.is_new(value):
                continue
            value = resolved(value)
            if isinstance(value, DictionaryObject):
                yield value
                waiting += dict.values(value)
            elif isinstance(value, ArrayObject):
                waiting += list(value)

    def pages(self, start: Any) -> Iterator[DictionaryObject]:
        """The leaves of the tree of pages, as often as they are shown; what a node says of their number counts for
        nothing.
        """
        above: list[tuple[Any, Iterator[Any]]] = [(None, iter([start]))]
        while above:
            value = next(above[-1][1], None)
            if value is None:
                above.pop()
                continue
            self.count()
            node = resolved(value)
            if not isinstance(node, DictionaryObject):
                continue
            kids = entry(node, "/Kids")
            if not isinstance(kids, ArrayObject):
                yield node
            elif all(node is not each for each, _rest in above):
                if len(above) > LEVELS_OF_PAGES:
                    raise Refused("complicated")
                above.append((node, iter(kids)))


def examine(content: bytes) -> bytes:
    """The PDF as it can be kept: as it is, or mended where that takes nothing away. Raises Refused."""
    kept = _with_ends(content)
    reader = _opened(kept)
    _check_pages(reader)
    _check_contents(reader)
    _check_marks(reader)
    if not (_points_to_its_table(kept) and _names_its_catalogue(reader)):
        kept = _written_anew(reader)
        _check_pages(_opened(kept))
    return kept


def _with_ends(content: bytes) -> bytes:
    """Begin with the header and end with the mark, whatever a program put before or left out behind."""
    start = content.find(_HEADER, 0, HEADER_WITHIN + len(_HEADER))
    if start < 0 or not _HARMLESS_JUNK.fullmatch(content[:start]):
        raise Refused("no_pdf")
    content = content[start:]
    end = content.rfind(_END)
    if end < 0 or b"endobj" in content[end:]:
        return _ended(content.rstrip())
    if len(content) - end > HEADER_WITHIN:
        return content[: end + len(_END)] + b"\n"
    return content


def _ended(content: bytes) -> bytes:
    """With the mark of the end. Where the table of objects was cut off too, with a pointer to nowhere, over which pypdf
    searches for the objects, beginning at the catalogue of all.
    """
    behind = content[content.rfind(b"endobj") :]
    if not _POINTER.search(behind):
        catalogue = _CATALOGUE.search(content)
        if catalogue and b"trailer" not in behind:
            content += b"\ntrailer\n<< /Size 1 /Root %b %b R >>" % catalogue.groups()
        content += b"\nstartxref\n0"
    return content + b"\n" + _END + b"\n"


def _opened(content: bytes) -> PdfReader:
    try:
        reader = PdfReader(BytesIO(content))
        if reader.is_encrypted and not reader.decrypt(""):
            raise Refused("password")
    except (
        NotImplementedError
    ) as error:  # pypdf knows passwords; certificates and services of rights it does not
        raise Refused("certificate") from error
    return reader


def _check_pages(reader: PdfReader) -> None:
    walk = Walk(reader)
    pages = 0
    for page in walk.pages(_tree_of_pages(reader)):
        pages += 1
        if pages <= PAGE_LIMIT:
            _check_page(page)
    if not pages:
        raise Refused("no_pages")
    if pages > PAGE_LIMIT:
        raise Refused("pages", pages)


def _tree_of_pages(reader: PdfReader) -> Any:
    return reader.root_object.raw_get("/Pages") if "/Pages" in reader.root_object else None


def _check_marks(reader: PdfReader) -> None:
    """Of what is on the pages, somebody must see something. Empty sheets hide nothing, and are taken."""
    marks = Marks(reader)
    is_seen = any(marks.are_on(page) for page in Walk(reader).pages(_tree_of_pages(reader)))
    if marks.instructions and not is_seen:
        raise Refused("blank")


def _check_page(page: DictionaryObject) -> None:
    """What stands on the page is there: a file that was cut off names it and lacks it."""
    if "/Contents" not in page:
        return
    contents = entry(page, "/Contents")
    for part in contents if isinstance(contents, ArrayObject) else [contents]:
        if not isinstance(resolved(part), StreamObject):
            raise Refused("damaged")


def _check_contents(reader: PdfReader) -> None:
    for each in Walk(reader).dictionaries(reader.root_object):
        _check_program(each)
        _check_attachment(each)
        if "/XFA" in each or entry(each, "/NeedsRendering"):
            raise Refused("form")
        if isinstance(entry(each, "/Collection"), DictionaryObject):
            raise Refused("collection")
        if _is(each, "/Subtype", MEDIA) or _is(each, "/S", {"/Rendition"}):
            raise Refused("media")


def _is(each: DictionaryObject, key: str, words: set[str]) -> bool:
    """Is it one of the words? What hangs there may be anything else: programs call a font `/S`."""
    value = entry(each, key)
    return isinstance(value, str) and value in words


def _check_program(each: DictionaryObject) -> None:
    if _is(each, "/S", PROGRAMS) or "/JS" in each or "/JavaScript" in each:
        raise Refused("program")
    triggers = [entry(each, "/OpenAction"), *_values(entry(each, "/AA"))]
    for action in triggers:
        if any("/S" in step and not _is(step, "/S", SHOWN_AT_ONCE) for step in _steps(action)):
            raise Refused("program")


def _steps(action: Any) -> Iterator[DictionaryObject]:
    """An action and those that follow it by themselves."""
    waiting, count = [action], 0
    while waiting and count < ACTIONS_IN_A_ROW:
        step = resolved(waiting.pop())
        if isinstance(step, ArrayObject):
            waiting += [each for each in step if isinstance(each, IndirectObject | DictionaryObject)]
        elif isinstance(step, DictionaryObject):
            count += 1
            yield step
            waiting.append(entry(step, "/Next"))


def _values(value: Any) -> list[Any]:
    if not isinstance(value, DictionaryObject):
        return []
    return [resolved(each) for each in dict.values(value)]


def _check_attachment(each: DictionaryObject) -> None:
    if "/EF" not in each:
        return
    names = [str(each[key]) for key in NAMES_OF_FILES if key in each]
    if not names or not all(name.lower().endswith(PLAIN_ATTACHMENTS) for name in names):
        raise Refused("attachment")
    for stream in _values(entry(each, "/EF")):
        if not isinstance(stream, StreamObject) or stream.get_data().lstrip().startswith(_PROGRAM_STARTS):
            raise Refused("attachment")


def _points_to_its_table(content: bytes) -> bool:
    """Is the table of objects where the file says? Readers that don't search for it open nothing otherwise."""
    pointers = _POINTER.findall(content)
    return bool(pointers) and bool(_TABLE.match(content, int(pointers[-1])))


def _names_its_catalogue(reader: PdfReader) -> bool:
    catalogue = resolved(reader.trailer.get("/Root"))
    return isinstance(catalogue, DictionaryObject) and "/Pages" in catalogue


def _written_anew(reader: PdfReader) -> bytes:
    out = BytesIO()
    PdfWriter(clone_from=reader).write(out)
    return out.getvalue()


def _limit_itself() -> None:
    import resource

    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))


def main() -> None:
    """Read a PDF, write one line with the verdict and, where it was mended, the PDF to keep."""
    content = sys.stdin.buffer.read()
    verdict: dict[str, object] = {}
    kept = content
    try:
        kept = examine(content)
    except Refused as refused:
        verdict = {"reason": refused.reason, "pages": refused.pages}
    except Exception as error:
        verdict = {"reason": "damaged", "error": type(error).__name__}
    out = sys.stdout.buffer
    out.write(json.dumps(verdict).encode() + b"\n")
    if not verdict and kept != content:
        out.write(kept)


if __name__ == "__main__":
    _limit_itself()
    main()
