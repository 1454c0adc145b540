"""Logos as they are stored, of whatever they are: who may see them, the view knows."""

from django.core.files.base import File
from django.db.models.fields.files import FieldFile
from django.http import FileResponse, Http404
from django.http.response import HttpResponseBase

SHORT_WHILE = "max-age=300"
SIGNATURES = {b"\x89PNG": "image/png", b"\xff\xd8\xff": "image/jpeg", b"RIFF": "image/webp"}


def answer_stored_picture(stored: FieldFile, caching: str) -> HttpResponseBase:
    """The picture with the type its content has. Missing files and anything that is no picture don't exist."""
    try:
        file: File[bytes] = stored.open("rb")
    except (ValueError, OSError) as error:
        raise Http404 from error
    kind = _picture_type(file.read(12))
    file.seek(0)
    if kind is None:
        file.close()
        raise Http404
    return FileResponse(
        file,
        content_type=kind,
        headers={"Cache-Control": caching, "X-Content-Type-Options": "nosniff"},
    )


def _picture_type(start: bytes) -> str | None:
    return next((kind for signature, kind in SIGNATURES.items() if start.startswith(signature)), None)
