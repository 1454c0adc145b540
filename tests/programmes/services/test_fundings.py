"""For which funding somebody counts: the only one, or the one that a coordinator chooses."""

import pytest

from portal.core.errors import NotAllowed
from programmes.models import Enrolment, Funding
from programmes.querysets.fundings import OnlyFunding
from programmes.services.entering import OnPaper
from programmes.services.fundings import WrongFunding, choose_funding
from programmes.services.people import enter_person
from programmes.workflows.hours import HoursStanding
from tests.factories import make_enrolment, make_funding, make_member, make_programme

pytestmark = pytest.mark.django_db


@pytest.fixture
def programme():
    return make_programme()


def test_whoever_joins_counts_for_the_programme_s_only_funding(programme):
    funding = make_funding(programme)
    enrolment = make_enrolment(programme)
    assert enrolment.funding == funding
    by = make_member(programme)
    paper = OnPaper(received_on=programme.today())
    assert enter_person(programme=programme, name="Typed", by=by, paper=paper).funding == funding


def test_where_there_are_several_somebody_has_to_choose(programme):
    make_funding(programme), make_funding(programme)
    assert make_enrolment(programme).funding is None


def test_in_a_part_without_a_funding_people_count_for_that_of_the_whole(programme):
    part = make_programme(parent=programme)
    funding = make_funding(programme)
    assert make_enrolment(part).funding == funding
    own = make_funding(part)
    assert make_enrolment(part).funding == own


def test_in_a_part_of_what_has_several_somebody_has_to_choose(programme):
    make_funding(programme), make_funding(programme)
    assert make_enrolment(make_programme(parent=programme)).funding is None


def test_the_first_funding_is_the_one_of_those_who_are_there_already(programme):
    part = make_programme(parent=programme)
    enrolments = [make_enrolment(programme), make_enrolment(part), make_enrolment(make_programme())]
    funding = make_funding(programme)
    make_funding(programme)
    assert [Enrolment.objects.get(pk=row.pk).funding for row in enrolments] == [funding, funding, None]


def test_the_only_funding_can_be_asked_of_many_programmes_in_one_question(programme):
    part, other = make_programme(parent=programme), make_programme()
    funding = make_funding(programme)
    rows = type(programme).objects.annotate(only=OnlyFunding("pk")).values_list("pk", "only")
    assert dict(rows) == {programme.pk: funding.pk, part.pk: funding.pk, other.pk: None}
    assert list(Funding.objects.only_of(part)) == [funding]
    assert list(Funding.objects.countable_in(part)) == [funding]
    assert list(Funding.objects.countable_in(other)) == []


def test_a_funding_that_is_deleted_leaves_the_participation(programme):
    enrolment = make_enrolment(programme)
    make_funding(programme).delete()
    assert Enrolment.objects.get(pk=enrolment.pk).funding is None


def test_a_coordinator_chooses_among_those_of_the_programme_and_of_the_whole(programme):
    part = make_programme(parent=programme)
    fundings = [make_funding(programme), make_funding(part, threshold_hours=8), make_funding(part)]
    enrolment, by = make_enrolment(part), make_member(programme)
    for funding in fundings:
        row = choose_funding(enrolment=enrolment, funding=funding, by=by)
        is_counted = funding.threshold_hours is not None
        assert row.funding == funding
        assert row.hours_standing == (HoursStanding.NONE if is_counted else HoursStanding.NOT_COUNTED)
    with pytest.raises(WrongFunding):
        choose_funding(enrolment=enrolment, funding=make_funding(make_programme()), by=by)


def test_nobody_else_chooses(programme):
    funding, enrolment = make_funding(programme), make_enrolment(programme)
    for by in (enrolment.person, make_member(programme, "adviser"), make_member(make_programme())):
        with pytest.raises(NotAllowed):
            choose_funding(enrolment=enrolment, funding=funding, by=by)
