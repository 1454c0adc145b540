"""What saved searches add to shared pages: who may open what messages lead to, and what becomes of two people's."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy

from matching.models import SavedSearch
from matching.querysets.kept import SavedSearchQuerySet
from matching.services.saved_searches import join_searches
from portal.notifications.extensions import destinations, reader_by_reader
from portal.privacy.extensions import RetentionRule, retention_rules
from portal.users.extensions import mergers
from portal.users.models import User
from programmes.access import may
from programmes.scoping import whoever_reaches


def _kept_by(reader: User) -> SavedSearchQuerySet:
    return SavedSearch.objects.visible_to(reader).kept()


destinations.add("matching:search_offers", whoever_reaches(_kept_by))
destinations.add(
    "matching:my_searches",
    reader_by_reader(lambda reader, keys: keys if may(reader, "view", SavedSearch) else ()),
)
mergers.add("matching.savedsearch.person", join_searches)


def _searches_of_people_who_stay_away(before: datetime) -> QuerySet[Any]:
    return SavedSearch.objects.filter(updated_at__lt=before).exclude(person__last_login__gte=before)


retention_rules.add(
    "searches",
    RetentionRule(
        title=gettext_lazy("Saved searches of people who don’t sign in any more"),
        why=gettext_lazy("Who never comes to look at an offer no longer looks for one."),
        days=366,
        least=183,
        rows=_searches_of_people_who_stay_away,
    ),
)
