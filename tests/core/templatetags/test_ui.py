"""The tags and templates that every page is made of."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django import forms
from django.conf import settings as project_settings
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.forms import formset_factory
from django.template import Context, RequestContext, Template, TemplateSyntaxError
from django.template.loader import get_template, render_to_string
from django.test import RequestFactory
from django.utils.translation import override
from i18nfield.forms import I18nFormField, I18nTextarea
from i18nfield.strings import LazyI18nString

from portal.core.templatetags import ui
from portal.settings.house import OUR_APPS
from portal.style import SampleForm, SampleLines, contrasts, rules, token_colours, tokens_css

TEMPLATES = Path(project_settings.BASE_DIR) / "templates"


SHEETS = [
    path
    for path in sorted((Path(project_settings.BASE_DIR) / "static" / "css").glob("*.css"))
    if not path.name.startswith("admin")
]
"""Those of the portal's pages; the admin's theme has its own."""
DRAWN_BY_OTHERS = {"htmx-request"}
"""Classes that a library sets."""


CLASS = re.compile(r"\.([a-z][\w-]*)")


def show(source: str, **values: Any) -> str:
    return Template("{% load ui %}" + source).render(Context(values))


class Contact(forms.Form):
    email = forms.EmailField(label="Address", help_text="Only for this.")
    note = forms.CharField(required=False)
    level = forms.ChoiceField(choices=[("a", "A"), ("b", "B")], widget=forms.RadioSelect)
    agreed = forms.BooleanField(label="I agree.")
    secret = forms.CharField(widget=forms.HiddenInput, required=False)


def test_hint_and_error_of_a_field_are_announced_with_it() -> None:
    html = show("{% field form.email %}", form=Contact({"email": "nobody"}))
    assert '<label for="id_email">Address</label>' in html
    assert 'aria-describedby="id_email_helptext id_email_error"' in html
    assert 'aria-invalid="true"' in html
    assert 'id="id_email_helptext"' in html
    assert 'id="id_email_error"' in html
    assert 'value="nobody"' in html


def test_only_optional_fields_are_marked() -> None:
    html = show("{% form_fields form %}", form=Contact())
    assert re.findall(r"<label for=\"(\w+)\">[^<]*<span class=\"optional\">", html) == ["id_note"]


def test_radio_list_is_a_fieldset_with_a_legend() -> None:
    html = show("{% field form.level %}", form=Contact())
    assert html.count("<fieldset") == 1
    assert re.search(r"<legend>Level\s*</legend>", html)
    assert re.findall(r'for="(id_level_\d)"', html) == ["id_level_0", "id_level_1"]


def test_hidden_field_is_nothing_but_its_input() -> None:
    html = show("{% field form.secret %}", form=Contact()).strip()
    assert html == '<input type="hidden" name="secret" id="id_secret">'


def test_text_in_several_languages_has_a_labelled_input_for_each() -> None:
    html = show("{% field form.title %}", form=SampleForm({"title_0": "Hello", "title_1": "Hallo"}))
    found = re.findall(
        r'<label[^>]* for="(id_title_\d)" lang="(\w+)">|<label for="(id_title_\d)" lang="(\w+)">', html
    )
    assert [[each for each in one if each] for one in found] == [
        ["id_title_0", "en"],
        ["id_title_1", "de"],
        ["id_title_2", "sl"],
    ]
    assert re.findall(r"<textarea[^>]*>\s*(\w*)</textarea>", html) == ["Hello", "Hallo", ""]


@pytest.mark.parametrize(
    ("language", "texts", "opened", "translations"),
    [
        ("en", {}, ["en"], {"de": "+ Translation:", "sl": "+ Translation:"}),
        ("sl", {}, ["sl"], {"en": "+ Prevod:", "de": "+ Prevod:"}),
        ("en", {"title_1": "Hallo"}, ["de"], {"en": "+ Translation:", "sl": "+ Translation:"}),
        (
            "en",
            {"title_0": "Hello", "title_1": "Hallo"},
            ["en"],
            {"de": "Translation:", "sl": "+ Translation:"},
        ),
    ],
)
def test_one_language_is_open_the_reader_s_or_the_one_that_says_something(
    language, texts, opened, translations
):
    """The others are a press away, and are sent all the same, so nothing is lost that isn't shown."""
    with override(language):
        html = show("{% field form.title %}", form=SampleForm(initial=i18n_initial(texts)))
    shown = re.findall(r'<div class="language">\s*<label for="\w+" lang="(\w+)">', html)
    rest = re.findall(r'<details class="language">\s*<summary>([^<]*?) <span lang="(\w+)">', html)
    assert shown == opened
    assert {code: words for words, code in rest} == translations
    assert len(re.findall(r'<textarea name="title_\d"', html)) == 3


def i18n_initial(texts: dict[str, str]) -> dict[str, LazyI18nString]:
    codes = {"title_0": "en", "title_1": "de", "title_2": "sl"}
    return {"title": LazyI18nString({codes[name]: text for name, text in texts.items()})}


def test_with_an_error_every_language_is_open_that_says_something() -> None:
    class Limited(forms.Form):
        title = I18nFormField(widget=I18nTextarea, max_length=5)

    form = Limited({"title_0": "Hello", "title_1": "Guten Morgen"})
    html = show("{% field form.title %}", form=form)
    assert re.findall(r'<div class="language">\s*<label for="\w+" lang="(\w+)">', html) == ["en", "de"]


def test_a_line_is_named_in_the_summary_by_what_stands_in_it_or_by_its_number() -> None:
    data = {"form-TOTAL_FORMS": "2", "form-INITIAL_FORMS": "0", "form-0-language": "de", "form-0-level": "x"}
    lines = SampleLines(data | {"form-1-level": "x"})
    html = show("{% error_summary lines %}", lines=lines)
    assert re.findall(r">(Language [^:<]*):", html) == ["Language German, Level", "Language 2, Level"]


def test_what_may_have_been_meant_can_be_chosen_from_the_error() -> None:
    class Word(forms.Form):
        word = forms.CharField()

        def clean_word(self) -> str:
            raise ValidationError(
                "Did you mean %(name)s?", params={"name": "a", "suggestions": ["a", ("b", "<c>")]}
            )

    html = show("{% field form.word %}", form=Word({"word": "x"}))
    assert re.findall(r'name="fill" value="([^"]*)">([^<]*)<', html) == [
        ("word=a", "a"),
        ("word=&lt;c&gt;", "b"),
    ]


def test_parts_of_a_compound_input_have_names_of_their_own() -> None:
    html = show("{% field form.meeting %}", form=SampleForm())
    assert re.findall(r'aria-label="(\w+)"', html) == ["Date", "Time"]


def test_placeholder_of_a_library_is_left_out() -> None:
    class Login(forms.Form):
        login = forms.CharField(widget=forms.TextInput(attrs={"placeholder": "Login"}))

    assert "placeholder" not in show("{% field form.login %}", form=Login())


def test_what_was_typed_is_escaped() -> None:
    html = show("{% field form.email %}", form=Contact({"email": '"><script>alert(1)</script>'}))
    assert "<script>" not in html


def test_error_summary_links_to_the_first_input_of_each_field() -> None:
    html = show("{% error_summary form %}", form=Contact({"email": "nobody"}))
    assert re.findall(r'href="#(\w+)"', html) == ["id_email", "id_level_0", "id_agreed"]
    assert ">Tick “I agree”.</a>" in html


def test_error_summary_is_empty_without_errors() -> None:
    assert show("{% error_summary form %}", form=Contact()).strip() == ""
    assert show("{% error_summary form %}", form=None).strip() == ""


def test_error_summary_gathers_forms_and_formsets() -> None:
    formset = formset_factory(Contact, extra=0)(
        {"form-TOTAL_FORMS": "1", "form-INITIAL_FORMS": "1", "form-0-email": "nobody"}
    )
    html = show("{% error_summary form formset %}", form=Contact({}, prefix="one"), formset=formset)
    assert 'href="#id_one-email"' in html
    assert 'href="#id_form-0-email"' in html


def test_error_of_a_whole_form_has_no_link() -> None:
    html = show("{% error_summary form %}", form=SampleForm({"hours": "8"}))
    assert re.search(r"<li>\s*Hours a week need a date from which you are available\.\s*</li>", html)


def test_component_sees_its_parameters_and_not_the_page() -> None:
    html = show('{% component "card" %}<p>inside</p>{% endcomponent %}', title="the page's title")
    assert "inside" in html
    assert "the page's title" not in html


def test_component_keeps_the_token_against_forged_requests() -> None:
    html = show('{% component "card" %}{% csrf_token %}{% endcomponent %}', csrf_token="abc")
    assert 'value="abc"' in html


def test_component_tag_refuses_what_it_does_not_understand() -> None:
    with pytest.raises(TemplateSyntaxError):
        show('{% component "card" something %}{% endcomponent %}')


def test_choices_are_text_in_boxes_and_options() -> None:
    choices = [('"><b>', "<i>", 3, True), ("b", "B", None, False)]
    boxes = show("{% choice_lines choices name %}", choices=choices, name='a"b')
    assert boxes == (
        '<label class="choice"><input type="checkbox" id="a&quot;b-1" name="a&quot;b" value="&quot;&gt;&lt;b&gt;" '
        'checked><span>&lt;i&gt;</span><span class="n">3</span></label>'
        '<label class="choice"><input type="checkbox" id="a&quot;b-2" name="a&quot;b" value="b">'
        "<span>B</span></label>"
    )
    options = show("{% option_lines choices %}", choices=choices)
    assert options == (
        '<option value="&quot;&gt;&lt;b&gt;" selected>&lt;i&gt; (3)</option><option value="b">B</option>'
    )


def test_pagination_keeps_the_rest_of_the_address() -> None:
    request = RequestFactory().get("/offers/", {"q": "cook", "page": "3"})
    page = Paginator(range(100), 10).get_page(3)
    source = Template('{% include "components/pagination.html" with page=page only %}')
    html = source.render(RequestContext(request, {"page": page}))
    assert 'href="?q=cook&amp;page=2"' in html
    assert 'href="?q=cook&amp;page=4"' in html
    assert html.count('aria-current="page"') == 1


def test_pagination_says_nothing_about_a_single_page() -> None:
    request = RequestFactory().get("/offers/")
    source = Template('{% include "components/pagination.html" with page=page only %}')
    assert source.render(RequestContext(request, {"page": Paginator([1], 10).get_page(1)})).strip() == ""


@pytest.mark.parametrize(
    ("value", "whole", "percent"), [(41, 82, 50), (5, 0, 0), (None, 10, 0), (30, 10, 100)]
)
def test_percentages_stay_between_nothing_and_all(value: int | None, whole: int, percent: int) -> None:
    assert ui.percent_of(value, whole) == percent


def test_target_bar_marks_the_milestone() -> None:
    html = ui.target_bar(40, 80, 60)
    assert 'width="50"' in html
    assert 'x1="75"' in html
    assert "milestone" not in ui.target_bar(40, 80)


@pytest.mark.parametrize(
    ("value", "target", "before", "widths", "line"),
    [(40, 80, 20, ("50", "25"), "100"), (80, 40, 60, ("100", "75"), "50"), (0, 0, 0, ("0", "0"), "0")],
)
def test_bullet_draws_value_value_before_and_target_on_one_scale(value, target, before, widths, line) -> None:
    html = ui.bullet(value, target, before)
    assert tuple(re.findall(r'class="(?:value|before)"[^>]*width="(\d+)"', html)) == widths
    assert f'x1="{line}"' in html


@pytest.mark.parametrize(("met", "words"), [(True, "Fits:"), (False, "Missing:"), (None, "Would help:")])
def test_reason_says_in_words_what_its_mark_shows(met: bool | None, words: str) -> None:
    html = show('{% include "components/reasons.html" %}', reasons=[{"met": met, "title": "German B1"}])
    assert words in html


def test_facts_without_a_value_are_left_out() -> None:
    html = show('{% include "components/facts.html" %}', items=[("Pay", ""), ("Hours", "20")])
    assert re.findall(r"<dt>(\w+)</dt>", html) == ["Hours"]


def bare_page(title: str) -> Template:
    without = "{% block header %}{% endblock %}{% block footer %}{% endblock %}"
    return Template(f'{{% extends "base.html" %}}{{% block title %}}{title}{{% endblock %}}{without}')


def test_title_is_plain_text_in_title_and_open_graph() -> None:
    page = bare_page('<b>Mine</b> &amp; "yours"')
    html = page.render(Context({}))
    assert "<title>Mine &amp; &quot;yours&quot; – Bleibe</title>" in html
    assert 'property="og:title" content="Mine &amp; &quot;yours&quot;"' in html


def test_title_says_that_a_form_was_not_accepted() -> None:
    page = bare_page("Apply")
    assert "<title>Error: Apply – Bleibe</title>" in page.render(Context({"form": Contact({})}))
    assert "<title>Apply – Bleibe</title>" in page.render(Context({"form": Contact()}))


def test_page_for_faults_of_the_server_needs_nothing() -> None:
    with override("de"):
        html = get_template("500.html").render()
    assert '<html lang="de" dir="ltr">' in html


@pytest.mark.parametrize("name", ["400.html", "403.html", "403_csrf.html", "404.html"])
def test_error_pages_render_without_a_request_and_lead_on(name: str) -> None:
    html = render_to_string(name, {"exception": "nothing of this is shown"})
    assert 'href="/"' in html
    assert "nothing of this" not in html


def test_style_sheets_stay_small() -> None:
    assert sum(path.stat().st_size for path in SHEETS) < 40_000


def rules_of(path: Path) -> list[tuple[str, str]]:
    """Selectors and declarations of a sheet, those inside media queries among them."""
    css = re.sub(r"/\*.*?\*/", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
    return [(names.strip(), said) for names, said in re.findall(r"([^{};]+)\{([^{}]*)\}", css)]


def test_no_style_is_kept_for_what_no_page_shows() -> None:
    root = Path(project_settings.BASE_DIR)
    sources = [path for path in TEMPLATES.rglob("*.html") if path.parent.name != "style"]
    sources += (root / "static" / "js").glob("*.js")
    sources += [path for app in OUR_APPS for path in (root / app.split(".")[0]).rglob("*.py")]
    written = set(re.findall(r"[\w-]+", "\n".join(path.read_text(encoding="utf-8") for path in sources)))
    classes = {name for path in SHEETS for names, _said in rules_of(path) for name in CLASS.findall(names)}
    assert classes - written - DRAWN_BY_OTHERS == set()


def test_no_grid_has_a_column_that_its_content_can_widen() -> None:
    grids: dict[str, str] = {}
    for path in SHEETS:
        for names, said in rules_of(path):
            for name in re.split(r",\s*(?![^()]*\))", names):
                grids[name] = grids.get(name, "") + said
    free = {
        name
        for name, said in grids.items()
        if re.search(r"display: grid", said) and "place-items: center" not in said and "minmax(" not in said
    }
    assert free == set()


def test_every_pair_of_colours_can_be_read() -> None:
    css = tokens_css()
    plain = token_colours(rules(css, ":root"))
    high = plain | token_colours(rules(css, '[data-contrast="high"]'))
    weak = [pair for colours in (plain, high) for pair in contrasts(colours) if not pair.is_enough]
    assert weak == []


def test_colours_are_named_in_tokens_alone() -> None:
    named = {
        path.name
        for path in SHEETS
        if re.search(r"#[0-9a-fA-F]{3,8}\b(?![^{]*\{)", path.read_text(encoding="utf-8"))
    }
    assert named - {"print.css"} == {"tokens.css"}


def templates() -> Iterator[Path]:
    return (
        path for path in TEMPLATES.rglob("*.html") if "emails" not in path.parts and "admin" not in path.parts
    )


def test_no_template_holds_inline_style_or_script() -> None:
    data_or_file = r"[^>]*\b(?:src|type=\"application/(?:ld\+)?json\")"
    inline = re.compile(rf"<style|\sstyle=|\son[a-z]+=|<script(?!{data_or_file})", re.IGNORECASE)
    found = [path for path in templates() if inline.search(path.read_text(encoding="utf-8"))]
    assert found == []


def test_a_moment_is_read_by_people_and_by_machines():
    at = datetime(2026, 11, 27, 0, 15, 51, 904408, tzinfo=UTC)
    html = Template('{% load ui %}{% moment at "soft" %}').render(Context({"at": at}))
    assert 'class="soft"' in html
    assert re.search(r'datetime="2026-11-27T\d\d:15:51\+\d\d:\d\d"', html)
    assert "904408" not in html
