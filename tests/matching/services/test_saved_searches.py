"""What people keep of their searches: once each, their own alone, and brought back within a day."""

from datetime import timedelta
from threading import Barrier, Thread

import pytest
from django.db import connection
from django.utils import timezone

from matching.constants import MOST_SEARCHES
from matching.models import SavedSearch
from matching.services.saved_searches import (
    NothingToLookFor,
    SearchIsSaved,
    TooManySearches,
    bring_back_search,
    change_search,
    delete_removed_searches,
    join_searches,
    look_without_what_is_gone,
    remove_search,
    renew_search_address,
    save_search,
)
from portal.core.errors import NotAllowed
from tests.factories import make_pupil, make_user
from tests.matching.offers import make_offer

pytestmark = pytest.mark.django_db


@pytest.fixture
def amira():
    return make_user("Amira")


def save(person, query="q=welder", frequency="daily", **about):
    return save_search(person=person, query=query, frequency=frequency, by=person, **about)


def test_what_a_search_finds_when_it_is_saved_is_no_news(amira, organisation):
    welder = make_offer(organisation, "Welder")
    make_offer(organisation, "Clerk")
    assert save(amira).known == [welder.pk]


def test_the_same_search_is_kept_once_by_each_person(amira):
    save(amira)
    with pytest.raises(SearchIsSaved):
        save(amira, frequency="weekly", name="Another name")
    save(make_user("Mallory"))
    assert list(SavedSearch.objects.filter(person=amira).values_list("frequency", flat=True)) == ["daily"]


@pytest.mark.parametrize("query", ["q=...", "q=%3F%21&kind=job", "q=%F0%9F%94%A5"])
def test_a_search_without_a_word_is_not_kept_as_it_would_never_find_anything(amira, query):
    with pytest.raises(NothingToLookFor):
        save(amira, query)
    assert not SavedSearch.objects.exists()
    save(amira, "kind=job")
    save(amira, "q=C%2B%2B")


def test_more_searches_than_a_person_may_keep_are_refused(amira):
    for number in range(MOST_SEARCHES):
        save(amira, f"q={number}")
    with pytest.raises(TooManySearches):
        save(amira)
    first = SavedSearch.objects.filter(person=amira).last()
    remove_search(search=first, by=amira)
    save(amira)
    with pytest.raises(TooManySearches):
        bring_back_search(search=first, by=amira)


@pytest.mark.django_db(transaction=True)
def test_two_at_once_save_one_search(amira):
    at, answers = Barrier(2), []

    def save_it() -> None:
        try:
            at.wait()
            save(amira)
            answers.append("saved")
        except SearchIsSaved:
            answers.append("is saved")
        finally:
            connection.close()

    threads = [Thread(target=save_it) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers) == ["is saved", "saved"]


def test_nobody_else_touches_it(amira):
    search, mallory = save(amira), make_user("Mallory")
    acts = (remove_search, bring_back_search, renew_search_address, change_search, look_without_what_is_gone)
    for act in acts:
        with pytest.raises(NotAllowed):
            act(search=search, by=mallory)
    with pytest.raises(NotAllowed):
        save_search(person=amira, query="q=x", frequency="daily", by=mallory)
    with pytest.raises(NotAllowed):
        save(make_pupil(has_consent=False))
    assert not SavedSearch.objects.visible_to(mallory).exists()


def test_who_wants_to_be_told_again_is_told_from_then_on(amira, organisation):
    search = save(amira, frequency="never")
    missed = make_offer(organisation, "Welder")
    change_search(search=search, name="Nights", by=amira)
    assert SavedSearch.objects.get().known == []
    change_search(search=search, frequency="weekly", by=amira)
    row = SavedSearch.objects.get()
    assert (row.name, row.frequency, row.known) == ("Nights", "weekly", [missed.pk])


def test_a_search_is_mended_by_looking_without_what_is_gone_and_what_that_finds_is_no_news(
    amira, organisation
):
    search = save(amira, "programme=gone&kind=job", name="Nights")
    removed = save(amira, "kind=job")
    remove_search(search=removed, by=amira)
    welder = make_offer(organisation, "Welder")
    look_without_what_is_gone(search=search, by=amira)
    row = SavedSearch.objects.get()
    assert (row.pk, row.name, row.query, row.known) == (search.pk, "Nights", "kind=job", [welder.pk])


def test_a_search_of_which_nothing_is_gone_stays_and_one_that_is_there_already_is_not_kept_twice(amira):
    search, whole = save(amira, "programme=gone&kind=job"), save(amira, "kind=job")
    look_without_what_is_gone(search=whole, by=amira)
    with pytest.raises(SearchIsSaved):
        look_without_what_is_gone(search=search, by=amira)
    assert set(SavedSearch.objects.kept().values_list("query", flat=True)) == {
        "programme=gone&kind=job",
        "kind=job",
    }


def test_what_was_removed_comes_back_as_it_was_within_a_day(amira):
    search = save(amira, name="Nights")
    remove_search(search=search, by=amira)
    assert delete_removed_searches() == 0
    address = SavedSearch.objects.get().token_hash
    bring_back_search(search=search, by=amira)
    row = SavedSearch.objects.kept().get()
    assert (row.name, row.token_hash) == ("Nights", address)
    remove_search(search=search, by=amira)
    SavedSearch.objects.update(removed_at=timezone.now() - timedelta(days=1, minutes=1))
    assert (delete_removed_searches(), SavedSearch.objects.count()) == (1, 0)


def test_what_was_removed_can_be_saved_anew(amira):
    remove_search(search=save(amira, name="Nights"), by=amira)
    save(amira, frequency="weekly")
    row = SavedSearch.objects.get()
    assert (row.removed_at, row.name, row.frequency) == (None, "", "weekly")


def test_a_new_address_replaces_the_old_one(amira):
    search = save(amira)
    old = search.feed_path
    assert renew_search_address(search=search, by=amira).feed_path != old


def test_two_people_who_are_one_keep_the_searches_of_both_each_once(amira):
    other = make_user("Amira B")
    for person, queries in ((amira, ["q=a", "q=b"]), (other, ["q=b", "q=c"])):
        for query in queries:
            save(person, query)
    join_searches(gone=other, kept=amira)
    assert sorted(SavedSearch.objects.values_list("query", "person")) == [
        ("q=a", amira.pk),
        ("q=b", amira.pk),
        ("q=c", amira.pk),
    ]
