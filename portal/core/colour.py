"""Contrast of colours as WCAG 2.2 defines it, and the shades a programme's colour needs on light and dark ground."""

import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

RGB = tuple[float, float, float]
LIGHT_PAPER = "#ffffff"
DARK_PAPER = "#12181a"
MINIMUM_CONTRAST = 4.5
"""WCAG 2.2, success criterion 1.4.3 (AA) for text of normal size."""


def parse_hex(colour: str) -> RGB:
    """Red, green and blue in 0..1 from `#rrggbb`. Raises ValueError for anything else."""
    if not re.fullmatch(r"#[0-9a-fA-F]{6}", colour):
        raise ValueError(f"not a #rrggbb colour: {colour!r}")
    red, green, blue = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    return red, green, blue


def to_hex(rgb: RGB) -> str:
    return "#" + "".join(f"{round(channel * 255):02x}" for channel in rgb)


def luminance(colour: str) -> float:
    """Relative luminance, 0 (black) to 1 (white), after the definition in WCAG 2.2."""

    def linear(channel: float) -> float:
        return channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4

    red, green, blue = map(linear, parse_hex(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Contrast ratio, 1 to 21."""
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def mix(one: str, other: str, share: float) -> str:
    """`one` with `share` (0..1) of `other` mixed in, channel by channel."""
    pairs = zip(parse_hex(one), parse_hex(other), strict=True)
    red, green, blue = (a + (b - a) * share for a, b in pairs)
    return to_hex((red, green, blue))


def readable_on_dark(colour: str) -> str:
    """The colour, lightened in small steps until it reads on the dark theme's paper."""
    for step in range(21):
        lighter = mix(colour, "#ffffff", step / 20)
        if contrast(lighter, DARK_PAPER) >= MINIMUM_CONTRAST + 1:
            return lighter
    return "#ffffff"


def ink_on(colour: str) -> str:
    """Black or white, whichever reads better on `colour`: the better of the two always reaches 4.5 : 1."""
    return max("#ffffff", "#000000", key=lambda ink: contrast(ink, colour))


def validate_accent(colour: str) -> None:
    """A programme's colour carries white text and links on white paper, so it must reach 4.5 : 1 against white."""
    try:
        ratio = contrast(colour, LIGHT_PAPER)
    except ValueError as error:
        raise ValidationError(
            _("Enter a colour as # and six hexadecimal digits, such as #0b5c56.")
        ) from error
    if ratio < MINIMUM_CONTRAST:
        raise ValidationError(
            _(
                "This colour is too light: its contrast with white is %(ratio)s to 1, and text needs 4.5 to 1. "
                "Choose a darker one."
            ),
            params={"ratio": f"{ratio:.1f}"},
        )
