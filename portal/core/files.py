"""Where uploaded files live and what may become one: kind told by content, size limited, names generated."""

import json
import logging
import uuid
from pathlib import Path, PurePosixPath
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.db import models
from django.db.models.fields.files import FieldFile
from django.template.defaultfilters import filesizeformat
from django.utils.deconstruct import deconstructible
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from PIL import Image

from portal.core import pdf
from portal.core.parsers import TookTooLong, foreign_parser, parse_apart
from portal.core.viruses import scan_for_viruses

logger = logging.getLogger(__name__)

MEBIBYTE = 1024 * 1024
PDF_LIMIT = 10 * MEBIBYTE
PDF_PAGE_LIMIT = pdf.PAGE_LIMIT
PDF_SECONDS = 20
PDF_PROGRAM = Path(pdf.__file__)
PDF_REFUSALS = {
    "no_pdf": _("This is not a PDF. Save the document as a PDF and choose that file."),
    "damaged": _("This PDF is damaged and can't be read. Save it anew and choose it again."),
    "password": _("This PDF is locked with a password. Save it without one and choose it again."),
    "certificate": _(
        "This PDF is secured with a certificate, so others can't open it. Save it without and choose it again."
    ),
    "no_pages": _("This PDF has no pages. Save the document as a PDF anew and choose that file."),
    "blank": _("This PDF shows nothing on its pages. Choose the file that is meant to be read."),
    "form": _(
        "This PDF is a form that most programs can't show. Print it as a PDF and choose the file you get."
    ),
    "collection": _("This PDF is only a cover for other files. Choose the file that is meant to be read."),
    "program": _(
        "This PDF carries a program, which nobody should have to run. Print it as a PDF and choose the file you get."
    ),
    "attachment": _("Other files are attached to this PDF. Save it without them and choose it again."),
    "media": _(
        "This PDF has sound, films or models that most programs can't show. Print it as a PDF and choose the file "
        "you get."
    ),
    "complicated": _(
        "This PDF is too complicated to be checked. Print it as a PDF and choose the file you get."
    ),
}
"""Why a PDF can't be taken, by the word that `portal/core/pdf.py` has for it."""
IMAGE_LIMIT = 1 * MEBIBYTE
IMAGE_PIXEL_LIMIT = 4_000_000
IMAGE_FORMATS = ("PNG", "JPEG", "WEBP")
SCAN_LIMIT = 100
"""Times that a JPEG may be painted over itself; programs make ten or so. Each costs a reader as much as the picture,
and has fourteen bytes: a megabyte of them kept a processor busy for minutes."""
START_OF_SCAN = b"\xff\xda"


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
    """Raise ValidationError unless everybody can open the PDF, without a password, and gets pages and nothing else.

    At most 10 MB and 60 pages. The name and the type the browser claims count for nothing. What can be mended without
    taking anything away is mended in place, so that the file which is stored is the one that opens. What is stored
    already was asked when it came.
    """
    if _is_checked(upload):
        return
    check_size(upload, PDF_LIMIT)
    scan_for_viruses(upload)
    content = _content_of(upload)
    kept = _checked_pdf(content)
    if kept != content:
        _put_into(upload, kept)
    upload.seek(0)
    _mark_checked(upload)


def _checked_pdf(content: bytes) -> bytes:
    try:
        verdict, _newline, mended = parse_apart(PDF_PROGRAM, content, seconds=PDF_SECONDS).partition(b"\n")
    except TookTooLong as error:
        raise ValidationError(PDF_REFUSALS["complicated"]) from error
    refusal: dict[str, Any] = json.loads(verdict)
    if not refusal:
        return mended or content
    if error_name := refusal.get("error"):
        logger.warning("pypdf could not read what was sent: %s", error_name)
    if refusal["reason"] == "pages":
        raise _too_many_pages(refusal["pages"])
    raise ValidationError(PDF_REFUSALS[refusal["reason"]], code=refusal["reason"])


def _too_many_pages(pages: int) -> ValidationError:
    return ValidationError(
        ngettext(
            "This PDF has %(pages)d page; at most %(limit)d are possible.",
            "This PDF has %(pages)d pages; at most %(limit)d are possible.",
            pages,
        ),
        params={"pages": pages, "limit": PDF_PAGE_LIMIT},
    )


def check_image(upload: File[bytes]) -> None:
    """Raise ValidationError unless the content is a PNG, JPEG or WebP picture of reasonable size, whole to its end."""
    if _is_checked(upload):
        return
    check_size(upload, IMAGE_LIMIT)
    scan_for_viruses(upload)
    refusal = ValidationError(_("This is not a picture that can be read. Use PNG, JPEG or WebP."))
    with foreign_parser("Pillow", refusal):
        _check_pixels(upload)
    upload.seek(0)
    _mark_checked(upload)


def _check_pixels(upload: File[bytes]) -> None:
    upload.seek(0)
    with Image.open(upload, formats=IMAGE_FORMATS) as image:
        width, height = image.size
        if width * height > IMAGE_PIXEL_LIMIT:
            raise ValidationError(_("This picture has too many pixels; at most four million are possible."))
        if image.format == "JPEG" and _content_of(upload).count(START_OF_SCAN) > SCAN_LIMIT:
            raise ValidationError(_("This picture is too complicated to be checked. Save it anew as PNG."))
        image.verify()
    upload.seek(0)
    with Image.open(upload, formats=IMAGE_FORMATS) as image:  # what was verified can't be read any more
        image.load()


def _is_checked(upload: File[bytes]) -> bool:
    """Has this very upload been asked already, by the form before the model or the service? Or is it in the store?"""
    if isinstance(upload, FieldFile):
        return bool(upload._committed) or _is_checked(upload.file)  # type: ignore[attr-defined]
    return getattr(upload, "is_checked", False)


def _mark_checked(upload: File[bytes]) -> None:
    target: Any = upload.file if isinstance(upload, FieldFile) else upload
    target.is_checked = True


def _content_of(upload: File[bytes]) -> bytes:
    upload.seek(0)
    return upload.read()


def _put_into(upload: File[bytes], content: bytes) -> None:
    """In the very file, memory or on the disk, from which Django takes it to the store."""
    target: Any = upload.file if isinstance(upload, FieldFile) else upload
    target.file.seek(0)
    target.file.truncate()
    target.file.write(content)
    target.file.flush()
    target.size = len(content)


class PublicImageField(models.FileField):
    """A picture that belongs on public pages, such as a logo. It is served by a view that knows whose it is."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("validators", [check_image])
        super().__init__(*args, **kwargs)
