"""What people keep of their searches for offers: save, change, mend, remove, bring back, delete."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from matching.constants import MOST_SEARCHES, SEARCH_KEPT, SearchFrequency
from matching.models import SavedSearch
from matching.queries.saved_searches import last_opening, search_of
from matching.queries.searches import without
from portal.core.errors import DomainError, NotAllowed
from portal.users.models import User
from programmes.access import may


class SearchIsSaved(DomainError):
    message = _("You have saved this search already. It is in your list.")


class NothingToLookFor(DomainError):
    message = _("There is no word in this search that could be looked for, so it would never find anything.")


class TooManySearches(DomainError):
    message = _("You have saved as many searches as can be kept. Remove one that you no longer need.")


@transaction.atomic
def save_search(*, person: User, query: str, name: str = "", frequency: str, by: User) -> SavedSearch:
    """Keep a search, as `OfferFilter.address` writes it. What it finds by now is no news.

    One that was removed a moment ago is brought back. Raises NotAllowed, SearchIsSaved, TooManySearches and
    NothingToLookFor.
    """
    if person.pk != by.pk or not may(by, "add", SavedSearch):
        raise NotAllowed
    User.objects.locked().get(pk=person.pk)  # two at once must not be one too many
    own = SavedSearch.objects.filter(person=person)
    if own.kept().filter(query=query).exists():
        raise SearchIsSaved
    if own.kept().count() >= MOST_SEARCHES:
        raise TooManySearches
    if search_of(query, person).is_wordless:
        raise NothingToLookFor
    search = own.filter(query=query).first() or SavedSearch(person=person, query=query)
    search.removed_at = None
    search.name, search.frequency = name, frequency
    search.take_new_address()
    _begin(search)
    search.save()
    return search


@transaction.atomic
def change_search(
    *, search: SavedSearch, by: User, name: str | None = None, frequency: str | None = None
) -> SavedSearch:
    """Call it otherwise, or be told at another time. What it has found while nobody wanted to be told is no news.

    Raises NotAllowed.
    """
    search = _own(search, by, "change")
    if name is not None:
        search.name = name
    if frequency is not None and frequency != search.frequency:
        if search.frequency == SearchFrequency.NEVER:
            _begin(search)
        search.frequency = SearchFrequency(frequency)
    search.save()
    return search


@transaction.atomic
def look_without_what_is_gone(*, search: SavedSearch, by: User) -> SavedSearch:
    """Look for the rest from now on: what that finds already is no news. Raises NotAllowed and SearchIsSaved."""
    search = _own(search, by, "change")
    if gone := search_of(search.query, by).gone:
        search.query = without(search.query, gone)
        others = SavedSearch.objects.filter(person=by, query=search.query)
        if others.kept().exists():
            raise SearchIsSaved
        others.delete()
        _begin(search)
        search.save()
    return search


@transaction.atomic
def renew_search_address(*, search: SavedSearch, by: User) -> SavedSearch:
    """Move the feed: whoever knows the old address finds nothing there any more. Raises NotAllowed."""
    search = _own(search, by, "change")
    search.take_new_address()
    search.save()
    return search


@transaction.atomic
def remove_search(*, search: SavedSearch, by: User) -> None:
    """Nobody is told of it any more, and its feed is gone. For a day it can be brought back. Raises NotAllowed."""
    search = _own(search, by, "delete")
    search.removed_at = timezone.now()
    search.save()


@transaction.atomic
def bring_back_search(*, search: SavedSearch, by: User) -> SavedSearch:
    """As it was before it was removed. Raises NotAllowed and TooManySearches."""
    search = _own(search, by, "change")
    if search.removed_at is not None:
        User.objects.locked().get(pk=search.person_id)
        if SavedSearch.objects.kept().filter(person=search.person_id).count() >= MOST_SEARCHES:
            raise TooManySearches
        search.removed_at = None
        search.save()
    return search


@transaction.atomic
def delete_removed_searches() -> int:
    """Those that were removed more than a day ago. Returns how many."""
    over = SavedSearch.objects.removed().filter(removed_at__lt=timezone.now() - SEARCH_KEPT)
    return over.delete()[0]


@transaction.atomic
def join_searches(*, gone: User, kept: User) -> None:
    """Two people who are one keep the searches of both, each once, and no more than one person may."""
    own = SavedSearch.objects.filter(person=kept)
    others = SavedSearch.objects.kept().filter(person=gone).exclude(query__in=own.values("query"))
    room = max(MOST_SEARCHES - own.kept().count(), 0)
    few = list(others.order_by("-created_at", "-pk").values_list("pk", flat=True)[:room])
    SavedSearch.objects.filter(pk__in=few).update(person=kept)
    SavedSearch.objects.filter(person=gone).delete()


def _own(search: SavedSearch, by: User, action: str) -> SavedSearch:
    if search.person_id != by.pk or not may(by, action, SavedSearch):
        raise NotAllowed
    return SavedSearch.objects.select_for_update().get(pk=search.pk)


def _begin(search: SavedSearch) -> None:
    """From now on: what is found is known. Of the last openings, which may be later than what was just read of the
    offers, it looks again."""
    search.seen = last_opening() - 1
    search.looked_at = timezone.now()
    search.known = search_of(search.query, search.person).newest.tolist()
