"""Bags of fields that services are given: a name that nobody knows is a mistake in the code, not a wish to ignore."""

from collections.abc import Collection, Iterable


def check_names(given: Iterable[str], *, known: Collection[str]) -> None:
    """Raise TypeError, as Python does for a parameter that a function lacks, unless all names are known."""
    if unknown := sorted(set(given) - set(known)):
        raise TypeError(f"unknown fields: {', '.join(unknown)}")
