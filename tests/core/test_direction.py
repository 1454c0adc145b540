"""Which texts say of themselves in which direction they run, and that all others stay as they were."""

import pytest
from django.utils.safestring import SafeString
from django.utils.translation import override
from i18nfield.strings import LazyI18nString

from portal.core.direction import dir_attribute, isolated, sentence_with_names
from portal.core.markdown import clean_html, render_markdown
from portal.core.presentation import all_spoken, each_language, sentence, spoken
from portal.core.templatetags.many_cards import link_card, tag
from portal.core.templatetags.ui import lang_attribute

ARABIC = "مطلوب مهندسة (م/ع)"


@pytest.mark.parametrize("text", ["", "Zoë <b>", "Šoštanj", "Ελλάδα", "Україна", "東京", "👩‍👩‍👧"])
def test_a_text_from_left_to_right_is_written_as_ever(text):
    escaped = text.replace("<", "&lt;").replace(">", "&gt;")
    assert (dir_attribute(text), isolated(text), sentence_with_names(text)) == ("", escaped, escaped)


@pytest.mark.parametrize("text", [ARABIC, "می‌خواهم", "עברית", "Frau سارة"])
def test_one_with_letters_from_right_to_left_has_its_own_direction(text):
    assert (dir_attribute(text), isolated(text)) == (' dir="auto"', f"<bdi>{text}</bdi>")


def test_what_is_html_says_itself_what_has_to_be_said():
    text = SafeString(f"<bdi>{ARABIC}</bdi>")
    assert isolated(text) == sentence_with_names(text) == text


def test_what_people_wrote_is_escaped_in_it():
    assert isolated(f"<b>{ARABIC}") == f"<bdi>&lt;b&gt;{ARABIC}</bdi>"
    assert sentence_with_names(f"<b>{ARABIC}<i>") == f"&lt;b&gt;<bdi>{ARABIC}</bdi>&lt;i&gt;"


@pytest.mark.parametrize(
    ("words", "html"),
    [
        ("سارة أحمد hat geschrieben: (1)", "<bdi>سارة أحمد</bdi> hat geschrieben: (1)"),
        ("“مهندسة” of شركة الجسور (م/ع).", "“<bdi>مهندسة</bdi>” of <bdi>شركة الجسور (م/ع)</bdi>."),
        ("Frist 3: עברית 2027", "Frist 3: <bdi>עברית</bdi> 2027"),
    ],
)
def test_in_a_sentence_that_is_text_already_each_name_stands_for_itself(words, html):
    assert sentence_with_names(words) == html


def test_a_text_of_the_readers_language_is_isolated_where_it_runs_against_the_page():
    with override("de"):
        assert spoken(LazyI18nString({"de": ARABIC})) == f"<bdi>{ARABIC}</bdi>"
        assert spoken(LazyI18nString({"de": "Schweißerin"})) == "Schweißerin"
        assert spoken(LazyI18nString({"en": ARABIC})) == f'<span lang="en" dir="auto">{ARABIC}</span>'
        assert spoken(LazyI18nString({"en": "Welder"})) == '<span lang="en">Welder</span>'


def test_all_languages_of_a_text_run_in_their_directions():
    text = LazyI18nString({"de": "Schweißerin", "en": ARABIC})
    with override("de"):
        assert (
            f'<span lang="de">Schweißerin</span> · English: <span lang="en" dir="auto">{ARABIC}'
            in all_spoken(text)
        )
        assert f'<b>English</b><div dir="auto">{ARABIC}</div>' in each_language(text)
        assert lang_attribute(LazyI18nString({"en": ARABIC})) == ' lang="en" dir="auto"'
        assert lang_attribute(ARABIC) == ' dir="auto"'


def test_names_in_a_sentence_stand_for_themselves():
    assert sentence("%(title)s at %(who)s: 3", title=SafeString("<bdi>ب</bdi>"), who="شركة") == (
        "<bdi>ب</bdi> at <bdi>شركة</bdi>: 3"
    )


def test_a_card_and_its_tags_have_the_direction_of_their_texts():
    html = link_card("/x/", ARABIC, text="شركة", meta=["سارة", "Jena"])
    assert f'<h3 dir="auto"><a class="whole" href="/x/">{ARABIC}</a></h3>' in html
    assert '<p class="soft" dir="auto">شركة</p>' in html
    assert "<li><bdi>سارة</bdi></li><li>Jena</li>" in html
    assert tag("عربي") == '<span class="tag"><bdi>عربي</bdi></span>'


def test_each_block_of_markdown_has_its_own_direction():
    html = render_markdown(f"# {ARABIC}\n\n- {ARABIC}\n- zwei\n\nDeutsch")
    assert html.replace("\n", "") == (
        f'<h3 dir="auto">{ARABIC}</h3><ul dir="auto"><li>{ARABIC}</li><li>zwei</li></ul><p dir="auto">Deutsch</p>'
    )
    assert "dir" not in render_markdown("# Deutsch\n\n- eins")


def test_no_other_direction_is_let_through():
    assert clean_html('<p dir="rtl">a</p><a dir="auto">b</a>') == (
        '<p>a</p><a rel="nofollow noopener noreferrer">b</a>'
    )
