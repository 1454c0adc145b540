import django.utils.translation
from babel.messages.catalog import Catalog

from portal import translations

TEMPLATE = """{% load i18n %}
  <h1 title="{% translate "It's here" %}">{% translate 'Open' context "placement" %}</h1>
  {% include "components/button.html" with label=_("Save") only %}
  {% blocktranslate trimmed count n=seats %}
    {{ n }} seat
  {% plural %}
    {{ n }} seats
  {% endblocktranslate %}
"""


def source(*messages):
    catalog = Catalog()
    for message in messages:
        catalog.add(*message) if isinstance(message, tuple) else catalog.add(message)
    return catalog


def german(**flags):
    catalog = Catalog(locale="de")
    catalog.add("Welcome, %(name)s", "Willkommen, %(name)s", **flags)
    return catalog


def test_templates_are_read_as_python(tmp_path, monkeypatch):
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates" / "page.html").write_text(TEMPLATE)
    monkeypatch.setattr(translations, "ROOT", tmp_path)

    found = {(message.context, message.id) for message in translations._template() if message.id}

    assert found == {
        (None, "It's here"),
        (None, "Save"),
        ("placement", "Open"),
        (None, ("%(n)s seat", "%(n)s seats")),
    }


def test_a_function_is_read_under_whatever_name_a_module_gives_it(tmp_path, monkeypatch):
    monkeypatch.setattr(translations, "ROOT", tmp_path)
    (tmp_path / "matching").mkdir()
    (tmp_path / "matching" / "admin.py").write_text(
        "from django.utils.translation import gettext as now, npgettext_lazy as many\n"
        'now("Now")\nmany("rows", "%(n)d row", "%(n)d rows", "n")\n'
    )

    found = {(message.context, message.id) for message in translations._template() if message.id}

    assert found == {(None, "Now"), ("rows", ("%(n)d row", "%(n)d rows"))}


def test_every_function_that_django_has_for_messages_is_read():
    has = {name for name in dir(django.utils.translation) if name.endswith(("gettext", "_lazy", "_noop"))}

    assert set(translations.FUNCTIONS) == has


def test_moving_code_changes_no_catalogue(tmp_path, monkeypatch):
    monkeypatch.setattr(translations, "ROOT", tmp_path)
    module = tmp_path / "matching" / "wording.py"
    module.parent.mkdir()
    module.write_text('from django.utils.translation import gettext as _\n_("Open")\n_("Closed")\n')
    translations.collect()
    before = translations._path("sl").read_bytes()

    module.rename(module.with_name("words.py"))
    translations.collect()

    assert b'msgid "Open"' in before
    assert translations._path("sl").read_bytes() == before


def test_finished_translation_has_no_complaint():
    assert translations._unfinished(german(), source("Welcome, %(name)s")) == []


def test_missing_translation_is_named():
    assert translations._unfinished(german(), source("Goodbye")) == ["missing: 'Goodbye'"]


def test_fuzzy_translation_is_named():
    complaints = translations._unfinished(german(flags=["fuzzy"]), source("Welcome, %(name)s"))

    assert complaints == ["fuzzy: 'Welcome, %(name)s'"]


def test_empty_translation_is_named():
    catalog = Catalog(locale="de")
    catalog.add("Welcome")

    assert translations._unfinished(catalog, source("Welcome")) == ["untranslated: 'Welcome'"]


def test_slovenian_needs_all_four_plurals():
    catalog = Catalog(locale="sl")
    catalog.add(("%(n)s seat", "%(n)s seats"), ("%(n)s mesto", "%(n)s mesti", "%(n)s mesta", ""))

    complaints = translations._unfinished(catalog, source((("%(n)s seat", "%(n)s seats"),)))

    assert complaints == ["untranslated: '%(n)s seat'"]


def test_invented_placeholder_is_named():
    catalog = Catalog(locale="de")
    catalog.add("Welcome, %(name)s", "Willkommen, %(nme)s")

    complaints = translations._unfinished(catalog, source("Welcome, %(name)s"))

    assert complaints == ["unknown placeholder: 'Welcome, %(name)s'"]
