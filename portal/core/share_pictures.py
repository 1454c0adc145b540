"""The picture that others show of a page when its address is shared: Open Graph, 1200 × 630 pixels.

It is drawn of a few words and a colour, in the process, when somebody asks for it: that takes no longer than a page
does, waits for nothing and nobody, and leaves no file behind that could be out of date. Its address carries the digest
of what it says, so that an answer may be kept by everybody; `docs/decisions/0044-pictures-to-share.md` says why.
"""

from __future__ import annotations

import hashlib
import io
import unicodedata
from dataclasses import astuple, dataclass
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

import unfold
from allauth.core.internal import ratelimit
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from PIL import Image, ImageDraw, ImageFont

from portal.core.colour import ink_on, mix
from portal.core.http import answer_too_many
from portal.core.limits import TriedTooOften, count_try

WIDTH, HEIGHT = 1200, 630
"""What Facebook, LinkedIn, Mastodon, Signal and others cut a large preview to."""
MARGIN = 72
KEPT = 100
"""Pictures that a process keeps, of some twenty kilobytes each."""
LARGEST, SMALLEST = 88, 40
LONGEST = 160
"""Letters of a text that are read: no more find room."""
BELOW = 120 + 36 + 2 * 54 + 30
"""What stands below the title takes so much of the height."""
RATES = {"picture": "60/m"}
"""Nobody shares more pages; whoever asks for more waits."""
LINES = 4
ONE_DAY = "max-age=86400"
DESIGN = 2
"""Count on when pictures of the same words look another way: then they have other addresses."""
FONTS = Path(unfold.__file__).parent / "static" / "unfold" / "fonts" / "inter"
"""Inter (Open Font License), which comes with the administration's theme."""
BOLD, REGULAR = str(FONTS / "Inter-Bold.woff2"), str(FONTS / "Inter-Regular.woff2")
VARIANTS = "\ufe0e\ufe0f"
"""Whether the sign before is to be black or in colours."""
PAPER, INK, SOFT = "#ffffff", "#1b2327", "#4d5a5f"


@dataclass(frozen=True)
class SharePicture:
    """What a picture says."""

    kind: str
    title: str
    by: str
    place: str
    name: str
    """Whose page it is: the programme, or the portal."""
    colour: str
    """The programme's, as `#rrggbb`."""

    @property
    def digest(self) -> str:
        """Of what it says and how it looks."""
        return hashlib.blake2b(repr((DESIGN, astuple(self))).encode(), digest_size=8).hexdigest()

    @property
    def alternative(self) -> str:
        """The same in words, for whoever doesn't see it."""
        return ", ".join(filter(None, (self.title, self.by, self.kind, self.place, self.name)))


class Shared(NamedTuple):
    """What `base.html` says of a page in whose context it stands as `share`."""

    picture: SharePicture
    address: str


@lru_cache(maxsize=KEPT)
def drawn(picture: SharePicture) -> bytes:
    """As PNG; no text has a line break, which nothing could measure."""
    picture = SharePicture(*map(drawable, astuple(picture)))
    image = Image.new("RGB", (WIDTH, HEIGHT), PAPER)
    brush = ImageDraw.Draw(image)
    _frame(brush, picture)
    top = _tag(brush, picture, 56) + 24 if picture.kind else MARGIN
    lines, font = _fitted(picture.title[:LONGEST], WIDTH - 2 * MARGIN, HEIGHT - top - BELOW)
    for line in lines:
        brush.text((MARGIN, top), line, font=font, fill=INK)
        top += _line_height(font)
    bottom = HEIGHT - 120 - 36
    for text, face, colour in ((picture.place, REGULAR, SOFT), (picture.by, BOLD, INK)):
        if text:
            bottom -= 54
            brush.text((MARGIN, bottom), _cut(text, _font(face, 38)), font=_font(face, 38), fill=colour)
    content = io.BytesIO()
    image.quantize(64).save(content, "PNG")
    return content.getvalue()


def drawable(text: str) -> str:
    """As much of the text as the typeface can show: without emoji, and nothing where letters would be missing.

    A title in a script that it lacks would be a row of boxes; who offers it and where says more.
    """
    text = unicodedata.normalize("NFC", text)
    missing = {sign for sign in text if not sign.isspace() and not _has_glyph(sign)}
    if any(map(str.isalnum, missing)):
        return ""
    return " ".join("".join(sign for sign in text if sign not in missing).split())


def answer_picture(request: HttpRequest, share: Shared, digest: str) -> HttpResponse:
    """The picture, or the way to where it is by now: links to older ones are kept by others for long."""
    try:
        count_try(request, app="pictures", rates=RATES, keys={"picture": ratelimit.get_ip(request)})
    except TriedTooOften as error:
        return answer_too_many(request, error.seconds)
    if digest != share.picture.digest:
        return redirect(share.address)
    return HttpResponse(
        drawn(share.picture), content_type="image/png", headers={"Cache-Control": f"public, {ONE_DAY}"}
    )


def _frame(brush: ImageDraw.ImageDraw, picture: SharePicture) -> None:
    brush.rectangle((0, HEIGHT - 120, WIDTH, HEIGHT), fill=picture.colour)
    font = _font(BOLD, 44)
    brush.text(
        (MARGIN, HEIGHT - 60), _cut(picture.name, font), font=font, fill=ink_on(picture.colour), anchor="lm"
    )
    brush.rectangle((0, 0, 20, HEIGHT - 120), fill=picture.colour)


def _tag(brush: ImageDraw.ImageDraw, picture: SharePicture, top: int) -> int:
    """What kind of thing it is, on a wash of the colour. Returns where it ends."""
    font = _font(BOLD, 32)
    words = _cut(picture.kind, font, WIDTH - 2 * MARGIN - 48)
    right, bottom = MARGIN + 48 + round(font.getlength(words)), top + 60
    brush.rounded_rectangle((MARGIN, top, right, bottom), radius=30, fill=mix(picture.colour, PAPER, 0.85))
    brush.text((MARGIN + 24, top + 30), words, font=font, fill=INK, anchor="lm")
    return bottom


def _fitted(text: str, width: int, height: int) -> tuple[list[str], ImageFont.FreeTypeFont]:
    """The text in lines, as large as it fits without a word being broken; the longest words are, in the smallest size.

    What is still too long ends in an ellipsis.
    """
    for size in range(LARGEST, SMALLEST - 1, -4):
        font = _font(BOLD, size)
        lines = _wrapped(text, font, width)
        fits = len(lines) <= LINES and len(lines) * _line_height(font) <= height
        if fits and all(font.getlength(word) <= width for word in text.split()):
            return lines, font
    font = _font(BOLD, SMALLEST)
    lines = _wrapped(text, font, width)
    room = max(1, min(LINES, height // _line_height(font)))
    if len(lines) > room:
        lines = [*lines[: room - 1], _cut(" ".join(lines[room - 1 :]), font, width)]
    return lines, font


def _wrapped(text: str, font: ImageFont.FreeTypeFont, width: int) -> list[str]:
    lines: list[str] = [""]
    for word in text.split():
        together = f"{lines[-1]} {word}".strip()
        if font.getlength(together) <= width:
            lines[-1] = together
            continue
        parts = _parts(word, font, width)
        lines += parts
    return [line for line in lines if line]


def _parts(word: str, font: ImageFont.FreeTypeFont, width: int) -> list[str]:
    """A word that is wider than a line, with a hyphen at the end of each part but the last."""
    parts: list[str] = []
    while font.getlength(word) > width:
        end = next(end for end in range(len(word) - 1, 0, -1) if font.getlength(f"{word[:end]}-") <= width)
        parts.append(f"{word[:end]}-")
        word = word[end:]
    return [*parts, word]


def _cut(text: str, font: ImageFont.FreeTypeFont, width: int = WIDTH - 2 * MARGIN) -> str:
    """The text in one line; its end is left out where it would be too long."""
    if len(text) <= LONGEST and font.getlength(text) <= width:
        return text
    text = text[:LONGEST]
    end = next((end for end in range(len(text), 0, -1) if font.getlength(f"{text[:end]}…") <= width), 0)
    return f"{text[:end].rstrip()}…"


def _line_height(font: ImageFont.FreeTypeFont) -> int:
    return round(font.size * 1.18)


@lru_cache(maxsize=2048)
def _has_glyph(sign: str) -> bool:
    """In both weights, as in one; what has none looks like what no typeface has."""
    if unicodedata.category(sign) == "Cf" or sign in VARIANTS:
        return False  # nothing to be seen: it joins emoji, or says how one looks
    return bytes(_font(BOLD, SMALLEST).getmask(sign)) != _no_glyph()


@lru_cache(maxsize=1)
def _no_glyph() -> bytes:
    return bytes(_font(BOLD, SMALLEST).getmask("\U0010ffff"))


@lru_cache(maxsize=32)
def _font(face: str, size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(face, size)
