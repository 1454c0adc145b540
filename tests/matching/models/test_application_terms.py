"""What the database keeps on an application is what its steps, its placement and its programmes say, whoever writes."""

from datetime import UTC, date, datetime, timedelta
from threading import Thread

import pgtrigger
import pytest
from django.db import connection, transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from matching.constants import ApplicationState
from matching.models import Application, ApplicationEvent, Placement, Posting
from matching.models.application_terms import KEPT
from programmes.models import Programme
from tests.factories import (
    make_application,
    make_organisation,
    make_placement,
    make_programme,
    make_talent,
)
from tests.matching.terms import terms_in_columns, terms_the_long_way

pytestmark = pytest.mark.django_db
ZONES = ["Europe/Berlin", "Atlantic/Azores", "Pacific/Auckland"]
STATES = [state.value for state in ApplicationState]
BEGINNING = datetime(2025, 9, 1, tzinfo=UTC)
MOMENTS = st.integers(0, 14 * 30 * 24 * 60).map(lambda minutes: BEGINNING + timedelta(minutes=minutes))
DAYS = st.one_of(st.none(), st.dates(date(2025, 9, 1), date(2026, 11, 1)))
CHANGES = st.lists(
    st.one_of(
        st.tuples(st.just("step"), st.integers(0, 5), st.sampled_from(STATES), MOMENTS, st.booleans()),
        st.tuples(st.just("step is moved"), st.integers(0, 5), MOMENTS),
        st.tuples(st.just("step is gone"), st.integers(0, 5)),
        st.tuples(st.just("state"), st.integers(0, 5), st.sampled_from(STATES)),
        st.tuples(st.just("placement"), st.integers(0, 2), MOMENTS, DAYS),
        st.tuples(st.just("moved"), st.integers(0, 5), st.integers(0, 2)),
        st.tuples(st.just("posted"), st.integers(0, 2), st.integers(0, 2)),
        st.tuples(st.just("not posted"), st.integers(0, 2), st.integers(0, 2)),
        st.tuples(st.just("zone"), st.integers(0, 2), st.sampled_from(ZONES)),
        st.tuples(st.just("by hand"), st.integers(0, 5), st.sampled_from(KEPT[:5]), MOMENTS),
        st.tuples(st.just("stale"), st.integers(0, 5)),
    ),
    max_size=14,
)


class World:
    """Two people have applied for each of three placements of one organisation, in three programmes."""

    def __init__(self):
        self.programmes = [make_programme(time_zone=zone) for zone in ZONES]
        organisation = make_organisation(*self.programmes)
        self.placements = [make_placement(organisation, programme) for programme in self.programmes]
        talents = [make_talent(), make_talent()]
        self.applications = [
            make_application(placement, talent) for placement in self.placements for talent in talents
        ]
        self.before = list(Application.objects.order_by("pk"))

    def change(self, kind, number, *values):
        getattr(self, kind.replace(" ", "_"))(number, *values)

    def application(self, number):
        return Application.objects.filter(pk=self.applications[number].pk)

    def steps(self, number):
        return ApplicationEvent.objects.filter(application=self.applications[number])

    def step(self, number, state, at, is_automatic):
        row = ApplicationEvent.objects.create(
            application=self.applications[number], state=state, is_automatic=is_automatic
        )
        with pgtrigger.ignore("matching.ApplicationEvent:only_added"):
            ApplicationEvent.objects.filter(pk=row.pk).update(at=at)

    def step_is_moved(self, number, at):
        with pgtrigger.ignore("matching.ApplicationEvent:only_added"):
            self.steps(number).update(at=at)

    def step_is_gone(self, number):
        self.steps(number).filter(pk__in=self.steps(number)[:1]).delete()

    def state(self, number, state):
        self.application(number).update(state=state)

    def placement(self, number, expires_at, starts_on):
        Placement.objects.filter(pk=self.placements[number].pk).update(
            expires_at=expires_at, starts_on=starts_on
        )

    def moved(self, number, to):
        talent = make_talent()  # the two of a placement must differ
        self.application(number).update(placement=self.placements[to], talent=talent)

    def posted(self, number, programme):
        Posting.objects.get_or_create(placement=self.placements[number], programme=self.programmes[programme])

    def not_posted(self, number, programme):
        Posting.objects.filter(
            placement=self.placements[number], programme=self.programmes[programme]
        ).delete()

    def zone(self, number, zone):
        Programme.objects.filter(pk=self.programmes[number].pk).update(time_zone=zone)

    def by_hand(self, number, column, at):
        self.application(number).update(**{column: at})

    def stale(self, number):
        """Somebody who has read the row long ago saves all of it."""
        self.before[number].save()


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(changes=CHANGES)
def test_after_any_changes_the_columns_say_what_the_long_way_says(changes):
    with transaction.atomic():
        world = World()
        for change in changes:
            world.change(*change)
        assert terms_in_columns() == terms_the_long_way()
        transaction.set_rollback(True)


def test_statements_by_hand_that_write_many_rows_are_heard_of():
    world = World()
    now = timezone.now()
    with connection.cursor() as cursor:
        for statement in (
            "INSERT INTO matching_applicationevent (application_id, state, at, message, is_automatic)"
            " SELECT id, 'viewed', now() - interval '3 days', '', false FROM matching_application",
            "INSERT INTO matching_applicationevent (application_id, state, at, message, is_automatic)"
            " SELECT id, 'declined', now() - interval '2 days', '', id % 2 = 0 FROM matching_application",
            "UPDATE matching_application SET state = 'accepted'",
            "UPDATE matching_placement SET starts_on = '2026-05-01', expires_at = expires_at + interval '9 days'",
            "UPDATE programmes_programme SET time_zone = 'Atlantic/Azores'",
            "UPDATE matching_application SET words_until = 'infinity', answered_at = now()",
            "DELETE FROM matching_applicationevent WHERE state = 'declined' AND NOT is_automatic",
            "DELETE FROM matching_posting WHERE id % 2 = 0",
        ):
            cursor.execute(statement)
            assert terms_in_columns() == terms_the_long_way(), statement
    assert max(row.last_step_at for row in Application.objects.all()) < now
    assert world.applications


def test_a_new_row_knows_its_terms_without_being_read_again():
    application = make_application(make_placement(make_organisation(make_programme())))
    assert terms_in_columns()[application.pk][3] is not None


def test_what_the_company_did_beyond_looking_is_its_answer_and_a_close_of_the_portal_is_not():
    application = make_application(make_placement(make_organisation(make_programme())))
    assert Application.objects.get().answered_at is None
    for state, is_automatic in (
        ("received", False),
        ("viewed", False),
        ("declined", True),
        ("withdrawn", False),
    ):
        ApplicationEvent.objects.create(application=application, state=state, is_automatic=is_automatic)
    assert Application.objects.get().answered_at is None
    first = ApplicationEvent.objects.create(application=application, state="interview")
    ApplicationEvent.objects.create(application=application, state="offered")
    assert Application.objects.get().answered_at == first.at


def test_no_history_is_kept_of_what_the_database_works_out():
    application = make_application(make_placement(make_organisation(make_programme())))
    number = application.history.count()
    ApplicationEvent.objects.create(application=application, state="viewed")
    Application.objects.update(last_step_at=None)
    assert application.history.count() == number


@pytest.mark.django_db(transaction=True)
def test_who_applies_while_the_placement_is_extended_has_its_new_days():
    placement = make_placement(make_organisation(make_programme()))
    talent = make_talent()

    def send():
        make_application(placement, talent)
        connection.close()

    with transaction.atomic():
        Placement.objects.update(expires_at=timezone.now() + timedelta(days=150))
        thread = Thread(target=send)
        thread.start()
        thread.join(0.3)
        assert thread.is_alive()
    thread.join()
    assert terms_in_columns() == terms_the_long_way()
