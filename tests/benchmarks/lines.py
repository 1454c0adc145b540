"""Every page whose cost has a bound: what it is called, who asks, how often its floor it may cost, and where it is.

`{n}` in an address is another number in each round, `{word}` another word: nobody has asked for such an address yet.
A line that `changes` something has a row of what it shows written before each request.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, partial
from urllib.parse import quote

from tests.benchmarks.region.vocabulary import ACTIVITIES, TOPICS, rows_of

UNCACHED, CACHED, SIGNED_IN, DEEP, ADMIN, EVALUATION = 12, 2, 4, 1.5, 8, 6
WORDS = [word.split()[0] for row in (*rows_of(TOPICS), *rows_of(ACTIVITIES)) for word in row]
OF_VISITORS, OF_PEOPLE, OF_ADMIN, OF_EVALUATION = "Visitors", "Signed in", "Administration", "Evaluation"


@dataclass(frozen=True)
class Line:
    group: str
    name: str
    person: str
    bound: float
    address: str
    changes: bool = False
    held_against: str = "/floor/"
    """The address of the floor: for a deep page, the first page of the same list."""

    def at(self, number: int) -> str:
        return _filled(self.address, number)

    def floor_at(self, number: int) -> str:
        return _filled(self.held_against, number)


def _filled(address: str, number: int) -> str:
    word = quote(WORDS[number * 7 % len(WORDS)])
    found = {name: find() for name, find in FOUND.items() if f"{{{name}}}" in address}
    return address.format(n=2 + number, word=word, **found)


@cache
def _offer() -> str:
    """The address of an open offer, which ends with its title."""
    from matching.models import Placement

    return Placement.objects.get(pk=7).get_absolute_url()


@cache
def _applied_for() -> int:
    """Of the company's placements one for which about fifty people have applied."""
    from django.db.models import Count

    from matching.models import Placement

    counted = Placement.objects.filter(organisation=1).annotate(number=Count("applications"))
    row = counted.filter(number__lte=50).order_by("-number", "pk").first()
    return row.pk if row else 1


@cache
def _application() -> int:
    """One of them that the company has answered, and reads with the profile."""
    from matching.models import Application

    rows = Application.objects.with_open_profile().filter(placement__organisation=1)
    return rows.exclude(answered_at=None).order_by("placement", "pk").values_list("pk", flat=True)[0]


@cache
def _in_the_middle(label: str) -> int:
    """The row in the middle of a list of the administration."""
    from django.apps import apps

    rows = apps.get_model(label)._default_manager.order_by(*apps.get_model(label)._meta.ordering)
    key: int = rows.values_list("pk", flat=True)[rows.count() // 2]
    return key


@cache
def _row(label: str) -> int:
    """The first row of the administration that the coordinator of the biggest programme works with."""
    from django.apps import apps

    from portal.users.models import User
    from tests.benchmarks.region.programmes import COORDINATOR

    rows = apps.get_model(label)._default_manager.administered_by(User.objects.get(pk=COORDINATOR))
    key: int = rows.order_by("pk").values_list("pk", flat=True)[0]
    return key


ROWS = (
    "programmes/programme",
    "programmes/organisation",
    "programmes/contact",
    "programmes/enrolment",
    "programmes/workpackage",
    "matching/placement",
    "matching/posting",
    "matching/application",
    "matching/talent",
    "events/event",
    "mentoring/mentoringround",
    "evaluation/participantrecord",
)
MIDDLES = ("programmes/enrolment", "matching/talent", "matching/application")
FOUND = {"offer": _offer, "applied_for": _applied_for, "application": _application} | {
    f"middle_{model.rpartition('/')[2]}": partial(_in_the_middle, model.replace("/", "."))
    for model in MIDDLES
}
FOUND |= {f"row_{model.rpartition('/')[2]}": partial(_row, model.replace("/", ".")) for model in ROWS}
"""What an address names by its key or its words, found when it is asked for."""


def lines(scale: float) -> Iterator[Line]:
    """Those of a region of this size; deep pages lie as deep as it reaches."""
    yield from _of_visitors(_deep(1000, scale))
    yield from _of_people()
    yield from _of_admin()
    yield from _of_evaluation(_deep(8_000, scale))


def _deep(page: int, scale: float) -> int:
    return max(2, round(page * scale) - 60)


def _of_visitors(deep: int) -> Iterator[Line]:
    for name, query in OFFERS.items():
        yield Line(OF_VISITORS, f"offers: {name}", "visitor", UNCACHED, f"/offers/?{query}")
    for name, address in SUGGESTIONS.items():
        yield Line(OF_VISITORS, f"suggestions: {name}", "visitor", UNCACHED, address)
    for name, address in PUBLIC.items():
        yield Line(OF_VISITORS, f"{name}, uncached", "visitor", UNCACHED, address, changes=True)
        yield Line(OF_VISITORS, f"{name}, cached", "visitor", CACHED, address)
    yield Line(
        OF_VISITORS,
        "offers: deep page",
        "visitor",
        DEEP,
        f"/offers/?page={deep}",
        changes=True,
        held_against="/offers/",
    )
    yield Line(
        OF_VISITORS,
        "events: deep page",
        "visitor",
        DEEP,
        f"/events/?page={max(2, deep // 10)}",
        changes=True,
        held_against="/events/",
    )


OFFERS = {
    "another page": "page={n}",
    "a kind": "kind=job&page={n}",
    "a word": "q={word}&page={n}",
    "a word, by relevance": "q={word}&sort=relevant&page={n}",
    "an occupation": "q=nurse&page={n}",
    "a mistyped word": "q=Sofwareentwickler&page={n}",
    "a kind and a town": "q=Praktikum+Erfurt&page={n}",
    "hours and one language": "q=20+Stunden+nur+Englisch&page={n}",
    "field, language, level": "field=07&language=de&level=3&page={n}",
    "a programme": "programme=zukunft&page={n}",
    "a place": "place=Thüringen&page={n}".replace("ü", "%C3%BC"),
    "around a town": "around=Erfurt&km=25&page={n}",
    "written and spoken": "written=en&spoken=en&page={n}",
    "closing soon first": "sort=closing&page={n}",
    "everything at once": "kind=job&field=07&remote=on&q={word}&page={n}",
}
SUGGESTIONS = {
    "words": "/offers/suggestions/?q={word}",
    "towns": "/offers/places/?q={word}",
}
"""What is asked for while somebody types: twice a second."""
PUBLIC = {
    "home": "/",
    "offers": "/offers/",
    "feed": "/offers/feed.atom",
    "an offer": "{offer}",
    "programmes": "/programmes/",
    "a programme": "/programmes/zukunft/",
    "events": "/events/",
    "an event": "/events/1/",
    "an organisation": "/organisations/1/",
}


def _of_people() -> Iterator[Line]:
    for name, query in {
        "best fit": "page={n}",
        "a word": "q={word}&page={n}",
        "a kind": "kind=job&page={n}",
    }.items():
        yield Line(OF_PEOPLE, f"offers: {name}", "graduate", SIGNED_IN, f"/offers/?{query}")
    for name, address in {
        "an offer": "{offer}",
        "my page": "/me/",
        "my profile": "/me/profile/",
        "my applications": "/me/applications/",
        "inbox": "/me/inbox/",
    }.items():
        yield Line(OF_PEOPLE, name, "graduate", SIGNED_IN, address)
    for name, address in {
        "organisation": "/organisation/",
        "its placements": "/organisation/placements/",
        "applicants, fifty": "/organisation/placements/{applied_for}/",
        "applicants, most": "/organisation/placements/3/",
        "an applicant's application": "/applications/{application}/",
    }.items():
        yield Line(OF_PEOPLE, name, "contact", SIGNED_IN, address)


LISTS = {
    "programmes/enrolment": ("status__exact=active", "Novak"),
    "programmes/organisation": ("kind__exact=company", "Novak"),
    "programmes/contact": ("role__exact=manager", "Novak"),
    "matching/placement": ("kind__exact=job", "Robotik"),
    "matching/posting": ("state__exact=published", "Robotik"),
    "matching/application": ("state__exact=received", "Novak"),
    "matching/talent": ("field__exact=07", "Novak"),
    "events/event": ("format__exact=course", "Robotik"),
    "evaluation/participantrecord": ("enrolment__status__exact=active", "Novak"),
}
OF_THE_OPERATOR = {
    "users/user": ("language__exact=de", "Novak"),
    "notifications/notification": ("delivery__exact=sent", "Novak"),
    "privacy/accesslog": ("kind__exact=read", "Novak"),
    "matching/skill": ("type__exact=skill", "robotics"),
}


def _of_admin() -> Iterator[Line]:
    for person in ("coordinator", "operator"):
        yield Line(OF_ADMIN, f"home, {person}", person, ADMIN, "/admin/")
        for model, (choice, word) in (LISTS | (OF_THE_OPERATOR if person == "operator" else {})).items():
            for kind, query in {"list": "", "a filter": f"?{choice}", "a search": f"?q={word}"}.items():
                yield Line(OF_ADMIN, f"{model}: {kind}, {person}", person, ADMIN, f"/admin/{model}/{query}")
        for model in ROWS:
            address = f"/admin/{model}/{{row_{model.rpartition('/')[2]}}}/change/"
            yield Line(OF_ADMIN, f"page of a row: {model}, {person}", person, ADMIN, address)
    for model in MIDDLES:
        address = f"/admin/{model}/"
        middle = f"{address}?p=after-{{middle_{model.rpartition('/')[2]}}}"
        yield Line(OF_ADMIN, f"{model}: a page in the middle", "operator", DEEP, middle, held_against=address)


SO_FAR = "from=1990-01-01"
"""Of a list as long as can be: all who have ever entered."""


def _of_evaluation(deep: int) -> Iterator[Line]:
    for name, address in {
        "home": "",
        "dashboard of the biggest programme": "zukunft/",
        "dashboard from one day to another": "zukunft/?from=2025-03-14&to=2026-05-16",
        "trend as a picture": "zukunft/EECO01/trend.svg",
        "rows behind a figure, page 1": f"zukunft/EECO01/?{SO_FAR}",
        f"rows behind a figure, page {deep}": f"zukunft/EECO01/?{SO_FAR}&page={deep}",
        "rows behind a figure of one gender": "zukunft/EECR04/?gender=f&page=3",
        "rows that lack an answer": "zukunft/not_reportable/",
        "reports": "zukunft/reports/",
    }.items():
        yield Line(OF_EVALUATION, name, "evaluator", EVALUATION, f"/evaluation/{address}")
    for name in ("entry", "exit"):
        address = f"/me/programmes/zukunft-5/{name}/"
        yield Line(OF_EVALUATION, f"questions on {name}", "graduate", EVALUATION, address)
