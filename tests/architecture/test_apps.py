"""A new app is one entry in `OUR_APPS`; where a tool can't read that list, its own is held against it here."""

import tomllib
from importlib.util import find_spec

from django.conf import settings
from django.urls import URLResolver

from portal.urls import urlpatterns
from tests.architecture.source import PACKAGES, ROOT

LINTER = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]
FLOORS, ROOMS = LINTER["contracts"]
WITHOUT_ROOMS = {"portal.core", "portal.demo"}
"""The ground and the demonstration: folders of parts, not of an app's rooms."""


def names(layers: list[str]) -> list[str]:
    """The modules of all layers; those side by side are written `a | b` or `a : b`."""
    return [name.strip() for layer in layers for name in layer.replace(":", "|").split("|")]


def test_every_app_stands_on_a_floor():
    assert [app for app in settings.OUR_APPS if app not in names(FLOORS["layers"])] == []


def test_every_app_has_its_rooms_checked():
    assert set(ROOMS["containers"]) == set(settings.OUR_APPS) - WITHOUT_ROOMS


def test_the_linter_reads_every_package():
    assert set(LINTER["root_packages"]) == set(PACKAGES)


def test_every_app_has_its_pages():
    resolvers = [pattern for pattern in urlpatterns if isinstance(pattern, URLResolver)]
    included = {getattr(resolver.urlconf_name, "__name__", "") for resolver in resolvers}
    assert [
        app for app in settings.OUR_APPS if find_spec(f"{app}.urls") and f"{app}.urls" not in included
    ] == []
