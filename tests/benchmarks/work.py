"""What isn't a page: figures, fitting, exports, mails, and whether anybody waits for others."""

import resource
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from statistics import median

from django.db import connection, transaction
from django.utils import timezone

from tests.benchmarks import blocks, days, mails
from tests.benchmarks.results import Result, guarded
from tests.benchmarks.serving import HOST, Web
from tests.benchmarks.visitors import Visitor

GROUP = "Work"
ROUNDS = 5
BIG = "zukunft"
SERVICE = """
    SELECT coalesce(person.email, person.contact_email), person.name, programme.slug, row.status,
           (SELECT min(received_on) FROM programmes_paperconsent WHERE enrolment_id = row.id),
           row.entered_on, row.left_on, row.exit_kind, row.source, row.pseudonym
    FROM programmes_enrolment row JOIN users_user person ON person.id = row.person_id
    JOIN programmes_programme programme ON programme.id = row.programme_id
    WHERE programme.id = {key} ORDER BY row.id DESC
"""
"""The rows and columns of an export of participants."""


def results(web: Web) -> Iterator[Result]:
    yield from guarded(GROUP, "figures", figures())
    yield from guarded(GROUP, "fitting", fitting())
    yield from guarded(GROUP, "exports", exports())
    yield from guarded(GROUP, "full matching", blocks.results())
    yield from guarded(GROUP, "days of meetings", days.results())
    yield from guarded(GROUP, "mails", mails.results())
    yield from guarded(GROUP, "waiting", waiting(web))


def _timed(work: Callable[[], object]) -> float:
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def _against(
    name: str, work: Callable[[], object], floor: Callable[[], object], bound: float, rounds: int = ROUNDS
) -> Result:
    """In turn, after one round that only warms up."""
    times = [(_timed(floor), _timed(work)) for _round in range(rounds + 1)][1:]
    return Result(
        GROUP,
        name,
        seconds=median(taken for _floor, taken in times),
        floor=median(taken for taken, _work in times),
        bound=bound,
        memory=_peak(),
    )


def _within(name: str, work: Callable[[], object], bound: float, rounds: int = 15) -> Result:
    times = [_timed(work) for _round in range(rounds + 1)][1:]
    return Result(GROUP, name, seconds=median(times), floor=None, bound=bound, memory=_peak())


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _ask(question: str) -> object:
    with connection.cursor() as cursor:
        cursor.execute(question)
        return cursor.fetchall()


# --- Figures ---------------------------------------------------------------------------------------------------------


def figures() -> Iterator[Result]:
    from evaluation.queries.contributions import BEGINNING, Period, participants_in
    from evaluation.queries.figures import figures as all_figures
    from portal.users.models import User
    from programmes.models import Programme
    from tests.benchmarks.region.programmes import OPERATOR

    period, operator = Period(BEGINNING, timezone.localdate()), User.objects.get(pk=OPERATOR)
    programmes = list(Programme.objects.all())
    yield _against(
        "all figures of everybody, against a sequential scan of the enrolments",
        lambda: all_figures(participants_in(programmes, operator), period),
        _scan,
        bound=3,
    )


def _scan() -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL max_parallel_workers_per_gather = 0")
        cursor.execute("SET LOCAL enable_indexonlyscan = off")
        cursor.execute(
            "SELECT count(*), min(left_on), max(entered_on) FROM programmes_enrolment WHERE source <> ''"
        )


# --- Fitting ---------------------------------------------------------------------------------------------------------


def fitting() -> Iterator[Result]:
    from matching.models import Placement, Talent
    from matching.queries.fits import SHOWN_PLACEMENTS, fits_for
    from matching.queries.profiles import (
        placement_profile,
        talent_profile,
        with_placement_profile,
        with_talent_profile,
    )
    from matching.scoring.batch import DemandIndex
    from matching.scoring.rules import explain
    from tests.benchmarks.pairs import bare_product

    rows = with_placement_profile(Placement.objects.open().order_by("pk"))
    demands = [placement_profile(row) for row in rows.iterator(2000)]
    by_key = {demand.id: demand for demand in demands}
    index = DemandIndex(demands)
    supplies = [
        talent_profile(row)
        for row in with_talent_profile(Talent.objects.order_by("pk")[:2_000]).iterator(2000)
    ]
    number = iter(range(10**9))

    def one() -> None:
        supply = supplies[next(number) % len(supplies)]
        fits = index.fits(supply)
        for place in fits.best(20):
            explain(supply, by_key[int(fits.demand_ids[place])])

    yield _within(
        f"one talent against {len(demands)} offers, with reasons for the twenty shown", one, 0.005, 101
    )

    def best_of_each() -> None:
        for fits in index.fits_of(supplies):
            fits.best(20, among=fits.is_recommended)

    yield _against(
        f"{len(supplies)} talents × {len(demands)} offers, exactly, and the best twenty of each, against the bare "
        "sparse product of all that a score is made of: skills at a level, wishes, start, languages, other minima",
        best_of_each,
        bare_product(supplies, demands),
        bound=2,
        rounds=3,
    )

    def change_talent() -> None:
        row = Talent.objects.filter(pk=1 + next(number) % 1000)
        row.update(degree=next(number) % 8)
        fits_for(with_talent_profile(row).get())

    def change_placement() -> None:
        Placement.objects.filter(pk=1 + next(number) % 1000).update(degree=next(number) % 8)
        SHOWN_PLACEMENTS.current()

    SHOWN_PLACEMENTS.current()
    yield _within("one talent changed: saved and ranked anew", change_talent, 0.05)
    yield _within("one placement changed: saved and patched into the index", change_placement, 0.05, 7)


# --- Exports ---------------------------------------------------------------------------------------------------------


def exports() -> Iterator[Result]:
    from portal.users.models import User
    from programmes.models import Programme
    from programmes.services.export_work import build_export
    from tests.benchmarks.region.programmes import COORDINATOR
    from tests.exporting import PARTICIPANTS, asked

    programme, by = Programme.objects.get(slug=BIG), User.objects.get(pk=COORDINATOR)
    query = f"programme__id__exact={programme.pk}"

    def exported(kind: str) -> Callable[[], None]:
        def work() -> None:
            export = asked(by, PARTICIPANTS, format=kind, query=query, programme=programme)
            build_export(export_id=export.pk)
            export.refresh_from_db()
            if export.state != "ready":
                raise RuntimeError(f"the export failed: {export.failure}")
            export.delete()

        return work

    for kind, bound in (("csv", 3), ("xlsx", 15)):
        yield _against(
            f"participants of one programme as {kind.upper()}, against COPY of the same rows",
            exported(kind),
            lambda: _copied(programme.pk),
            bound=bound,
            rounds=2,
        )


def _copied(key: int) -> None:
    with tempfile.TemporaryFile() as file, connection.cursor() as cursor:
        question = f"COPY ({SERVICE.format(key=key)}) TO STDOUT WITH (FORMAT csv, DELIMITER ';', HEADER)"
        with cursor.copy(question) as rows:
            for block in rows:
                file.write(block)


# --- Waiting ---------------------------------------------------------------------------------------------------------


def waiting(web: Web, seconds: float = 8) -> Iterator[Result]:
    """Four visitors ask for the dearest pages as fast as they get them; meanwhile somebody asks whether it lives."""
    from tests.benchmarks.lines import OFFERS
    from tests.benchmarks.rounds import Line

    until = time.perf_counter() + seconds

    def press(start: int) -> None:
        visitor, number = Visitor("visitor", HOST, web.port), start * 500
        while time.perf_counter() < until:
            for query in OFFERS.values():
                visitor.get(Line("", "", "", 0, f"/offers/?{query}").at(number))
            number += 1

    threads = [threading.Thread(target=press, args=(start,)) for start in range(1, 5)]
    for thread in threads:
        thread.start()
    asker, times = Visitor("visitor", HOST, web.port), []
    while time.perf_counter() < until:
        times.append(asker.get("/healthz").seconds)
        time.sleep(0.02)
    for thread in threads:
        thread.join()
    times.sort()
    yield Result(
        GROUP, "/healthz while four visitors ask for the dearest pages: median", median(times), None, 0.02
    )
    worst = times[int(len(times) * 0.95)]
    yield Result(
        GROUP, "/healthz while four visitors ask for the dearest pages: 95 of 100", worst, None, 0.02
    )
