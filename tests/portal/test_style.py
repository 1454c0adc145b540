"""The page of samples shows every component."""

import re
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.conf import settings as project_settings
from django.template.loader import render_to_string
from django.test import Client

TEMPLATES = Path(project_settings.BASE_DIR) / "templates"


OF_THE_FRAME = {"messages", "combobox_words", "role_pages"}


NOTHING_TO_SEE = {"look_again"}
"""Attributes of a part of a page; on the style page, nothing moves on."""

OF_THE_ADMIN = {"long_list_pages", "period_filter"}
"""Parts of its lists alone, in its own looks."""

RENDERED_BY_TAGS = {
    "error_summary",
    "field",
    "field_errors",
    "form",
    "line",
    "lines",
    "made_from",
    "made_from_admin",
    "picture_input",
}


@pytest.mark.django_db
def test_style_page_shows_every_component(client: Client) -> None:
    response = client.get("/style/")
    assert response.status_code == 200
    source = (TEMPLATES / "style" / "style.html").read_text(encoding="utf-8")
    shown = set(re.findall(r"components/(\w+)\.html", source)) | set(re.findall(r'component "(\w+)"', source))
    parts = {path.stem for path in (TEMPLATES / "components").glob("*.html")}
    assert parts - shown == OF_THE_FRAME | OF_THE_ADMIN | RENDERED_BY_TAGS | NOTHING_TO_SEE | {"toast"}


@pytest.mark.django_db
def test_style_page_exists_in_demo_mode_only(client: Client, settings) -> None:
    settings.DEMO = False
    assert client.get("/style/").status_code == 404


def test_sample_object_of_the_frame_is_enough() -> None:
    """base.html needs nothing but what the context processors give."""
    item = SimpleNamespace(url="/offers/", label="Offers", is_current=True)
    html = render_to_string("site/header.html", {"nav_items": [item]})
    assert '<a href="/offers/" aria-current="page">Offers</a>' in html
