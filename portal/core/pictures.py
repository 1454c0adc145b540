"""Pictures that people send, made fit for pages: no wider than needed, and without what cameras write into them."""

from __future__ import annotations

import io
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile, File
from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageOps

from portal.core.parsers import foreign_parser

ENDINGS = {"PNG": "png", "JPEG": "jpg", "WEBP": "webp"}


def fitted(picture: File[bytes], *, width: int) -> ContentFile[bytes]:
    """The picture upright, at most so many pixels wide and high, without the place and time at which it was taken.

    What came in has passed `portal.core.files.check_image`.
    """
    picture.seek(0)
    refusal = ValidationError(_("This is not a picture that can be read. Use PNG, JPEG or WebP."))
    with foreign_parser("Pillow", refusal), Image.open(picture, formats=tuple(ENDINGS)) as image:
        kind = image.format or "PNG"
        upright: Any = ImageOps.exif_transpose(image)
        upright.thumbnail((width, width))
        content = io.BytesIO()
        options = {"icc_profile": image.info.get("icc_profile")}
        upright.info = {}
        upright.save(content, kind, exif=b"", **options)
    return ContentFile(content.getvalue(), name=f"picture.{ENDINGS[kind]}")
