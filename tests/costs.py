"""What pages cost the run: how often one was asked for, drawn, and looked at, and for how long."""

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

COST = "costs"


def table(reports: Iterable[Any]) -> Iterator[str]:
    """A line for each thing that was done with pages, with all tests' costs in it; nothing where nothing was done."""
    times: Counter[str] = Counter()
    seconds: Counter[str] = Counter()
    for costs in _recorded(reports):
        for name, (number, spent) in costs.items():
            times[name] += int(number)
            seconds[name] += spent
    for name, number in times.most_common():
        spent = seconds[name]
        yield f"pages {name}: {number}, {spent / number * 1000:.0f} ms each, {spent:.0f} s in all"


def _recorded(reports: Iterable[Any]) -> Iterator[dict[str, list[float]]]:
    """A test's last report has what its fixtures noted when they ended."""
    for report in reports:
        if getattr(report, "when", "") == "teardown":
            yield from (value for name, value in report.user_properties if name == COST)
