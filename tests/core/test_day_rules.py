"""Days are held against today, the programme's period and each other, whatever way they come."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from events.models import Event
from matching.models import Placement
from matching.services.placements.writing import create_placement, update_placement
from matching.services.talents import save_profile
from mentoring.models import MentoringRound
from portal.core.day_rules import (
    AroundToday,
    Between,
    ImplausibleDay,
    Lasts,
    NotAfterToday,
    TimeFrame,
    check_days,
)
from portal.users.models import User
from programmes.models import (
    Activity,
    Funding,
    Membership,
    MembershipInvitation,
    Milestone,
    Programme,
    WorkPackage,
)
from programmes.services.membership_invitations import invite_member
from programmes.services.memberships import change_membership
from programmes.services.people import OnPaper, enter_person
from tests.factories import (
    i18n,
    make_contact,
    make_member,
    make_organisation,
    make_placement,
    make_programme,
    make_user,
)
from tests.sessions import sign_in
from tests.workplace import event_form

TODAY = date(2026, 6, 15)
FRAME = TimeFrame(TODAY, UTC, date(2025, 1, 1), date(2027, 12, 31))
OPEN = TimeFrame(TODAY, UTC)


def refused(rule, frame=FRAME, **days) -> list[str]:
    return [name for name, _sentence in rule.refusals(days, frame)]


# --- Rules ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("days", "expected"), [(-1, []), (0, []), (1, ["on"])])
def test_what_has_happened_does_not_lie_in_the_future(days, expected):
    assert refused(NotAfterToday("on"), on=TODAY + timedelta(days=days)) == expected


@pytest.mark.parametrize(
    ("day", "is_refused"),
    [
        (date(2023, 12, 31), True),
        (date(2024, 1, 1), False),
        (date(2028, 12, 31), False),
        (date(2029, 1, 1), True),
    ],
)
def test_a_day_lies_in_the_period_or_near_it(day, is_refused):
    assert bool(refused(Between("on", before=1, after=1), on=day)) == is_refused


@pytest.mark.parametrize(
    ("day", "is_refused"),
    [
        (date(2016, 6, 14), True),
        (date(2016, 6, 15), False),
        (date(2036, 6, 15), False),
        (date(2036, 6, 16), True),
    ],
)
def test_where_the_period_is_unknown_today_stands_for_it(day, is_refused):
    assert bool(refused(Between("on", before=1, after=1), OPEN, on=day)) == is_refused


def test_a_period_whose_start_lies_far_ahead_has_room_after_it():
    frame = TimeFrame(TODAY, UTC, date(2040, 1, 1), None)
    assert refused(Between("on", before=1, after=1), frame, on=date(2041, 1, 1)) == []


def test_around_today_no_period_counts():
    rule = AroundToday("on", before=2, after=5)
    assert refused(rule, on=date(2031, 6, 15)) == []
    assert refused(rule, on=date(2031, 6, 16)) == ["on"]
    assert refused(rule, on=date(2024, 6, 14)) == ["on"]


def test_nothing_lasts_longer_than_it_can():
    rule = Lasts("first", "last", years=1)
    assert refused(rule, first=TODAY, last=date(2027, 6, 15)) == []
    assert refused(rule, first=TODAY, last=date(2027, 6, 16)) == ["last"]
    assert refused(rule, last=date(2099, 1, 1)) == []


def test_only_what_lies_outside_a_known_period_is_asked_about():
    rule = Between("on", before=1, after=1, asks=True)
    assert list(rule.doubtful({"on": date(2024, 12, 31)}, FRAME)) == ["on"]
    assert list(rule.doubtful({"on": date(2028, 1, 1)}, FRAME)) == ["on"]
    for frame, day in ((FRAME, date(2025, 1, 1)), (FRAME, date(2027, 12, 31)), (OPEN, date(2031, 1, 1))):
        assert list(rule.doubtful({"on": day}, frame)) == []
    assert list(Between("on", before=1, after=1).doubtful({"on": date(2024, 12, 31)}, FRAME)) == []


# --- Models --------------------------------------------------------------------------------------------------------


@pytest.fixture
def programme(db):
    return make_programme(starts_on=date(2025, 1, 1), ends_on=date(2027, 12, 31))


def rows(programme) -> list:
    """One row of each kind that belongs to a programme, with a day that is thirty years too late."""
    late = programme.ends_on.replace(year=2057)
    package = WorkPackage(programme=programme)
    moment = datetime(2057, 1, 1, 9, tzinfo=UTC)
    return [
        (Membership(programme=programme, ends_on=late), "ends_on"),
        (MembershipInvitation(programme=programme, starts_on=late), "starts_on"),
        (Activity(work_package=package, starts_on=late), "starts_on"),
        (Milestone(activity=Activity(work_package=package), due_on=late), "due_on"),
        (MentoringRound(programme=programme, starts_on=late, ends_on=late), "starts_on"),
        (Event(programme=programme, starts_at=moment, ends_at=moment + timedelta(hours=1)), "starts_at"),
        (Funding(programme=programme, held_since=late), "held_since"),
        (Programme(parent=programme, starts_on=late), "starts_on"),
    ]


@pytest.mark.parametrize("number", range(8))
def test_a_day_far_from_the_programme_is_refused_by_forms_and_services(programme, number):
    row, name = rows(programme)[number]
    with pytest.raises(ValidationError) as in_form:
        row.clean()
    assert name in in_form.value.message_dict
    with pytest.raises(ImplausibleDay) as in_service:
        check_days(row)
    assert in_service.value.field == name


@pytest.mark.parametrize("year", [1, 9999])
@pytest.mark.parametrize("number", range(8))
def test_the_first_and_the_last_year_of_all_are_a_sentence(programme, number, year):
    row, name = rows(programme)[number]
    for field in {name, "ends_on", "ends_at"} & vars(row).keys():
        if getattr(row, field):
            setattr(row, field, getattr(row, field).replace(year=year))
    row.clean()  # the field says it
    with pytest.raises(ImplausibleDay):
        check_days(row)


def test_a_subprogramme_has_the_period_of_its_parent(programme):
    part = make_programme(parent=programme)
    with pytest.raises(ImplausibleDay):
        check_days(MentoringRound(programme=part, starts_on=date(2030, 1, 1), ends_on=date(2030, 2, 1)))


def test_a_day_that_stands_there_already_is_not_asked_about_again(programme):
    row = Membership.objects.create(
        user=make_user(), programme=programme, role="adviser", ends_on=date(2057, 1, 1)
    )
    check_days(row)
    row.full_clean()
    row.ends_on = date(2057, 1, 2)
    with pytest.raises(ImplausibleDay):
        check_days(row)


def test_a_changed_start_asks_how_long_it_lasts_too(programme):
    row = Event.objects.create(
        programme=programme,
        title=i18n("Event"),
        starts_at=datetime(2027, 6, 1, 9, tzinfo=UTC),
        ends_at=datetime(2027, 6, 1, 10, tzinfo=UTC),
    )
    row.starts_at = datetime(2025, 6, 1, 9, tzinfo=UTC)
    with pytest.raises(ImplausibleDay, match="last longer") as refused_:
        check_days(row)
    assert refused_.value.field == "ends_at"


# --- Ways in -------------------------------------------------------------------------------------------------------


def test_a_role_is_neither_given_nor_changed_for_a_time_that_can_not_be_right(programme):
    coordinator, other = make_member(programme), make_member(programme, "adviser")
    with pytest.raises(ImplausibleDay):
        invite_member(
            programme=programme,
            email="a@example.org",
            role="trainer",
            ends_on=date(2072, 1, 1),
            by=coordinator,
        )
    membership = Membership.objects.get(user=other)
    with pytest.raises(ImplausibleDay):
        change_membership(membership=membership, starts_on=date(1996, 1, 1), ends_on=None, by=coordinator)
    membership.refresh_from_db()
    assert (membership.starts_on, membership.ends_on) == (None, None)
    assert not MembershipInvitation.objects.exists()


def test_a_placement_starts_in_a_time_that_people_plan(programme):
    organisation = make_organisation(programme)
    contact = make_contact(organisation)
    placement = make_placement(organisation, programme)
    for fields in ({"starts_on": date(2062, 1, 1)}, {"ends_on": date(1996, 1, 1)}):
        with pytest.raises(ImplausibleDay):
            update_placement(placement=placement, fields=fields, by=contact)
    with pytest.raises(ImplausibleDay):
        create_placement(
            organisation=organisation,
            programmes=[programme],
            by=contact,
            fields={
                "title": i18n("A"),
                "description": i18n("B"),
                "starts_on": date(2062, 1, 1),
                "expires_at": timezone.now() + timedelta(days=9),
            },
        )
    assert Placement.objects.get().starts_on is None


def test_nobody_graduates_in_a_hundred_years_and_nobody_entered_is_yet_to_be_born(programme):
    person = make_user()
    with pytest.raises(ImplausibleDay):
        save_profile(
            user=person, by=person, fields={"graduation_on": date(2099, 1, 1)}, skills={}, languages={}
        )
    with pytest.raises(ImplausibleDay):
        enter_person(
            programme=programme,
            name="Paula",
            contact_email="paula@example.org",
            birth_date=programme.today() + timedelta(days=1),
            by=make_member(programme),
        )
    assert not User.objects.filter(is_unclaimed=True).exists()


def test_a_consent_on_paper_is_not_decades_older_than_the_programme(programme):
    with pytest.raises(ImplausibleDay):
        enter_person(
            programme=programme,
            name="Paula",
            entered_on=date(2025, 2, 1),
            paper=OnPaper(received_on=date(1995, 2, 1)),
            by=make_member(programme),
        )


def test_the_admin_refuses_a_day_far_from_the_programme_beside_its_field(client, programme):
    sign_in(client, make_member(programme))
    answer = client.post(reverse("admin:events_event_add"), event_form(programme, "2057-05-03"))
    assert set(answer.context["adminform"].form.errors) == {"starts_at", "ends_at"}
    assert not Event.objects.exists()


def test_the_admin_asks_about_a_day_just_outside_the_programme(client, programme):
    sign_in(client, make_member(programme))
    said = client.post(reverse("admin:events_event_add"), event_form(programme, "2028-05-03"), follow=True)
    assert sum("outside the programme" in str(each) for each in said.context["messages"]) == 2
    said = client.post(reverse("admin:events_event_add"), event_form(programme, "2027-05-03"), follow=True)
    assert not any("outside the programme" in str(each) for each in said.context["messages"])


def test_lines_below_a_form_are_asked_about_and_refused_alike(client, programme):
    sign_in(client, make_member(programme))
    package = WorkPackage.objects.create(programme=programme, title=i18n("Package"))
    form = {
        "programme": programme.pk,
        "number": 1,
        "title_0": "Package",
        "activities-TOTAL_FORMS": 1,
        "activities-INITIAL_FORMS": 0,
        "activities-0-work_package": package.pk,
        "activities-0-title_0": "Activity",
        "activities-0-kind": "coordination",
        "activities-0-status": "planned",
    }
    path = reverse("admin:programmes_workpackage_change", args=[package.pk])
    refused_ = client.post(path, {**form, "activities-0-ends_on": "2062-01-01"})
    assert refused_.status_code == 200
    assert not Activity.objects.exists()
    asked = client.post(path, {**form, "activities-0-ends_on": "2028-02-01"}, follow=True)
    assert any("outside the programme" in str(each) for each in asked.context["messages"])
    assert Activity.objects.count() == 1
