"""In each live state of an application one side has the next step, or it is said what everybody waits for."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from matching.constants import ApplicationState
from matching.models import Application, FirstDay
from matching.workflows.applications import APPLICATION
from matching.workflows.first_days import FIRST_DAY
from programmes.access import access_of
from programmes.extensions import action_counts, bulk_acts, next_steps
from programmes.models import Programme
from programmes.services.bulk_acts import start_bulk_act
from programmes.workflows.appointments import APPOINTMENT
from tests.factories import (
    make_application,
    make_contact,
    make_interview,
    make_member,
    make_organisation,
    make_placement,
    make_programme,
    make_pupil,
    make_talent,
    make_user,
)
from tests.sessions import sign_in

pytestmark = pytest.mark.django_db

COMPANY, APPLICANT = "company", "applicant"
CASES = {
    "received": COMPANY,
    "viewed": COMPANY,
    "shortlisted": COMPANY,
    "interview": COMPANY,
    "interview, proposed": APPLICANT,
    "interview, countered": COMPANY,
    "interview, agreed": "The time stands.",
    "interview, over": COMPANY,
    "interview, cancelled": COMPANY,
    "offered": APPLICANT,
    "accepted": COMPANY,
    "accepted, suggested": APPLICANT,
    "accepted, wished": COMPANY,
    "accepted, agreed": "Both of you have agreed on it.",
}
"""State, and that of the interview or first day → whose turn it is, or what the applicant reads everybody waits for."""


def test_no_live_state_is_left_out():
    live = {*APPLICATION.states_where(is_final=False), ApplicationState.ACCEPTED}
    days = {f"accepted, {state.value}" for state in FIRST_DAY.states}
    interviews = {f"interview, {state.value}" for state in APPOINTMENT.states}
    assert {*live, *days, *interviews} <= set(CASES)


@pytest.mark.parametrize("is_pupil", [False, True], ids=["graduate", "pupil"])
@pytest.mark.parametrize("case", CASES)
def test_exactly_the_one_whose_turn_it_is_has_a_next_step_and_reads_so(programme, case, is_pupil):
    organisation = make_organisation(programme)
    recruiter = make_contact(organisation, role="recruiter")
    person = make_pupil(has_consent=True) if is_pupil else make_user()
    application = in_case(case, organisation, person, recruiter)
    readers = {COMPANY: recruiter, APPLICANT: person}
    asked = [side for side, reader in readers.items() if steps_about(application, reader)]
    texts = {side: page_of(application, reader) for side, reader in readers.items()}
    reads = [side for side, text in texts.items() if "It is your turn." in text]
    if CASES[case] in readers:
        assert (asked, reads) == ([CASES[case]], [CASES[case]])
    else:
        assert (asked, reads) == ([], [])
        assert CASES[case] in texts[APPLICANT]


def in_case(case, organisation, person, recruiter) -> Application:
    make_talent(person)
    kind = "visit" if access_of(person).is_pupil else "job"
    placement = make_placement(organisation, kind=kind)
    state, _comma, more = case.partition(", ")
    application = make_application(placement, person.talent, state=state)
    soon = timezone.now() + timedelta(days=3)
    people = {"host": recruiter, "organiser": recruiter}
    if state == "accepted" and more:
        FirstDay.objects.create(application=application, starts_on=soon.date(), state=more)
    elif more in ("agreed", "over"):
        time = soon if more == "agreed" else timezone.now() - timedelta(days=3)
        make_interview(application, proposals=[time], starts_at=time, **people)
    elif more:
        make_interview(application, state=more, **people)
    return application


def steps_about(application, reader) -> list[str]:
    """What the reader is asked to do about it: on its page, or on the list of placements."""
    pages = (application.get_absolute_url(), reverse("matching:placement_list"))
    steps = [step for _name, provider in next_steps.items() for step in provider(reader) if step.url in pages]
    return [str(step.title) for step in steps]


def page_of(application, reader) -> str:
    client = Client()
    client.force_login(reader)
    return client.get(application.get_absolute_url()).text


def test_of_several_the_step_leads_to_who_has_waited_longest_and_the_list_counts_them(programme):
    organisation = make_organisation(programme)
    recruiter = make_contact(organisation)
    placement = make_placement(organisation)
    late, _soon, _answered = (
        make_application(placement, state=state) for state in ("shortlisted", "interview", "offered")
    )
    Application.objects.filter(pk=late.pk).update(created_at=timezone.now() - timedelta(days=9))
    (step,) = [
        step for step in next_steps["matching.placements"](recruiter) if "next step" in str(step.title)
    ]
    assert (step.title, step.url) == ("2 applicants wait for your next step", late.get_absolute_url())
    client = Client()
    client.force_login(recruiter)
    for page in (reverse("matching:placement_list"), reverse("programmes:organisation_home")):
        assert "2 to go on with" in client.get(page, follow=True).text


def test_nobody_is_asked_for_the_first_day_of_a_place_that_was_taken_long_ago(programme):
    organisation = make_organisation(programme)
    recruiter = make_contact(organisation)
    application = make_application(make_placement(organisation), state="accepted")
    assert steps_about(application, recruiter) == ["1 person has taken a place and waits for the first day"]
    Application.objects.filter(pk=application.pk).update(created_at=timezone.now() - timedelta(days=29))
    assert steps_about(application, recruiter) == []


def test_another_company_is_asked_nothing(programme):
    other = make_contact(make_organisation(programme))
    for state in ("shortlisted", "interview", "accepted"):
        make_application(make_placement(make_organisation(programme)), state=state)
    assert list(next_steps["matching.placements"](other)) == []


# --- Coordinators ------------------------------------------------------------------------------------------------


def place_of_pupil(programme, **fields) -> Application:
    placement = make_placement(make_organisation(programme), kind="visit")
    talent = make_talent(make_pupil(has_consent=True))
    return make_application(placement, talent, **{"state": "accepted", **fields})


def test_names_to_show_are_the_same_in_the_number_the_list_and_the_act_and_each_company_reads_its_own(
    programme, client
):
    coordinator, south = make_member(programme), make_programme("south")
    mine, foreign = place_of_pupil(programme), place_of_pupil(south)
    place_of_pupil(programme, name_shown_at=timezone.now())
    place_of_pupil(programme, state="offered")
    make_application(make_placement(make_organisation(programme)), state="accepted")
    everything = Programme.objects.all()
    (count,) = action_counts["matching.names"](coordinator, everything)
    sign_in(client, coordinator)
    listed = client.get(count.url).context["cl"].result_list
    act = bulk_acts[count.act]
    assert (count.number, list(listed), list(act.rows(coordinator, everything))) == (1, [mine], [mine])
    page = client.get(f"/week/{count.act}/").text
    assert f"Pupil · {mine.placement.organisation.name}" in page
    start_bulk_act(kind=count.act, keys=[mine.pk, foreign.pk], programmes=everything, by=coordinator)
    shown = dict(Application.objects.values_list("pk", "name_shown_at"))
    assert (shown[mine.pk] is not None, shown[foreign.pk]) == (True, None)
    assert [each.number for each in action_counts["matching.names"](coordinator, everything)] == [0]


def test_who_may_not_show_names_is_not_asked_to(programme):
    place_of_pupil(programme)
    for person in (make_member(programme, "adviser"), make_contact(make_organisation(programme))):
        assert list(action_counts["matching.names"](person, Programme.objects.all())) == []
