"""Words are asked of the database, which answers with ids; what is named so stands before what only speaks of it."""

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from matching.models import OfferWords, Placement, PlacementSkill
from matching.queries import offer_words
from matching.queries.offer_words import ABOUT, NAMED, Asked, close_to_words
from matching.services.search import index_placement
from portal.core.changes.looks import forget
from portal.core.words.query import query
from tests.factories import i18n, make_organisation, make_skill
from tests.matching.offers import listed, make_offer, offers

pytestmark = pytest.mark.django_db


@pytest.fixture
def organisation(programme):
    return make_organisation(programme, name="Haselgrund Sensorik")


def test_what_is_named_so_comes_first_then_what_is_about_it_then_what_speaks_of_it(organisation):
    speaks = make_offer(organisation, "Something", description=i18n("You would work on origami."))
    named = make_offer(organisation, "Origami")
    about_it = make_offer(organisation, "Something else")
    PlacementSkill.objects.create(placement=about_it, skill=make_skill("origami"))
    index_placement(placement=about_it)
    found, about, names = (set(ids.tolist()) for ids in close_to_words([Asked(query("origami"))])[0])
    assert (found, about, names) == ({speaks.pk, about_it.pk, named.pk}, {about_it.pk, named.pk}, {named.pk})
    assert listed("q=origami") == ["Origami", "Something else", "Something"]


def test_among_what_is_as_close_the_newest_comes_first(organisation):
    for number in range(3):
        make_offer(organisation, f"Welding {number}")
    assert listed("q=welding") == ["Welding 2", "Welding 1", "Welding 0"]


def test_what_is_not_wanted_counts_wherever_it_stands(organisation):
    make_offer(organisation, "Welding", description=i18n("With glass."))
    make_offer(organisation, "Welding of steel")
    assert listed("q=welding+-glass") == ["Welding of steel"]


def test_who_turns_pages_with_the_same_words_asks_once_until_an_offer_changes(organisation):
    offer = make_offer(organisation, "Welding")
    assert listed("q=welding") == ["Welding"]
    with CaptureQueriesContext(connection) as queries:
        assert offers("q=welding&kind=job").ordered.tolist() == [offer.pk]
    assert [each for each in queries.captured_queries if "matching_offers_close" in each["sql"]] == []
    offer.title = i18n("Glazier")
    offer.save()
    index_placement(placement=offer)
    assert (listed("q=welding"), listed("q=glazier")) == ([], ["Glazier"])


def test_words_are_kept_of_what_is_published_however_it_came_to_be(organisation):
    offer = make_offer(organisation, "Welding")
    words = OfferWords.objects.filter(placement=offer)
    assert words.exists()
    Placement.objects.filter(pk=offer.pk).update(state="paused")
    assert not words.exists()
    Placement.objects.filter(pk=offer.pk).update(state="published")
    assert words.exists()
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM matching_posting WHERE placement_id = %s", [offer.pk])
        cursor.execute("DELETE FROM matching_placement WHERE id = %s", [offer.pk])
    assert not words.exists()


def test_no_vector_is_read_that_the_words_do_not_find():
    """The planner takes reading all vectors for cheap, which it is not: 700 ms of 20,000."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT proconfig FROM pg_proc WHERE proname = 'matching_offers_close'")
        assert cursor.fetchall() == [(["enable_seqscan=off"],)] * 2


def test_words_that_nobody_uses_find_nothing(organisation):
    make_offer(organisation, "Welding")
    assert [part.tolist() for part in close_to_words([Asked(query("unheard"))])[0]] == [[], [], []]
    assert close_to_words([]) == []


# --- What is remembered ---


QUESTIONS = [Asked(query("origami")), Asked(query("welding"), (ABOUT, NAMED)), Asked(query("glass"))]


def statements(questions=QUESTIONS) -> tuple[list[tuple[set[int], ...]], list[str]]:
    """What is close to the questions, and by which kinds of statements that was found out."""
    with CaptureQueriesContext(connection) as queries:
        close = close_to_words(questions)
    sql = [each["sql"] for each in queries.captured_queries]
    kinds = ["all" if "matching_offers_close" in each else "some" for each in sql if "matching_offer" in each]
    return [tuple(set(ids.tolist()) for ids in each) for each in close], kinds


def title(offer, text):
    Placement.objects.filter(pk=offer.pk).update(title=i18n(text))
    offer.refresh_from_db()
    index_placement(placement=offer)


CHANGES = {
    "seats": lambda offer: Placement.objects.filter(pk=offer.pk).update(seats=9),
    "another title": lambda offer: title(offer, "Glass"),
    "paused": lambda offer: Placement.objects.filter(pk=offer.pk).update(state="paused"),
    "a new one": lambda offer: make_offer(offer.organisation, "Welding and origami"),
    "gone": lambda offer: Placement.objects.filter(pk=offer.pk).delete(),
}


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_after_a_change_a_question_is_asked_of_what_has_changed_and_finds_what_asking_all_finds(
    organisation, change
):
    offer = make_offer(organisation, "Origami", description=i18n("Welding of glass."))
    make_offer(organisation, "Welding", description=i18n("Origami on Fridays."))
    statements()
    assert statements()[1] == []
    change(offer)
    found, kinds = statements()
    assert kinds == ["some"]
    assert statements() == (found, [])
    forget()
    assert statements() == (found, ["all"])


@pytest.mark.django_db(transaction=True)
def test_what_a_transaction_sees_alone_is_not_remembered(organisation):
    offer = make_offer(organisation, "Origami")
    assert statements([QUESTIONS[0]])[0] == [({offer.pk},) * 3]
    with transaction.atomic():
        title(offer, "Glass")
        assert statements()[0] == [(set(), set(), set()), (set(), set(), set()), ({offer.pk},) * 3]
        transaction.set_rollback(True)
    assert statements()[0] == [({offer.pk},) * 3, (set(), set(), set()), (set(), set(), set())]


@pytest.mark.django_db(transaction=True)
def test_so_much_is_remembered_and_after_so_many_changes_all_is_asked_again(organisation, monkeypatch):
    offer = make_offer(organisation, "Origami")
    statements()
    monkeypatch.setattr(offer_words, "MOST_BEHIND", 0)
    title(offer, "Glass")
    assert statements()[1] == ["all"]
    for name in ("MOST_QUESTIONS", "MOST_IDS"):
        with monkeypatch.context() as context:
            context.setattr(offer_words, name, 1)
            statements([Asked(query(name))])
        assert statements([Asked(query(name))])[1] == []
        assert statements()[1] == ["all"]
