"""What the history of a placement says: every change, old and new, in the reader's words.

Rows belong to a version by the time of their transaction; where that matters, each act is one of its own, as it is in
the portal.
"""

from datetime import date
from decimal import Decimal

import pytest
from django.utils import translation

from matching.constants import PayPeriod, PlacementKind, SkillNeedKind
from matching.facts import PLACEMENT_FACTS
from matching.models import Placement
from matching.presentation.placement_history import LONGEST_VALUE, placement_timeline
from matching.services.placements.writing import create_placement, update_placement
from portal.core.facts import Shown, shown_in
from tests.factories import i18n, make_contact, make_organisation, make_placement, make_programme, make_skill

pytestmark = pytest.mark.django_db
in_transactions_of_their_own = pytest.mark.django_db(transaction=True)


@pytest.fixture
def programme():
    return make_programme()


@pytest.fixture
def contact(programme):
    return make_contact(make_organisation(programme))


@pytest.fixture
def placement(programme, contact):
    organisation = contact.contacts.get().organisation
    template = make_placement(organisation)
    kept = template.expires_at
    template.delete()
    return create_placement(
        organisation=organisation,
        programmes=[programme],
        by=contact,
        fields={
            "kind": "job",
            "title": i18n("Engineer"),
            "description": i18n("Do it."),
            "city": "Suhl",
            "expires_at": kept,
        },
        skills=[(make_skill("welding"), SkillNeedKind.REQUIRED, 2)],
        languages={"de": 3},
    )


CHANGES = {
    "kind": (PlacementKind.INTERNSHIP, "Art: Job → Praktikum"),
    "title": (i18n("Welder"), 'Titel: <span lang="en">Engineer</span> → <span lang="en">Welder</span>'),
    "description": (i18n("Do something else, " + "for long " * 20), "Ihre Aufgaben"),
    "city": ("Erfurt", "Ort: Suhl → Erfurt"),
    "region": ("Thüringen", "Ort: Suhl → Suhl, Thüringen"),
    "country": ("SI", "Land: Deutschland → Slowenien"),
    "is_remote": (True, "Ortsunabhängige Arbeit: – → möglich"),
    "hours": (Decimal("19.5"), "Arbeitszeit: – → 19,5 Stunden pro Woche"),
    "starts_on": (date(2027, 3, 1), "Zeitraum: – → ab 1.\xa0März 2027"),
    "ends_on": (date(2027, 3, 1), "Zeitraum: – → bis 1.\xa0März 2027"),
    "seats": (2, "Plätze: 1 Platz → 2 Plätze"),
    "degree": (6, "Abschluss: – → mindestens Bachelor, Meister, Techniker, Fachwirt"),
    "pay_min": (Decimal(3000), None),
    "pay_max": (Decimal(3000), None),
    "pay_period": (PayPeriod.MONTH, None),
    "fields": (["07"], None),
    "expires_at": (None, None),
}
"""Field → another value, and what is said of it; None where the words don't matter here. That no field is forgotten is
tested in tests/architecture/test_facts.py."""


def last(placement: Placement) -> dict:
    with translation.override("de"):
        return placement_timeline(placement)[0]


@pytest.mark.parametrize("name", CHANGES)
def test_a_change_is_told_with_what_it_was_and_what_it_is(placement, contact, name):
    value, said = CHANGES[name]
    if name == "expires_at":
        value = placement.expires_at.replace(day=1)
        value = value if value != placement.expires_at else value.replace(day=2)
        Placement.objects.filter(pk=placement.pk).update(expires_at=value)
    else:
        update_placement(placement=placement, by=contact, fields={name: value})
    entry = last(placement)
    assert entry["title"] == "Geändert"
    assert said is None or entry["text"] == said
    assert len(entry["text"].splitlines()) == 1


def test_several_changes_stand_in_one_entry_in_the_order_of_the_page(placement, contact):
    update_placement(placement=placement, by=contact, fields={"seats": 2, "city": "Erfurt"})
    assert last(placement)["text"] == "Ort: Suhl → Erfurt\nPlätze: 1 Platz → 2 Plätze"


@in_transactions_of_their_own
def test_other_languages_and_skills_are_told_too(placement, contact):
    update_placement(placement=placement, by=contact, languages={"de": 4, "en": 3})
    assert last(placement)["text"] == "Sprachen: Deutsch B1 → Deutsch B2, Englisch B1"
    skill = make_skill("turning")
    update_placement(placement=placement, by=contact, skills=[(skill, SkillNeedKind.WELCOME, 3)])
    assert last(placement)["text"].splitlines() == [
        "Nötige Kompetenzen: Gute Kenntnisse: Welding → –",
        "Hilfreiche Kompetenzen: – → Sehr gute Kenntnisse: Turning",
    ]


@in_transactions_of_their_own
def test_a_further_programme_is_told_without_its_name(placement, contact, programme):
    other = make_programme()
    placement.organisation.programmes.add(other)
    update_placement(placement=placement, by=contact, programmes=[programme, other])
    assert last(placement)["text"] == "Programme"


def test_what_was_not_changed_is_not_told(placement, contact):
    update_placement(placement=placement, by=contact, fields={"city": "Suhl"})
    with translation.override("de"):
        (entry,) = placement_timeline(placement)
    assert (entry["title"], entry["text"]) == ("Entwurf", "")


def test_all_that_is_reviewed_and_can_change_has_a_history():
    reviewed = {fact.name for fact in shown_in(PLACEMENT_FACTS, Shown.REVIEW) if fact.writers}
    assert reviewed <= {fact.name for fact in shown_in(PLACEMENT_FACTS, Shown.HISTORY)}


# --- However it is written -----------------------------------------------------------------------------------------


@pytest.fixture
def made(db) -> Placement:
    """One that was written without the services, in two steps."""
    placement = make_placement(make_organisation(make_programme()), city="Suhl", title=i18n("Welder"))
    placement.save()
    return placement


def change(placement, **fields) -> None:
    for name, value in fields.items():
        setattr(placement, name, value)
    placement.save()


def told(placement) -> list[str]:
    return [entry["text"] for entry in placement_timeline(placement) if entry["text"]]


@in_transactions_of_their_own
def test_it_begins_with_what_the_offer_was_and_marks_what_it_is(made):
    rows, first = placement_timeline(made)
    assert (first["title"], first["text"], first["kind"]) == ("Published", "", "")
    assert (rows["title"], rows["text"], rows["kind"]) == ("Changed", "Programmes", "current")


def test_a_changed_fact_is_told_old_and_new_the_newest_first(made):
    change(made, city="Erfurt")
    change(made, seats=3)
    assert told(made) == ["Places: 1 place → 3 places", "Place: Suhl → Erfurt"]
    assert [entry["kind"] for entry in placement_timeline(made)] == ["current", "", ""]


def test_of_a_long_text_it_is_only_told_that_it_has_changed(made):
    change(made, title=i18n("Welder " * LONGEST_VALUE))
    assert told(made) == ["Title"]


def test_what_means_the_same_is_no_change(made):
    change(made, title=i18n("Welder"))
    made.save()
    assert told(made) == []
