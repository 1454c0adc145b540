"""What is known of a noun is written once: every field is in its facts, and every page shows what they say.

A field that was forgotten is named here, with the file to touch. See docs/howto/add-a-field.md.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.contrib import admin
from django.contrib.admin.utils import flatten_fieldsets
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.urls import NoReverseMatch
from i18nfield.strings import LazyI18nString

from events.filters import EventFilter
from events.forms.hosting import HostedEventForm
from matching.constants import SkillNeedKind
from matching.filters import NO_FILTERS, OfferFilterForm
from matching.forms.placements import PlacementForm
from matching.forms.talent import ProfileForm
from portal.core.facts import Fact, Shown, columns_written_by, fields_of, shown_in
from portal.core.workflow import Actor
from programmes.facts import ORGANISATION_FACTS
from programmes.filters import ProgrammeFilter
from programmes.forms.programmes import OrganisationForm
from programmes.resources.organisations import OrganisationResource
from tests.architecture.nouns import (
    APPLICATION,
    EVENT,
    NOUNS,
    ORGANISATION,
    PLACEMENT,
    PROGRAMME,
    TALENT,
    Noun,
    changes_since,
    full_rows,
)
from tests.factories import i18n

STATE = "a state: its workflow says what it means and where it is shown"

EXEMPT = {
    "Organisation.verification": STATE,
    "Talent.user": "whose profile it is; it never changes",
    "Application.in_charge": "Named by the company on the application's page, for the applicant to read.",
    "Application.state": STATE,
    "Event.state": STATE,
}
"""Editable fields that are in no fact, and why."""

SAYS_NOTHING = {
    (Shown.STRUCTURED, "Placement.ends_on"): "schema.org knows when a job starts, not when it ends",
}

AGAINST_A_PROFILE = {"fits"}
"""Filters that hold all that is known of an offer against the reader's profile."""


each_noun = pytest.mark.parametrize("noun", NOUNS, ids=lambda noun: noun.name)


# --- Every field is in the list -----------------------------------------------------------------------------------


def editable_fields(model: type[models.Model]) -> list[str]:
    fields = [*model._meta.concrete_fields, *model._meta.many_to_many]
    return [each.name for each in fields if each.editable and not each.primary_key]


def forgotten(noun: Noun) -> Iterator[str]:
    known = set(fields_of(noun.facts))
    for name in editable_fields(noun.model):
        if name not in known and f"{noun.name}.{name}" not in EXEMPT:
            yield (
                f"{noun.name}.{name} is in no fact. Say in {noun.file} where it is shown, and in {noun.presentation} "
                "how it reads; or exempt it in tests/architecture/test_facts.py with a reason."
            )


@each_noun
def test_every_editable_field_is_in_the_facts_of_its_noun_or_exempt_with_a_reason(noun):
    assert list(forgotten(noun)) == []


@each_noun
def test_the_facts_are_made_of_fields_that_exist(noun):
    unknown = [name for name in fields_of(noun.facts) if not hasattr(noun.model, name)]
    assert unknown == [], f"{noun.file} names fields that {noun.name} does not have"
    names = [fact.name for fact in noun.facts]
    assert len(names) == len(set(names))


def test_nothing_is_exempt_that_is_gone_or_in_a_fact():
    fields = {f"{noun.name}.{name}" for noun in NOUNS for name in editable_fields(noun.model)}
    known = {f"{noun.name}.{name}" for noun in NOUNS for name in fields_of(noun.facts)}
    assert set(EXEMPT) - (fields - known) == set()


@each_noun
def test_words_are_those_of_facts(noun):
    assert set(noun.words) - {fact.name for fact in noun.facts} == set(), noun.presentation


# --- Every place shows what the list says -------------------------------------------------------------------------


@pytest.fixture
def rows(db) -> dict[str, Any]:
    return full_rows()


def others(column: Any, value: Any) -> Iterator[Any]:
    """Values that the column could have instead. What shows it looks different for one of them at least."""
    choices = getattr(getattr(column, "base_field", column), "flatchoices", ())
    codes = [code for code, _label in choices if code != value][:40]
    if isinstance(column, ArrayField):
        yield [] if value else [codes[0] if codes else "Other"]
        yield [codes[1] if codes else "Other"]
    elif column.is_relation:
        yield from column.related_model._default_manager.exclude(pk=value.pk if value else None)
        yield None
    elif codes:
        yield from codes
    elif isinstance(value, bool):
        yield not value
    elif isinstance(value, int | Decimal):
        yield from (value + 1, value + 20)
    elif isinstance(value, datetime | date):
        yield value + timedelta(days=1)
    elif isinstance(value, LazyI18nString):
        yield i18n("Something else")
    else:
        yield from ("something-else", "")


def other_rows(fact: Fact, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The related rows with another level in those that the fact is about."""
    need = {"skills_required": SkillNeedKind.REQUIRED, "skills_welcome": SkillNeedKind.WELCOME}.get(fact.name)
    return [row | {"level": 1} if need in (None, row.get("need")) else row for row in rows]


RELATED = {"skills": "skill_rows", "languages": "language_rows"}


def variants(fact: Fact, name: str, row: Any) -> Iterator[Any]:
    """Copies of the row in which one field of the fact is different."""
    if fact.has_rows:
        variant = copy.copy(row)
        setattr(variant, RELATED[name], other_rows(fact, getattr(row, RELATED[name])))
        yield variant
        return
    column = type(row)._meta.get_field(name)
    for value in others(column, getattr(row, name)):
        variant = copy.copy(row)
        setattr(variant, name, value)
        yield variant


def looks_different(draw: Callable[[Any], Any], row: Any, variant: Any) -> bool:
    try:
        return bool(str(draw(row)) != str(draw(variant)))
    except (AttributeError, NoReverseMatch):  # a relation or an address that may not be empty
        return False


def drawn_facts(noun: Noun) -> Iterator[tuple[Fact, str]]:
    """Each fact with each of its fields, but for rows that a page asks for itself."""
    for fact in noun.facts:
        for name in fact.fields:
            if not fact.has_rows or name in RELATED:
                yield fact, name


def complaints(noun: Noun, row: Any) -> Iterator[str]:
    drawn = dict(noun.drawn)
    if noun is PLACEMENT:
        drawn[Shown.HISTORY] = changes_since(row)
    for fact, name in drawn_facts(noun):
        named = [each for each in noun.facts if name in each.fields]
        for place, draw in drawn.items():
            is_shown = any(looks_different(draw, row, variant) for variant in variants(fact, name, row))
            is_listed = any(place in each.shown for each in named)
            if (place, f"{noun.name}.{name}") in SAYS_NOTHING:
                continue
            if is_listed and not is_shown:
                yield f"{noun.name}.{name}: {noun.file} shows it in {place.name}, {noun.presentation} does not"
            if is_shown and not is_listed:
                yield f"{noun.name}.{name}: shown in {place.name}, of which {noun.file} knows nothing"


@pytest.mark.parametrize("noun", [noun for noun in NOUNS if noun.drawn], ids=lambda noun: noun.name)
def test_every_place_shows_the_facts_that_the_list_names_and_no_others(noun, rows):
    assert list(complaints(noun, rows[noun.name])) == []


def test_every_place_of_the_list_is_tried():
    elsewhere = {Shown.BODY, Shown.ADMIN, Shown.IMPORT, Shown.EXPORT}
    for noun in NOUNS:
        used = {place for fact in noun.facts for place in fact.shown} - elsewhere - set(noun.drawn)
        assert used <= {Shown.HEADING, Shown.HISTORY}, f"{noun.name}: nothing draws {used}"


# --- Files, filters, forms, the administration --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("noun", "names"),
    [
        (PLACEMENT, set(OfferFilterForm.base_fields) - {*NO_FILTERS, *AGAINST_A_PROFILE} | {"language"}),
        (PROGRAMME, set(ProgrammeFilter.base_filters) - {"q", "instrument"}),
        (EVENT, set(EventFilter.base_filters)),
    ],
    ids=lambda value: getattr(value, "name", ""),
)
def test_lists_are_filtered_by_the_facts_that_say_so(noun, names):
    assert names == {name for fact in noun.facts for name in fact.filters}, noun.file


@pytest.mark.parametrize("noun", [TALENT, APPLICATION, ORGANISATION, PROGRAMME, EVENT], ids=lambda n: n.name)
def test_the_administration_has_a_field_for_each_fact_it_shows(noun, rf, admin_user):
    page = admin.site._registry[noun.model]
    request = rf.get("/")
    request.user = admin_user
    shown = flatten_fieldsets(page.get_fieldsets(request, noun.model(pk=1)))
    facts = [fact for fact in shown_in(noun.facts, Shown.ADMIN) if not fact.has_rows]
    missing = [name for name in fields_of(facts) if name not in shown]
    assert missing == [], f"the page of {type(page).__name__} in {type(page).__module__} forgets them"


@pytest.mark.parametrize(
    ("place", "names"),
    [
        (Shown.IMPORT, set(OrganisationResource.row_form.base_fields) - {"programme"}),
        (Shown.EXPORT, set(OrganisationResource._meta.fields) - {"programme", "verification"}),
    ],
)
def test_files_of_organisations_hold_the_facts_that_say_so(place, names):
    assert names == set(fields_of(shown_in(ORGANISATION_FACTS, place))), (
        "programmes/resources/organisations.py"
    )


@pytest.mark.parametrize(
    ("noun", "actor", "names"),
    [
        (PLACEMENT, Actor.ORGANISATION, {*PlacementForm._meta.fields, "expires_at"}),
        (ORGANISATION, Actor.ORGANISATION, set(OrganisationForm._meta.fields)),
        (EVENT, Actor.ORGANISATION, set(HostedEventForm._meta.fields)),
        (TALENT, Actor.PERSON, set(ProfileForm.base_fields)),
    ],
    ids=lambda value: getattr(value, "name", ""),
)
def test_forms_ask_for_what_their_writers_write(noun, actor, names):
    assert names == set(columns_written_by(noun.facts, actor)), f"{noun.file} and the form differ"
