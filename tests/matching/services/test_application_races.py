"""Two people act at once on one application, in real threads on the real database: one after the other, or not."""

import threading
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from matching.models import Application, ArrivalAnswer, Placement
from matching.queries.arrivals import arrival_token
from matching.querysets.applications import ApplicationQuerySet
from matching.querysets.placements import PlacementQuerySet
from matching.services import applications, conversations, first_days, seats
from matching.services.first_days import confirm_first_day, suggest_first_day
from matching.services.placements import listing
from portal.privacy.models import ErasureRequest, GuardianConsent
from portal.privacy.queries import hash_token
from portal.privacy.services import erasures
from portal.privacy.services.guardians import withdraw_guardian_consent
from portal.privacy.signals import guardian_consent_withdrawn
from programmes.models import Conversation, Message
from programmes.services import appointments
from programmes.services.conversations import writing
from tests.factories import (
    make_application,
    make_contact,
    make_interview,
    make_pupil,
    make_talent,
    ten_in_days,
)
from tests.matching.test_races import in_threads
from tests.talks import Pair

pytestmark = pytest.mark.django_db(transaction=True)
PATIENCE = 0.4
"""Seconds for which one who has come to the middle waits for the other; where a lock keeps them apart, in vain."""


class Middle:
    """Where two meet if the database lets them: `stop(module, name)` holds who is about to call it, or has."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.patch = monkeypatch
        self.barrier = threading.Barrier(2)

    def stop(self, place: object, name: str, *, after: bool = False) -> None:
        inner = getattr(place, name)

        def slowly(*args: Any, **kwargs: Any) -> Any:
            if after:
                found = inner(*args, **kwargs)
                self._wait()
                return found
            self._wait()
            return inner(*args, **kwargs)

        self.patch.setattr(place, name, slowly)

    def _wait(self) -> None:
        try:
            self.barrier.wait(PATIENCE)
        except threading.BrokenBarrierError:
            pass


@pytest.fixture
def middle(monkeypatch):
    return Middle(monkeypatch)


def row(pair: Pair) -> Application:
    return Application.objects.get(pk=pair.application.pk)


def steps(pair: Pair) -> list[str]:
    return list(pair.application.events.order_by("pk").values_list("state", flat=True))


def step(pair: Pair, state: str, by: Any, message: str = "") -> Any:
    return lambda: applications.move_application(application=row(pair), state=state, message=message, by=by)


@pytest.mark.parametrize(
    ("state", "one", "other"),
    [
        ("offered", "accepted", "not_taken"),
        ("offered", "accepted", "declined"),
        ("interview", "withdrawn", "offered"),
        ("interview", "withdrawn", "declined"),
        ("withdrawn", "received", "received"),
    ],
)
def test_of_two_steps_at_once_one_is_taken_and_the_other_is_refused(middle, state, one, other):
    pair = Pair(state=state)
    by = {"accepted": pair.applicant, "not_taken": pair.applicant, "withdrawn": pair.applicant}
    by["received"] = pair.applicant
    middle.stop(applications, "application_steps", after=True)
    outcomes = in_threads(
        step(pair, one, by.get(one, pair.manager)), step(pair, other, by.get(other, pair.recruiter))
    )
    assert outcomes == ["WrongState", "done"]
    assert steps(pair) == [row(pair).state]


def test_without_the_locks_both_would_be_taken(middle, monkeypatch):
    for queryset in (PlacementQuerySet, ApplicationQuerySet):
        monkeypatch.setattr(queryset, "select_for_update", lambda self, **_options: self.all())
    pair = Pair(state="offered")
    middle.stop(applications, "application_steps", after=True)
    outcomes = in_threads(step(pair, "accepted", pair.applicant), step(pair, "declined", pair.manager))
    assert outcomes == ["done", "done"]
    assert sorted(steps(pair)) == ["accepted", "declined"]


def test_who_comes_back_while_the_last_place_is_taken_is_not_left_waiting(middle):
    pair = Pair(state="withdrawn")
    other = make_application(pair.application.placement, make_talent(), state="offered")
    middle.stop(applications, "_moved")
    outcomes = in_threads(
        step(pair, "received", pair.applicant),
        lambda: applications.move_application(
            application=other, state="accepted", message="", by=other.talent.user
        ),
    )
    assert outcomes in (["done", "done"], ["WrongState", "done"])
    assert row(pair).state == ("declined" if outcomes == ["done", "done"] else "withdrawn")
    assert Application.objects.under_way().count() == 0


def test_who_applies_while_the_offer_is_paused_is_told_or_is_there(middle):
    pair = Pair()
    talent = make_talent()
    middle.stop(listing, "set_state")
    middle.stop(applications, "notify", after=True)
    placement = pair.application.placement
    outcomes = in_threads(
        lambda: listing.pause_placement(placement=placement, by=pair.manager),
        lambda: applications.apply(talent=talent, placement=placement, message="", cv=None, by=talent.user),
    )
    assert outcomes in (["NotOpen", "done"], ["done", "done"])
    assert talent.applications.count() == (1 if outcomes == ["done", "done"] else 0)


def test_a_pupil_who_asks_while_the_guardian_takes_the_consent_back_has_nothing_under_way(middle):
    pair = Pair()
    Placement.objects.update(kind="visit")
    pupil = make_pupil(has_consent=True)
    GuardianConsent.objects.update(token_hash=hash_token(token="secret"))
    talent, placement = make_talent(pupil), Placement.objects.get(pk=pair.application.placement_id)
    middle.stop(applications, "_tell_of_new")
    middle.stop(guardian_consent_withdrawn, "send")
    outcomes = in_threads(
        lambda: applications.apply(talent=talent, placement=placement, message="", cv=None, by=pupil),
        lambda: withdraw_guardian_consent(token="secret"),
    )
    assert outcomes in (["NotAllowed", "done"], ["done", "done"])
    assert not talent.applications.under_way().exists()


@pytest.mark.parametrize("ends", ["cancel", "decline"])
def test_a_time_chosen_while_the_company_ends_it_is_refused_or_cancelled_and_never_stands(middle, ends):
    pair = Pair(state="interview")
    appointment = make_interview(row(pair), host=pair.manager, organiser=pair.manager)
    middle.stop(appointments, "_save")
    end = {
        "cancel": lambda: appointments.cancel_appointment(
            appointment=appointment, by=pair.manager, reason="prevented"
        ),
        "decline": step(pair, "declined", pair.manager),
    }[ends]
    outcomes = in_threads(
        lambda: appointments.choose_time(appointment=appointment, time=ten_in_days(3), by=pair.applicant), end
    )
    appointment.refresh_from_db()
    assert outcomes in (["WrongState", "done"], ["done", "done"])
    assert appointment.state == "cancelled"


def test_a_message_comes_before_a_block_or_not_at_all(middle):
    pair = Pair()
    pair.say(pair.manager, "Hello")
    conversation = pair.conversation
    middle.stop(writing, "_side", after=True)
    outcomes = in_threads(
        lambda: writing.block_conversation(conversation=conversation, by=pair.applicant),
        lambda: writing.write_message(conversation=conversation, text="And now?", by=pair.manager),
    )
    assert outcomes in (["Blocked", "done"], ["done", "done"])
    assert Message.objects.count() == (2 if outcomes == ["done", "done"] else 1)


def test_two_first_messages_at_once_are_one_conversation(middle):
    pair = Pair()
    middle.stop(writing, "_locked")

    def write(by: Any) -> Any:
        return lambda: writing.write_first_message(
            begin=lambda: conversations.begin_conversation(application=row(pair), by=by), text="Hello", by=by
        )

    assert in_threads(write(pair.applicant), write(pair.manager)) == ["done", "done"]
    assert Conversation.objects.count() == 1
    assert sorted(Message.objects.values_list("number", flat=True)) == [1, 2]


# --- Somebody goes -------------------------------------------------------------------------------------------------


def test_who_asks_to_be_erased_while_the_company_declines_keeps_nobody_waiting(middle):
    """The company holds the interview and would tell the person; the person is held and would cancel the interview."""
    pair = Pair(state="interview")
    appointment = make_interview(row(pair), host=pair.manager, organiser=pair.manager)
    middle.stop(applications, "close_interviews", after=True)
    middle.stop(erasures.erasure_asked, "send")
    outcomes = in_threads(
        step(pair, "declined", pair.manager, "All the best."),
        lambda: erasures.request_erasure(person=pair.applicant, by=pair.applicant),
    )
    appointment.refresh_from_db()
    assert outcomes == ["done", "done"]
    assert (row(pair).state, appointment.state) == ("declined", "cancelled")


def test_who_is_erased_while_the_last_place_is_taken_is_gone_and_it_is_taken(middle):
    pair = Pair(state="viewed")
    other = make_application(pair.application.placement, make_talent(), state="offered")
    request = erasures.request_erasure(person=pair.applicant, by=pair.applicant)
    ErasureRequest.objects.filter(pk=request.pk).update(due_at=timezone.now() - timedelta(days=1))
    middle.stop(seats, "close_interviews", after=True)
    middle.stop(erasures, "_carry_out")
    outcomes = in_threads(
        lambda: applications.move_application(
            application=other, state="accepted", message="", by=other.talent.user
        ),
        lambda: erasures.execute_erasure(request_id=request.pk),
    )
    assert outcomes == ["done", "done"]
    request.refresh_from_db()
    assert request.state == "done"
    assert list(Application.objects.values_list("state", flat=True)) == ["accepted"]


def test_a_message_to_who_asks_to_be_erased_comes_before_or_is_refused(middle):
    pair = Pair()
    pair.say(pair.applicant, "Hello")
    conversation = pair.conversation
    middle.stop(writing, "notify_all")
    middle.stop(erasures, "notify")
    outcomes = in_threads(
        lambda: writing.write_message(conversation=conversation, text="Are you there?", by=pair.manager),
        lambda: erasures.request_erasure(person=pair.applicant, by=pair.applicant),
    )
    assert outcomes in (["ConversationOver", "done"], ["done", "done"])
    assert Message.objects.count() == (2 if outcomes == ["done", "done"] else 1)


# --- The first day -------------------------------------------------------------------------------------------------


def test_nobody_confirms_a_first_day_that_changes_in_that_moment(middle):
    pair = Pair(state="accepted")
    day = timezone.localdate() + timedelta(days=20)
    agreed = suggest_first_day(application=row(pair), starts_on=day, starts_at=None, by=pair.manager)
    middle.stop(first_days, "_day_of", after=True)
    outcomes = in_threads(
        lambda: confirm_first_day(application=row(pair), seen=agreed.version, by=pair.applicant),
        lambda: suggest_first_day(
            application=row(pair), starts_on=day + timedelta(days=7), starts_at=None, by=make_colleague(pair)
        ),
    )
    found = row(pair).first_day
    assert outcomes in (["SomethingChanged", "done"], ["done", "done"])
    assert (found.state, found.starts_on) == ("suggested", day + timedelta(days=7))


# --- The question by a mail's link ---------------------------------------------------------------------------------


@pytest.mark.parametrize("ends", ["withdrawn", "deleted"])
def test_a_link_whose_place_ends_in_that_moment_says_that_it_is_over(ends):
    pair, answers = Pair(state="accepted"), []
    address = reverse("matching:arrival_link", args=[arrival_token(pair.application)])

    def answer() -> None:
        answers.append(Client().post(address, {"outcome": "started", "rating": "good"}))
        connection.close()

    thread = threading.Thread(target=answer)
    with transaction.atomic():
        rows = Application.objects.filter(pk=pair.application.pk)
        rows.delete() if ends == "deleted" else rows.update(state=ends)
        thread.start()
        thread.join(PATIENCE)
        assert not answers, "it has to wait for what the other is about to do"
    thread.join(20)
    assert [each.status_code for each in answers] == [400]
    assert "no longer valid" in answers[0].text
    assert not ArrivalAnswer.objects.exists()


def make_colleague(pair: Pair) -> Any:
    return make_contact(pair.organisation, role="recruiter")
