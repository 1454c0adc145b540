"""Messages stay when a right has ended or a row is gone; where they led is said then, in the inbox and in mails."""

from dataclasses import fields
from functools import cache

import pytest
from django.urls import resolve, reverse
from django.utils import timezone

from events.models import Event, MatchmakingDay, Registration, Table
from matching.models import Application
from portal.core.links import PagePath
from portal.notifications.extensions import KINDS, destinations
from portal.notifications.models import Notification
from portal.notifications.queries import ways_on
from portal.notifications.services.mails import compose
from portal.notifications.services.notifications import notify
from portal.users.models import User
from programmes.models import Import, Membership
from programmes.notices.programmes import MemberAccepted, PersonWaits
from programmes.scoping import whoever_reaches
from tests.factories import make_class_booking, make_confirmed_user, make_contact, make_member, make_user
from tests.notifications.conftest import News
from tests.sessions import sign_in

pytestmark = pytest.mark.django_db
SAID = "no longer open to you"
IN_INBOX = [kind for kind in KINDS if kind.is_in_inbox() and not kind.__module__.startswith("tests.")]


def example(kind, **known):
    """A notice of this kind, about the rows whose keys are known by the names of its fields."""
    samples = {
        "role": "trainer",
        "slug": "programme",
        "link": "/accounts/email/",
        "code": "unknown",
        "left_on": "2026-01-02",
        "stage": "entry",
        "side": "school",
        "missing": [2],
        "page": "matching:application_detail",  # what an appointment is about says where it stands
    }
    values = {}
    for field in fields(kind):
        number = "int" in str(field.type)
        values[field.name] = {**samples, **known}.get(
            field.name, 1 if number else "2026-01-02T03:04:05+00:00"
        )
    return kind(**values)


def said_to(person, notice) -> Notification:
    return notify(person, notice)


def is_closed(person, notification) -> bool:
    return ways_on([notification], reader=User.objects.get(pk=person.pk))[notification.pk].is_closed


@pytest.mark.parametrize("kind", IN_INBOX, ids=lambda kind: kind.name)
def test_every_page_that_a_message_leads_to_is_said_by_its_app_to_be_open_or_not(kind):
    action = example(kind).action()
    if action is not None:
        assert resolve(action[1].partition("?")[0]).view_name in destinations


def keys_of(world) -> dict[str, object]:
    """The rows of a programme, by the names that fields of notices have for them."""
    batch = Import.objects.create(kind="organisations", file_name="a.csv", requested_by=world.coordinator)
    batch.programmes.set([world.programme])
    comes, _is_new = Registration.objects.get_or_create(event=world.event, person=world.participant.person)
    Event.objects.filter(pk=world.event.pk).update(format="matchmaking")
    MatchmakingDay.objects.get_or_create(event=world.event, defaults={"minutes": 15, "starts": [0]})
    table, _is_new = Table.objects.get_or_create(event=world.event, organisation=world.verified, number=1)
    return {
        "event": world.event.pk,
        "table": table.pk,
        "enrolment": world.participant.pk,
        "organisation": world.verified.pk,
        "posting": world.posting.pk,
        "placement": world.placement.pk,
        "application": world.application.pk,
        "key": world.application.pk,
        "report": world.report.pk,
        "membership": Membership.objects.get(user=world.coordinator).pk,
        "batch": batch.pk,
        "registration": comes.pk,
        "booking": (
            world.event.class_bookings.first()
            or make_class_booking(world.event, world.verified, world.coordinator)
        ).pk,
    }


@pytest.fixture
def readers(mine, foreign):
    return {
        "coordinator": mine.coordinator,
        "adviser": make_member(mine.programme, "adviser"),
        "trainer": make_member(mine.programme, "trainer"),
        "evaluator": make_member(mine.programme, "evaluator"),
        "manager": make_contact(mine.verified),
        "teacher": make_contact(mine.verified, role="teacher"),
        "participant": mine.participant.person,
        "coordinator elsewhere": foreign.coordinator,
        "nobody": make_user("Nobody"),
    }


def test_the_inbox_links_to_just_what_its_reader_may_open(client, mine, readers):
    keys, wrong = keys_of(mine), []
    for name, reader in readers.items():
        sign_in(client, reader)
        page = cache(client.get)  # many kinds lead to the same one
        for kind in IN_INBOX:
            notice = example(kind, **keys)
            if notice.action() is None:
                continue
            answer = page(notice.action()[1])
            # who is asked to sign in and has done so is led to where their work begins
            opens = answer.status_code == 200 or answer.headers.get("Location") == reverse("start")
            if is_closed(reader, said_to(reader, notice)) == opens:
                wrong.append(f"{name}: {kind.name} {answer.status_code} {answer.get('Location', '')}")
    assert wrong == []


def test_a_message_says_that_the_right_to_what_it_led_to_has_ended(client, mine):
    adviser = make_member(mine.programme, "adviser")
    sign_in(client, adviser)
    row = said_to(adviser, example(PersonWaits, enrolment=mine.enrolment.pk))
    assert SAID not in client.get("/me/inbox/").content.decode()
    Membership.objects.filter(user=adviser).update(ends_on=timezone.localdate().replace(year=2020))
    page = client.get("/me/inbox/").content.decode()
    assert SAID in page
    assert "See the request" not in page
    opened = client.get(reverse("notifications:open", args=[row.pk]), follow=True)
    assert opened.redirect_chain == [("/me/inbox/", 302)]
    assert SAID in opened.content.decode()
    row.refresh_from_db()
    assert row.read_at is not None


def test_a_message_about_a_row_that_is_gone_leads_nowhere(mine):
    row = said_to(mine.coordinator, example(MemberAccepted, membership=Membership.objects.last().pk))
    assert not is_closed(mine.coordinator, row)
    Membership.objects.exclude(user=mine.coordinator).delete()
    gone = said_to(mine.coordinator, example(MemberAccepted, membership=2**31 - 1, at="2026-03-04"))
    assert is_closed(mine.coordinator, gone)


def test_a_page_that_no_version_of_the_portal_has_any_more_is_closed(user_with_news):
    person, row = user_with_news("/no/such/page/")
    assert is_closed(person, row)


def test_a_page_that_every_visitor_may_open_is_not_asked_about(user_with_news, django_assert_num_queries):
    person, row = user_with_news("/imprint/")
    with django_assert_num_queries(0):
        assert ways_on([row], reader=person)[row.pk].path == "/imprint/"


def test_many_messages_of_a_kind_are_one_question(mine, django_assert_num_queries):
    rows = [
        said_to(mine.coordinator, example(PersonWaits, enrolment=mine.enrolment.pk, at=str(number)))
        for number in range(9)
    ]
    reader = User.objects.get(pk=mine.coordinator.pk)
    with django_assert_num_queries(2):  # the reader's access, and the rows
        assert not any(way.is_closed for way in ways_on(rows, reader=reader).values())


def test_a_mail_that_waited_leads_nowhere_that_its_reader_may_no_longer_open(mine):
    person = make_confirmed_user("Adviser")
    row = said_to(person, example(PersonWaits, enrolment=mine.enrolment.pk))
    path = reverse("admin:programmes_enrolment_change", args=[mine.enrolment.pk])
    assert path not in compose([row]).body
    Membership.objects.create(user=person, programme=mine.programme, role="adviser")
    row.recipient = User.objects.get(pk=person.pk)
    assert path in compose([row]).body


def test_what_is_unread_is_counted_as_the_inbox_shows_it(client, mine):
    sign_in(client, mine.participant.person)
    row = said_to(mine.participant.person, example(PersonWaits, enrolment=mine.enrolment.pk))
    answer = client.get("/me/inbox/", {"show": "unread"})
    assert (answer.context["unread_count"], len(answer.context["entries"])) == (1, 1)
    client.get(reverse("notifications:open", args=[row.pk]))
    answer = client.get("/me/inbox/", {"show": "unread"})
    assert (answer.context["unread_count"], len(answer.context["entries"])) == (0, 0)


def test_pages_about_rows_are_told_apart_by_a_field(mine):
    keys = ["0", str(mine.application.pk), "unknown", "9" * 40]
    opened = whoever_reaches(Application.objects.visible_to)(
        {mine.coordinator: keys, mine.participant.person: keys, make_user("Nobody"): keys}
    )
    assert list(opened.values()) == [{keys[1]}, {keys[1]}, set()]


def test_many_readers_are_told_what_each_would_be_told_alone(mine, readers):
    """Of every page that a message may lead to, and for all of them with as few questions as for two."""
    keys = keys_of(mine)
    notices = [example(kind, **keys) for kind in IN_INBOX]
    rows = [said_to(reader, notice) for reader in readers.values() for notice in notices]
    alone = {
        pk: way
        for reader in readers.values()
        for pk, way in ways_on(
            [row for row in rows if row.recipient == reader], reader=User.objects.get(pk=reader.pk)
        ).items()
    }
    fresh = list(Notification.objects.select_related("recipient").filter(pk__in=alone))
    assert ways_on(fresh) == alone
    assert {way.is_closed for way in alone.values()} == {True, False}


def test_the_pages_of_many_who_reach_the_same_are_one_question(mine, django_assert_num_queries):
    people = [make_user(f"Person {number}") for number in range(7)]
    moved = example(KINDS["matching.application_moved"], application=mine.application.pk)
    rows = [said_to(person, moved) for person in people]
    ways_on(rows[:2])
    fresh = list(Notification.objects.select_related("recipient").filter(pk__in=[row.pk for row in rows]))
    with django_assert_num_queries(2):  # what each of them is, and the rows
        assert all(way.is_closed for way in ways_on(fresh).values())


def test_a_page_that_a_message_names_is_the_one_at_its_address(mine):
    for kind in IN_INBOX:
        action = example(kind, **keys_of(mine)).action()
        if action is not None and isinstance(action[1], PagePath):
            match = resolve(action[1])
            assert (action[1].name, action[1].key) == (
                match.view_name,
                "/".join(str(value) for value in (*match.args, *match.kwargs.values())),
            )


@pytest.fixture
def user_with_news():
    def make(path: str):
        person = make_user()
        return person, notify(person, News(path=path))

    return make
