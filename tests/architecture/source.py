"""The portal's own source files, parsed once."""

import ast
from functools import cache
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.db import models

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = tuple(dict.fromkeys(app.split(".")[0] for app in settings.OUR_APPS))


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


def our_apps() -> set[str]:
    """Labels of the apps in our packages."""
    return {config.label for config in apps.get_app_configs() if config.name.split(".")[0] in PACKAGES}


def our_models() -> list[type[models.Model]]:
    """The models of our apps, without the histories that pghistory keeps: those are shown with their row only."""
    found = [model for label in sorted(our_apps()) for model in apps.get_app_config(label).get_models()]
    return [model for model in found if not hasattr(model, "pgh_tracked_model")]
