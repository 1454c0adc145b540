from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from events.models import Event
from matching.models import Placement, PlacementSkill, Skill
from portal.core.changes import tracking
from portal.core.models import Change
from programmes.models import Activity, Programme
from tests.factories import make_organisation, make_placement, make_programme, make_skill

pytestmark = pytest.mark.django_db


@pytest.fixture
def noted():
    """Which changes were noted since the last time somebody asked."""

    def since() -> set[tuple[str, int | None, int | None]]:
        rows = set(Change.objects.values_list("kind", "row", "programme"))
        Change.objects.all().delete()
        return rows

    return since


def test_row_that_comes_changes_and_goes_is_noted_each_time(noted):
    row = Skill.objects.create(key="welding")
    assert noted() == {("matching.skill", row.pk, None)}

    row.key = "soldering"
    row.save()
    assert noted() == {("matching.skill", row.pk, None)}

    key = row.pk
    row.delete()
    assert noted() == {("matching.skill", key, None)}


def test_save_that_changes_nothing_is_no_change(noted):
    row = Skill.objects.create(key="welding")
    noted()

    row.save()

    assert noted() == set()


def test_column_that_does_not_count_is_no_change(noted):
    row = make_placement(make_organisation(make_programme()))
    noted()

    Placement.objects.filter(pk=row.pk).update(still_open_asked_at="2026-01-01T00:00Z")

    assert noted() == set()


def test_part_of_a_row_is_a_change_of_the_row(noted):
    row, asked = make_placement(make_organisation()), make_skill("Welding")
    noted()

    PlacementSkill.objects.create(placement=row, skill=asked)

    assert noted() == {("matching.placement", row.pk, None)}


def test_part_of_a_part_is_a_change_of_the_whole(noted):
    shown = make_programme()
    package = shown.work_packages.create(number=1, title="Plan")
    noted()

    Activity.objects.create(work_package=package, title="Meet")

    assert noted() == {("programmes.programme", shown.pk, shown.pk)}


def test_row_that_moves_to_another_programme_concerns_both(noted):
    before, after = make_programme(), make_programme()
    row = Event.objects.create(
        programme=before, title="Tour", starts_at=timezone.now(), ends_at=timezone.now() + timedelta(hours=1)
    )
    noted()

    row.programme = after
    row.save()

    assert noted() == {("events.event", row.pk, before.pk), ("events.event", row.pk, after.pk)}


def test_statement_by_hand_is_noted(noted):
    shown = make_placement(make_organisation(make_programme())).postings.get()
    noted()

    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM matching_posting WHERE id = %s", [shown.pk])

    assert noted() == {("matching.placement", shown.placement_id, shown.programme_id)}


def test_emptied_table_is_a_change_of_everything_of_its_kind(noted):
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE matching_skilllabel")

    assert noted() == {("matching.skill", None, None)}


def test_large_change_is_one_row_and_one_statement(noted):
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO matching_skill (key, type, created_at, updated_at) "
            "SELECT 'skill-' || n, 'skill', now(), now() FROM generate_series(1, 20000) n"
        )
    assert noted() == {("matching.skill", None, None)}

    Skill.objects.update(type="knowledge")
    assert noted() == {("matching.skill", None, None)}

    some = Skill.objects.order_by("pk").values("pk")[: tracking.MOST_ROWS]
    Skill.objects.filter(pk__in=some).update(type="skill")
    assert len(noted()) == tracking.MOST_ROWS


def test_programme_is_noted_with_its_own_key(noted):
    row = make_programme()
    noted()

    Programme.objects.filter(pk=row.pk).update(place="Hof")

    assert noted() == {("programmes.programme", row.pk, row.pk)}


def test_row_that_belongs_to_several_programmes_is_noted_with_each(noted):
    one, other = make_programme("one"), make_programme("other")
    placement = make_placement(make_organisation(one))
    placement.postings.create(programme=other)
    noted()

    Placement.objects.filter(pk=placement.pk).update(seats=4)
    assert noted() == {("matching.placement", placement.pk, each.pk) for each in (one, other)}

    PlacementSkill.objects.create(placement=placement, skill=make_skill("welding"), level=2)
    assert noted() >= {("matching.placement", placement.pk, each.pk) for each in (one, other)}

    placement.postings.all().delete()
    noted()
    Placement.objects.filter(pk=placement.pk).update(seats=5)
    assert noted() == {("matching.placement", placement.pk, None)}
