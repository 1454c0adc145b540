"""`make bench`: a region, the portal on it, every line measured, and `docs/performance.md` written.

`FACTOR=0.1` takes a smaller region and `ONLY=Work,Visitors` some groups alone; neither writes the page. `PAGE=some.md`
writes another one, which `python -m tests.benchmarks.compare` holds against this one.
"""

import os
import sys
from collections.abc import Iterator
from pathlib import Path

from tests.benchmarks import serving

serving.prepare()

PAGE = Path(__file__).resolve().parents[2] / "docs" / "performance.md"
SIZES = (
    "{talents} talents, {open_placements} open placements of {placements}, {enrolments} enrolments with records, "
    "{applications} applications, {events} events, {organisations} organisations and {people} people, "
    "with history and consents."
)


def main() -> None:
    factor = float(os.environ.get("FACTOR", "1"))
    only = [name for name in os.environ.get("ONLY", "").split(",") if name]
    with serving.region(factor):
        from tests.benchmarks import results
        from tests.benchmarks.region.sizes import Sizes

        told = list(_told(factor, only))
        page = Path(os.environ["PAGE"]) if "PAGE" in os.environ else PAGE
        if page != PAGE or (factor == 1 and not only):
            numbers = {
                name: f"{size:,}"
                for name, size in Sizes(factor).parameters().items()
                if isinstance(size, int)
            }
            page.write_text(results.page(told, sizes=SIZES.format(**numbers), notes=results.notes_of(PAGE)))
    missed = [result.name for result in told if not result.is_met]
    sys.stdout.write(f"\n{len(told) - len(missed)} of {len(told)} bounds are met.\n")


def _told(factor: float, only: list[str]) -> Iterator[object]:
    from tests.benchmarks import machines, rounds, work
    from tests.benchmarks.lines import lines
    from tests.benchmarks.region.load import bar
    from tests.benchmarks.results import HEADS, aligned, guarded

    wanted = [line for line in lines(factor) if not only or line.group in only]
    sys.stdout.write(f"{aligned(HEADS)}\n")
    with serving.Web() as web:
        for source in (
            rounds.measured(web, wanted, bar),
            work.results(web) if not only or work.GROUP in only else (),
            guarded(machines.GROUP, "two processes, a standby", machines.results(web))
            if not only or machines.GROUP.split()[0] in only
            else (),
        ):
            for result in source:
                sys.stdout.write(f"{result.line()}\n")
                sys.stdout.flush()
                yield result


if __name__ == "__main__":
    main()
