"""Finding participants in a list: by the words of their names and addresses, or by the pseudonym they are known by."""

from __future__ import annotations

import re
from typing import Any, ClassVar

from django.db.models import QuerySet
from django.http import HttpRequest

from portal.core.admin_lists import PortalAdmin

_BEGINNING = re.compile(r"P-[0-9A-Z]{2,10}|(?=[A-Z]*[0-9])[0-9A-Z]{8}")


def pseudonym_beginning(typed: str) -> str:
    """What a pseudonym begins with that somebody may mean, as "p-2a3" or without the "P-"; nothing in other texts."""
    text = "".join(typed.split()).upper()
    if not _BEGINNING.fullmatch(text):
        return ""
    return text if text.startswith("P-") else f"P-{text}"


class FindsPseudonyms(PortalAdmin):
    """Stands before the admin's base. `pseudonym_path` leads from a row to the pseudonym of whom it is about."""

    pseudonym_path: ClassVar[str]

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        found, may_repeat = super().get_search_results(request, queryset, search_term)
        if beginning := pseudonym_beginning(search_term):
            bare = queryset.order_by().select_related(None)
            named = bare.filter(**{f"{self.pseudonym_path}__startswith": beginning}).values("pk")
            found = queryset.filter(pk__in=found.order_by().select_related(None).values("pk").union(named))
        return found, may_repeat
