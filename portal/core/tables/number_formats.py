"""Numbers as a spreadsheet shows them: 1067 under the format "00000" is the postcode 01067.

Follows ECMA-376, part 1, 18.8.31 (number formats) as far as it changes which characters a person reads. Left aside on
purpose: separators of thousands, which read differently in each language; colours and conditions; and fractions.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from math import isfinite

Number = int | float

TOKEN = re.compile(
    r'"(?P<quoted>[^"]*)"|\\(?P<escaped>.)|_(?P<space>.)|\*(?P<fill>.)|\[(?P<bracket>[^\]]*)\]'
    r"|(?P<exponent>[Ee][+-])|(?P<digit>[0#?])|(?P<dot>\.)|(?P<comma>,)|(?P<percent>%)|(?P<plain>.)",
    re.DOTALL,
)
SECTION = re.compile(r'((?:"[^"]*"|\\.|\[[^\]]*\]|[^;"\\\[])*)(?:;|$)', re.DOTALL)
LARGEST = 10**15
"""A spreadsheet is exact to fifteen digits; what is larger is shown in full, whatever its format."""
LARGEST_SCALE = 3
"""Percent signs, or commas behind the digits, that a sensible format has."""


@dataclass
class _Pattern:
    """A section of a format: what stands before the point, behind it, and how the value is scaled."""

    whole: list[tuple[bool, str]] = field(default_factory=list)
    """Placeholders (True) and characters that stand as they are (False), from left to right."""
    behind: list[tuple[bool, str]] = field(default_factory=list)
    percents: int = 0
    thousands: int = 0
    has_point: bool = False
    has_exponent: bool = False

    def add(self, is_digit: bool, text: str) -> None:  # noqa: FBT001
        (self.behind if self.has_point else self.whole).append((is_digit, text))

    def take(self, kind: str, text: str) -> None:
        match kind:
            case "digit":
                self.thousands = 0  # a comma between digits groups them, one behind the last divides
                self.add(True, text)
            case "comma":
                self.thousands += 1
            case "exponent":
                self.has_exponent = True
            case "dot" if not self.has_point:
                self.has_point = True
            case _:
                self.percents += kind == "percent"
                self.add(False, _as_it_stands(kind, text))

    @property
    def decimals(self) -> int:
        return sum(is_digit for is_digit, _text in self.behind)


def _as_it_stands(kind: str, text: str) -> str:
    """What a person sees of a part of the format that stands for no digit."""
    match kind:
        case "space":
            return " "
        case "fill":
            return ""
        case "bracket":  # [$€-407] is a currency; colours, conditions and languages show nothing
            return text[1:].split("-", maxsplit=1)[0] if text.startswith("$") else ""
    return text


def shown_number(value: Number, code: str) -> str:
    """The number as the format `code` shows it, with a point for decimals; in full where there is no format."""
    if code in ("", "@") or code.lower().startswith("general") or not -LARGEST < value < LARGEST:
        return plain_number(value)
    section, is_negative = _section(value, code)
    pattern = _parsed(section)
    if _is_beyond_us(pattern, section):
        return plain_number(value)
    return ("-" if is_negative else "") + _filled(abs(value), pattern).strip()


def _is_beyond_us(pattern: _Pattern, section: str) -> bool:
    """Scientific, a fraction, or nothing to show: such a number is shown in full."""
    is_odd = max(pattern.percents, pattern.thousands) > LARGEST_SCALE or pattern.decimals > 15
    return is_odd or pattern.has_exponent or "/" in section or not section.strip()


def plain_number(value: Number) -> str:
    """All digits, never 1.2E+15; with the fifteen digits that a spreadsheet is exact to."""
    if isinstance(value, int):
        return str(value)
    if not isfinite(value):
        return repr(value)
    text = f"{Decimal(f'{value:.15g}'):f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _section(value: Number, code: str) -> tuple[str, bool]:
    """The part of the format for this value, and whether a minus is to be put before it."""
    sections = [match.group(1) for match in SECTION.finditer(code)]
    if len(sections) > 1 and sections[-1] == "":
        sections.pop()
    if value < 0 and len(sections) > 1:
        return sections[1], False
    if value == 0 and len(sections) > 2:
        return sections[2], False
    return sections[0] if sections else "", value < 0


def _parsed(section: str) -> _Pattern:
    pattern = _Pattern()
    for match in TOKEN.finditer(section):
        kind = match.lastgroup or ""
        pattern.take(kind, match.group(kind))
    return pattern


def _filled(value: Number, pattern: _Pattern) -> str:
    scaled = Decimal(repr(value)) * 100**pattern.percents / 1000**pattern.thousands
    rounded = scaled.quantize(Decimal(1).scaleb(-pattern.decimals), rounding=ROUND_HALF_UP)
    whole, _point, behind = f"{rounded:f}".partition(".")
    return _whole(whole.lstrip("0"), pattern.whole) + _behind(behind, pattern.behind)


def _whole(digits: str, pattern: list[tuple[bool, str]]) -> str:
    """From right to left; the leftmost placeholder takes all digits that are left."""
    left = sum(is_digit for is_digit, _text in pattern)
    found: list[str] = []
    for is_digit, text in reversed(pattern):
        if not is_digit:
            found.append(text)
            continue
        left -= 1
        taken = digits if left == 0 else digits[-1:]
        digits = digits[: len(digits) - len(taken)]
        found.append(taken or ("0" if text == "0" else ""))
    return "".join(reversed(found))


def _behind(digits: str, pattern: list[tuple[bool, str]]) -> str:
    """Zeros at the end stand where the format asks for them."""
    needed = max(
        (place for place, text in enumerate(_placeholders(pattern), 1) if text == "0"),
        default=0,
    )
    digits = digits[:needed] + digits[needed:].rstrip("0")
    found, position = [], 0
    for is_digit, text in pattern:
        found.append(digits[position : position + 1] if is_digit else text)
        position += is_digit
    return ("." if digits else "") + "".join(found)


def _placeholders(pattern: list[tuple[bool, str]]) -> list[str]:
    return [text for is_digit, text in pattern if is_digit]
