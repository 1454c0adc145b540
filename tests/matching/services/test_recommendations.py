"""Who is told of which offers, and that nobody is told twice."""

from datetime import datetime, timedelta
from threading import Thread
from zoneinfo import ZoneInfo

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from matching import tasks
from matching.models import Placement, PlacementSkill, Recommendation, Talent, TalentSkill
from matching.notices.placements import OffersFit
from matching.services import recommendations
from portal.notifications.models import Notification, Preference
from portal.privacy.services.erasures import request_erasure, take_back_erasure
from portal.users.models import User
from programmes.constants import ProgrammeStatus
from tests.factories import (
    make_application,
    make_organisation,
    make_placement,
    make_programme,
    make_pupil,
    make_skill,
    make_talent,
    make_user,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at", "jobs")]
BERLIN = ZoneInfo("Europe/Berlin")
NOW = SUNDAY_NIGHT = datetime(2027, 3, 7, 23, 0, tzinfo=BERLIN)
"""When both digests are near."""


@pytest.fixture
def cad():
    return make_skill("CAD")


@pytest.fixture
def offer(cad):
    organisation = make_organisation(make_programme())

    def offer(level: int = 2, **fields) -> Placement:
        fields = {"published_at": timezone.now(), "expires_at": SUNDAY_NIGHT + timedelta(days=60), **fields}
        placement = make_placement(organisation, fields=["07"], **fields)
        PlacementSkill.objects.create(placement=placement, skill=cad, level=level)
        return placement

    return offer


@pytest.fixture
def asking(cad):
    def asking(frequency: str = "weekly", **fields) -> Talent:
        talent = make_talent(**{"field": "07", **fields})
        TalentSkill.objects.create(talent=talent, skill=cad, level=2)
        Preference.objects.create(user=talent.user, kind=OffersFit.name, frequency=frequency)
        return talent

    return asking


def told(*talents: Talent) -> list[tuple[int, int]]:
    rows = Recommendation.objects.filter(told_at__isnull=False).order_by("talent", "placement")
    if talents:
        rows = rows.filter(talent__in=talents)
    return list(rows.values_list("talent", "placement"))


def test_whoever_asked_is_told_of_the_best_before_the_digest_leaves(offer, asking):
    for _ in range(4):
        offer(level=3)
    best, talent, nobody = offer(), asking(), make_talent(field="07")
    assert recommendations.tell_of_offers() == 1
    message = Notification.objects.get()
    assert (message.recipient, message.frequency) == (talent.user, "weekly")
    assert message.deliver_after == datetime(2027, 3, 8, 7, tzinfo=BERLIN)
    assert message.notice.title() == "5 new offers fit you"
    assert message.notice.offers[0]["placement"] == best.pk
    assert message.notice.paragraphs()[0] == f"“{best.title}”, {best.organisation.name}: 100 % fit"
    assert len(told(talent)) == 5
    assert told(nobody) == []


def test_nobody_is_told_twice_however_often_it_runs(offer, asking, at):
    placement, talent = offer(), asking()
    for _ in range(3):
        recommendations.tell_of_offers()
        tasks.tell_block(talent.pk, talent.pk)
    at(SUNDAY_NIGHT + timedelta(days=7))
    Placement.objects.update(changed_at=timezone.now())
    recommendations.tell_of_offers()
    assert Notification.objects.count() == 1
    assert told() == [(talent.pk, placement.pk)]


def test_next_week_tells_of_what_came_since_and_of_nothing_else(offer, asking, at):
    for _ in range(7):
        offer(published_at=SUNDAY_NIGHT - timedelta(hours=2))
    talent = asking()
    recommendations.tell_of_offers()
    at(SUNDAY_NIGHT + timedelta(days=3))
    new = offer()
    at(SUNDAY_NIGHT + timedelta(days=7))
    recommendations.tell_of_offers()
    assert [len(row.notice.offers) for row in Notification.objects.order_by("pk")] == [5, 1]
    assert (talent.pk, new.pk) in told()


def test_whoever_changes_the_profile_hears_of_all_that_fits_now(offer, asking, at):
    placement, talent = offer(level=4), asking(kinds=["thesis"])
    recommendations.tell_of_offers()
    assert told() == []
    at(SUNDAY_NIGHT + timedelta(days=7))
    Talent.objects.update(kinds=["job"], changed_at=timezone.now() - timedelta(days=1))
    recommendations.tell_of_offers()
    assert told() == [(talent.pk, placement.pk)]


@pytest.mark.parametrize(
    ("frequency", "moment", "is_told"),
    [
        ("weekly", SUNDAY_NIGHT, True),
        ("daily", SUNDAY_NIGHT, True),
        ("off", SUNDAY_NIGHT, False),
        ("weekly", SUNDAY_NIGHT - timedelta(days=1), False),
        ("daily", SUNDAY_NIGHT - timedelta(days=1), True),
        ("daily", SUNDAY_NIGHT - timedelta(hours=10), False),
        ("weekly", SUNDAY_NIGHT + timedelta(hours=7), True),
    ],
)
def test_digests_are_gathered_twelve_hours_before_they_leave(offer, asking, at, frequency, moment, is_told):
    offer(published_at=SUNDAY_NIGHT - timedelta(days=2))
    asking(frequency)
    at(moment)
    assert recommendations.tell_of_offers() == int(is_told)
    assert bool(told()) == is_told


def test_nobody_is_told_of_what_they_could_not_see_or_know_of(offer, asking):
    talent = asking(kinds=["job"])
    paused = offer(state="paused")
    over = offer(expires_at=SUNDAY_NIGHT)
    other_kind = offer(kind="thesis")
    applied = offer()
    make_application(applied, talent)
    elsewhere = make_placement(
        make_organisation(make_programme(status=ProgrammeStatus.ARCHIVED)),
        expires_at=SUNDAY_NIGHT + timedelta(days=9),
    )
    shown = offer()
    assert len({paused.pk, over.pk, other_kind.pk, elsewhere.pk}) == 4
    recommendations.tell_of_offers()
    assert told() == [(talent.pk, shown.pk)]


def test_what_fits_badly_is_left_to_the_list(offer, asking):
    talent = asking()
    offer(level=4)
    TalentSkill.objects.filter(talent=talent).update(level=1)
    recommendations.tell_of_offers()
    assert (told(), Notification.objects.count()) == ([], 0)


def test_nothing_is_told_to_somebody_who_has_asked_to_be_erased_until_they_take_it_back(offer, asking):
    """Article 18 GDPR: their data is kept and not used; what was published meanwhile is told afterwards."""
    talent = asking()
    request = request_erasure(person=talent.user, by=talent.user)
    placement = offer()
    assert recommendations.tell_of_offers() == 0
    tasks.tell_block(talent.pk, talent.pk)
    assert told() == []
    take_back_erasure(request=request, by=talent.user)
    recommendations.tell_of_offers()
    assert told() == [(talent.pk, placement.pk)]


def test_nothing_is_told_to_a_closed_account(offer, asking):
    offer()
    User.objects.filter(pk=asking().user_id).update(is_active=False)
    assert recommendations.tell_of_offers() == 0
    assert told() == []


def test_what_was_still_being_published_when_somebody_was_told_is_told_next_time(offer, asking, at):
    """Its transaction began before and ended after, so its day lies before, and nobody saw it."""
    talent, before = asking(), SUNDAY_NIGHT - timedelta(minutes=30)
    recommendations.tell_of_offers()
    late = offer(published_at=before)
    Placement.objects.update(changed_at=before)
    at(SUNDAY_NIGHT + timedelta(days=7))
    recommendations.tell_of_offers()
    assert told() == [(talent.pk, late.pk)]


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_one_block_tell_nobody_twice_and_wait_for_nobody(offer, asking):
    offer()
    talent, meanwhile = asking(), []

    def work() -> None:
        try:
            meanwhile.append(recommendations.tell_block(first_id=talent.pk, last_id=talent.pk))
        finally:
            connection.close()

    with transaction.atomic():
        assert recommendations.tell_block(first_id=talent.pk, last_id=talent.pk) == 1
        other = Thread(target=work)
        other.start()
        other.join()
    assert meanwhile == [0]
    assert Notification.objects.count() == 1


@pytest.mark.parametrize("has_consent", [True, False])
def test_a_pupil_is_told_only_with_a_guardians_consent(offer, asking, has_consent):
    offer(kind="visit")
    asking(user=make_pupil(has_consent=has_consent), kinds=["visit"])
    assert recommendations.tell_of_offers() == int(has_consent)
    assert bool(told()) == has_consent


def test_blocks_tell_what_one_process_tells(offer, asking, jobs, monkeypatch):
    for level in (1, 2, 3, 1, 2, 2, 1):
        offer(level=level)
    for number in range(7):
        TalentSkill.objects.filter(talent=asking()).update(level=1 + number % 4)
    recommendations.tell_of_offers()
    at_once, messages = told(), sorted(Notification.objects.values_list("dedupe_key", "payload__offers"))
    assert len(jobs) == 1
    Recommendation.objects.all().delete()
    Notification.objects.all().delete()
    Talent.objects.update(told_at=None)
    monkeypatch.setattr(recommendations, "BLOCK", 2)
    recommendations.tell_of_offers()
    assert len(jobs) == 1 + 4
    assert told() == at_once
    assert sorted(Notification.objects.values_list("dedupe_key", "payload__offers")) == messages


def test_a_block_that_breaks_off_leaves_all_of_it_to_the_next_run(offer, asking, monkeypatch):
    placement, talents = offer(), [asking() for _ in range(3)]

    def break_off(*args: object) -> None:
        raise SystemExit

    with monkeypatch.context() as broken:
        broken.setattr(recommendations, "_say", break_off)
        with pytest.raises(SystemExit):
            recommendations.tell_of_offers()
    assert told() == []
    recommendations.tell_of_offers()
    assert told() == [(talent.pk, placement.pk) for talent in talents]
    assert Notification.objects.count() == 3


def test_what_an_older_release_kept_is_deleted_and_tells_nobody(offer, asking):
    placement, talent = offer(), asking()
    Recommendation.objects.create(talent=talent, placement=placement, score=90)
    Recommendation.objects.create(talent=talent, placement=offer(level=4), score=20)
    recommendations.tell_of_offers()
    assert told() == [(talent.pk, placement.pk), (talent.pk, Placement.objects.latest("pk").pk)]
    assert Recommendation.objects.filter(told_at__isnull=True).count() == 0


def test_what_was_over_long_ago_is_forgotten(offer, asking, at):
    offer()
    asking()
    recommendations.tell_of_offers()
    at(SUNDAY_NIGHT + timedelta(days=60 + 89))
    recommendations.tell_of_offers()
    assert Recommendation.objects.count() == 1
    at(SUNDAY_NIGHT + timedelta(days=60 + 91))
    recommendations.tell_of_offers()
    assert Recommendation.objects.count() == 0


def test_many_are_told_in_as_many_queries_as_few(offer, asking):
    offer()
    recommendations.tell_block(first_id=1, last_id=1)  # now the process has read what is on offer
    counts = []
    for number in (2, 20):
        talents = [asking() for _ in range(number)]
        with CaptureQueriesContext(connection) as queries:
            recommendations.tell_block(first_id=talents[0].pk, last_id=talents[-1].pk)
        counts.append(len(queries))
    assert len(told()) == 22
    assert counts[0] == counts[1]


def test_an_id_of_nobody_does_nothing():
    make_user()
    tasks.tell_block(2**61, 2**62)
    assert told() == []
