"""What was measured of a line, how it reads on a terminal, and in `docs/performance.md`."""

import os
import platform
import traceback
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from math import isnan, nan
from pathlib import Path

from django.utils import timezone

WIDTHS = (64, 10, 9, 8, 7, 9, 7, 9, 4)
HEADS = ("what", "median", "floor", "ratio", "queries", "cpu", "memory", "bound", "met")


@dataclass(frozen=True)
class Result:
    group: str
    name: str
    seconds: float
    floor: float | None
    """What it is held against, in seconds; None where the bound is a time."""
    bound: float
    """How many times the floor, or how many seconds."""
    statements: int | None = None
    cpu: float | None = None
    memory: float | None = None
    """In MB, at the most."""
    fault: str = ""
    at_least: bool = False
    """More is better: how much of what the floor does is done in the same time."""

    @property
    def ratio(self) -> float | None:
        if self.floor is None:
            return None
        return self.floor / self.seconds if self.at_least else self.seconds / self.floor

    @property
    def is_met(self) -> bool:
        reached = self.seconds if self.ratio is None else self.ratio
        return not self.fault and (reached >= self.bound if self.at_least else reached <= self.bound)

    def cells(self) -> tuple[str, ...]:
        unit = "≥ " if self.at_least else "≤ "
        return (
            self.name,
            _milliseconds(self.seconds),
            "" if self.floor is None else _milliseconds(self.floor),
            "" if self.ratio is None else f"{self.ratio:.2f} ×",
            "" if self.statements is None else str(self.statements),
            "" if self.cpu is None else _milliseconds(self.cpu),
            "" if self.memory is None else f"{self.memory:.0f} MB",
            f"{unit}{_milliseconds(self.bound)}" if self.floor is None else f"{unit}{self.bound:g} ×",
            self.fault or ("yes" if self.is_met else "**no**"),
        )

    def line(self) -> str:
        return aligned(self.cells()).replace("**", "")


def guarded(group: str, name: str, source: Iterator[Result]) -> Iterator[Result]:
    """What breaks is a line that is not met, and the others are measured all the same."""
    try:
        yield from source
    except Exception as error:
        traceback.print_exc()
        yield Result(group, name, nan, None, nan, fault=f"{type(error).__name__}, see the output")


def aligned(cells: Sequence[str]) -> str:
    """For a terminal."""
    first, *others = zip(cells, WIDTHS, strict=True)
    return f"{first[0]:<{first[1]}} " + " ".join(f"{cell:>{width}}" for cell, width in others)


def _milliseconds(seconds: float) -> str:
    if isnan(seconds):
        return "–"
    if seconds >= 1:
        return f"{seconds:.2f} s"
    return f"{seconds * 1000:.3g} ms" if seconds < 0.1 else f"{seconds * 1000:.0f} ms"


INTRODUCTION = """# Performance

Written by `make bench`, which generates a region as large as the portal is made for, starts the portal on it as
`make run` does and measures each line below. Nothing here is ever a test: a machine may be slow. What must hold on any
machine (queries of a page, plans, answers that equal the full one) is held by `make bench-quick`, on a tenth.

{when}: {machine}. {sizes}

How to read it: **median** of rounds in which every line of a group is asked for in turn, so that a slow moment meets
all; **floor**, taken in the same rounds: for a page a view of one query through the whole middleware, as the same
person, for a deep page the first one, for work what its line names; **ratio** of the two; **queries** of the page;
**cpu** of the thread that answered; **memory** of the process at the most. Two runs give ratios within 30 % of each
other. Uncached pages are asked for under an address that nobody has asked for, or after a change of what they show.

{met} of {all} bounds are met.
"""
TABLE = """
## {group}

| what | median | floor | ratio | queries | cpu | memory | bound | met |
|---|---:|---:|---:|---:|---:|---:|---:|---|
{rows}
"""


def page(results: Iterable[Result], *, sizes: str, notes: str = "") -> str:
    results = list(results)
    machine = f"{os.cpu_count()} processors, {platform.machine()}, Python {platform.python_version()}"
    text = INTRODUCTION.format(
        when=timezone.localdate().isoformat(),
        machine=f"{machine}, embedded PostgreSQL",
        sizes=sizes,
        met=sum(result.is_met for result in results),
        all=len(results),
    )
    for group in dict.fromkeys(result.group for result in results):
        rows = "\n".join(f"| {' | '.join(result.cells())} |" for result in results if result.group == group)
        text += TABLE.format(group=group, rows=rows)
    return text + notes


def notes_of(path: Path) -> str:
    """What people wrote below the tables, which the next run keeps."""
    mark = "\n## What can't be met, and why\n"
    text = path.read_text() if path.exists() else ""
    return mark + text.split(mark, 1)[1] if mark in text else ""
