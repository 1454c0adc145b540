"""Documents that people print, keep or show: set by typst from a template in `templates/` and what it is given.

A file is tagged for screen readers and says that it keeps to PDF/UA-1 (ISO 14289-1), which typst checks: a picture
without words, or a letter that no typeface has, is refused. The typefaces come with typst, so that a file looks the
same on every machine; those of the machine are asked only for scripts that these lack. What the template is given is
text, however it looks: nothing in it is read as markup. `docs/decisions/0052-typst-sets-documents.md` says why typst.
"""

from __future__ import annotations

import json
import logging
from base64 import b64encode
from collections.abc import Mapping
from io import BytesIO
from typing import Any

from django.conf import settings
from django.utils.functional import Promise
from i18nfield.strings import LazyI18nString
from PIL import Image

from portal.core.parsers import UnreadableInput, foreign_parser

logger = logging.getLogger(__name__)


def typeset(template: str, data: Mapping[str, Any], *, language: str, title: object) -> bytes:
    """The template's PDF, in a few milliseconds. `data` is what JSON holds, and words in any language's lazy form.

    A name in a script that no typeface of the machine has is set all the same, with boxes; the file then doesn't claim
    to keep to PDF/UA-1. Everything else that is wrong raises `typst.TypstError`.
    """
    import typst  # with what it needs to draw it takes 20 MB: only of those processes that set something

    given = json.dumps(
        {**data, "language": language, "document_title": str(title)}, default=_in_words, ensure_ascii=False
    )
    path, inputs = settings.BASE_DIR / "templates" / template, {"data": given}
    try:
        return typst.compile(path, root=settings.BASE_DIR, sys_inputs=inputs, pdf_standards=["ua-1"])
    except typst.TypstError as error:
        if "could not be displayed" not in str(error):
            raise
        logger.warning("%s: %s", template, error)
        return typst.compile(path, root=settings.BASE_DIR, sys_inputs=inputs)


def as_svg(picture: bytes) -> str:
    """A stored picture inside one that is text, as templates are given text alone. "" for what is none."""
    try:
        with foreign_parser("Pillow", UnreadableInput()), Image.open(BytesIO(picture)) as opened:
            (width, height), kind = opened.size, (opened.format or "").lower()
    except UnreadableInput:
        return ""
    content = b64encode(picture).decode()
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}">'
        f'<image width="{width}" height="{height}" href="data:image/{kind};base64,{content}"/></svg>'
    )


def _in_words(value: object) -> str:
    if isinstance(value, Promise | LazyI18nString):
        return str(value)
    raise TypeError(f"A document is given text, numbers and lists of them, not {type(value).__name__}")
