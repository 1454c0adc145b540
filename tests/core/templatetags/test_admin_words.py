"""Fields that can't be changed in the administration read as people say them."""

from datetime import date
from types import SimpleNamespace

import pytest
from i18nfield.strings import LazyI18nString

from matching.models import Placement
from portal.core.templatetags.admin_words import readable
from programmes.models import Organisation, Programme


def shown(model, name, value) -> str:
    field = SimpleNamespace(
        resolved_field=(model._meta.get_field(name), name, value), contents=lambda: "as the theme says"
    )
    return readable(field)


def test_a_list_is_read_by_names_and_a_text_in_its_languages():
    assert shown(Programme, "languages", ["de", "sl"]) == "German, Slovenian"
    assert 'lang="de"' in shown(Placement, "title", LazyI18nString({"en": "Welder", "de": "Schweißerin"}))


def test_anything_else_is_left_to_the_theme():
    assert shown(Placement, "city", "Suhl") == "Suhl"
    assert shown(Placement, "seats", 2) == "as the theme says"
    assert shown(Organisation, "website", "https://werrawerk.example") == "as the theme says"
    no_field = SimpleNamespace(resolved_field=None, contents=lambda: "as the theme says")
    assert readable(no_field) == "as the theme says"


@pytest.mark.parametrize(
    ("value", "said"),
    [(("open", "Waits for an answer"), "Waits for an answer"), (date(2027, 3, 1), "1\xa0March 2027")],
)
def test_what_is_worked_out_for_a_list_stands_in_a_form_as_words(value, said):
    field = SimpleNamespace(resolved_field=(None, "state", value), contents=lambda: str(value))
    assert readable(field) == said
