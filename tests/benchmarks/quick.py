"""What a large region shows on any machine, however slow: `make bench-quick`, on a tenth. No time is ever judged.

How many queries a page sends, whether any of them reads a big table from end to end, and whether what is counted and
listed is what somebody would find who looks at every row.
"""

import re
from datetime import timedelta
from functools import partial
from html import unescape

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import override_settings
from django.utils import timezone

from evaluation.models import MonthCount
from evaluation.queries.contributions import CODES, Period, participants_in
from evaluation.queries.figures import figures
from matching.constants import PUPILS_KINDS
from matching.models import Placement
from matching.queries import week as matching_week
from matching.queries.week import MOST_OF_A_FUNNEL
from portal.admin_site import site, week
from portal.core import admin_row_list, admin_totals
from portal.users.models import User
from programmes.models import Programme
from tests.benchmarks.deeds import deeds
from tests.benchmarks.lines import Line, lines
from tests.benchmarks.plans import watched
from tests.benchmarks.region.programmes import BIG, OPERATOR
from tests.benchmarks.region.sizes import Sizes
from tests.benchmarks.visitors import PEOPLE, session_of

FACTOR = 0.1
SIZES = Sizes(FACTOR)
LINES = list(lines(FACTOR))
DEEDS = list(deeds())
MOST_OF_A_LIST, MOST_OF_ANYTHING_ELSE, MOST_OF_A_ROW = 8, 12, 18
"""Statements that a page may send: all of them, those of its session and of who asks included."""
MOST_OF_A_WEEK = 0.08
"""Share of a big table: events of seven days are read whole, and all else as far as it is told."""
NO_LISTS = (
    "home",
    "my page",
    "a programme",
    "an offer",
    "my profile",
    "organisation",
    "dashboard",
    "applicants",
    "an applicant",
)
pytestmark = pytest.mark.django_db


def name_of(line: Line) -> str:
    return f"{line.group}: {line.name}"


def most_of(line: Line) -> int:
    if line.name.startswith("page of a row: events/event"):
        return MOST_OF_A_ROW + 1  # five inlines, four choices, and what stands against its dates
    if line.name.startswith("page of a row"):
        return MOST_OF_A_ROW
    return MOST_OF_ANYTHING_ELSE if line.name.startswith(NO_LISTS) else MOST_OF_A_LIST


def client_of(person: str) -> Client:
    """With a session that lasts as long as the test, whose transaction is rolled back."""
    client = Client(headers={"accept-language": "en"})
    if (key := PEOPLE[person]) is not None:
        client.cookies["sessionid"] = session_of(key)
    return client


@pytest.fixture(autouse=True)
def a_tenth_of_what_is_fixed(monkeypatch):
    """How far a list is counted: or a tenth would be read from end to end where the whole region is not."""
    monkeypatch.setattr(admin_totals, "MOST_COUNTED", round(admin_totals.MOST_COUNTED * FACTOR))
    monkeypatch.setattr(admin_row_list, "MOST_SORTED", round(admin_row_list.MOST_SORTED * FACTOR))
    a_tenth = partial(admin_totals.counted_together, most=round(admin_totals.MOST_TOLD * FACTOR))
    monkeypatch.setattr(site, "counted_together", a_tenth)
    for module in (matching_week, week):
        monkeypatch.setattr(module, "MOST_OF_A_FUNNEL", round(MOST_OF_A_FUNNEL * FACTOR))


@override_settings(ROOT_URLCONF="tests.benchmarks.urls")
@pytest.mark.parametrize("line", LINES, ids=name_of)
def test_queries_and_plans(region, line):
    """Of the second time that somebody asks, when what a process keeps has been made."""
    client = client_of(line.person)
    client.get(line.at(1))
    with watched() as sent:
        assert client.get(line.at(2)).status_code == 200
    told = "\n".join([f"{len(sent.statements)} statements, {most_of(line)} at most", *sent.statements])
    assert len(sent.statements) <= most_of(line), told
    assert sent.scanned == set(), told


@override_settings(ROOT_URLCONF="tests.benchmarks.urls")
@pytest.mark.parametrize("person", ["coordinator", "operator"])
def test_a_week_is_told_without_reading_much_of_a_big_table(region, person):
    """Its numbers are many, and asked for in one statement: each reads about as many rows as it tells at most.

    Counts of months are what is read in place of participants, and grow with programmes and years alone.
    """
    client = client_of(person)
    with watched() as sent:
        assert client.get("/admin/").status_code == 200
    shares = {table: share for table, share in sent.shares.items() if table != MonthCount._meta.db_table}
    assert {table: share for table, share in shares.items() if share > MOST_OF_A_WEEK} == {}


@pytest.mark.parametrize("deed", DEEDS, ids=lambda deed: deed.name)
def test_what_people_send_reads_no_big_table_from_end_to_end(region, deed):
    send = deed.prepare(client_of(deed.person))
    with watched() as sent:
        assert send().status_code == 302
    assert sent.scanned == set(), "\n".join(sent.statements)
    assert any(statement.startswith(("INSERT", "UPDATE")) for statement in sent.statements)


# --- The full answer -------------------------------------------------------------------------------------------------


def every_offer() -> list[Placement]:
    """All that are open, the newest first and school pupils' days last, with what filters ask."""
    found = Placement.objects.open().order_by("-published_at", "-pk")
    offers = found.prefetch_related("languages", "postings__programme__parent")
    return sorted(offers, key=lambda offer: offer.kind in PUPILS_KINDS)


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
def test_a_word_finds_every_offer_that_is_called_so(region, word):
    """What is only said somewhere in a description is found where nothing is called so (decision 36)."""
    said = {
        offer.pk
        for offer in every_offer()
        if re.search(rf"\b{word}\b", " ".join(offer.title.data.values()), re.IGNORECASE)
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
