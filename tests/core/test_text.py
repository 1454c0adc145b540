import unicodedata

import pytest
import wcwidth
from django import forms
from django.contrib.auth.forms import UsernameField
from hypothesis import given
from hypothesis import strategies as st
from i18nfield.forms import I18nFormField, I18nTextarea, I18nTextInput

from portal.core.text import clean_line, clean_text, fold, printed_line, shortened

DIRTY = "\u200bJa\u0308ger\u00adhütte\u00a0\u2009Größe\ufeff \u202eGmbH\x00\u2069"
CLEAN = "Jägerhütte Größe GmbH"


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        (DIRTY, CLEAN),
        ("Cafe\u0301", "Café"),
        ("10\u00a0€\u202fje\u3000Stunde", "10 € je Stunde"),
        ("Ausbil\u00ad\ndung", "Ausbildung"),
        ("two\r\nlines\u2028here", "two lines here"),
        ("\u3164\u115f\u2800\u200d", ""),
        ("\ufeffname", "name"),
        ("half \ud83d of one", "half of one"),
        ("a\U000e0041\U000e0042b", "ab"),
        ("plain", "plain"),
    ],
)
def test_a_line_has_composed_letters_one_kind_of_blank_and_nothing_invisible(typed, meant):
    assert clean_line(typed) == meant


@pytest.mark.parametrize(
    "word",
    [
        "می‌خواهم",  # Persian, non-joiner within a word
        "ह‍क्‍ष",  # Devanagari
        "ක්‍ෂ",  # Sinhala
        "അവന്‍",  # Malayalam, a joiner at the end that makes the letter
        "👩‍🔬",
        "❤️",
        "🏳️‍🌈",
    ],
)
def test_joiners_stay_where_they_shape_a_word(word):
    assert clean_line(f"x {word} y") == f"x {word} y"


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("Auf\u200clage", "Auflage"), ("a\u200d", "a"), ("می\u200c خواهم", "می خواهم"), ("a\ufe0fb", "ab")],
)
def test_joiners_go_where_nobody_could_see_them(typed, meant):
    assert clean_line(typed) == meant


def test_lines_are_kept_whatever_ends_them():
    typed = "\n• one\r\n• two \r\t- three\u2029four\tfive\x85\n"
    assert clean_text(typed) == "• one\n• two\n    - three\nfour five"


def test_word_s_bullets_become_bullets():
    assert clean_text("\uf0b7 one\n\uf0a7 two") == "• one\n• two"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Šoštanj", "SOSTANJ"),
        ("Straße", "strasse"),
        ("Jägerhütte\u00a0GmbH\u200b", "Ja\u0308gerhütte  gmbh"),
        ("Elektro–Technik", "elektro-technik"),
        ("L’Oréal", "l'oreal"),
        ("می‌خواهم", "میخواهم"),
        ("Ørsted", "orsted"),
        ("ﬁn", "fin"),
    ],
)
def test_names_that_look_or_are_spelled_alike_have_one_key(one, other):
    assert fold(one) == fold(other)


@pytest.mark.parametrize(("one", "other"), [("Köthen", "Koethen"), ("C", "C++"), ("a b", "ab")])
def test_other_names_keep_another_key(one, other):
    assert fold(one) != fold(other)


@given(st.text(st.characters(exclude_categories=[])))
def test_what_is_clean_stays_as_it_is(text):
    for clean in (clean_line, clean_text, fold):
        assert clean(clean(text)) == clean(text)
    for once in (clean_line(text), clean_text(text)):
        once.encode()
        assert unicodedata.is_normalized("NFC", once)
        assert once == once.strip()


def test_a_long_row_of_marks_is_cut_before_it_costs_the_square_of_its_length():
    assert len(clean_line("a" + "\u0301\u0316" * 1_000_000)) < 40


# --- Forms ---


@pytest.mark.parametrize(
    "field",
    [
        forms.CharField(),
        forms.CharField(widget=forms.Textarea),
        forms.CharField(widget=forms.TextInput(attrs={"type": "search"})),
        UsernameField(),
        forms.RegexField(".*"),
        forms.CharField(widget=forms.HiddenInput),
    ],
)
def test_every_field_of_text_cleans_what_it_reads(field):
    assert " ".join(field.clean(DIRTY.replace("\x00", "\x01")).split()) == CLEAN


def test_addresses_and_links_are_cleaned_too():
    assert forms.EmailField().clean("\u200banna@example.org\u00a0") == "anna@example.org"
    assert forms.URLField(assume_scheme="https").clean("https://example.org/\ufeff") == "https://example.org/"


def test_lines_are_kept_where_lines_can_be_typed():
    assert forms.CharField(widget=forms.Textarea).clean("a\r\nb") == "a\nb"
    assert forms.CharField().clean("a\r\nb") == "a b"
    lines = I18nFormField(widget=I18nTextarea, locales=["de", "en"], required=False)
    assert lines.clean(["a\r\nb\u200b", ""]).data == {"de": "a\nb", "en": ""}
    line = I18nFormField(widget=I18nTextInput, locales=["de", "en"], required=False)
    assert line.clean(["a\r\nb\u200b", ""]).data == {"de": "a b", "en": ""}


def test_a_password_stays_as_it_was_typed():
    field = forms.CharField(widget=forms.PasswordInput, strip=False)
    assert field.clean(" pa\u00a0ss\u200bword ") == " pa\u00a0ss\u200bword "


def test_only_blanks_are_nothing():
    with pytest.raises(forms.ValidationError):
        forms.CharField().clean("\u200b\u00a0\u3164")
    assert forms.CharField(required=False).clean("\u2060") == ""
    assert forms.CharField(required=False, empty_value=None).clean("\u2060") is None
    assert forms.CharField(required=False).clean(None) == ""


def test_what_is_too_long_in_any_case_is_refused_as_it_is():
    with pytest.raises(forms.ValidationError, match="at most 5"):
        forms.CharField(max_length=5).clean("\u00ad" * 20_000)
    assert forms.CharField(max_length=5).clean("abc" + "\u00ad" * 50) == "abc"


def test_a_nul_is_no_slip_of_somebody_who_pastes():
    with pytest.raises(forms.ValidationError, match="Null"):
        forms.CharField().clean("a\x00b")


# --- Lines that are too long ---------------------------------------------------------------------------------------

FAMILY = "👩\u200d👩\u200d👧"


@pytest.mark.parametrize(
    ("text", "columns", "short"),
    [
        ("Welder", 6, "Welder"),
        ("Bridge engineer, steel", 20, "Bridge engineer…"),
        ("Bridge engineer steel", 16, "Bridge engineer…"),
        ("Bridge and (m/f/d) work", 12, "Bridge and…"),
        ("A Fahrzeugbaugesellschaft", 12, "A Fahrzeugb…"),
        ("Fahrzeugbaugesellschaft", 12, "Fahrzeugbau…"),
        ("شركة الجسور الهندسية المتحدة", 22, "شركة الجسور الهندسية…"),
        ("می‌خواهم کار کنم", 10, "می‌خواهم…"),
        ("東京都水道局応用技術", 10, "東京都水…"),
        (FAMILY * 5, 6, f"{FAMILY * 2}…"),
        ("🇩🇪🇸🇮🇪🇺🇫🇷", 6, "🇩🇪🇸🇮…"),
        ("e\u0301" * 9, 5, "e\u0301" * 4 + "…"),
        ("क्षि" * 9, 5, "क्षि" * 2 + "…"),
    ],
)
def test_a_line_that_is_too_long_ends_in_whole_words_and_never_within_a_sign(text, columns, short):
    assert shortened(text, columns) == short


@given(st.text(), st.integers(min_value=1, max_value=40))
def test_what_is_shortened_is_the_beginning_of_the_line_and_fits(text, columns):
    line = printed_line(text)
    short = shortened(line, columns)
    assert wcwidth.width(short) <= columns
    assert line.startswith(short.removesuffix("…"))
