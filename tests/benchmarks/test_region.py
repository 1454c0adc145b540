"""What the region generator writes is what the portal itself could have written, the same rows each time."""

from typing import Any

import pytest
from django.db import connection, models
from django.test import Client
from django.urls import reverse

from evaluation.models import MonthCount, ParticipantFact, ParticipantRecord
from evaluation.services.facts import check_facts
from events.models import Event
from matching.models import Application, Placement, Talent
from matching.services.search import index_placement
from portal.core.regions.matching import match_places
from portal.core.regions.tree import is_region
from portal.users.models import User
from programmes.models import Enrolment, Organisation, Programme
from tests import database
from tests.benchmarks.conftest import made
from tests.benchmarks.region import load
from tests.benchmarks.region.history import histories
from tests.benchmarks.region.programmes import BIG, COORDINATOR, EVALUATOR, OPERATOR
from tests.benchmarks.region.sizes import CONTACTS_FROM, PEOPLE_FROM, Sizes
from tests.sessions import sign_in

SIZES = Sizes(0.001)
GRADUATE, CONTACT = PEOPLE_FROM + 1, CONTACTS_FROM + 1
DERIVED = {MonthCount, ParticipantFact}
"""Nobody writes these but the database, so no form's rules are about them."""
EXEMPT = {
    "events.Equipment": "a few of each organisation that lends, on its own page and that of an event",
    "events.Equipment_programmes": "a few programmes for each device",
    "events.Reservation": "a few for each device, read with it or with one event",
    "events.ReservationStep": "a few lines, read on the page of one reservation",
    "events.Admission": "one or two for each event, read with it",
    "events.Attendance": "one for each date and registration, read with the date or the person, by an index",
    "events.Certificate": "one of a registration, read with it, by an index, or by its number",
    "events.Event_partners": "a few of each event, read on its page in the administration",
    "events.Scan": "one for each ticket at a door, deleted after a month, read with the date",
    "events.SignedList": "one or two of each date, read with it",
    "events.Session": "one for each event, written by the database with it; few have more",
    "events.Room": "a few of each programme, read with an event",
    "events.EventTrainer": "one or two of each event, read with it",
    "programmes.SchoolHoliday": "a few for each region and year, read with what is planned",
    "events.ClassOffer": "at most one for each event, read with it",
    "events.ClassBooking": "a few of each school, read by its own people and with the event, by an index",
    "events.ClassConsent": "at most as many for each class as it has pupils, read with it",
    "events.Registration": "some hundred of an event at most, read by its own people and with it, by an index",
    "events.MatchmakingDay": "one for each matchmaking day, read with its event",
    "events.Table": "some forty of a matchmaking day, read with it",
    "events.DayProfile": "one for each registration for a matchmaking day, read with it",
    "events.Wish": "eight for each who wishes, deleted soon after the day",
    "events.MeetingPlan": "two for each matchmaking day at most",
    "events.Encounter": "some hundred of a matchmaking day, read with its plan, by an index",
    "events.EventReview": "a few lines, read on the page of one event",
    "account.EmailConfirmation": "addresses are confirmed already",
    "admin.LogEntry": "the portal keeps its own history",
    "auth.Group": "rights follow from memberships",
    "auth.Group_permissions": "rights follow from memberships",
    "auth.Permission": "made by every migrate",
    "core.Change": "swept each hour; whoever has kept nothing yet reads everything",
    "contenttypes.ContentType": "made by every migrate",
    "evaluation.FactCheck": "made by the check of each night",
    "evaluation.Framework": "made by every migrate",
    "evaluation.Indicator": "made by every migrate",
    "evaluation.Report": "made by what is measured",
    "matching.AnswerFigure": "reckoned every half hour, a row for each organisation, read with it",
    "matching.ArrivalAnswer": "one for each place that was taken, read with its application",
    "matching.ArrivalItem": "made by every migrate, a few for each region",
    "matching.ArrivalTick": "a few for each place that was taken, read by their own person alone",
    "matching.Bookmark": "at most two hundred of each person, read by themselves alone, by an index",
    "matching.FirstDay": "one for each place that was taken, read with its application",
    "matching.Interview": "read with its application; few are to come at a time",
    "matching.OfferOpening": "one for each offer, written as it opens; measured where searches are told",
    "matching.Recommendation": "made by what is measured",
    "matching.SavedSearch": "at most twenty of each person, read by themselves alone, by an index",
    "mfa.Authenticator": "who signs in for measuring gets one",
    "privacy.DataCopy": "made on demand, gone after days",
    "privacy.ErasureRequest": "made on demand; what is left of many is few",
    "privacy.GuardianConsent": "pupils: few, and on no list",
    "privacy.RetentionPeriod": "where the operator decides otherwise: a handful",
    "privacy.RetentionResult": "a line a day and rule",
    "privacy.RetentionRun": "a line a day",
    "privacy.UnusedAccount": "everybody has signed in this year",
    "programmes.Appointment": "read by what it belongs to; few are to come at a time",
    "programmes.BulkAct": "a line for each time somebody acts on many rows at once",
    "programmes.BulkAct_programmes": "a line for each time somebody acts on many rows at once",
    "programmes.CalendarFeed": "for whoever asks for one, found by its key",
    "programmes.Conversation": "read by its participants, and with its application",
    "programmes.ConversationParticipant": "two for each conversation, read with it",
    "programmes.Hours": "a few lines of each person, read with their own participation",
    "programmes.Questionnaire": "a few of each programme",
    "programmes.QuestionnaireVersion": "a few of each questionnaire",
    "programmes.Question": "some of each questionnaire, read with it",
    "programmes.Response": "read with what it is about",
    "programmes.Answer": "read with its response",
    "programmes.Message": "read with its conversation, a page at a time",
    "programmes.MessageFile": "read with its message",
    "programmes.MessageReport": "few, and closed by a coordinator",
    "programmes.MessageReport_programmes": "few, and closed by a coordinator",
    "programmes.Reminder": "a handful for each programme",
    "programmes.ReminderOccasion": "found every hour in the rows that fall due",
    "programmes.Export": "made on demand, gone after days",
    "programmes.ExportPortion": "made on demand, gone after days",
    "programmes.Import": "made on demand; rows are forgotten after days",
    "programmes.ImportRow": "made on demand; rows are forgotten after days",
    "programmes.Import_programmes": "made on demand; rows are forgotten after days",
    "sessions.Session": "who signs in for measuring gets one",
    "socialaccount.SocialAccount": "nobody comes through a university",
    "socialaccount.SocialApp": "nobody comes through a university",
    "socialaccount.SocialToken": "nobody comes through a university",
    "users.User_groups": "rights follow from memberships",
    "users.User_user_permissions": "rights follow from memberships",
}
"""Models without rows in a region, and why. Any other is filled by a step, or the region says nothing about it."""


def filled_models() -> list[type[models.Model]]:
    return sorted(load.filled(), key=lambda model: model._meta.label)


def ask(question: str) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(question)
        return cursor.fetchone()[0]


def test_every_model_is_filled_or_exempt_with_a_reason():
    known = {model._meta.label for model in load.filled()}
    assert {model._meta.label for model in load.models()} - known == EXEMPT.keys()


@pytest.mark.django_db
def test_every_table_that_a_step_fills_has_rows(region):
    few = {model for model in histories() if model.pgh_tracked_model._meta.label in EXEMPT}
    empty = [
        model._meta.label
        for model in filled_models()
        if not model._base_manager.exists() and model not in few
    ]
    assert empty == []


@pytest.mark.django_db
def test_sizes_are_those_that_were_asked_for(region):
    assert Placement.objects.open().count() == 20
    assert Talent.objects.count() == 100
    assert Enrolment.objects.count() == 1015
    assert ParticipantRecord.objects.count() == 1000
    assert Application.objects.count() > 150


@pytest.mark.django_db
def test_no_row_refers_to_one_that_is_not_there(region):
    orphans = []
    for model in load.models():
        for field in model._meta.concrete_fields:
            if not (field.is_relation and field.db_constraint):
                continue
            there = field.related_model._meta
            lost = (
                f'SELECT count(*) FROM "{model._meta.db_table}" a WHERE a."{field.column}" IS NOT NULL AND NOT EXISTS'
                f' (SELECT FROM "{there.db_table}" b WHERE b."{there.pk.column}" = a."{field.column}")'
            )
            if ask(lost):
                orphans.append(f"{model._meta.label}.{field.name}")
    assert orphans == []


@pytest.mark.django_db
def test_rows_are_valid_by_the_rules_of_their_models(region):
    for model in filled_models():
        if model in {*histories(), *DERIVED}:
            continue
        for row in model._base_manager.order_by("pk")[:: max(1, model._base_manager.count() // 12)]:
            row.full_clean()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("key", "model"),
    [
        *((OPERATOR, model) for model in (Enrolment, Placement, Application, Organisation, Event, Talent)),
        *((COORDINATOR, model) for model in (Enrolment, Placement, Organisation, Event, Talent)),
        *((EVALUATOR, model) for model in (ParticipantRecord, Programme)),
        *((CONTACT, model) for model in (Organisation, Placement)),
        *((GRADUATE, model) for model in (Application, Enrolment, Talent, Placement)),
    ],
)
def test_those_whom_everybody_knows_find_rows(region, key, model):
    assert model.objects.visible_to(User.objects.get(pk=key)).exists()


@pytest.mark.django_db
def test_the_biggest_programme_has_half_of_all_participants(region):
    family = Programme.objects.filter(models.Q(slug=BIG) | models.Q(parent__slug=BIG))
    assert 430 < Enrolment.objects.filter(programme__in=family).count() < 630


@pytest.mark.django_db
def test_search_finds_what_the_portal_would_have_indexed(region):
    for placement in Placement.objects.order_by("pk")[:6]:
        before = Placement.objects.filter(pk=placement.pk).values_list("search", "search_name").get()
        index_placement(placement=placement)
        assert Placement.objects.filter(pk=placement.pk).values_list("search", "search_name").get() == before


@pytest.mark.django_db
def test_places_are_those_of_the_list(region):
    for model, city in ((Placement, "city"), (Organisation, "city"), (Programme, "place")):
        assert all(map(is_region, model.objects.values_list("region", flat=True).distinct()))
        assert match_places(model, city=city, keeps_wider=model is Programme) == 0
    wanted = {code for codes in Talent.objects.values_list("regions", flat=True) for code in codes}
    assert len(wanted) > 20
    assert all(map(is_region, wanted))


@pytest.mark.django_db
def test_every_row_of_a_tracked_model_has_its_history(region):
    for history in histories():
        tracked = history.pgh_tracked_model
        assert ask(
            f"SELECT count(DISTINCT pgh_obj_id) FROM {history._meta.db_table} WHERE pgh_label = 'insert'"
        ) == ask(f"SELECT count(*) FROM {tracked._meta.db_table}"), tracked


@pytest.mark.django_db
def test_new_rows_get_keys_of_their_own(region):
    Enrolment.objects.create(person_id=OPERATOR, programme=Programme.objects.get(slug=BIG))


@pytest.mark.django_db
def test_pages_of_the_region_are_shown(region, client: Client):
    for name in ("home", "matching:offer_list", "events:list", "programmes:list"):
        assert client.get(reverse(name)).status_code == 200
    sign_in(client, User.objects.get(pk=GRADUATE))
    assert client.get(reverse("programmes:me")).status_code == 200


@pytest.mark.django_db
def test_facts_are_what_the_nightly_check_wants_them_to_be(region):
    assert check_facts() == 0


def test_two_runs_on_the_same_day_give_the_same_rows(region, django_db_blocker):
    with django_db_blocker.unblock():
        first, name = _digest(), connection.settings_dict["NAME"]
        for _once in made(f"{name}_again", SIZES):
            assert _digest() == first
        database.point_connection_at(name)


def _digest() -> dict[str, str]:
    """One value a table, of all rows whatever their order; keys of history are in the order of writing alone."""
    tables = {model._meta.db_table: "to_jsonb(t) - 'pgh_id'" for model in load.filled()}
    return {
        table: ask(f'SELECT md5(string_agg(({row})::text, chr(10) ORDER BY ({row})::text)) FROM "{table}" t')
        for table, row in tables.items()
    }
