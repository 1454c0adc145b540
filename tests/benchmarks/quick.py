"""What a large region shows on any machine, however slow: `make bench-quick`, on a tenth. No time is ever judged.

How many queries a page sends, whether any of them reads a big table from end to end, and whether what is counted and
listed is what somebody would find who looks at every row.
"""

import json
import re
from collections.abc import Iterator
from datetime import timedelta
from html import unescape

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext, override_settings
from django.utils import timezone

from evaluation.queries.contributions import CODES, Period, participants_in
from evaluation.queries.figures import figures
from matching.models import Placement
from portal.users.models import User
from programmes.models import Programme
from tests.benchmarks.lines import OF_ADMIN, OF_EVALUATION, OF_PEOPLE, OF_VISITORS, Line, lines
from tests.benchmarks.region.programmes import BIG, OPERATOR
from tests.benchmarks.region.sizes import Sizes
from tests.benchmarks.visitors import PEOPLE, session_of

FACTOR = 0.1
SIZES = Sizes(FACTOR)
LINES = list(lines(FACTOR))
BIG_TABLE = 9_000
"""Rows from which a table is big, in a tenth: talents and all that has more."""
MOST = {OF_VISITORS: 8, OF_PEOPLE: 8, OF_ADMIN: 8, OF_EVALUATION: 12}
DASHBOARDS = ("home", "my page", "a programme", "organisation")
MOST_OF_A_DASHBOARD = 12
SCANS: dict[str, str] = {}
"""Name of a line → why it reads a big table from end to end."""

pytestmark = pytest.mark.django_db


def client_of(line: Line) -> Client:
    """With a session that lasts as long as the test, whose transaction is rolled back."""
    client = Client(headers={"accept-language": "en"})
    if (key := PEOPLE[line.person]) is not None:
        client.cookies["sessionid"] = session_of(key)
    return client


def sent_by(client: Client, line: Line) -> tuple[list[str], int]:
    """The statements of the second time somebody asks, when what a process keeps has been made, and of the floor."""
    client.get(line.at(1))
    floor = captured(client, "/floor/")
    return captured(client, line.at(2)), len(floor) - 1


def captured(client: Client, address: str) -> list[str]:
    with CaptureQueriesContext(connection) as queries:
        response = client.get(address)
    assert response.status_code == 200
    statements = (query["sql"] for query in queries.captured_queries)
    return [each for each in statements if not each.startswith(("SAVEPOINT", "RELEASE"))]


@override_settings(ROOT_URLCONF="tests.benchmarks.urls")
@pytest.mark.parametrize("line", LINES, ids=lambda line: f"{line.person}-{line.name}")
def test_queries_and_plans(region, line):
    """Beside what the middleware asks for every page of the same person."""
    statements, of_the_middleware = sent_by(client_of(line), line)
    most = of_the_middleware + (
        MOST_OF_A_DASHBOARD if line.name.split(",")[0] in DASHBOARDS else MOST[line.group]
    )
    read = {table for statement in statements for table in scanned(statement)}
    told = "\n".join(
        [f"{len(statements)} statements, {most} at most; read from end to end: {read}", *statements]
    )
    assert len(statements) <= most, told
    assert read == set() or line.name in SCANS, told


def scanned(statement: str) -> set[str]:
    """The big tables that PostgreSQL reads from end to end for this statement."""
    if not statement.lstrip("( ").upper().startswith(("SELECT", "WITH")):
        return set()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (FORMAT JSON) {statement}")
        (answer,) = cursor.fetchone()
    plans = json.loads(answer) if isinstance(answer, str) else answer
    return {name for name in _sequential(plans[0]["Plan"]) if name in _big_tables()}


def _sequential(plan: dict) -> Iterator[str]:
    """A scan that stops after a few rows, below a limit and with nothing between, reads no table from end to end."""
    for inner in plan.get("Plans", []):
        if not (plan["Node Type"] == "Limit" and inner["Node Type"] == "Seq Scan" and "Filter" not in inner):
            yield from _sequential(inner)
    if plan["Node Type"] == "Seq Scan":
        yield plan["Relation Name"]


def _big_tables() -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT relname FROM pg_class WHERE relkind = 'r' AND reltuples >= %s", [BIG_TABLE])
        return {name for (name,) in cursor.fetchall()}


# --- The full answer -------------------------------------------------------------------------------------------------


def every_offer() -> list[Placement]:
    """All that are open, the newest first, with what filters ask."""
    found = Placement.objects.open().order_by("-published_at", "-pk")
    return list(found.prefetch_related("languages", "postings__programme__parent"))


def is_of(offer: Placement, slug: str) -> bool:
    return any(
        slug in (p.programme.slug, p.programme.parent and p.programme.parent.slug)
        for p in offer.postings.shown()
    )


def is_in_field(offer: Placement, field: str) -> bool:
    """What names no field but the generic one is for everybody."""
    return field in offer.fields or not set(offer.fields) - {"00"}


def asks_at_most(offer: Placement, language: str, level: int) -> bool:
    return all(asked.level <= level for asked in offer.languages.all() if asked.language == language)


QUESTIONS = {
    "": lambda offer: True,
    "kind=thesis": lambda offer: offer.kind == "thesis",
    "kind=thesis&kind=research": lambda offer: offer.kind in {"thesis", "research"},
    "field=05": lambda offer: is_in_field(offer, "05"),
    "remote=on": lambda offer: offer.is_remote,
    "paid=on": lambda offer: offer.pay_min is not None or offer.pay_max is not None,
    "language=de&level=3": lambda offer: asks_at_most(offer, "de", 3),
    "language=sl&level=0": lambda offer: asks_at_most(offer, "sl", 0),
    f"programme={BIG}": lambda offer: is_of(offer, BIG),
    "kind=job&remote=on&field=07": lambda offer: (
        offer.kind == "job" and offer.is_remote and is_in_field(offer, "07")
    ),
}


@pytest.mark.parametrize("query", QUESTIONS)
def test_the_list_of_offers_is_what_somebody_finds_who_reads_every_offer(region, query):
    wanted = [offer.pk for offer in every_offer() if QUESTIONS[query](offer)]
    client = Client(headers={"accept-language": "en"})
    total, first = read(client, f"/offers/?{query}&sort=newest")
    assert (total, first) == (len(wanted), wanted[:20])
    last = max(1, (len(wanted) + 19) // 20)
    assert read(client, f"/offers/?{query}&sort=newest&page={last}")[1] == wanted[(last - 1) * 20 :]


def test_offers_close_in_the_order_of_their_last_day(region):
    wanted = sorted(every_offer(), key=lambda offer: (offer.expires_at, -offer.pk))
    _total, first = read(Client(), "/offers/?sort=closing")
    by_key = {offer.pk: offer.expires_at for offer in wanted}
    assert [by_key[key] for key in first] == [offer.expires_at for offer in wanted[:20]]


@pytest.mark.parametrize("word", ["Imkerei", "Quantentechnik", "archives", "čebelarstvo"])
def test_a_word_finds_every_offer_that_says_it(region, word):
    said = {
        offer.pk
        for offer in every_offer()
        if re.search(
            rf"\b{word}\b",
            " ".join([*offer.title.data.values(), *offer.description.data.values()]),
            re.IGNORECASE,
        )
    }
    client, found, page = Client(headers={"accept-language": "en"}), set(), 1
    total, _first = read(client, f"/offers/?q={word}")
    while len(found) < total:
        _total, keys = read(client, f"/offers/?q={word}&page={page}")
        assert keys
        found |= set(keys)
        page += 1
    assert said
    assert said <= found


def read(client: Client, address: str) -> tuple[int, list[int]]:
    """How many offers the page says there are, and the keys of those it shows."""
    response = client.get(address)
    assert response.status_code == 200
    text = unescape(response.content.decode())
    heading = re.search(r"<h1[^>]*>(.*?)</h1>", text, re.DOTALL)
    assert heading is not None
    number = re.sub(r"\D", "", re.sub(r"<[^>]+>", "", heading[1])) or "0"
    keys = dict.fromkeys(map(int, re.findall(r'href="[^"]*/offers/(\d+)-[^"/]*/', text)))
    return int(number), list(keys)


LONG_WAY = """
    SELECT count(*) FROM programmes_enrolment e JOIN evaluation_participantrecord r ON r.enrolment_id = e.id
    WHERE r.gender <> '' AND r.birth_date IS NOT NULL AND r.status_entry <> '' AND r.isced_entry IS NOT NULL
    AND e.programme_id = ANY (%s) AND {date} BETWEEN %s AND %s AND {condition}
"""
CONDITIONS = {
    "EECO01": ("e.entered_on", "true"),
    "EECO02": ("e.entered_on", "r.status_entry = 'unemployed'"),
    "EECO04": ("e.entered_on", "r.status_entry = 'inactive'"),
    "EECO05": ("e.entered_on", "r.status_entry IN ('employed', 'self_employed')"),
    "EECR04": (
        "e.left_on",
        "r.status_entry IN ('unemployed', 'inactive') AND r.status_exit IN ('employed', 'self_employed')"
        " AND r.exit_checked_on BETWEEN e.left_on AND e.left_on + 28",
    ),
}


@pytest.mark.parametrize("days", [10, 365, 3000])
def test_figures_are_what_somebody_counts_who_reads_every_record(region, days):
    programmes = [p.pk for p in Programme.objects.all() if BIG in (p.slug, p.parent and p.parent.slug)]
    today = timezone.localdate()
    period = Period(today - timedelta(days=days), today - timedelta(days=3))
    found = figures(participants_in(programmes, User.objects.get(pk=OPERATOR)), period)
    assert set(CODES) == set(CONDITIONS)
    with connection.cursor() as cursor:
        for code, (date, condition) in CONDITIONS.items():
            cursor.execute(
                LONG_WAY.format(date=date, condition=condition),
                [programmes, period.starts_on, period.ends_on],
            )
            assert (code, found.by_code[code].total) == (code, cursor.fetchone()[0])
