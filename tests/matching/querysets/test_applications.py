"""A company's right to read follows the state of the application, day by day, and nothing else."""

from datetime import UTC, date, datetime, timedelta

import pgtrigger
import pytest
from django.db import connection
from django.utils import timezone

from matching.constants import PROFILE_DAYS, UNDECIDED_DAYS, WORDS_DAYS, PlacementState, PostingState
from matching.models import (
    Application,
    ApplicationEvent,
    Document,
    Placement,
    Talent,
    TalentLanguage,
    TalentSkill,
)
from programmes.constants import ProgrammeStatus, Verification
from tests.factories import (
    make_application,
    make_contact,
    make_organisation,
    make_placement,
    make_programme,
    make_skill,
    make_talent,
)

pytestmark = pytest.mark.django_db

ENDS = ["declined", "withdrawn"]
UNDER_WAY = ["received", "viewed", "shortlisted", "interview", "offered"]


class Sent:
    """One application with all that hangs on it, and the contact of the company who reads it."""

    def __init__(self, state: str = "received", *, days_ago: int = 0, **placement: object) -> None:
        self.programme = make_programme()
        self.organisation = make_organisation(self.programme)
        self.placement = make_placement(self.organisation, **placement)
        self.talent = make_talent()
        TalentSkill.objects.create(talent=self.talent, skill=make_skill("Welding"))
        TalentLanguage.objects.create(talent=self.talent, language="de")
        cv = Document.objects.create(talent=self.talent, title="CV", file="documents/cv.pdf")
        self.application = make_application(self.placement, self.talent, state=state, cv=cv)
        ApplicationEvent.objects.create(application=self.application, state=state, message="Words")
        self.move(timedelta(days=days_ago))
        self.contact = make_contact(self.organisation)

    def move(self, back: timedelta) -> None:
        """Make the last step lie so far back."""
        moment = timezone.now() - back
        with pgtrigger.ignore("matching.ApplicationEvent:only_added"):
            ApplicationEvent.objects.filter(application=self.application).update(at=moment)
        Application.objects.filter(pk=self.application.pk).update(created_at=moment, updated_at=moment)

    def reads(self) -> str:
        """What the contact reaches: every kind of row must tell the same."""
        profile = {model.objects.visible_to(self.contact).exists() for model in (Talent, TalentSkill)}
        profile |= {model.objects.visible_to(self.contact).exists() for model in (TalentLanguage, Document)}
        words = {model.objects.visible_to(self.contact).exists() for model in (Application, ApplicationEvent)}
        assert len(profile) == len(words) == 1, "some rows are reached, others are not"
        return "profile" if profile.pop() else "words" if words.pop() else "nothing"


@pytest.mark.parametrize("state", UNDER_WAY)
def test_profile_and_file_are_read_while_the_application_is_under_way(state):
    assert Sent(state, days_ago=80).reads() == "profile"


@pytest.mark.parametrize("state", ENDS)
@pytest.mark.parametrize(
    ("days", "expected"), [(0, "words"), (WORDS_DAYS - 1, "words"), (WORDS_DAYS + 1, "nothing")]
)
def test_after_an_end_what_was_written_is_read_for_thirty_days(state, days, expected):
    assert Sent(state, days_ago=days).reads() == expected


@pytest.mark.parametrize(
    ("started", "expected"),
    [(-10, "profile"), (0, "profile"), (PROFILE_DAYS, "profile"), (PROFILE_DAYS + 1, "nothing")],
)
def test_after_acceptance_the_profile_is_read_until_28_days_past_the_start(started, expected):
    day = timezone.localdate() - timedelta(days=started)
    assert Sent("accepted", days_ago=60, starts_on=day).reads() == expected


@pytest.mark.parametrize(
    ("accepted", "expected"),
    [
        (2, "profile"),
        (PROFILE_DAYS, "profile"),
        (PROFILE_DAYS + 1, "words"),
        (WORDS_DAYS, "words"),
        (WORDS_DAYS + 1, "nothing"),
    ],
)
def test_nobody_starts_before_they_are_accepted_so_after_the_start_the_days_count_from_then(
    accepted, expected
):
    day = timezone.localdate() - timedelta(days=100)
    assert Sent("accepted", days_ago=accepted, starts_on=day).reads() == expected


def test_without_a_start_the_days_count_from_acceptance():
    assert Sent("accepted", days_ago=PROFILE_DAYS - 1).reads() == "profile"
    assert Sent("accepted", days_ago=WORDS_DAYS + 1).reads() == "nothing"


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        (UNDECIDED_DAYS - 1, "profile"),
        (UNDECIDED_DAYS + 1, "words"),
        (UNDECIDED_DAYS + WORDS_DAYS + 1, "nothing"),
    ],
)
def test_an_application_that_nobody_decides_does_not_stay_open_for_ever(days, expected):
    ended = timezone.now() - timedelta(days=days)
    assert Sent(days_ago=days + 20, expires_at=ended).reads() == expected


def test_a_later_touch_of_the_row_opens_nothing_again():
    sent = Sent("declined", days_ago=WORDS_DAYS + 1)
    Application.objects.get(pk=sent.application.pk).save()
    assert sent.reads() == "nothing"


@pytest.mark.parametrize("verification", [Verification.WAITING, Verification.DECLINED])
def test_an_organisation_that_is_not_verified_reaches_nobody(verification):
    sent = Sent("interview")
    sent.organisation.verification = verification
    sent.organisation.save()
    assert sent.reads() == "nothing"


def test_a_contact_who_is_no_longer_approved_reaches_nobody():
    sent = Sent("interview")
    sent.contact.contacts.update(approved_at=None)
    assert sent.reads() == "nothing"


@pytest.mark.parametrize(
    ("role", "expected"),
    [("manager", "profile"), ("recruiter", "profile"), ("teacher", "nothing"), ("equipment", "nothing")],
)
def test_only_managers_and_recruiters_reach_applicants(role, expected):
    sent = Sent("interview")
    sent.contact.contacts.update(role=role)
    assert sent.reads() == expected
    drafts = Placement.objects.visible_to(sent.contact, "change")
    assert drafts.exists() == (expected == "profile")


def test_a_role_in_one_organisation_opens_nothing_in_another():
    sent, other = Sent("interview"), make_organisation(make_programme())
    sent.contact.contacts.update(role="teacher")
    make_contact(other, user=sent.contact, role="manager")
    assert sent.reads() == "nothing"


def test_a_placement_that_was_taken_down_shows_nobody():
    sent = Sent("interview")
    sent.placement.postings.update(state=PostingState.REJECTED)
    assert sent.reads() == "nothing"
    sent.placement.postings.update(state=PostingState.PUBLISHED)
    sent.placement.state = PlacementState.REJECTED
    sent.placement.save()
    assert sent.reads() == "nothing"


@pytest.mark.parametrize("state", [PlacementState.PAUSED, PlacementState.EXPIRED, PlacementState.SUBMITTED])
def test_a_placement_that_is_only_not_shown_keeps_its_applicants(state):
    sent = Sent("interview")
    sent.placement.state = state
    sent.placement.save()
    assert sent.reads() == "profile"


def test_a_programme_in_the_archive_shows_a_company_nobody():
    sent = Sent("interview")
    sent.programme.status = ProgrammeStatus.CLOSING
    sent.programme.save()
    assert sent.reads() == "profile"
    sent.programme.status = ProgrammeStatus.ARCHIVED
    sent.programme.save()
    assert sent.reads() == "nothing"


def test_each_application_opens_the_file_it_was_sent_with_and_no_other():
    sent = Sent("declined")
    second = make_application(make_placement(sent.organisation), sent.talent)
    assert list(Talent.objects.visible_to(sent.contact)) == [sent.talent]
    assert not Document.objects.visible_to(sent.contact).exists()
    assert set(Application.objects.visible_to(sent.contact)) == {sent.application, second}


@pytest.mark.parametrize(
    ("zone", "moment", "expected"),
    [
        ("Europe/Berlin", datetime(2026, 3, 29, 21, 59, tzinfo=UTC), "profile"),
        ("Europe/Berlin", datetime(2026, 3, 29, 22, 1, tzinfo=UTC), "nothing"),
        ("Atlantic/Azores", datetime(2026, 3, 29, 23, 59, tzinfo=UTC), "profile"),
        ("Pacific/Auckland", datetime(2026, 3, 29, 12, 0, tzinfo=UTC), "nothing"),
    ],
)
def test_a_day_ends_where_the_programme_is(monkeypatch, zone, moment, expected):
    """On 29 March 2026 the clock goes forward in Berlin: the day ends at 22:00 UTC."""
    sent = Sent("accepted", days_ago=400, starts_on=date(2026, 3, 1))
    sent.programme.time_zone = zone
    sent.programme.save()
    monkeypatch.setattr("django.utils.timezone.now", lambda: moment)
    assert sent.reads() == expected


def test_of_two_programmes_the_day_ends_where_it_ends_last():
    sent = Sent("declined")
    lisbon = make_programme(time_zone="Atlantic/Azores")
    sent.placement.postings.create(programme=lisbon, state=PostingState.PUBLISHED)
    noon = timezone.now().replace(hour=12)
    sent.move(timezone.now() - noon)  # it is the same day in both
    assert Application.objects.get().terms_zone == "Atlantic/Azores"


def test_pupils_whose_names_are_to_be_shown_are_read_from_an_index_of_their_own():
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
    assert "application_unnamed" in Application.objects.with_name_to_show().explain()
