"""The index of open offers follows whatever changes, whoever changes it; what did not happen leaves no trace."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from matching.models import Placement, PlacementLanguage, Posting
from matching.queries import open_offers as queries_open_offers
from matching.queries.open_offers import now, open_offers, spans
from matching.scoring.offer_wishes import Wanted
from matching.services.placements.listing import close_placement, pause_placement
from matching.services.placements.writing import update_placement
from programmes.models import Programme
from tests.factories import make_contact, make_organisation, make_placement, make_programme
from tests.matching.offers import make_offer

KEYS = re.compile(r"ANY\('{([\d,]+)}'")

pytestmark = pytest.mark.django_db


@pytest.fixture
def organisation(programme):
    return make_organisation(programme)


def listed(**wanted) -> set[int]:
    index = open_offers(AnonymousUser()).index
    return set(
        index.asking(Wanted(**wanted), language="de", now=now(), spans=spans()).ordered(index.newest).tolist()
    )


def long_way() -> set[int]:
    return set(Placement.objects.open().values_list("pk", flat=True))


def test_what_a_service_changes_is_seen_at_once(organisation):
    kept, paused, closed = (make_placement(organisation) for _ in range(3))
    by = make_contact(organisation)
    assert listed() == {kept.pk, paused.pk, closed.pk}
    pause_placement(placement=paused, by=by)
    assert listed() == {kept.pk, closed.pk} == long_way()
    close_placement(placement=closed, by=by)
    assert listed() == {kept.pk} == long_way()
    update_placement(placement=kept, by=by, fields={"expires_at": timezone.now() + timedelta(days=5)})
    assert listed() == {kept.pk} == long_way()
    update_placement(placement=kept, by=by, languages={"de": 5})
    assert listed() == set() == long_way()


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE matching_placement SET state = 'draft'",
        "UPDATE matching_placement SET expires_at = now() - interval '1 day'",
        "UPDATE matching_posting SET state = 'waiting'",
        "DELETE FROM matching_posting",
        "UPDATE programmes_programme SET status = 'draft'",
        "UPDATE programmes_programme SET modules = '{}'",
    ],
)
def test_what_sql_takes_away_is_gone_at_once(organisation, change):
    make_placement(organisation)
    assert len(listed()) == 1
    with connection.cursor() as cursor:
        cursor.execute(change)
    assert listed() == set() == long_way()


def test_an_emptied_table_leaves_nothing(organisation):
    make_placement(organisation)
    assert len(listed()) == 1
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("TRUNCATE matching_placement CASCADE")
    assert listed() == set() == long_way()


def test_what_sql_changes_of_an_offer_is_seen_at_once(organisation):
    placement = make_placement(organisation, kind="job", degree=6, city="Suhl")
    PlacementLanguage.objects.create(placement=placement, language="de", level=5)
    assert listed(kind=["job"], place=["suhl"]) == {placement.pk}
    assert listed(kind=["thesis"]) == listed(degree=3) == listed(level=3) == set()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE matching_placement SET kind = 'thesis', degree = 3, city = 'Jena'")
        cursor.execute("UPDATE matching_placementlanguage SET level = 2")
    assert listed(kind=["thesis"], degree=3, level=3, place=["jena"]) == {placement.pk}


def test_a_subprogramme_s_offers_move_with_it(programme):
    other, below = make_programme("other"), make_programme("town", parent=programme)
    placement = make_placement(make_organisation(below))
    assert listed(programme=programme.pk) == {placement.pk}
    Programme.objects.filter(pk=below.pk).update(parent=other)
    assert (listed(programme=programme.pk), listed(programme=other.pk)) == (set(), {placement.pk})


def test_a_programme_s_other_name_reads_no_offer_anew(organisation, programme, django_assert_num_queries):
    make_placement(organisation)
    open_offers(AnonymousUser())
    Programme.objects.filter(pk=programme.pk).update(acronym="NEW")
    with django_assert_num_queries(2):  # what has changed, and the programmes
        assert open_offers(AnonymousUser()).programmes["north"].acronym == "NEW"


def test_a_change_of_some_offers_reads_those_alone(organisation):
    paused, hidden, kept = (make_placement(organisation) for _ in range(3))
    open_offers(AnonymousUser())
    Placement.objects.filter(pk=paused.pk).update(state="paused")
    Posting.objects.filter(placement=hidden).delete()
    new = make_placement(organisation)
    with CaptureQueriesContext(connection) as queries:
        assert listed() == {kept.pk, new.pk}
    _question, *reads = (each["sql"] for each in queries.captured_queries)
    asked = [{int(key) for key in re.findall(r"\d+", keys)} for sql in reads for keys in KEYS.findall(sql)]
    assert asked == [{paused.pk, hidden.pk, new.pk}] * 3
    assert listed() == long_way()


def test_an_offer_ends_when_its_time_is_over_without_any_change(organisation, monkeypatch):
    placement = make_placement(organisation, expires_at=timezone.now() + timedelta(hours=1))
    assert listed() == {placement.pk}
    later = timezone.now() + timedelta(hours=1, seconds=1)
    monkeypatch.setattr(timezone, "now", lambda: later)
    assert listed() == set() == long_way()


@pytest.mark.django_db(transaction=True)
def test_what_is_rolled_back_leaves_no_trace(programme):
    kept = make_placement(make_organisation(programme))
    assert listed() == {kept.pk}
    with pytest.raises(RuntimeError), transaction.atomic():
        Placement.objects.filter(pk=kept.pk).update(state="paused")
        made = make_placement(kept.organisation)
        assert listed() == {made.pk} == long_way()
        raise RuntimeError
    assert listed() == {kept.pk} == long_way()


def test_an_answer_is_handed_back_though_another_thread_forgets_it(programme):
    make_offer(make_organisation(programme), "Welding")

    class Forgetful(dict):
        def update(self, *_found):
            pass

    found = replace(open_offers(AnonymousUser()), _words=Forgetful())
    assert (found.answer("welding").closeness >= 0).tolist() == [True]


def test_answers_to_many_terms_are_remembered_up_to_so_many_columns(programme, monkeypatch):
    make_offer(make_organisation(programme), "Welding")
    found = replace(open_offers(AnonymousUser()), _words={})
    monkeypatch.setattr(queries_open_offers, "MOST_COLUMNS", 5)
    for words in ("welding submarine", "nurse clerk", "welding ship"):
        found.answer(words)
    assert list(found._words) == ["welding ship"]
