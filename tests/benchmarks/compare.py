"""`python -m tests.benchmarks.compare ONE.md OTHER.md`: what two runs of `make bench` say differently.

Lines are held against each other by their ratio to the floor, or by their median where they have none. Two runs of the
same code on the same machine give values within 30 % of each other; it fails when a line doesn't.
"""

import re
import sys
from pathlib import Path

WITHIN = 0.3
UNITS = {"ms": 0.001, "s": 1.0, "×": 1.0}


def values(text: str) -> dict[str, float]:
    """The ratio of each line, or its median: by group and name."""
    found, group = {}, ""
    for row in text.splitlines():
        if row.startswith("## "):
            group = row[3:]
        cells = [cell.strip() for cell in row.strip("|").split("|")]
        if row.startswith("|") and len(cells) == 9 and (value := _number(cells[3] or cells[1])) is not None:
            found[f"{group}: {cells[0]}"] = value
    return found


def _number(cell: str) -> float | None:
    match = re.fullmatch(r"([\d.]+) (ms|s|×)", cell)
    return float(match[1]) * UNITS[match[2]] if match else None


def differences(one: str, other: str) -> list[str]:
    """A sentence for each line that is in one page alone, or further from the other than two runs may be."""
    before, after = values(one), values(other)
    told = [f"{name}: in one page alone" for name in sorted(before.keys() ^ after.keys())]
    for name in before.keys() & after.keys():
        low, high = sorted((before[name], after[name]))
        if high > low * (1 + WITHIN):
            told.append(f"{name}: {before[name]:.3g} and {after[name]:.3g}, {high / low - 1:.0%} apart")
    return sorted(told)


def main() -> int:
    one, other = (Path(name).read_text() for name in sys.argv[1:3])
    told = differences(one, other)
    number = len(values(one).keys() & values(other).keys())
    sys.stdout.write("\n".join([*told, f"{number} lines compared, {len(told)} differ.", ""]))
    return 1 if told else 0


if __name__ == "__main__":
    sys.exit(main())
