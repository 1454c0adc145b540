"""What holds where the portal runs on more than one machine: processes that agree, and a standby that is read from."""

import re
import time
from collections.abc import Callable, Iterator
from functools import cache
from statistics import median

from django.db import connection, connections, transaction
from django.test.utils import override_settings
from django.utils import timezone
from i18nfield.strings import LazyI18nString

from tests.benchmarks.results import Result
from tests.benchmarks.serving import HOST, Web
from tests.benchmarks.visitors import VISITOR, Visitor

GROUP = "More than one machine"
CHANGES = 20
PATIENCE = 5.0
AGREED_WITHIN, CAUGHT_UP_WITHIN = 1.0, 1.0
"""Seconds."""


def results(web: Web) -> Iterator[Result]:
    with Web() as other:
        yield from agreement([web, other])
    yield from following()


# --- Two web processes -----------------------------------------------------------------------------------------------


def agreement(webs: list[Web]) -> Iterator[Result]:
    """From the end of a transaction until each process shows what it has changed, on pages it had ready just before."""
    for name, address, change in (
        ("an offer comes into the list and goes", "/offers/?q=sextant&sort=newest", _publish_or_withdraw),
        ("a new name of a programme is on its page", "/programmes/zukunft/", _rename),
    ):
        visitors = [Visitor(VISITOR, HOST, web.port) for web in webs]
        taken = sorted(_until_all_show(visitors, address, change, number) for number in range(CHANGES))
        for which, seconds in (("median", median(taken)), ("the slowest of twenty", taken[-1])):
            yield Result(GROUP, f"{name}, in two web processes: {which}", seconds, None, AGREED_WITHIN)


def _until_all_show(
    visitors: list[Visitor], address: str, change: Callable[[int], Callable[[str], bool]], number: int
) -> float:
    for visitor in visitors:
        visitor.get(address)
    shows_it = change(number)
    begun = time.perf_counter()
    while not all(shows_it(_text(visitor, address)) for visitor in visitors):
        if time.perf_counter() - begun > PATIENCE:
            break
        time.sleep(0.005)
    return time.perf_counter() - begun


def _text(visitor: Visitor, address: str) -> str:
    answer = visitor.get(address)
    return answer.body.decode() if answer.status == 200 else ""


def _publish_or_withdraw(number: int) -> Callable[[str], bool]:
    """An offer with a word that no other has is open, and taken down, in turn."""
    from matching.models import Placement
    from matching.services.placements.listing import pause_placement
    from matching.services.search import index_placement
    from portal.users.models import User
    from tests.benchmarks.region.programmes import OPERATOR

    placement = Placement.objects.get(pk=_open_offers()[number // 2])
    if number % 2 == 0:
        placement.title = LazyI18nString({"en": "Sextant"})
        with transaction.atomic():
            placement.save()
            index_placement(placement=placement)
        return lambda text: bool(re.search(r"<h\d[^>]*>.*Sextant", text, re.DOTALL))
    pause_placement(placement=placement, by=User.objects.get(pk=OPERATOR))
    return lambda text: bool(text) and not re.search(r"<h\d[^>]*>.*Sextant", text, re.DOTALL)


@cache
def _open_offers() -> list[int]:
    from matching.models import Placement

    return list(Placement.objects.open().order_by("pk").values_list("pk", flat=True)[100 : 100 + CHANGES])


def _rename(number: int) -> Callable[[str], bool]:
    from programmes.models import Programme

    acronym = f"NAME{number}"
    programme = Programme.objects.get(slug="zukunft")
    programme.acronym = acronym
    programme.save()
    return lambda text: acronym in text


# --- A standby -------------------------------------------------------------------------------------------------------


def following() -> Iterator[Result]:
    """A second PostgreSQL streams from the first, and figures are read there, once it knows what was just saved."""
    from evaluation.queries.contributions import BEGINNING, Period, participants_in
    from evaluation.queries.figures import figures
    from portal.core.replica import REPLICA, reading_from_replica
    from portal.settings import environment
    from portal.users.models import User
    from programmes.models import Enrolment, Programme
    from tests.benchmarks.region.programmes import OPERATOR
    from tests.database import url_of
    from tests.standby import standby

    period, operator = Period(BEGINNING, timezone.localdate()), User.objects.get(pk=OPERATOR)
    programmes = list(Programme.objects.all())
    with standby(url_of(connection.settings_dict["NAME"])) as url:
        connections.databases[REPLICA] = {**connection.settings_dict, **environment.database(url)}
        with override_settings(DATABASE_ROUTERS=["portal.core.replica.ReplicaRouter"]):
            taken = []
            for number in range(1, CHANGES + 1):
                Enrolment.objects.filter(pk=number).update(source="other")
                begun = time.perf_counter()
                with reading_from_replica():
                    taken.append(time.perf_counter() - begun)
            yield Result(
                GROUP, "a standby has what was just saved: median", median(taken), None, CAUGHT_UP_WITHIN
            )
            with reading_from_replica():
                there = figures(participants_in(programmes, operator), period)
            here = figures(participants_in(programmes, operator), period)
            connections[REPLICA].close()
        del connections[REPLICA], connections.databases[REPLICA]
    fault = "" if there == here else "other figures than the database's"
    yield Result(
        GROUP,
        "a standby has what was just saved: the slowest",
        max(taken),
        None,
        CAUGHT_UP_WITHIN,
        fault=fault,
    )
