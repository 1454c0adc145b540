import re
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta

import pgtrigger
import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import EmptyResultSet, PermissionDenied
from django.db import connection
from django.http import Http404
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from evaluation.models import ParticipantRecord
from matching.constants import WORDS_DAYS
from matching.models import Application, ApplicationEvent, Placement, PlacementSkill, Talent
from portal.privacy.services.erasures import request_erasure
from programmes.access import access_of, may
from programmes.constants import CLOSING_DAYS, ProgrammeStatus
from programmes.models import Contact, Enrolment, Membership, Organisation, PaperConsent, Programme
from programmes.roles import Role
from programmes.scoping import CompiledForReader, Scoped, get_visible_or_404, whoever_reaches
from tests.architecture.source import our_models
from tests.architecture.world import World
from tests.factories import (
    make_application,
    make_contact,
    make_enrolment,
    make_member,
    make_organisation,
    make_placement,
    make_programme,
    make_pupil,
    make_record,
    make_talent,
    make_user,
)

pytestmark = pytest.mark.django_db


def test_a_coordinator_sees_the_people_of_the_own_programme_only():
    own, foreign = make_programme("own"), make_programme("foreign")
    mine = make_enrolment(own)
    make_enrolment(foreign)
    coordinator = make_member(own)
    assert list(Enrolment.objects.visible_to(coordinator)) == [mine]


def test_a_membership_reaches_subprogrammes_but_not_the_parent():
    parent = make_programme("parent")
    child, sibling = make_programme("child", parent=parent), make_programme("sibling", parent=parent)
    for programme in (parent, child, sibling):
        make_enrolment(programme)
    assert Enrolment.objects.visible_to(make_member(parent)).count() == 3
    assert [e.programme for e in Enrolment.objects.visible_to(make_member(child))] == [child]


def test_a_membership_grants_nothing_before_its_first_and_after_its_last_day():
    programme = make_programme()
    today = timezone.localdate()
    for name, starts_on, ends_on, expected in [
        ("past", None, today - timedelta(days=1), False),
        ("last day", None, today, True),
        ("first day", today, None, True),
        ("future", today + timedelta(days=1), None, False),
    ]:
        user = make_user(name)
        Membership.objects.create(
            user=user, programme=programme, role="coordinator", starts_on=starts_on, ends_on=ends_on
        )
        assert may(user, "view", Enrolment) or not expected, name
        assert (Role.COORDINATOR in access_of(user).roles) == expected, name


@pytest.mark.parametrize(
    ("zone", "expected"), [("Pacific/Auckland", False), ("Europe/Berlin", True), ("America/New_York", True)]
)
def test_the_last_day_of_a_membership_ends_where_the_programme_is(monkeypatch, zone, expected):
    programme = make_programme(time_zone=zone)
    coordinator = make_member(programme)
    Membership.objects.update(ends_on=date(2026, 3, 29))
    monkeypatch.setattr("django.utils.timezone.now", lambda: datetime(2026, 3, 29, 12, tzinfo=UTC))
    assert access_of(coordinator).reaches("view", Enrolment, programme) == expected
    assert Membership.objects.get().is_in_force == expected
    assert Membership.objects.in_force().exists() == expected


@pytest.mark.parametrize(
    ("role", "expected"),
    [
        ("coordinator", True),
        ("evaluator", True),
        ("adviser", False),
        ("trainer", False),
        ("assistant", False),
    ],
)
@pytest.mark.parametrize("is_below", [False, True])
def test_in_the_archive_only_those_who_account_for_it_are_left(role, is_below, expected):
    programme = make_programme(status=ProgrammeStatus.ARCHIVED)
    if is_below:
        programme.parent = make_programme("parent")
        programme.save()
    member = make_member(programme.parent or programme, role)
    reached = access_of(member).programmes.get(Role(role), frozenset())
    assert (programme.pk in reached) == expected


def test_profiles_and_applications_of_a_programme_in_the_archive_are_read_by_nobody():
    programme = make_programme()
    coordinator, organisation = make_member(programme), make_organisation(programme)
    enrolment = make_enrolment(programme)
    make_application(make_placement(organisation), make_talent(enrolment.person))
    for status, expected in ((ProgrammeStatus.CLOSING, True), (ProgrammeStatus.ARCHIVED, False)):
        programme.status = status
        programme.save()
        assert Talent.objects.visible_to(coordinator).exists() == expected
        assert Application.objects.visible_to(coordinator).exists() == expected
        assert Enrolment.objects.visible_to(coordinator).exists(), "the funder may still ask"


def test_a_company_sees_the_applicants_of_its_own_placements_only():
    programme = make_programme()
    company, rival = make_organisation(programme), make_organisation(programme)
    mine, theirs = make_application(make_placement(company)), make_application(make_placement(rival))
    contact = make_contact(company)
    assert list(Application.objects.visible_to(contact)) == [mine]
    assert list(Talent.objects.visible_to(contact)) == [mine.talent]
    assert not Talent.objects.visible_to(contact).filter(pk=theirs.talent.pk).exists()


def test_a_contact_who_is_not_approved_speaks_for_nobody():
    company = make_organisation(make_programme())
    make_application(make_placement(company))
    assert Application.objects.visible_to(make_contact(company, approved_at=None)).count() == 0


def test_rows_reached_by_several_paths_come_once():
    one, two = make_programme("one"), make_programme("two")
    organisation = make_organisation(one, two)
    placement = make_placement(organisation, one, two)
    both = make_member(one)
    Membership.objects.create(user=both, programme=two, role="coordinator")
    assert list(Placement.objects.visible_to(both)) == [placement]
    assert list(Organisation.objects.visible_to(both, "verify")) == [organisation]


def test_a_visitor_sees_what_is_public_and_nothing_else():
    programme = make_programme()
    make_programme("hidden", status="draft")
    organisation = make_organisation(programme)
    make_organisation(programme, verification="waiting")
    placement = make_placement(organisation)
    make_placement(organisation, state="draft")
    make_placement(organisation, expires_at=timezone.now() - timedelta(seconds=1))
    make_enrolment(programme)
    visitor = AnonymousUser()
    assert list(Programme.objects.visible_to(visitor)) == [programme]
    assert list(Organisation.objects.visible_to(visitor)) == [organisation]
    assert list(Placement.objects.visible_to(visitor)) == [placement]
    assert list(Enrolment.objects.visible_to(visitor)) == []


def test_a_pupil_may_do_nothing_before_the_guardian_agrees():
    without, with_consent = make_pupil(has_consent=False), make_pupil(has_consent=True)
    make_talent(without), make_talent(with_consent)
    assert Talent.objects.visible_to(without).count() == 0
    assert may(without, "add", Enrolment) is False
    assert Talent.objects.visible_to(with_consent).count() == 1
    assert may(with_consent, "add", Enrolment) is True
    assert may(without, "add", Application) is False
    assert may(with_consent, "add", Application) is True


def test_an_evaluator_never_reaches_the_rows_that_carry_names():
    programme = make_programme()
    make_enrolment(programme)
    evaluator = make_member(programme, "evaluator")
    assert Enrolment.objects.visible_to(evaluator).count() == 0
    assert access_of(evaluator).works_in_admin is False


def test_what_one_may_not_see_is_not_found_and_what_one_may_not_do_is_refused():
    own, foreign = make_programme("own"), make_programme("foreign", status="draft")
    adviser = make_member(own, "adviser")
    assert get_visible_or_404(Programme, adviser, slug="own") == own
    with pytest.raises(Http404):
        get_visible_or_404(Programme, adviser, slug="foreign")
    with pytest.raises(PermissionDenied):
        get_visible_or_404(Programme, adviser, "change", slug="own")
    with pytest.raises(Http404):
        get_visible_or_404(Programme, adviser, pk=2**63)
    assert foreign.pk


def test_access_costs_one_query(django_assert_num_queries):
    programme = make_programme()
    coordinator = make_member(programme)
    with django_assert_num_queries(1):
        may(coordinator, "view", Enrolment)
        may(coordinator, "change", Enrolment)
        access_of(coordinator)


def test_the_operator_reaches_everything():
    make_enrolment(make_programme())
    assert Enrolment.objects.visible_to(make_user("operator", is_superuser=True)).count() == 1


def test_somebody_who_was_locked_out_is_a_visitor():
    programme = make_programme()
    make_enrolment(programme)
    coordinator = make_member(programme)
    coordinator.is_active = False
    coordinator.save()
    assert Enrolment.objects.visible_to(coordinator).count() == 0


def test_applications_reach_only_programmes_that_show_the_placement():
    showing, refusing = make_programme("showing"), make_programme("refusing")
    organisation = make_organisation(showing, refusing)
    application = make_application(make_placement(organisation, showing, refusing))
    application.placement.postings.filter(programme=refusing).update(state="rejected")
    assert list(Application.objects.visible_to(make_member(showing))) == [application]
    assert list(Application.objects.visible_to(make_member(refusing))) == []


def test_a_model_without_a_path_reaches_nothing():
    make_enrolment(make_programme("own"))
    rows = Enrolment.objects.all()
    assert list(rows.filter(rows._match_paths((), [1]))) == []


@pytest.mark.parametrize(
    ("model", "asked"),
    [
        (Placement, "matching_posting"),
        (PlacementSkill, "matching_posting"),
        (Organisation, "programmes_organisation_programmes"),
        (Contact, "programmes_organisation_programmes"),
    ],
)
def test_of_many_programmes_the_table_that_says_so_is_asked_and_the_row_s_own_is_not_read_twice(model, asked):
    rows = str(model.objects.order_by().administered_by(make_member(make_programme())).query)
    tables = re.findall(r'(?:FROM|JOIN) "(\w+)"', rows)
    assert sorted(tables) == sorted([model._meta.db_table, asked])


def test_a_row_of_several_programmes_is_found_once():
    first, second = make_programme("first"), make_programme("second")
    coordinator = make_member(first)
    Membership.objects.create(user=coordinator, programme=second, role="coordinator")
    organisation = make_organisation(first, second)
    placement = make_placement(organisation, first, second)
    assert list(Organisation.objects.administered_by(coordinator)) == [organisation]
    assert list(Placement.objects.administered_by(coordinator)) == [placement]


# --- When somebody has left ----------------------------------------------------------------------------------------


def left(programme, days: int, **fields) -> Enrolment:
    today = timezone.localdate()
    entered_on, left_on = today - timedelta(days=400), today - timedelta(days=days)
    return make_enrolment(
        programme,
        status="left",
        entered_on=entered_on,
        left_on=left_on,
        **{"exit_kind": "completed", **fields},
    )


@pytest.mark.parametrize("role", ["adviser", "trainer", "assistant"])
def test_who_works_with_people_finds_those_who_have_left_until_their_papers_are_closed(role):
    programme = make_programme()
    taking_part, just_left = make_enrolment(programme), left(programme, CLOSING_DAYS)
    asks = make_enrolment(programme, status="applied", entered_on=None)
    gone = left(programme, CLOSING_DAYS + 1)
    worker = make_member(programme, role)
    for rows in (Enrolment.objects.visible_to(worker), Enrolment.objects.administered_by(worker)):
        assert set(rows) == {taking_part, just_left, asks}
    assert not may(worker, "view", gone)


@pytest.mark.parametrize("role", ["adviser", "trainer", "assistant"])
def test_who_works_with_people_finds_nobody_who_has_withdrawn_consent(role):
    programme = make_programme()
    left(programme, 0, exit_kind="objected")
    assert not Enrolment.objects.visible_to(make_member(programme, role)).exists()


def test_who_accounts_for_a_programme_finds_everybody_who_took_part():
    programme = make_programme()
    rows = {left(programme, 300), left(programme, 1, exit_kind="objected"), make_enrolment(programme)}
    assert set(Enrolment.objects.visible_to(make_member(programme))) == rows
    assert set(Enrolment.objects.visible_to(make_member(programme, "evaluator"), "evaluate")) == rows


@pytest.mark.parametrize("role", ["adviser", "trainer", "assistant"])
def test_who_works_with_people_does_not_find_who_waits_for_their_erasure(role):
    programme = make_programme()
    row = make_enrolment(programme)
    make_record(row)
    member, coordinator = make_member(programme, role), make_member(programme)
    request_erasure(person=row.person, by=row.person)
    for model in (Enrolment, ParticipantRecord):
        assert not model.objects.visible_to(member).exists()
        assert model.objects.visible_to(coordinator).count() == 1


def test_one_right_that_lasts_is_enough():
    own, other = make_programme("own"), make_programme("other")
    here, there = left(own, 300), left(other, 300)
    person = make_member(own)
    Membership.objects.create(user=person, programme=own, role="adviser")
    Membership.objects.create(user=person, programme=other, role="adviser")
    assert list(Enrolment.objects.visible_to(person)) == [here]
    assert list(Enrolment.objects.administered_by(person)) == [here]
    assert not may(person, "view", there)


def test_answers_and_papers_of_who_has_left_are_closed_to_an_assistant_too():
    programme = make_programme()
    assistant, coordinator = make_member(programme, "assistant"), make_member(programme)
    for days in (1, CLOSING_DAYS + 1):
        row = left(programme, days)
        make_record(row)
        PaperConsent.objects.create(enrolment=row, received_on=row.entered_on)
    for model in (ParticipantRecord, PaperConsent):
        assert model.objects.visible_to(assistant).count() == 1
        assert model.objects.administered_by(assistant).count() == 1
        assert model.objects.visible_to(coordinator).count() == 2
    assert ParticipantRecord.objects.visible_to(assistant, "change").count() == 1


def test_an_adviser_reads_an_application_no_longer_than_the_company():
    programme = make_programme()
    application = make_application(make_placement(make_organisation(programme)), state="declined")
    event = ApplicationEvent.objects.create(application=application, state="declined")
    adviser, coordinator = make_member(programme, "adviser"), make_member(programme)
    assert may(adviser, "view", application)
    assert may(adviser, "view", event)
    with pgtrigger.ignore("matching.ApplicationEvent:only_added"):
        ApplicationEvent.objects.update(at=timezone.now() - timedelta(days=WORDS_DAYS + 2))
    assert not may(adviser, "view", application)
    assert not may(adviser, "view", event)
    assert may(coordinator, "view", application)


def test_what_somebody_works_on_is_neither_public_nor_their_own():
    programme = make_programme()
    organisation = make_organisation(programme)
    contact, coordinator, operator = (
        make_contact(organisation),
        make_member(programme),
        make_user(is_superuser=True),
    )
    theirs = make_placement(organisation)
    elsewhere = make_placement(make_organisation(make_programme()))
    own = make_application(elsewhere, make_talent(contact))
    sent = make_application(theirs)
    assert set(Placement.objects.visible_to(contact)) == {theirs, elsewhere}
    for reader in (contact, coordinator):
        assert list(Placement.objects.worked_on_by(reader)) == [theirs]
        assert list(Application.objects.worked_on_by(reader)) == [sent]
    assert set(Application.objects.visible_to(contact)) == {own, sent}
    assert set(Application.objects.worked_on_by(operator)) == {own, sent}
    assert not Application.objects.worked_on_by(AnonymousUser()).exists()


# --- What a single row costs ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("model", [model for model in our_models() if issubclass(model, Scoped)])
def test_conditions_are_on_the_row_and_make_no_list_of_all_that_somebody_reaches(world, model):
    """`pk IN (SELECT …)` beside another condition is made as a whole, for a single row, too."""
    if "visible_to" in vars(type(model.objects.all())):
        return  # imports and exports: one's own few
    for persona in world.personas.values():
        with suppress(EmptyResultSet):
            sql = str(model.objects.visible_to(persona.user or AnonymousUser()).query)
            assert " IN (SELECT " not in sql, persona.role


@pytest.fixture
def world():
    return World()


@pytest.mark.parametrize(("action", "times"), [("view", 1), ("change", 1)])
def test_whoever_only_looks_is_asked_about_once(action, times):
    organisation = make_organisation(make_programme("own"))
    placement, contact = make_placement(organisation), make_contact(organisation)
    with CaptureQueriesContext(connection) as captured:
        assert get_visible_or_404(Placement, contact, action, pk=placement.pk) == placement
    asked = captured.captured_queries[-1]["sql"]
    assert asked.count('"is_granted"') == (action != "view")
    assert asked.count('"expires_at" >') == times


# --- Compiled ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("model", [model for model in our_models() if issubclass(model, Scoped)])
def test_a_compiled_query_shows_everybody_what_visible_to_shows_them(world, model):
    def visible(reader):
        return model.objects.visible_to(reader).order_by("pk")

    compiled = CompiledForReader(visible)
    people = [persona.user or AnonymousUser() for persona in world.personas.values()]
    people += [world.stranger, make_user("Operator", is_superuser=True), make_member(world.foreign)]
    for person in people:
        assert compiled(person) == list(visible(person)), access_of(person).roles


def test_many_readers_reach_together_what_each_reaches_alone(world):
    people = [persona.user for persona in world.personas.values() if persona.user]
    people += [world.stranger, make_user("Operator", is_superuser=True), make_member(world.foreign)]
    for model in [model for model in our_models() if issubclass(model, Scoped)]:
        keys = [str(pk) for pk in model.objects.values_list("pk", flat=True)[:40]]
        reached = whoever_reaches(model.objects.visible_to)(dict.fromkeys(people, keys))
        for person in people:
            rows = model.objects.visible_to(person).filter(pk__in=keys)
            assert reached[person] == {str(row.pk) for row in rows}, (model, access_of(person).roles)


def test_a_programmes_page_is_reached_by_its_slug():
    own = make_programme("own")
    make_programme("other")
    reached = whoever_reaches(Programme.objects.administered_by, by="slug")
    coordinator, nobody = make_member(own), make_user("Nobody")
    asked = {reader: ["own", "other", "unknown"] for reader in (coordinator, nobody)}
    assert reached(asked) == {coordinator: {"own"}, nobody: set()}


def test_two_people_of_the_same_kind_share_a_query_and_see_their_own_rows():
    compiled = CompiledForReader(Talent.objects.visible_to)
    talents = [make_talent(), make_talent()]
    assert [compiled(talent.user) for talent in talents] == [[talent] for talent in talents]
    assert len(compiled._compiled) == 1


def test_a_programme_or_organisation_makes_another_query():
    compiled = CompiledForReader(lambda reader: Organisation.objects.visible_to(reader, "change"))
    organisations = [make_organisation(make_programme()) for _number in range(2)]
    contacts = [make_contact(organisation) for organisation in organisations]
    assert [compiled(contact) for contact in contacts] == [[organisation] for organisation in organisations]


def test_a_query_that_depends_on_todays_date_is_written_anew_each_time(django_assert_num_queries):
    programme = make_programme("own")
    enrolment, adviser = make_enrolment(programme), make_member(programme, "adviser")
    compiled = CompiledForReader(Enrolment.objects.visible_to)
    for _time in range(2):
        assert compiled(adviser) == [enrolment]
    assert compiled._compiled.keys() == {access_of(adviser).shape} == compiled._frozen


def test_an_offer_expires_while_the_query_stays(monkeypatch):
    placement = make_placement(make_organisation(make_programme("own")))
    compiled = CompiledForReader(Placement.objects.visible_to)
    assert compiled(AnonymousUser()) == [placement]
    monkeypatch.setattr(timezone, "now", lambda: placement.expires_at)
    assert compiled(AnonymousUser()) == []


def test_a_process_remembers_a_bounded_number_of_queries(monkeypatch):
    monkeypatch.setattr("programmes.scoping.MOST_SHAPES", 2)
    compiled = CompiledForReader(lambda reader: Organisation.objects.visible_to(reader, "change"))
    for _number in range(3):
        organisation = make_organisation(make_programme())
        assert compiled(make_contact(organisation)) == [organisation]
    assert len(compiled._compiled) == 1


# --- In the programmes in view ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("model", [Enrolment, Organisation, Application], ids=lambda model: model.__name__)
def test_in_some_programmes_one_administers_what_is_in_them_and_is_ones_own(model):
    """Also where somebody has more rights in one programme than in another, and of rows that belong to both."""
    first, second, foreign = (make_programme(name) for name in ("first", "second", "foreign"))
    for programmes in ([first], [second], [foreign], [first, second], [second, foreign]):
        organisation = make_organisation(*programmes)
        make_application(make_placement(organisation, *programmes))
        make_enrolment(programmes[0])
    person = make_member(first)
    second.memberships.create(user=person, role="evaluator")
    operator = make_user("Olga", is_superuser=True)
    for who in (person, make_member(second), operator):
        for view in ([first], [second], [first, second], [first, second, foreign], []):
            found = model.objects.administered_in(view, who)
            expected = model.objects.administered_by(who).in_programmes(view)
            assert set(found) == set(expected), view
    assert set(model.objects.administered_in([first, second], person)) != set()


def test_of_all_programmes_that_a_role_reaches_it_is_asked_once():
    """Two conditions that say the same let PostgreSQL expect few rows."""
    programme, other = make_programme("own"), make_programme("other")
    coordinator = make_member(programme)
    asked = str(Enrolment.objects.administered_in([programme, other], coordinator).order_by().query)
    assert asked.count('"programme_id" IN') == 1
