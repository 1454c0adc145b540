"""Plain marks for companies that nobody knows: two colours and one shape each. Every third company has none."""

import io
from collections.abc import Callable

from PIL import Image, ImageDraw

SIZE = 96
FINER = 4
"""Drawn so much larger first, for smooth edges."""
COLOURS = (
    ("#0f4c81", "#f2a541"),
    ("#7a1f3d", "#e8b4bc"),
    ("#1f6f54", "#c7d66d"),
    ("#3d348b", "#f18701"),
    ("#8a3b12", "#f3c98b"),
    ("#14505c", "#7fd1ae"),
    ("#5c2a7e", "#9ad1f5"),
)
Brush = ImageDraw.ImageDraw


def logo(number: int) -> bytes | None:
    """The logo of the company with this number, as PNG."""
    if number % 3 == 2:
        return None
    side = SIZE * FINER
    image = Image.new("RGB", (side, side), "white")
    SHAPES[number % len(SHAPES)](ImageDraw.Draw(image), side, *COLOURS[number % len(COLOURS)])
    content = io.BytesIO()
    image.resize((SIZE, SIZE), Image.Resampling.LANCZOS).quantize(32).save(content, "PNG")
    return content.getvalue()


def _ring(brush: Brush, side: int, first: str, second: str) -> None:
    brush.ellipse((side * 0.08, side * 0.08, side * 0.92, side * 0.92), outline=first, width=side // 6)
    brush.ellipse((side * 0.36, side * 0.36, side * 0.64, side * 0.64), fill=second)


def _bars(brush: Brush, side: int, first: str, second: str) -> None:
    for place, top in enumerate((0.55, 0.3, 0.1)):
        left = side * (0.1 + place * 0.29)
        brush.rectangle(
            (left, side * top, left + side * 0.22, side * 0.9), fill=second if place == 1 else first
        )


def _hills(brush: Brush, side: int, first: str, second: str) -> None:
    for colour, corners in (
        (second, ((0.3, 0.88), (0.66, 0.2), (0.97, 0.88))),
        (first, ((0.03, 0.88), (0.36, 0.38), (0.7, 0.88))),
    ):
        brush.polygon([(side * x, side * y) for x, y in corners], fill=colour)


def _sun(brush: Brush, side: int, first: str, second: str) -> None:
    brush.pieslice((side * 0.2, side * 0.12, side * 0.8, side * 0.72), 180, 360, fill=second)
    for top in (0.5, 0.68, 0.86):
        brush.rounded_rectangle(
            (side * 0.06, side * top, side * 0.94, side * (top + 0.09)), side * 0.045, fill=first
        )


def _squares(brush: Brush, side: int, first: str, second: str) -> None:
    for x, y, colour in (
        (0.08, 0.08, first),
        (0.54, 0.08, second),
        (0.08, 0.54, second),
        (0.54, 0.54, first),
    ):
        brush.rounded_rectangle(
            (side * x, side * y, side * (x + 0.38), side * (y + 0.38)), side * 0.08, fill=colour
        )


SHAPES: tuple[Callable[[Brush, int, str, str], None], ...] = (_ring, _bars, _hills, _sun, _squares)
