"""What people keep of offers: once each, their own alone, and brought back within a day."""

from datetime import timedelta

import pytest
from django.utils import timezone

from matching.constants import MOST_BOOKMARKS
from matching.models import Bookmark
from matching.services.bookmarks import (
    TooManyBookmarks,
    bookmark_offer,
    delete_removed_bookmarks,
    join_bookmarks,
    remove_bookmark,
)
from portal.core.errors import NotAllowed
from tests.factories import i18n, make_placement, make_pupil, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def amira():
    return make_user("Amira")


def keep(person, placement):
    return bookmark_offer(person=person, placement=placement, by=person)


def close(placement):
    type(placement).objects.filter(pk=placement.pk).update(state="filled")


def test_an_offer_is_kept_once_however_often_it_is_bookmarked(amira, placement):
    first = keep(amira, placement)
    assert keep(amira, placement) == first
    assert Bookmark.objects.count() == 1


def test_it_is_removed_once_and_comes_back_to_where_it_was(amira, placement):
    bookmark = keep(amira, placement)
    for _time in range(2):
        remove_bookmark(bookmark=bookmark, by=amira)
    assert not Bookmark.objects.kept().exists()
    close(placement)
    assert keep(amira, placement).created_at == bookmark.created_at
    assert Bookmark.objects.kept().get() == bookmark


def test_what_nobody_brings_back_within_a_day_is_deleted(amira, placement):
    bookmark = keep(amira, placement)
    remove_bookmark(bookmark=bookmark, by=amira)
    assert delete_removed_bookmarks() == 0
    Bookmark.objects.update(removed_at=timezone.now() - timedelta(days=1, minutes=1))
    assert (delete_removed_bookmarks(), Bookmark.objects.count()) == (1, 0)


def test_nobody_bookmarks_what_they_may_not_see_or_for_somebody_else(amira, organisation, placement):
    mallory = make_user("Mallory")
    with pytest.raises(NotAllowed):
        bookmark_offer(person=amira, placement=placement, by=mallory)
    with pytest.raises(NotAllowed):
        keep(amira, make_placement(organisation, state="draft"))
    with pytest.raises(NotAllowed):
        remove_bookmark(bookmark=keep(amira, placement), by=mallory)
    assert not Bookmark.objects.visible_to(mallory).exists()


def test_pupils_keep_what_is_meant_for_them_and_nothing_before_a_guardian_agrees(organisation, placement):
    visit = make_placement(organisation, kind="visit")
    pupil = make_pupil(has_consent=True)
    assert keep(pupil, visit).placement == visit
    for person, offer in ((pupil, placement), (make_pupil(has_consent=False), visit)):
        with pytest.raises(NotAllowed):
            keep(person, offer)


def test_more_than_a_person_may_keep_are_refused(amira, organisation, placement):
    others = [make_placement(organisation, title=i18n("Clerk")) for _number in range(2)]
    removed = keep(amira, others[0])
    remove_bookmark(bookmark=removed, by=amira)
    copies = [placement.__class__(**_values(placement)) for _number in range(MOST_BOOKMARKS)]
    rows = placement.__class__.objects.bulk_create(copies)
    Bookmark.objects.bulk_create(Bookmark(person=amira, placement=row) for row in rows)
    for offer in others:
        with pytest.raises(TooManyBookmarks):
            keep(amira, offer)


def _values(placement):
    names = ("organisation", "kind", "title", "description", "country", "state", "expires_at", "published_at")
    return {name: getattr(placement, name) for name in names}


def test_two_people_who_are_one_keep_the_offers_of_both_each_once(amira, organisation, placement):
    other, clerk = make_user("Amira B"), make_placement(organisation, title=i18n("Clerk"))
    keep(amira, placement)
    for offer in (placement, clerk):
        keep(other, offer)
    join_bookmarks(gone=other, kept=amira)
    assert sorted(Bookmark.objects.values_list("person", "placement")) == [
        (amira.pk, placement.pk),
        (amira.pk, clerk.pk),
    ]
