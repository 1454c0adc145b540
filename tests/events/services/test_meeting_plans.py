"""Who meets whom: planned from wishes of both sides, published, and planned anew when somebody leaves."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from events.models import Encounter, Event, MeetingPlan, Registration, Table
from events.notices.matchmaking import TableHeldAfterAll
from events.queries.matchmaking import (
    encounters_of_table,
    looked_at,
    people_to_wish_for,
    plan_published,
    plan_to_publish,
)
from events.services.guests import join_registrations
from events.services.matchmaking import (
    DayIsPlanned,
    NoMatchmakingDay,
    NoTables,
    TableIsPlanned,
    add_tables,
    close_wishes,
    come_after_all,
    leave_day,
    open_wishes,
    remove_table,
    set_slots,
)
from events.services.meeting_plans import (
    MAX_ATTEMPTS,
    NothingToPlan,
    PlanIsOld,
    PlanUnderWay,
    WishesAreOpen,
    ask_for_plan,
    discard_plan,
    make_plan,
    publish_plan,
    sweep_plans,
    tell_tables,
)
from events.services.registrations import cancel_registration, register
from events.services.states import cancel_event, hold_event_after_all, save_event
from events.services.wishes import (
    MeetingIsAhead,
    NotToBeSeen,
    RanksDiffer,
    WishesAreClosed,
    hide_from_tables,
    person_says,
    table_says,
    wish_for_people,
    wish_for_tables,
)
from portal.core.errors import NotAllowed, WrongState
from portal.notifications.models import Notification
from programmes.constants import Verification
from programmes.models import Organisation
from tests.events.lending import told
from tests.events.meeting import Meeting
from tests.factories import (
    make_contact,
    make_event,
    make_member,
    make_organisation,
    make_programme,
    make_pupil,
    make_user,
)

pytestmark = pytest.mark.django_db


def notices(person) -> list[str]:
    return [kind for kind in told(person) if kind != "registered"]


def texts(person, kind) -> list[str]:
    row = Notification.objects.get(recipient=person, kind=f"events.{kind}")
    return row.notice.paragraphs()


def move_to_the_day(meeting, *, minutes: int) -> None:
    """The event began so many minutes ago."""
    start = timezone.now() - timedelta(minutes=minutes)
    Event.objects.filter(pk=meeting.event.pk).update(starts_at=start, ends_at=start + timedelta(hours=6))


# --- Setting up ----------------------------------------------------------------------------------------------------


def test_only_who_may_publish_a_matchmaking_day_of_verified_organisations_sets_it_up():
    meeting = Meeting()
    event = meeting.event
    trainer = make_member(meeting.programme, "trainer")
    with pytest.raises(NotAllowed):
        set_slots(event=event, minutes=10, starts=[0], by=trainer)
    with pytest.raises(NotAllowed):  # of another programme
        add_tables(
            event=event, organisations=[make_organisation(make_programme("iq"))], by=meeting.coordinator
        )
    with pytest.raises(NotAllowed):
        unverified = make_organisation(meeting.programme, verification="waiting")
        add_tables(event=event, organisations=[unverified], by=meeting.coordinator)
    with pytest.raises(NoMatchmakingDay):
        course = make_event(meeting.programme, format="course")
        set_slots(event=course, minutes=10, starts=[0], by=meeting.coordinator)
    empty = make_event(meeting.programme, format="matchmaking")
    set_slots(event=empty, minutes=10, starts=[0], by=meeting.coordinator)
    with pytest.raises(NoTables):
        open_wishes(event=empty, by=meeting.coordinator)
    again = add_tables(event=event, organisations=meeting.companies, by=meeting.coordinator)
    assert (again, [table.number for table in meeting.tables]) == ([], [1, 2])


def test_other_times_make_everybody_say_again_when_they_are_away():
    meeting = Meeting()
    row = meeting.comes("Ana", 1, away=[2])
    assert row.day_profile.away == [2]
    set_slots(event=meeting.event, minutes=15, starts=[0, 20, 40], by=meeting.coordinator)  # the same ones
    row.day_profile.refresh_from_db()
    assert row.day_profile.away == [2]
    set_slots(event=meeting.event, minutes=30, starts=[0, 40], by=meeting.coordinator)
    row.day_profile.refresh_from_db()
    assert row.day_profile.away == []


# --- Wishes --------------------------------------------------------------------------------------------------------


def test_both_sides_are_asked_and_wish_until_the_coordinator_closes():
    meeting = Meeting()
    ana = meeting.comes("Ana", 1, 2)
    assert notices(meeting.contacts[0]) == ["wishes_open_at_table"]
    meeting.company_wishes(1, ana)
    meeting.wishes(ana, 2)  # what was said before is replaced
    assert list(ana.wishes.order_by("side").values_list("side", "table__number", "rank")) == [
        ("person", 2, 1),
        ("table", 1, 1),
    ]
    meeting.close()
    with pytest.raises(WishesAreClosed):
        meeting.wishes(ana, 1)
    with pytest.raises(WishesAreClosed):
        meeting.company_wishes(1, ana)
    open_wishes(event=meeting.event, by=meeting.coordinator)
    assert notices(ana.person) == ["wishes_open"]


def test_ranks_are_from_1_to_8_and_each_is_given_once():
    meeting = Meeting(companies=2)
    row = meeting.comes("Ana")
    first, second = (table.pk for table in meeting.tables)
    for ranks in ({first: 1, second: 1}, {first: 0}, {first: 9}):
        with pytest.raises(RanksDiffer):
            wish_for_tables(registration=row, ranks=ranks, by=row.person)
    with pytest.raises(NotAllowed):  # at another day
        wish_for_tables(registration=row, ranks={Meeting("IQ").tables[0].pk: 1}, by=row.person)
    with pytest.raises(NotAllowed):
        wish_for_tables(registration=row, ranks={}, by=make_user("Somebody else"))


def test_organisations_wish_only_for_those_who_have_said_yes_and_forget_who_takes_it_back():
    meeting = Meeting()
    ana, boris = meeting.comes("Ana", 1), meeting.comes("Boris", 1, is_shown=False)
    with pytest.raises(NotAllowed):
        meeting.company_wishes(1, ana, boris)
    with pytest.raises(NotAllowed):  # the other company's contact
        wish_for_people(table=meeting.tables[0], ranks={ana.pk: 1}, by=meeting.contacts[1])
    meeting.company_wishes(1, ana)
    meeting.close()
    hide_from_tables(registration=ana, by=ana.person)  # also once wishes are closed
    assert list(ana.wishes.values_list("side", flat=True)) == ["person"]
    open_wishes(event=meeting.event, by=meeting.coordinator)
    with pytest.raises(NotAllowed):
        meeting.company_wishes(1, ana)


def test_organisations_are_shown_no_pupil():
    meeting = Meeting()
    with pytest.raises(NotToBeSeen):
        meeting.comes("Pia", 1, person=make_pupil(has_consent=True))


# --- A plan --------------------------------------------------------------------------------------------------------


def test_a_plan_honours_the_wishes_of_both_sides_and_says_how_good_it_is():
    meeting = Meeting()
    ana = meeting.comes("Ana", 1, 2)
    meeting.comes("Boris", 1, is_shown=False, away=[0, 1])
    meeting.company_wishes(2, ana, away=[0, 1])
    with pytest.raises(WishesAreOpen):
        ask_for_plan(event=meeting.event, by=meeting.coordinator)
    meeting.close()
    plan = meeting.plan()
    made = meeting.meetings(plan)
    assert made["Boris"] == {2: "A"}
    assert sorted(made["Ana"].values()) == ["A", "B"]
    assert made["Ana"][2] == "B"
    assert plan.score == {"reached": [3, 1, 31], "bound": [3, 1, 31]}
    assert {row.why for wishes in looked_at(plan).wishes.values() for row in wishes} == {None}
    assert notices(meeting.coordinator) == ["plan_to_publish"]
    assert notices(ana.person) == []
    meeting.publish()
    assert (notices(ana.person), notices(meeting.contacts[0])) == (
        ["meetings_planned"],
        ["wishes_open_at_table", "meetings_planned_at_table"],
    )
    assert len(texts(ana.person, "meetings_planned")) == 1 + 2  # when the day is, and each meeting
    with pytest.raises(DayIsPlanned):
        set_slots(event=meeting.event, minutes=10, starts=[0], by=meeting.coordinator)
    with pytest.raises(TableIsPlanned):
        remove_table(table=meeting.tables[0], by=meeting.coordinator)


def test_nobody_is_in_two_places_at_once_and_no_seat_is_taken_twice_in_the_database_too():
    meeting = Meeting()
    ana, boris = meeting.comes("Ana", 1, 2), meeting.comes("Boris", 1)
    plan = MeetingPlan.objects.create(event=meeting.event)
    first, second = meeting.tables
    Encounter.objects.create(plan=plan, table=first, registration=ana, slot=0)
    for wrong in (
        {"table": second, "registration": ana, "slot": 0},
        {"table": first, "registration": boris, "slot": 0},
        {"table": first, "registration": ana, "slot": 1},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            Encounter.objects.create(plan=plan, **wrong)
    Encounter.objects.create(plan=plan, table=first, registration=boris, slot=0, seat=2)


def test_whoever_gets_no_meeting_is_told_so_and_the_plan_says_why():
    meeting = Meeting(companies=1, slots=1)
    people = [meeting.comes(name, 1) for name in ("Ana", "Boris")]
    meeting.company_wishes(1, people[0])
    meeting.close()
    meeting.plan()
    plan = meeting.publish()
    assert meeting.meetings(plan) == {"Ana": {0: "A"}}
    wishes = looked_at(plan).wishes
    assert [wish.why for wish in wishes["guest", people[1].pk]] == ["other_full"]
    said = texts(people[1].person, "meetings_planned")
    assert said[-1] == "No meeting is planned for you. Its page says why, wish by wish."


def test_a_plan_is_asked_for_once_at_a_time_replaced_discarded_and_made_once():
    meeting = Meeting()
    meeting.close()
    with pytest.raises(NothingToPlan):
        ask_for_plan(event=meeting.event, by=meeting.coordinator)
    open_wishes(event=meeting.event, by=meeting.coordinator)
    meeting.comes("Ana", 1)
    meeting.close()
    with pytest.raises(NotAllowed):
        ask_for_plan(event=meeting.event, by=make_member(meeting.programme, "trainer"))
    plan = ask_for_plan(event=meeting.event, by=meeting.coordinator)
    with pytest.raises(PlanUnderWay):
        ask_for_plan(event=meeting.event, by=meeting.coordinator)
    with pytest.raises(WrongState):
        discard_plan(event=meeting.event, by=meeting.coordinator)
    with pytest.raises(WrongState):
        publish_plan(plan=plan, by=meeting.coordinator)
    make_plan(plan_id=plan.pk)
    make_plan(plan_id=plan.pk)
    assert Encounter.objects.filter(plan=plan).count() == 1
    again = meeting.plan()
    assert MeetingPlan.objects.get() == again != plan
    discard_plan(event=meeting.event, by=meeting.coordinator)
    assert MeetingPlan.objects.count() == 0


def test_a_plan_whose_worker_died_is_taken_up_again_and_given_up_after_some_attempts():
    meeting = Meeting()
    meeting.comes("Ana", 1)
    meeting.close()
    plan = ask_for_plan(event=meeting.event, by=meeting.coordinator)
    rows = MeetingPlan.objects.filter(pk=plan.pk)
    rows.update(attempts=1)
    assert sweep_plans() == 0
    make_plan(plan_id=plan.pk)  # somebody is at it
    assert rows.get().made_at is None
    rows.update(updated_at=timezone.now() - timedelta(minutes=3))
    assert sweep_plans() == 1
    rows.update(attempts=MAX_ATTEMPTS, updated_at=timezone.now() - timedelta(minutes=3))
    make_plan(plan_id=plan.pk)
    assert (rows.get().failed_at is None, notices(meeting.coordinator)) == (False, ["plan_failed"])
    meeting.plan()


# --- Somebody leaves -----------------------------------------------------------------------------------------------


def planned(**fields) -> Meeting:
    meeting = Meeting(companies=3, slots=4, **fields)
    rows = [meeting.comes(name, 1, 2, 3) for name in ("Ana", "Boris", "Cene", "Dora")]
    meeting.company_wishes(1, *rows)
    meeting.close()
    meeting.plan()
    meeting.publish()
    return meeting


def row_of(meeting, name):
    return meeting.event.registrations.select_related("person").get(person__name=name)


def test_whoever_gives_their_place_back_is_left_out_of_a_new_plan_and_only_those_affected_are_told():
    meeting = planned()
    before = meeting.meetings(meeting.published())
    ana, boris = row_of(meeting, "Ana"), row_of(meeting, "Boris")
    cancel_registration(registration=ana, by=ana.person)
    plan = meeting.draft()
    assert (plan.is_under_way, plan.requested_by) == (True, None)
    make_plan(plan_id=plan.pk)
    assert notices(meeting.coordinator) == ["plan_to_publish", "plan_to_publish"]
    assert meeting.meetings(meeting.published()) == before  # until somebody has looked
    meeting.publish()
    after = meeting.meetings(meeting.published())
    assert after == {name: slots for name, slots in before.items() if name != "Ana"}
    assert notices(boris.person) == ["meetings_planned"]
    assert notices(meeting.contacts[0])[-2:] == ["meetings_planned_at_table"] * 2
    assert MeetingPlan.objects.count() == 1


def test_a_company_drops_out_and_whoever_would_have_met_it_is_told():
    meeting = planned()
    first, *_others = meeting.tables
    leave_day(table=first, by=meeting.coordinator)
    with pytest.raises(WrongState):
        leave_day(table=first, by=meeting.coordinator)
    make_plan(plan_id=meeting.draft().pk)
    meeting.publish()
    after = meeting.meetings(meeting.published())
    assert {letter for slots in after.values() for letter in slots.values()} == {"B", "C"}
    assert notices(row_of(meeting, "Ana").person) == ["meetings_planned", "meetings_planned"]
    assert notices(meeting.contacts[1])[-1] == "meetings_planned_at_table"
    ana = looked_at(meeting.published()).wishes["guest", row_of(meeting, "Ana").pk]
    assert [wish.why for wish in ana] == ["absent", None, None]
    come_after_all(table=first, by=meeting.coordinator)
    assert plan_to_publish(meeting.event) is None  # it is asked for where it is wanted
    meeting.plan()
    assert Encounter.objects.filter(plan=meeting.draft(), table=first).count() == 4


def test_a_draft_with_somebody_who_leaves_is_made_anew_and_not_published():
    meeting = planned()
    draft = meeting.plan()
    ana = row_of(meeting, "Ana")
    cancel_registration(registration=ana, by=ana.person)
    assert meeting.draft() != draft
    with pytest.raises(WrongState):
        publish_plan(plan=draft, by=meeting.coordinator)


def test_meetings_that_have_begun_stay_and_a_plan_from_before_they_did_is_old():
    meeting = planned()
    draft = meeting.plan()
    move_to_the_day(meeting, minutes=25)  # the second of four has begun
    with pytest.raises(PlanIsOld):
        publish_plan(plan=draft, by=meeting.coordinator)
    before = meeting.meetings(meeting.published())
    leave_day(table=meeting.tables[0], by=meeting.coordinator)
    make_plan(plan_id=meeting.draft().pk)
    plan = meeting.publish()
    assert plan.since == 2
    after = meeting.meetings(plan)
    for name, slots in before.items():
        begun = {slot: letter for slot, letter in slots.items() if slot < 2}
        assert begun.items() <= after[name].items()
    assert "A" not in [letter for slots in after.values() for slot, letter in slots.items() if slot >= 2]


# --- After a meeting -----------------------------------------------------------------------------------------------


def test_each_side_says_for_itself_and_both_are_told_once_both_said_yes():
    meeting = planned()
    ana, table, contact = row_of(meeting, "Ana"), meeting.tables[0], meeting.contacts[0]
    with pytest.raises(MeetingIsAhead):
        person_says(registration=ana, table_id=table.pk, outcome="again", by=ana.person)
    move_to_the_day(meeting, minutes=100)
    with pytest.raises(NotAllowed):
        table_says(table=table, registration_id=ana.pk, outcome="again", by=meeting.contacts[1])
    person_says(registration=ana, table_id=table.pk, outcome="again", by=ana.person)
    assert notices(contact)[-1] == "meetings_planned_at_table"
    table_says(table=table, registration_id=ana.pk, outcome="again", by=contact)
    table_says(table=table, registration_id=ana.pk, outcome="again", by=contact)
    assert (notices(ana.person)[-1], notices(contact)[-1]) == ("meet_again", "meet_again_at_table")
    assert texts(ana.person, "meet_again")[1] == f"Write to {contact.get_full_name()}: {contact.email}"
    assert texts(contact, "meet_again_at_table")[1] == f"Write to Ana: {ana.person.email}"


def test_whoever_no_longer_speaks_for_the_organisation_gets_no_address_and_a_colleague_does():
    meeting = planned()
    ana, table, contact = row_of(meeting, "Ana"), meeting.tables[0], meeting.contacts[0]
    move_to_the_day(meeting, minutes=100)
    table_says(table=table, registration_id=ana.pk, outcome="again", by=contact)
    colleague = make_contact(meeting.companies[0])
    meeting.companies[0].contacts.filter(user=contact).delete()
    person_says(registration=ana, table_id=table.pk, outcome="again", by=ana.person)
    assert ("meet_again_at_table" in notices(contact), notices(colleague)) == (False, ["meet_again_at_table"])
    assert texts(ana.person, "meet_again")[1] == f"Write to {colleague.get_full_name()}: {colleague.email}"


def test_an_organisation_that_is_not_verified_any_more_reads_of_nobody_and_meets_nobody_again():
    meeting = planned()
    ana, table, contact = row_of(meeting, "Ana"), meeting.tables[0], meeting.contacts[0]
    move_to_the_day(meeting, minutes=100)
    table_says(table=table, registration_id=ana.pk, outcome="again", by=contact)
    assert people_to_wish_for(table, contact).exists()
    assert encounters_of_table(table, contact).exists()
    Organisation.objects.filter(pk=table.organisation_id).update(verification=Verification.DECLINED)
    for rows in (people_to_wish_for(table, contact), encounters_of_table(table, contact)):
        assert not rows.exists()
    assert not Table.objects.visible_to(contact).exists()
    person_says(registration=ana, table_id=table.pk, outcome="again", by=ana.person)
    assert "meet_again_at_table" not in notices(contact)
    tell_tables(event=meeting.event, notice=lambda about: TableHeldAfterAll(**about, changed_at="now"))
    assert (notices(contact)[-1], notices(meeting.contacts[1])[-1]) == (
        "meetings_planned_at_table",
        "table_held_after_all",
    )


def test_who_does_not_meet_again_is_said_to_nobody():
    meeting = planned()
    ana, table, contact = row_of(meeting, "Ana"), meeting.tables[0], meeting.contacts[0]
    move_to_the_day(meeting, minutes=100)
    person_says(registration=ana, table_id=table.pk, outcome="not_now", by=ana.person)
    table_says(table=table, registration_id=ana.pk, outcome="again", by=contact)
    assert notices(ana.person) == ["meetings_planned"]
    assert notices(contact)[-1] == "meetings_planned_at_table"


def test_what_was_said_is_kept_when_the_rest_of_the_day_is_planned_anew():
    meeting = planned()
    move_to_the_day(meeting, minutes=25)
    encounter = Encounter.objects.filter(slot=0).select_related("registration__person").first()
    row = encounter.registration
    person_says(registration=row, table_id=encounter.table_id, outcome="again", by=row.person)
    meeting.plan()
    plan = meeting.publish()
    kept = Encounter.objects.get(plan=plan, table=encounter.table_id, registration=row)
    assert (kept.person_says, kept.table_says, plan_published(meeting.event)) == ("again", "", plan)


def test_close_and_open_are_refused_out_of_turn():
    meeting = Meeting()
    with pytest.raises(WrongState):
        open_wishes(event=meeting.event, by=meeting.coordinator)
    meeting.close()
    with pytest.raises(WrongState):
        close_wishes(event=meeting.event, by=meeting.coordinator)


# --- What happens to the event, or to who comes ---------------------------------------------------------------------


def test_organisations_with_a_table_are_told_when_the_day_is_moved_cancelled_and_held_after_all():
    meeting = Meeting()
    event, contact = meeting.event, meeting.contacts[0]
    leave_day(table=meeting.tables[1], by=meeting.coordinator)
    event.refresh_from_db()
    event.starts_at, event.ends_at = event.starts_at + timedelta(days=1), event.ends_at + timedelta(days=1)
    save_event(event=event, by=meeting.coordinator)
    cancel_event(event=event, reason="The hall is flooded.", by=meeting.coordinator)
    hold_event_after_all(event=event, by=meeting.coordinator)
    said = ["wishes_open_at_table", "table_moved", "table_called_off", "table_held_after_all"]
    assert notices(contact) == said
    assert texts(contact, "table_called_off")[0] == "The hall is flooded."
    assert notices(meeting.contacts[1]) == said[:1]


def test_whoever_gives_the_place_back_and_comes_after_all_is_not_seen_before_they_say_so_again():
    meeting = Meeting()
    ana = meeting.comes("Ana", 1)
    cancel_registration(registration=ana, by=ana.person)
    register(event=meeting.event, person=ana.person, attendance="on_site", by=ana.person)
    with pytest.raises(NotAllowed):
        meeting.company_wishes(1, ana)


def test_of_two_registrations_of_one_person_the_wishes_and_meetings_stay():
    meeting = planned()
    ana, late = row_of(meeting, "Ana"), make_user("Ana again")
    row = register(event=meeting.event, person=late, attendance="on_site", by=late)
    before = meeting.meetings(meeting.published())["Ana"]
    Registration.objects.filter(pk=ana.pk).update(state="cancelled")
    join_registrations(gone=ana.person, kept=late)
    assert meeting.meetings(meeting.published())["Ana again"] == before
    assert row.wishes.filter(side="person").count() == 3
