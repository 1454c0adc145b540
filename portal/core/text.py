"""The one step that text from outside passes before anything else reads it, and the key it is compared by.

People paste from PDFs, telephones and other programs, and what looks the same must be the same: composed Unicode, one
kind of blank, nothing that nobody sees, lines that end in one way. Every field of every form takes the step by itself
(`clean_texts_of_forms`); what comes by another way, such as from a university's sign-in, calls `clean_line` or
`clean_text`.
"""

from __future__ import annotations

import re
import unicodedata
from functools import wraps
from typing import Any

import wcwidth
from django import forms

_LINE_BREAKS = re.compile("\r\n|[\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
_BLANKS = re.compile("[\xa0\u1680\u2000-\u200a\u202f\u205f\u2800\u3000]")
_HYPHENATED = re.compile("\xad[ \t]*\n[ \t]*")
"""A word that a PDF broke at the end of a line."""
_INVISIBLE = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x9f"  # control characters, except those that end lines
    "\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\u3164\ufeff\uffa0"
    "\ufff0-\ufffc\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
    "\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]"  # halves of characters, and numbers that stand for none
)
"""What Unicode calls default ignorable, with fillers that pass as letters; joiners and variants are looked at alone."""
_JOINER = "\u200d"
_JOINERS = "\u200c" + _JOINER
_VARIANTS = "\u180b-\u180d\u180f\ufe00-\ufe0f"
_LOOSE = re.compile(f"[{_JOINERS}{_VARIANTS}]+")
_BULLETS = str.maketrans(dict.fromkeys("\uf0a7\uf0b7", "•"))
"""Word's bullets: numbers of a font of symbols that only Word has."""
_JOINING_SCRIPTS = re.compile(
    "[\u0600-\u0dff\u1000-\u109f\u1780-\u18af\u1900-\u1cff\ua840-\ua8ff\ua980-\uaaff\uabc0-\uabff"
    "\ufb50-\ufdcf\ufdf0-\ufdff\ufe70-\ufefc\U00010a00-\U00011fff\U0001e900-\U0001e95f]"
)
"""Arabic and Persian, Indic and their relatives: a joiner between their letters changes how a word is written."""
_EMOJI = re.compile("[\u2190-\u2bff\ufe0f\U0001f000-\U0001faff]")
_MARKS_IN_A_ROW = 30
"""Marks on one letter that any language needs: Unicode's Stream-Safe Text Format (UAX #15). Composing a long row of
them takes time that grows with its square."""
_SPECIAL_FOLDS = str.maketrans({
    "ß": "ss", "ẞ": "ss", "æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i", "ħ": "h",
    **dict.fromkeys("‐‑‒–—―−", "-"), **dict.fromkeys("‘’‚‛′`´ʼ", "'"), **dict.fromkeys("“”„‟″«»", '"'),
})  # fmt: skip


def clean_line(text: str) -> str:
    """One line: line breaks and rows of blanks become one blank, and none stands at either end."""
    return " ".join(_cleaned(text).split())


def clean_text(text: str) -> str:
    """Text whose lines are kept: each ends in one newline, without blanks before it."""
    lines = (_indented(line.rstrip()) for line in _cleaned(text).split("\n"))
    return "\n".join(lines).strip()


def fold(text: str) -> str:
    """The key by which names are looked up and compared: letter case, accents, joiners and kinds of dashes aside.

    "Šoštanj" and "sostanj" have the same key. It is never shown, and never stored instead of the text.
    """
    decomposed = unicodedata.normalize("NFKD", clean_line(text).casefold().translate(_SPECIAL_FOLDS))
    plain = "".join(sign for sign in decomposed if not unicodedata.combining(sign) and sign not in _JOINERS)
    return " ".join(_LOOSE.sub("", plain).casefold().translate(_SPECIAL_FOLDS).split())


def printed_line(text: str) -> str:
    """One line without control characters, whatever somebody typed, for where nothing has passed the step above."""
    printable = "".join(sign if sign.isprintable() or sign in _JOINERS else " " for sign in text)
    return " ".join(printable.split())


def shortened(text: str, columns: int) -> str:
    """A line that takes at most so many columns, in whole words, with "…" for what is left out.

    A column is as wide as a Latin letter; a Chinese one takes two. Where one word takes more than half of the room, or
    the script sets no blanks between words, it ends within one, but never within what is read as one sign: a letter
    with its accents, a family of emoji, a syllable of Devanagari.
    """
    if wcwidth.width(text) <= columns:
        return text
    kept, room = "", columns - 1
    for sign in wcwidth.iter_graphemes(text):
        room -= wcwidth.width(sign)
        if room < 0:
            break
        kept += sign
    words = kept if text[len(kept)].isspace() else kept.rpartition(" ")[0]
    is_enough = 2 * wcwidth.width(words) >= columns
    return (words if is_enough else kept).rstrip(_BEFORE_DOTS) + "…"


def _cleaned(text: str) -> str:
    if text.isascii() and text.isprintable():
        return text
    text = _HYPHENATED.sub("", _LINE_BREAKS.sub("\n", text))
    text = _INVISIBLE.sub("", _BLANKS.sub(" ", text)).translate(_BULLETS)
    text = _LOOSE.sub(_joiners_that_stay, text)
    return unicodedata.normalize("NFC", _marks().sub(r"\1", text))


def _indented(line: str) -> str:
    """Markdown counts a tab at the beginning of a line as four blanks; elsewhere it is one."""
    begun = line.lstrip("\t")
    return "    " * (len(line) - len(begun)) + begun.replace("\t", " ")


def _joiners_that_stay(match: re.Match[str]) -> str:
    """Of joiners and variants in a row at most one of each, and only where they shape what stands beside them."""
    text, (start, end) = match.string, match.span()
    before, after = text[start - 1 : start], text[end : end + 1]
    if not before or before.isspace():
        return ""
    variant = next((sign for sign in match[0] if sign not in _JOINERS), "") if not before.isascii() else ""
    joiner = next((sign for sign in match[0] if sign in _JOINERS), "")
    return variant + (joiner if joiner and _joins(joiner, before, after) else "")


def _joins(joiner: str, before: str, after: str) -> bool:
    if joiner == _JOINER and _EMOJI.match(before):
        return bool(_EMOJI.match(after))
    if not (_JOINING_SCRIPTS.match(before) and _is_part_of_word(before)):
        return False
    return joiner == _JOINER or bool(_JOINING_SCRIPTS.match(after) and _is_part_of_word(after))


def _is_part_of_word(sign: str) -> bool:
    return unicodedata.category(sign)[0] in "LM"


_BEFORE_DOTS = " .,:;·/|&+([{„“‚‘«»›‹-–—،؛、，：；（「"
"""What leads on to the next word, and to none when that is left out."""
_mark_runs: list[re.Pattern[str]] = []


def _marks() -> re.Pattern[str]:
    """Finds more marks in a row than any language has. Made once, when the first text needs it."""
    if not _mark_runs:
        marks = "".join(sign for sign in map(chr, range(0x300, 0x1F000)) if unicodedata.combining(sign))
        _mark_runs.append(re.compile(f"([{marks}]{{{_MARKS_IN_A_ROW}}})[{marks}]+"))
    return _mark_runs[0]


# --- Forms --------------------------------------------------------------------------------------------------------


def clean_as_typed(field: forms.CharField, text: str) -> str:
    """What a field of a form makes of a text: lines are kept where they can be typed; a password stays as it is."""
    widget = getattr(
        field.widget, "widget", type(field.widget)
    )  # texts in several languages say which they repeat
    if issubclass(widget, forms.PasswordInput) or _is_refused(field, text):
        return text
    if issubclass(widget, forms.Textarea | forms.HiddenInput):
        return clean_text(text) if field.strip else _cleaned(text)
    return clean_line(text)


def _is_refused(field: forms.CharField, text: str) -> bool:
    """Nobody pastes a NUL, and what is far too long stays so without what nobody sees. Both are left to the checks."""
    return "\x00" in text or (field.max_length is not None and len(text) > 20 * field.max_length + 10_000)


def clean_texts_of_forms() -> None:
    """Make every `CharField` clean what it reads: ours, Django's, the admin's, allauth's, filters' and imports'.

    Django has no setting for this, and a class of our own would leave out the forms of libraries, so its one method
    is put in ours (docs/decisions/0014). Fields derived from it, such as those of addresses, call it too.
    """
    original = forms.CharField.to_python

    @wraps(original)
    def to_python(self: forms.CharField, value: Any) -> str | None:
        return original(self, clean_as_typed(self, value) if isinstance(value, str) else value)

    forms.CharField.to_python = to_python  # type: ignore[method-assign]
