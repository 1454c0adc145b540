"""The portal's own source files, parsed once."""

import ast
from functools import cache
from pathlib import Path

from django.conf import settings

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = tuple(dict.fromkeys(app.split(".")[0] for app in settings.OUR_APPS))
WEB_ROOMS = {"views", "forms", "filters", "admin", "api", "serializers", "urls"}


@cache
def files() -> dict[Path, ast.Module]:
    """Path below the project's root → syntax tree, migrations left out."""
    paths = [
        path
        for package in PACKAGES
        for path in (ROOT / package).rglob("*.py")
        if "migrations" not in path.parts
    ]
    return {path.relative_to(ROOT): ast.parse(path.read_text(encoding="utf-8")) for path in paths}


def room_of(path: Path) -> str:
    """The room a file stands in: `views` for `matching/views.py` and for `matching/views/offers.py`."""
    parts = [part.removesuffix(".py") for part in path.parts]
    return next((part for part in parts if part in WEB_ROOMS), "")
