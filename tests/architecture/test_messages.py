"""Everything the portal says is written out, translated into every language, and counts as each language counts."""

import ast
import gettext
import io
import re
from functools import cache

import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.plural import PluralRule
from django.conf import settings

from portal import translations
from tests.architecture.messages import FUNCTIONS, MODULE, Message, Unreadable, found, in_module, names_of
from tests.architecture.source import files

LANGUAGES = [code for code, _name in settings.LANGUAGES if code != "en"]
NUMBERS = (0, 1, 2, 3, 4, 5, 7, 11, 21, 100, 101, 102, 103, 105, 1001)

WORDS = frozenset(
    re.findall(
        r"\w+",
        """about acronym address amount appointment asked authenticator basis child code column columns country
        created_at date day degree device distance email end event fee file files filter filter_title funder has hosts
        language last_used left_out letter level model moment name names offer one organisation other others
        period person place programme provider pupil question reason reference region regions right room row
        rows search share sheet skill slug start state step text time title town type typed url user value
        verbose_name verbose_name_plural when word words wrong""",
    )
)
"""Placeholders that hold words, dates or amounts of money. A new one is added here, or counts and takes `ngettext`."""

PER_CENT = "per cent"
ORDINAL = "the number of one thing, not a number of things"
MODEL = "the name of a model"
PARTS = "its parts have counted already"
FIGURE = "figures of which the line before says what is counted"

NEEDS_NO_PLURAL = {
    "%(way)s · alone": "a way of taking part",
    "Version %(number)d": "which one, not how many",
    "Version %(number)s": "which one, not how many",
    "At most %(number)d answers are possible.": "a bound, of thirty",
    "At most %(number)d questions are possible.": "a bound, of sixty",
    "%(title)s, version %(number)d": "which one, not how many",
    "Only if your answer to “%(question)s” is: %(answers)s": "answers as they are worded",
    "%(number)s in the same days a year before": FIGURE,
    "%(number)s of %(total)s": FIGURE,
    "%(number)s of %(total)s: %(percent)s %%": FIGURE,
    "%(programme)s: figures of %(year)s": "a year",
    "%(so_far)s of %(value)s since the start: %(percent)s %%": FIGURE,
    "%(so_far)s since the start, the target is zero": FIGURE,
    "Until %(day)s: %(number)s": FIGURE,
    "participants %(joined)s, in work on leaving %(in_work)s.": "figures with their signs, behind what they count",
    "At most %(number)d rows can be changed at once. Narrow the list down first.": "a bound, of a thousand",
    "There are more %(rows)s than this page can show. These are the first %(number)d.": "a bound, of two hundred",
    "more than %(number)s": "a bound, of a thousand",
    "posted more than %(count)d days ago": "a bound, of thirty",
    "Step %(number)s of %(count)s": ORDINAL,
    "Code of number %(number)s": ORDINAL,
    "Number %(number)s, class %(name)s": ORDINAL,
    "Numbers without a consent: %(numbers)s": ORDINAL,
    "Pupil %(number)d": ORDINAL,
    "%(year)s (until today)": "a year",
    "Of the newest %(number)s applications.": "a bound, of a thousand",
    "%(field)s, %(day)s, lies outside the programme's period. Check whether that is meant.": "a field and a date",
    "%(first)s to %(last)s": "two dates",
    "This day can't be right. Choose one between %(first)s and %(last)s.": "two dates",
    "%(rate)s&nbsp;%% of the costs": PER_CENT,
    "%(score)d %% fit": PER_CENT,
    "“%(offer)s”, %(organisation)s: %(score)d %% fit": PER_CENT,
    "%(score)d %% fit, but something that has to be met is missing": PER_CENT,
    "%(score)s %% fit": PER_CENT,
    "%s (descending)": "the name of a column",
    "Add %s": MODEL,
    "Change %s": MODEL,
    "View %s": MODEL,
    "Select all (%(total_count)s)": "the number stands by itself, in brackets",
    "<b>%(percent)s %%</b> fit": PER_CENT,
    "Choose a day between the years %(first)d and %(last)d.": "two years",
    "From %(period)s: %(participants)s, %(found_work)s, %(not_reportable)s.": PARTS,
    "Given on %(date)s, version %(number)s of the text.": ORDINAL,
    "In %(country)s a guardian agrees for everybody under %(age)s.": "an age from 13 to 16",
    "No more addresses are possible than this number: %d": "stands behind the sentence; and the limit is off",
    "Page %(number)d": ORDINAL,
    "Page %(number)d from the end": ORDINAL,
    "about %(number)s": "stands where a number stands; what is counted is named elsewhere",
    "Row %(row)s has more than %(limit)d columns. Take out those that are not needed.": "a fixed limit of 200",
    "The company sees your profile and CV while your application is under way and, when you take a place, until"
    " %(profile_days)s days after the start. After any other end it sees only what was written with the application,"
    " for %(words_days)s days, and then nothing.": "28 and 30 days",
    "This colour is too light: its contrast with white is %(ratio)s to 1, and text needs 4.5 to 1."
    " Choose a darker one.": "a ratio",
    "The portal takes %(size)s at most in one go. Nothing of what you have just sent was saved. What you had "
    "saved before is still there.": "a size with its unit",
    "This file has %(size)s; at most %(limit)s are possible. Choose a smaller one.": "sizes with their unit",
    "This would be an age of %(age)d on joining. Check the year.": "an age without its unit",
    "Version %(number)s of %(date)s. You find it with your programmes afterwards, and can take your consent back at any"
    " time.": ORDINAL,
    "Version %(number)s, in force since %(date)s.": ORDINAL,
    "Whoever joins from now on agrees to version %(number)d.": ORDINAL,
    "milestone %(milestone)s": "a figure to reach, and no word that counts it",
    "milestone %(milestone)s by %(day)s": "a figure to reach, and no word that counts it",
    "no. %(number)s": ORDINAL,
}
"""Sentences with a number, and why none of their words depends on it."""


WRITTEN_OUT = re.compile(
    r"\b(?:\d+|two|three|four|five|six|seven|ten|fourteen|thirty) (?:days|weeks|months)\b", re.IGNORECASE
)
A_WEEK, FUNDERS, THE_QUESTION = "a week", "what funders ask", "what the question is called"
SPANS = {
    "Invited to an interview in the last seven days": A_WEEK,
    "Offered a place in the last seven days": A_WEEK,
    "Took a place in the last seven days": A_WEEK,
    "What comes in the next seven days": A_WEEK,
    "What happened in the last seven days": A_WEEK,
    "Any day from the day you left to four weeks after.": FUNDERS,
    "Check that the answers about the exit are there: the funder asks for them within four weeks.": FUNDERS,
    "What they answer within four weeks counts as their situation on leaving.": FUNDERS,
    "You left on %(day)s. A few questions about how things were in the four weeks after. They take "
    "two minutes.": FUNDERS,
    "Four weeks after the start": THE_QUESTION,
    "Four weeks after the start they are not there, or it does not go well. See what they have "
    "answered.": THE_QUESTION,
    "Four weeks after the start: are you there, and how is it?": THE_QUESTION,
    "Nobody began to work in this period four weeks ago or earlier": THE_QUESTION,
    "Participants who have taken a place by the portal since they joined, and whose work began in "
    "the period, four weeks ago or earlier. Their own page asks whether they are there, and a mail does so "
    "where the programme sends this reminder.": THE_QUESTION,
    "See who was at work four weeks after the start": THE_QUESTION,
    "What you tell us four weeks after the start of a job: coordinators and advisers read it to help "
    "where something is wrong; who evaluates the programmes sees under a pseudonym whether you are "
    "there; the company sees nothing of it. You need not answer. Legal basis: a task in the public "
    "interest, Article 6(1)(e) GDPR.": THE_QUESTION,
    "answer after four weeks": THE_QUESTION,
    "answers after four weeks": THE_QUESTION,
    "The mail server has refused them for two days. See its log, then send them again.": "a hundred tries",
    "Within three months": "a choice among spans",
}
"""Sentences in which a span of time is written out, and why nothing that can be changed stands behind it."""


def messages() -> list[Message]:
    return [message for message in found() if isinstance(message, Message)]


@cache
def catalogue(language: str) -> Catalog:
    return translations._read(language)


def entry(language: str, message: Message):
    return catalogue(language).get(message.text, message.context)


def test_a_span_of_time_comes_from_the_setting_it_speaks_of():
    """Or the sentence goes on promising three days when the setting has become five."""
    spoken = {
        text for each in messages() for text in (each.text, each.plural or "") if WRITTEN_OUT.search(text)
    }
    assert spoken == set(SPANS)


# --- Written out, under their own names ----------------------------------------------------------------------------


def test_every_message_is_written_out():
    """A variable or an f-string inside a translation function is a text that no catalogue can hold."""
    assert [message for message in found() if isinstance(message, Unreadable)] == []


def aliases(tree: ast.Module) -> set[str]:
    """Names that a module gives to a translation function, or that it calls one without having it from Django."""
    wrong = set()
    for node in ast.walk(tree):
        if not isinstance(node, ast.ImportFrom):
            continue
        for name in node.names:
            known_as = name.asname or name.name
            is_django_s = node.module == MODULE and name.name in FUNCTIONS
            is_single = name.name in {"gettext", "gettext_lazy", "gettext_noop"}
            if is_django_s and known_as != name.name and not (known_as == "_" and is_single):
                wrong.add(known_as)
            if not is_django_s and known_as in {"_", *FUNCTIONS}:
                wrong.add(known_as)
    return wrong


def test_a_translation_function_has_no_alias_but_the_underscore():
    wrong = {str(path): names for path, tree in files().items() if (names := aliases(tree))}
    assert wrong == {}


def test_what_is_called_like_a_translation_function_is_one():
    """`_("…")` without the import, or with `_` of the module's own, would be seen by nobody who collects."""
    wrong = [
        f"{path}:{node.lineno}"
        for path, tree in files().items()
        for known in [names_of(tree)[0]]
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id in {"_", *FUNCTIONS} - known.keys()
    ]
    assert wrong == []


@pytest.mark.parametrize(
    "source",
    [
        "from django.utils.translation import gettext as t",
        "from django.utils.translation import ngettext_lazy as n_",
        "from django.utils.translation import pgettext as _",
        "from portal.core.text import translate as _",
    ],
)
def test_an_alias_is_found(source):
    assert aliases(ast.parse(source)) != set()


@pytest.mark.parametrize(
    ("call", "expected"),
    [
        ('_("One")', Message("x.py:3", None, "One")),
        ('_("One " "text")', Message("x.py:3", None, "One text")),
        ('_(message="One")', Message("x.py:3", None, "One")),
        ('translation.pgettext("verb", "Open")', Message("x.py:3", "verb", "Open")),
        ('npgettext_lazy("c", plural="b", singular="a", number=n)', Message("x.py:3", "c", "a", "b")),
        ('_(f"One {two}")', "its message is an f-string"),
        ("_(text)", "its message isn't written out"),
        ('_("One" + two)', "its message isn't written out"),
        ('npgettext_lazy("c", "a", many, 2)', "its plural isn't written out"),
        ('_("a", "b")', "too many positional arguments"),
        ("map(_, texts)", "passed on without a message"),
    ],
)
def test_each_way_to_say_something_is_read(call, expected):
    head = "from django.utils import translation\nfrom django.utils.translation import gettext as _, npgettext_lazy\n"
    [message] = in_module(ast.parse(head + call), "x.py")
    assert message == expected if isinstance(expected, Message) else message.why == expected


def test_both_readers_find_the_same():
    """The collector reads word by word, this test by syntax tree and template parser."""
    collected = {
        (message.context, translations._first(message)) for message in translations._template() if message.id
    }
    assert collected == {(message.context, message.text) for message in messages()}


# --- Translated ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_message_is_translated(language):
    assert len(messages()) > 1000
    missing = [message for message in messages() if not is_finished(language, message)]
    assert missing == []


def is_finished(language: str, message: Message) -> bool:
    translated = entry(language, message)
    if translated is None or translated.fuzzy:
        return False
    if message.plural is None and isinstance(translated.string, str):
        return translated.string != ""
    forms = translated.string
    return isinstance(forms, tuple) and len(forms) == catalogue(language).num_plurals and all(forms)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_catalogue_counts_as_its_language_does(language):
    """The header's formula gives a form of its own to each of CLDR's categories that whole numbers have."""
    rule: PluralRule = catalogue(language).locale.plural_form
    form_of = gettext.c2py(catalogue(language).plural_expr)
    pairs = {(rule(number), form_of(number)) for number in range(1000)}
    assert len(pairs) == len({category for category, _form in pairs}) == catalogue(language).num_plurals


# --- Numbers -------------------------------------------------------------------------------------------------------

PLACEHOLDER = re.compile(r"%(?:\((\w+)\))?([a-z])")


def placeholders(text: str) -> list[tuple[str, str]]:
    """Name and conversion of each: `[("count", "d")]`."""
    return PLACEHOLDER.findall(text.replace("%%", ""))


def has_number(text: str) -> bool:
    return any(kind in "dif" or name not in WORDS for name, kind in placeholders(text))


def test_a_sentence_that_counts_has_a_plural():
    flat = {message.text: message.place for message in messages() if not message.plural}
    counting = {text: place for text, place in flat.items() if has_number(text)}
    assert {text: place for text, place in counting.items() if text not in NEEDS_NO_PLURAL} == {}
    assert set(NEEDS_NO_PLURAL) - set(counting) == set()


DJANGO_S_OWN = "Raw passwords are not stored"


def test_no_message_is_filled_by_format():
    """`{}` is not known to those who check a translation's placeholders."""
    texts = {message.text for message in messages() if re.search(r"\{\w*\}", message.text)}
    assert {text for text in texts if not text.startswith(DJANGO_S_OWN)} == set()


def filled(text: str, number: int) -> str:
    named = {
        name: number if kind in "dif" or name not in WORDS else f"<{name}>"
        for name, kind in placeholders(text)
        if name
    }
    bare = tuple(number if kind in "dif" else "<>" for name, kind in placeholders(text) if not name)
    return text % (named or bare)


@cache
def speaker(language: str) -> gettext.NullTranslations:
    if language == "en":
        return gettext.NullTranslations()
    file = io.BytesIO()
    write_mo(file, catalogue(language))
    file.seek(0)
    return gettext.GNUTranslations(file)


def said(language: str, message: Message, number: int) -> str:
    """The message as a reader of the language finds it, before its placeholders are filled."""
    speak = speaker(language)
    if message.plural is None:
        return (
            speak.pgettext(message.context, message.text) if message.context else speak.gettext(message.text)
        )
    if message.context:
        return speak.npgettext(message.context, message.text, message.plural, number)
    return speak.ngettext(message.text, message.plural, number)


@cache
def counting() -> list[Message]:
    found = {message for message in messages() if message.plural or has_number(message.text)}
    return sorted(found, key=lambda message: (message.text, message.place))


def may_leave_number_out(language: str, number: int) -> bool:
    """English and German have a form for 1 alone; Slovenian says 101 with the same form."""
    form_of = gettext.c2py(catalogue(language).plural_expr if language != "en" else "n != 1")
    return [other for other in range(1000) if form_of(other) == form_of(number)] == [number]


@pytest.mark.parametrize("language", ["en", *LANGUAGES])
def test_every_sentence_with_a_number_can_be_said(language):
    """Each placeholder is filled, none is invented, and the number is there unless the form can only mean this one."""
    assert len(counting()) > 80
    wrong = []
    for number in NUMBERS:
        may_leave_out = may_leave_number_out(language, number)
        for message in counting():
            form = said(language, message, number)
            wanted, has = (dict(placeholders(text)) for text in (message.plural or message.text, form))
            is_whole = has == wanted or (may_leave_out and has.items() <= wanted.items())
            if not is_whole or "%(" in filled(form, number):
                wrong.append((message.place, number, form))
    assert wrong == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_sentence_with_a_number_stays_english(language):
    same = {
        message.text
        for message in counting()
        for number in NUMBERS
        if said(language, message, number) in {message.text, message.plural}
    }
    assert same == set()


def test_slovenian_tells_one_from_two_and_from_many():
    """Where English changes a word with the number, Slovenian does: 1 and 101, 2, 3 and 4, 5 and more."""
    alike = [
        message.text
        for message in counting()
        if message.plural and message.text != message.plural
        for one, two, _few, many in [entry("sl", message).string]
        if one in {two, many}
    ]
    assert alike == []
