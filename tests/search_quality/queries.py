"""Queries with what is right of each, told by facts of the offers: what `queries.csv` says, and how it is judged.

`expected` is made of facts with "&" for all of them and "|" for one of them: `kind=thesis & topic=water`. What has all
of `expected` must be found. What has all of `also` (as a rule the same) may stand among the first ten.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cache

from django.contrib.auth.models import AnonymousUser
from django.http import QueryDict
from i18nfield.strings import LazyI18nString

from matching.constants import FULL_TIME
from matching.filters import OfferFilter
from matching.models import Placement
from matching.scoring.meant import NEAR
from portal.core.regions.tree import within
from tests.search_quality.generated import HERE, roles

FILES = {"queries.csv": "", "unseen.csv": "unseen: "}
"""Those that the words of the catalogue were gathered with; and those that were written without a look at it, as people
type them. Of what no offer is about, nothing is judged."""
FIRST = 10
MOST_WRONG = 2
"""Among the first ten, of a query that counts as answered."""


@dataclass(frozen=True)
class Query:
    language: str
    text: str
    kind: str
    expected: str
    also: str


@dataclass(frozen=True)
class Facts:
    """Of one offer."""

    pk: int
    title: str
    kind: str
    fields: frozenset[str]
    region: str
    city: str
    is_remote: bool
    hours: float | None
    asked: dict[str, int]
    names: str
    """Its titles and skills."""
    all_text: str


@dataclass(frozen=True)
class Judged:
    query: Query
    missing: list[str]
    wrong: list[str]
    count: int
    """How many had to be found."""
    first: list[str] = field(default_factory=list)

    @property
    def is_answered(self) -> bool:
        return self.count > 0 and not self.missing and len(self.wrong) <= MOST_WRONG


def queries(*, kind: str = "") -> list[Query]:
    found = [
        Query(
            row["language"],
            row["query"],
            f"{prefix}{row['kind']}",
            row["expected"],
            row["also"] or row["expected"],
        )
        for name, prefix in FILES.items()
        for row in _rows(name)
    ]
    return [each for each in found if not kind or each.kind == kind]


def _rows(name: str) -> list[dict[str, str]]:
    with (HERE / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter=";"))


def facts() -> list[Facts]:
    """Of all offers that are open."""
    rows = (
        Placement.objects.open()
        .select_related("organisation")
        .prefetch_related("languages", "skills__skill__labels")
    )
    return [_facts(row) for row in rows]


def _facts(row: Placement) -> Facts:
    titles = " / ".join(_texts(row.title))
    labels = " / ".join(label.text for skill in row.skills.all() for label in skill.skill.labels.all())
    return Facts(
        row.pk,
        titles,
        row.kind,
        frozenset(row.fields),
        row.region,
        row.city,
        row.is_remote,
        float(row.hours) if row.hours else None,
        {each.language: each.level for each in row.languages.all()},
        f"{titles} / {labels}".lower(),
        f"{titles} / {labels} / {' / '.join(_texts(row.description))}".lower(),
    )


def _texts(text: LazyI18nString | str) -> list[str]:
    data = text.data if isinstance(text, LazyI18nString) else text
    return list(data.values()) if isinstance(data, dict) else [str(data)]


def judge(query: Query, offers: Sequence[Facts]) -> Judged:
    """Asks the list as a visitor who types the words and nothing else."""
    params = QueryDict(mutable=True)
    params["q"] = query.text
    order = OfferFilter(params, user=AnonymousUser()).ordered.tolist()
    by_pk = {each.pk: each for each in offers}
    must, may = _predicate(query.expected), _predicate(query.also)
    found = [by_pk[pk] for pk in order if pk in by_pk]
    expected = [each for each in offers if must(each)]
    return Judged(
        query,
        [each.title for each in expected if each.pk not in set(order)],
        [each.title for each in found[:FIRST] if not may(each) and not must(each)],
        len(expected),
        [each.title for each in found[:FIRST]],
    )


def _predicate(text: str) -> Callable[[Facts], bool]:
    every = [[_fact(one.strip()) for one in part.split(" | ")] for part in text.split(" & ")]
    return lambda offer: all(any(fact(offer) for fact in part) for part in every)


def _fact(text: str) -> Callable[[Facts], bool]:
    name, sign, value = re.fullmatch(r"([\w:]+)(<=|>=|=|~|)(.*)", text).groups()  # type: ignore[union-attr]
    if sign == "<=":
        return lambda offer: offer.asked.get(name, 0) <= int(value)
    facts: dict[str, Callable[[Facts], bool]] = {
        "kind": lambda offer: offer.kind == value,
        "field": lambda offer: value in offer.fields,
        "in": lambda offer: offer.region in within(value),
        "town": lambda offer: offer.city == value,
        "remote": lambda offer: offer.is_remote,
        "part_time": lambda offer: offer.hours is not None and offer.hours < FULL_TIME,
        "full_time": lambda offer: offer.hours is not None and offer.hours >= FULL_TIME,
        "weekly": lambda offer: offer.hours is not None and abs(offer.hours - float(value)) <= NEAR,
        "only": lambda offer: not {each for each, level in offer.asked.items() if level} - {value},
        "topic": lambda offer: bool(_topics()[value].search(offer.title.lower())),
        "about": lambda offer: bool(_topics()[value].search(offer.names)),
        "title": lambda offer: bool(re.search(value, offer.title.lower())),
        "text": lambda offer: bool(re.search(value, offer.all_text)),
        "any": lambda offer: True,
    }
    return facts[name]


@cache
def _topics() -> dict[str, re.Pattern[str]]:
    return {role["key"]: re.compile(role["says"]) for role in roles()}


def table(judged: Sequence[Judged]) -> str:
    """What `make search-quality` prints."""
    lines = [f"{'kind of query':<24}{'queries':>8}{'answered':>10}{'wrong among the first ten':>28}"]
    kinds = dict.fromkeys(each.query.kind for each in judged)
    for kind in (*kinds, "all"):
        of = [each for each in judged if kind in (each.query.kind, "all")]
        share = sum(each.is_answered for each in of) / len(of)
        wrong = sum(len(each.wrong) for each in of) / len(of)
        lines.append(f"{kind:<24}{len(of):>8}{share:>10.1%}{wrong:>28.2f}")
    worst = sorted((each for each in judged if not each.is_answered), key=lambda each: each.query.text)
    for each in worst:
        counts = f"{each.count} expected, {len(each.missing)} missing, {len(each.wrong)} wrong"
        lines.append(f"\n{each.query.language} “{each.query.text}”: {counts}")
        lines += [f"    missing  {title[:110]}" for title in each.missing[:4]]
        lines += [f"    wrong    {title[:110]}" for title in each.wrong[:4]]
    return "\n".join(lines)
