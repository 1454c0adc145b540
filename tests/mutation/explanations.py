"""The mistakes that `docs/mutants.md` says nobody could notice: each an entry of a list, its name before the dash."""

from pathlib import Path

PAGE = Path(__file__).resolve().parents[2] / "docs" / "mutants.md"


def explained() -> set[str]:
    """Their names, as a run prints them."""
    _heading, *entries = PAGE.read_text().split("\n- ")
    return {" ".join(entry.split(" — ")[0].split()) for entry in entries}
