"""What the portal works out from its rows and keeps: here for all rows at once."""

from collections.abc import Iterator, Mapping
from typing import Any

from matching.services.search import index_all
from tests.benchmarks.region.steps import Step


def steps() -> Iterator[Step]:
    yield Step("search", _index_words)


def _index_words(_sizes: Mapping[str, Any]) -> None:
    """Forms of words are made in Python, a millisecond or two for each placement."""
    index_all()
