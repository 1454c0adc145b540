"""Where uploaded files live and what may become one: kind told by content, size limited, names generated."""

import uuid
from io import BytesIO
from pathlib import PurePosixPath
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.db import models
from django.template.defaultfilters import filesizeformat
from django.utils.deconstruct import deconstructible
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from PIL import Image, UnidentifiedImageError
from pypdf import PdfReader
from pypdf.errors import PyPdfError

MEBIBYTE = 1024 * 1024
PDF_LIMIT = 10 * MEBIBYTE
PDF_PAGE_LIMIT = 60
IMAGE_LIMIT = 1 * MEBIBYTE
IMAGE_PIXEL_LIMIT = 4_000_000
IMAGE_FORMATS = ("PNG", "JPEG", "WEBP")


@deconstructible
class GeneratedName:
    """`folder/` plus a random name and the ending the content calls for: nothing of the original name survives."""

    def __init__(self, folder: str, ending: str) -> None:
        self.folder = folder
        self.ending = ending

    def __call__(self, instance: models.Model, filename: str) -> str:
        return str(PurePosixPath(self.folder) / f"{uuid.uuid4().hex}.{self.ending}")


def check_size(upload: File[bytes], limit: int) -> None:
    """Raise ValidationError when the file has nothing in it or more than `limit` bytes."""
    if not upload.size:
        raise ValidationError(_("This file is empty. Choose another one."))
    if upload.size > limit:
        raise ValidationError(
            _("This file has %(size)s; at most %(limit)s are possible. Choose a smaller one."),
            params={"size": filesizeformat(upload.size), "limit": filesizeformat(limit)},
        )


def check_pdf(upload: File[bytes]) -> None:
    """Raise ValidationError unless the content is a readable PDF of at most 10 MB and 60 pages.

    The name and the type the browser claims count for nothing.
    """
    check_size(upload, PDF_LIMIT)
    upload.seek(0)
    content = upload.read()
    upload.seek(0)
    if not content.startswith(b"%PDF-"):
        raise ValidationError(_("This is not a PDF. Save the document as a PDF and choose that file."))
    try:
        reader = PdfReader(BytesIO(content))
        if reader.is_encrypted:
            raise ValidationError(
                _("This PDF is locked with a password. Save it without one and choose it again.")
            )
        pages = len(reader.pages)
    except (
        PyPdfError,
        ValueError,
        KeyError,
        TypeError,
        AttributeError,
        IndexError,
        RecursionError,
        OSError,
    ) as error:
        raise ValidationError(
            _("This PDF is damaged and can't be read. Save it anew and choose it again.")
        ) from error
    if pages > PDF_PAGE_LIMIT:
        raise ValidationError(
            ngettext(
                "This PDF has %(pages)d page; at most %(limit)d are possible.",
                "This PDF has %(pages)d pages; at most %(limit)d are possible.",
                pages,
            ),
            params={"pages": pages, "limit": PDF_PAGE_LIMIT},
        )


def check_image(upload: File[bytes]) -> None:
    """Raise ValidationError unless the content is a PNG, JPEG or WebP picture of reasonable size."""
    check_size(upload, IMAGE_LIMIT)
    upload.seek(0)
    try:
        with Image.open(upload, formats=IMAGE_FORMATS) as image:
            width, height = image.size
            if width * height > IMAGE_PIXEL_LIMIT:
                raise ValidationError(
                    _("This picture has too many pixels; at most four million are possible.")
                )
            image.verify()
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise ValidationError(_("This is not a picture that can be read. Use PNG, JPEG or WebP.")) from error
    upload.seek(0)


class PublicImageField(models.FileField):
    """A picture that belongs on public pages, such as a logo. It is served by a view that knows whose it is."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("validators", [check_image])
        super().__init__(*args, **kwargs)
