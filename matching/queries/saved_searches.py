"""What saved searches find: for their owner's pages and feeds, and for whoever is told."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.db.models import Max

from matching.models import OfferOpening, SavedSearch, Talent
from matching.queries.open_offers import OpenOffers, open_offers
from matching.queries.profiles import has_content, profile_of
from matching.queries.searches import OfferSearch, said_in
from portal.privacy.models import GuardianConsent
from portal.users.models import User
from portal.users.querysets import UserQuerySet
from programmes.access import access_of


def search_of(query: str, reader: User) -> OfferSearch:
    """What the list would show this person for it."""
    return next(iter(searches_of([query], reader)))


def searches_of(queries: Sequence[str], reader: User) -> list[OfferSearch]:
    """The same of many: their words are asked for in one go."""
    talent = profile_of(reader)
    return read_searches(
        queries,
        offers=open_offers(reader),
        talent=talent if has_content(talent) else None,
        is_pupil=access_of(reader).is_pupil,
    )


def read_searches(
    queries: Iterable[str], *, offers: OpenOffers, talent: Talent | None, is_pupil: bool
) -> list[OfferSearch]:
    searches = [
        OfferSearch(said_in(query), offers=offers, talent=talent, is_pupil=is_pupil) for query in queries
    ]
    offers.answer_ahead(search.words for search in searches if search.words)
    return searches


def last_opening() -> int:
    """The highest number that an opening has; 0 before the first."""
    numbers = OfferOpening.objects.order_by("-number").values_list("number", flat=True)
    return numbers.first() or 0


def next_opening() -> int:
    """Higher than all that any search has looked at: the last opening may be gone with its offer."""
    seen = SavedSearch.objects.aggregate(last=Max("seen", default=0))["last"]
    return max(last_opening(), seen) + 1


# --- Who is told ---


def people_to_tell() -> UserQuerySet:
    """Whose data may be used at present (Article 18 GDPR); no pupil for whom a guardian has not agreed."""
    waiting = GuardianConsent.objects.missing().filter(pupil__isnull=False)
    return User.objects.active().unrestricted().exclude(pk__in=waiting.values("pupil"))


def pupils_among(people: Iterable[int]) -> set[int]:
    """Who of them is told of what is meant for pupils alone."""
    asked = GuardianConsent.objects.of_minors().filter(pupil__in=list(people))
    return set(asked.values_list("pupil", flat=True))


def search_at(token_hash: str) -> SavedSearch | None:
    """The search whose feed is at this address, as long as its owner may be told of offers."""
    rows = SavedSearch.objects.kept().filter(token_hash=token_hash, person__in=people_to_tell())
    return rows.select_related("person").first()


def programme_names(offers: OpenOffers) -> dict[str, str]:
    """What programmes are called, by their slugs."""
    return {slug: shown.acronym for slug, shown in offers.programmes.items()}
