"""Looks for something to see on the pages of a PDF: on white paper, and more than a space.

Like `portal/core/pdf.py`, to which it belongs, it knows nothing of Django. What it can't decide counts as shown.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import Any

from pypdf import PdfReader
from pypdf.generic import ArrayObject, ContentStream, DictionaryObject, IndirectObject, StreamObject

REFERENCES_IN_A_ROW = 20
LEVELS_OF_PAGES = 100
LEVELS_OF_FORMS = 20
MARKS_WITHIN = 128 * 1024
"""Bytes of instructions, of all pages, among which one must show something; whoever gives more is believed."""

SHOWN_BY_PATH: dict[bytes, tuple[str, ...]] = {
    **dict.fromkeys((b"f", b"F", b"f*"), ("fill",)),
    **dict.fromkeys((b"S", b"s"), ("stroke",)),
    **dict.fromkeys((b"B", b"B*", b"b", b"b*"), ("fill", "stroke")),
}
SHOWN_BY_TEXT: list[tuple[str, ...]] = [("fill",), ("stroke",), ("fill", "stroke"), ()] * 2
"""What paints the glyphs in each of the rendering modes of text (ISO 32000-2, table 104)."""
TEXT = {b"Tj", b"TJ", b"'", b'"'}
SPACES_OF_COLOURS = {
    b"g": "/DeviceGray", b"G": "/DeviceGray",
    b"rg": "/DeviceRGB", b"RG": "/DeviceRGB",
    b"k": "/DeviceCMYK", b"K": "/DeviceCMYK",
    b"sc": None, b"SC": None, b"scn": None, b"SCN": None,
}  # fmt: skip
"""What sets a colour, and in which space where it says one; where it says none, in the one that `cs` set."""
INKS = {"/Separation", "/DeviceN", "/DeviceCMYK"}
LIGHTS = {"/DeviceGray", "/DeviceRGB", "/CalGray", "/CalRGB", "/ICCBased"}
ALMOST = 0.005
HIDDEN = 0b100010
"""Flags of a note that nobody sees: hidden, and not to be viewed (ISO 32000-2, table 167)."""
SHOWING_NO_MORE = {"/Link", "/Popup"}

_BLANK = re.compile(r"[\s\0]*")
_MEANINGS = re.compile(rb"beginbf(char|range)(.*?)endbf", re.DOTALL)
_HEXADECIMAL = re.compile(rb"<\s*([0-9A-Fa-f]+)\s*>")


class Refused(Exception):
    """The PDF can't be taken. `reason` is a word for which the portal has a sentence."""

    def __init__(self, reason: str, pages: int = 0) -> None:
        super().__init__(reason)
        self.reason, self.pages = reason, pages


def resolved(value: Any) -> Any:
    """The value, which may stand elsewhere in the file: in a PDF a reference can be in the place of anything."""
    for _reference in range(REFERENCES_IN_A_ROW):
        if not isinstance(value, IndirectObject):
            return value
        value = value.get_object()
    raise Refused("damaged")


def entry(each: DictionaryObject, key: str, default: Any = None) -> Any:
    """What a dictionary has under a key. pypdf's own `get` hands out the reference, which then looks like nothing."""
    return resolved(each.get(key, default))


@dataclass
class Pen:
    """What was set before something is drawn, as far as it decides whether that can be seen."""

    spaces: dict[str, Any] = field(default_factory=dict)
    white: frozenset[str] = frozenset()
    clear: frozenset[str] = frozenset()
    mode: int = 0
    font: DictionaryObject = field(default_factory=DictionaryObject)

    def paints(self, sides: tuple[str, ...]) -> bool:
        return any(side not in self.white | self.clear for side in sides)

    def set_space(self, side: str, space: Any) -> None:
        name = resolved(space[0]) if isinstance(space, ArrayObject) else space
        self.spaces = self.spaces | {side: name}
        self.white = self.white - {side}

    def set_colour(self, side: str, space: Any, values: list[Any]) -> None:
        paper = 0 if space in INKS or len(values) == 4 else 1
        is_white = space in INKS | LIGHTS and all(abs(float(value) - paper) < ALMOST for value in values)
        self.white = self.white | {side} if is_white else self.white - {side}

    def set_state(self, state: DictionaryObject) -> None:
        for key, side in (("/ca", "fill"), ("/CA", "stroke")):
            if key in state:
                self.clear = self.clear - {side} if entry(state, key) else self.clear | {side}


@dataclass
class Marks:
    """Looks at one page after the other; `instructions` says how many bytes of them there were so far."""

    reader: PdfReader
    instructions: int = 0

    def are_on(self, page: DictionaryObject) -> bool:
        """Does the page show something? What can't be read or decided does."""
        try:
            return self._are_drawn(page) or self._are_noted(page)
        except Exception:
            return True

    def _are_drawn(self, page: DictionaryObject) -> bool:
        contents = entry(page, "/Contents", ArrayObject())
        parts = contents if isinstance(contents, ArrayObject) else [contents]
        data = b"\n".join(resolved(part).get_data() for part in parts)
        return self._draws(data, _inherited(page, "/Resources"), Pen(), 0)

    def _are_noted(self, page: DictionaryObject) -> bool:
        return any(self._is_seen(resolved(note)) for note in entry(page, "/Annots") or ())

    def _is_seen(self, note: DictionaryObject) -> bool:
        """Is it written or drawn beside the text, or a field of a form that is filled in?"""
        kind = entry(note, "/Subtype")
        if entry(note, "/F", 0) & HIDDEN or kind in SHOWING_NO_MORE:
            return False
        if kind == "/Widget" and _inherited(note, "/V") not in (None, "", "/Off"):
            return True
        if "/AP" not in note:
            return kind != "/Widget"
        look = entry(entry(note, "/AP"), "/N")
        if not isinstance(look, StreamObject):
            look = entry(look, entry(note, "/AS", "/Off"))
        return self._is_placed(look, None, Pen(), 0)

    def _draws(self, data: bytes, resources: Any, pen: Pen, level: int) -> bool:
        self.instructions += len(data.strip())
        if self.instructions > MARKS_WITHIN or level > LEVELS_OF_FORMS:
            return True
        content = ContentStream(None, self.reader)
        content.set_data(data)
        kept: list[Pen] = []
        for values, operator in content.operations:
            if operator == b"q":
                kept.append(replace(pen))
            elif operator == b"Q":
                pen = kept.pop() if kept else pen
            elif self._shows(operator, values, resources, pen, level):
                return True
        return False

    def _shows(self, operator: bytes, values: Any, resources: Any, pen: Pen, level: int) -> bool:
        if operator in SHOWN_BY_PATH:
            return pen.paints(SHOWN_BY_PATH[operator])
        if operator in TEXT:
            return pen.paints(SHOWN_BY_TEXT[pen.mode]) and not _is_blank(values[-1], pen.font)
        if operator == b"Do":
            return self._is_placed(_resource(resources, "/XObject", values[0]), resources, pen, level)
        _prepare(operator, values, resources, pen)
        return operator in {b"sh", b"INLINE IMAGE"}

    def _is_placed(self, thing: Any, resources: Any, pen: Pen, level: int) -> bool:
        """A picture, or a form, which is drawn as if it stood there."""
        if not isinstance(thing, StreamObject):
            return False
        if entry(thing, "/Subtype") == "/Image":
            return "fill" not in pen.clear
        return self._draws(thing.get_data(), entry(thing, "/Resources", resources), replace(pen), level + 1)


def _prepare(operator: bytes, values: Any, resources: Any, pen: Pen) -> None:
    side = "stroke" if operator.isupper() else "fill"
    if operator == b"Tr":
        pen.mode = int(values[0])
    elif operator == b"Tf":
        pen.font = _resource(resources, "/Font", values[0]) or DictionaryObject()
    elif operator == b"gs":
        pen.set_state(_resource(resources, "/ExtGState", values[0]) or DictionaryObject())
    elif operator in {b"cs", b"CS"}:
        pen.set_space(side, _resource(resources, "/ColorSpace", values[0]) or values[0])
    elif operator in SPACES_OF_COLOURS:
        space = SPACES_OF_COLOURS[operator] or pen.spaces.get(side, "/DeviceGray")
        pen.set_colour(side, space, list(values))


def _resource(resources: Any, kind: str, name: str) -> Any:
    return entry(entry(resources or DictionaryObject(), kind, DictionaryObject()), name)


def _inherited(each: DictionaryObject, key: str) -> Any:
    for _level in range(LEVELS_OF_PAGES):
        if key in each or "/Parent" not in each:
            break
        each = entry(each, "/Parent")
    return entry(each, key)


def _is_blank(shown: Any, font: DictionaryObject) -> bool:
    """Is it nothing but spaces, by what the font says of its glyphs?"""
    is_composite = entry(font, "/Subtype") == "/Type0"
    meanings = _meanings(font)
    for part in shown if isinstance(shown, ArrayObject) else [shown]:
        codes = getattr(part, "original_bytes", b"")
        glyphs = [codes[start : start + 2] for start in range(0, len(codes), 2)] if is_composite else codes
        for glyph in glyphs:
            code = glyph if isinstance(glyph, int) else int.from_bytes(glyph)
            if not _BLANK.fullmatch(meanings.get(code, "?" if is_composite else chr(code))):
                return False
    return True


def _meanings(font: DictionaryObject) -> dict[int, str]:
    """The text behind the codes of a font, as it says for whoever copies from the page (`/ToUnicode`)."""
    table = entry(font, "/ToUnicode")
    found: dict[int, str] = {}
    if not isinstance(table, StreamObject):
        return found
    for kind, part in _MEANINGS.findall(table.get_data()[:MARKS_WITHIN]):
        words = [bytes.fromhex(each.decode().zfill(4)) for each in _HEXADECIMAL.findall(part)]
        step = 3 if kind == b"range" else 2
        if b"[" not in part:
            for line in zip(*[iter(words)] * step, strict=False):
                found[int.from_bytes(line[0])] = line[-1].decode("utf-16-be")
    return found
