"""What a coordinator reads of a placement before vouching for it, and of people: all of it, in words."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import translation
from django.utils.text import capfirst

from matching.facts import PLACEMENT_FACTS
from matching.presentation.placements import PLACEMENT_WORDS
from portal.core.facts import Shown, shown_in
from portal.core.presentation import reviewed
from tests.factories import (
    i18n,
    make_enrolment,
    make_member,
    make_organisation,
    make_placement,
    make_programme,
    make_skill,
    make_talent,
    make_user,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def programme():
    return make_programme()


@pytest.fixture
def coordinator(client, programme):
    client.force_login(make_member(programme, language="de"))
    return client


@pytest.fixture
def placement(programme):
    placement = make_placement(
        make_organisation(programme, name="Werkzeugbau Suhl"),
        state="submitted",
        title=i18n("Process engineer", de="Prozessingenieurin"),
        description=i18n("Run the **lines**.\n\n- plan\n- build", de="Die **Linien** <b>führen</b>."),
        expires_at=datetime(2027, 5, 3, 12, tzinfo=UTC),
        starts_on=date(2027, 3, 1),
        ends_on=date(2027, 8, 31),
        degree=6,
        fields=["07", "06"],
        seats=3,
        city="Suhl",
        region="Thüringen",
        country="SI",
        is_remote=True,
        hours=Decimal("38.5"),
        pay_min=Decimal(3500),
        pay_period="month",
    )
    placement.skills.create(skill=make_skill("welding"), need="required", level=3)
    placement.skills.create(skill=make_skill("turning"), need="welcome", level=2)
    placement.languages.create(language="de", level=4)
    return placement


def page(client, placement):
    posting = placement.postings.get()
    with translation.override("de"):
        return client.get(
            reverse("admin:matching_posting_change", args=[posting.pk]), headers={"Accept-Language": "de"}
        )


def test_a_coordinator_reads_every_fact_that_is_vouched_for(coordinator, placement):
    text = page(coordinator, placement).text
    with translation.override("de"):
        for fact in shown_in(PLACEMENT_FACTS, Shown.REVIEW):
            words = PLACEMENT_WORDS[fact.name]
            assert capfirst(str(words.label)) in text, fact.name
            assert reviewed(placement, words) in text, fact.name
            assert reviewed(placement, words) not in ("", "–"), fact.name


@pytest.mark.parametrize(
    "words",
    [
        "Bachelor",
        "Slowenien",
        "Deutsch B2",
        "Sehr gute Kenntnisse: Welding",
        "Gute Kenntnisse: Turning",
        "1.\xa0März 2027 bis 31.\xa0August 2027",
        "3.\xa0Mai 2027",
        "38,5 Stunden",
        "3.500",
        "3 Plätze",
        "Suhl, Thüringen",
        "<strong>Linien</strong>",
        "<li>plan</li>",
        "Process engineer",
        "Prozessingenieurin",
    ],
)
def test_it_is_said_in_the_reader_s_words(coordinator, placement, words):
    assert words in page(coordinator, placement).text


@pytest.mark.parametrize("raw", ["de: B2", "2027-05-03", "**lines**", "<b>führen</b>"])
def test_nothing_is_left_as_the_database_has_it(coordinator, placement, raw):
    assert raw not in page(coordinator, placement).text


def test_the_page_of_a_placement_says_the_same(coordinator, placement):
    text = coordinator.get(reverse("admin:matching_placement_change", args=[placement.pk])).text
    with translation.override("de"):
        for fact in shown_in(PLACEMENT_FACTS, Shown.REVIEW):
            assert reviewed(placement, PLACEMENT_WORDS[fact.name]) in text, fact.name


def test_a_profile_is_read_in_words(coordinator, programme):
    person = make_user()
    make_enrolment(programme, person)
    talent = make_talent(person, kinds=["internship", "job"], regions=["Suhl"], field="07", degree=7)
    talent.languages.create(language="sl", level=3)
    text = coordinator.get(reverse("admin:matching_talent_change", args=[talent.pk])).text
    for words in ("Slowenisch", "Praktikum", "Master"):
        assert words in text
    assert "internship" not in text.partition('class="readonly')[2]
