"""The list of offers asked of the database, condition by condition: what the index in the process must find."""

from datetime import timedelta
from functools import reduce
from operator import or_

from django.contrib.auth.models import AnonymousUser
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Case, Count, OuterRef, Q, Subquery, When
from django.db.models.functions import Coalesce
from django.utils import timezone

from matching.constants import (
    PUPILS_KINDS,
    SEARCH_DEGREES,
    SEARCH_FIELDS,
    SEARCH_LEVELS,
    SEARCH_STARTS,
    PlacementKind,
)
from matching.models import Placement, PlacementLanguage, Posting
from portal.core.regions.distance import kilometres
from portal.core.regions.finding import find_region, find_town
from portal.core.regions.towns import coordinates
from portal.core.regions.tree import within
from programmes.models import Programme


def _starts(value):
    soon, later = (timezone.localdate() + timedelta(days=days) for days in (31, 92))
    return {
        "now": Q(starts_on__isnull=True) | Q(starts_on__lte=soon),
        "soon": Q(starts_on__isnull=True) | Q(starts_on__lte=later),
        "later": Q(starts_on__gt=later),
    }[value]


def _programme(slug):
    shown = Programme.objects.public()
    ids = shown.filter(Q(slug=slug) | Q(parent__in=shown.filter(slug=slug))).values_list("pk", flat=True)
    return Q(programme_ids__overlap=list(ids))


def _around(value):
    """`Suhl 25`: looked at one by one."""
    town, radius = value.rsplit(" ", 1)
    point = find_town(town).point
    near = [
        each.pk
        for each in Placement.objects.all()
        if (there := coordinates(each.city, each.region, each.country))
        and kilometres(point, there) <= int(radius)
    ]
    return Q(is_remote=True) | Q(pk__in=near)


def _written(language):
    texts = Placement.objects.values_list("pk", "title", "description")
    return Q(
        pk__in=[
            pk
            for pk, *both in texts
            if all(isinstance(text.data, dict) and text.data.get(language) for text in both)
        ]
    )


CONDITIONS = {
    "around": _around,
    "written": _written,
    "spoken": lambda value: Q(organisation__languages__contains=[value]),
    "kind": lambda value: Q(kind=value),
    "level": lambda value: Q(asked_level__lte=int(value)),
    "programme": _programme,
    "field": lambda value: Q(fields=[]) | Q(fields__contains=[value]),
    "degree": lambda value: Q(degree__isnull=True) | Q(degree__lte=int(value)),
    "starts": _starts,
    "remote": lambda _value: Q(is_remote=True),
    "paid": lambda _value: Q(pay_min__isnull=False) | Q(pay_max__isnull=False),
    "place": lambda value: Q(place__iexact=value) | Q(place__in=within(find_region(value)) - {""}),
}
ORDERS = {"newest": ("-published_at", "-pk"), "closing": ("expires_at", "pk")}


def values_of(name):
    choices = {
        "kind": PlacementKind.values,
        "level": SEARCH_LEVELS,
        "field": SEARCH_FIELDS,
        "degree": SEARCH_DEGREES,
        "starts": SEARCH_STARTS,
        "written": ["de", "en", "sl"],
        "spoken": ["de", "en", "fr"],
    }
    if name == "programme":
        return list(Programme.objects.public().values_list("slug", flat=True))
    return list(choices.get(name, ["on"]))


class LongWay:
    """What `asked` (name of a parameter → its values) finds."""

    def __init__(self, asked, *, user=None, language="de"):
        rows = Placement.objects.visible_to(user or AnonymousUser()).open()
        asked_of_it = PlacementLanguage.objects.filter(placement=OuterRef("pk"), language=language)
        shown_by = Posting.objects.shown().filter(placement=OuterRef("pk"))
        self.rows = rows.with_place().annotate(
            asked_level=Coalesce(Subquery(asked_of_it.values("level")[:1]), 0),
            programme_ids=ArraySubquery(shown_by.values("programme_id")),
        )
        self.conditions = {
            name: reduce(or_, map(CONDITIONS[name], values)) for name, values in asked.items() if values
        }

    def ids(self, order="newest"):
        """Pupils' days last, unless a kind is asked for."""
        last = [] if "kind" in self.conditions else [Case(When(kind__in=PUPILS_KINDS, then=1), default=0)]
        found = self.rows.filter(*self.conditions.values()).order_by(*last, *ORDERS[order])
        return list(found.values_list("pk", flat=True))

    def counts(self, name):
        """How many each value of a filter would leave."""
        others = self.rows.filter(*(each for other, each in self.conditions.items() if other != name))
        counted = {
            f"n{at}": Count("pk", filter=CONDITIONS[name](value)) for at, value in enumerate(values_of(name))
        }
        numbers = others.order_by().aggregate(**counted)
        return {value: numbers[f"n{at}"] for at, value in enumerate(values_of(name))}

    def places(self):
        others = self.rows.filter(*(each for other, each in self.conditions.items() if other != "place"))
        places = others.exclude(place="").order_by().values_list("place", flat=True)
        return {place: [*places].count(place) for place in places}

    def open_to_all_fields(self):
        others = [each for name, each in self.conditions.items() if name != "field"]
        return self.rows.filter(*others, fields=[]).count()
