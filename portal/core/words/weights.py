"""Which of a vector's words count how much: for finding what is named so before what only speaks of it."""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.search import SearchVectorField
from django.db.models import F, Func


class OfWeight(Func):
    """`OfWeight("search", weights="AB")`: the vector's words that count so much, and no others."""

    function = "ts_filter"
    output_field = SearchVectorField()

    def __init__(self, column: str | F, *, weights: str) -> None:
        self.weights = weights
        super().__init__(column)

    def as_sql(self, compiler: Any, connection: Any, *args: Any, **extra: Any) -> Any:
        sql, parameters = compiler.compile(self.source_expressions[0])
        letters = ",".join(letter for letter in self.weights.lower() if letter in "abcd")
        return f"ts_filter({sql}, '{{{letters}}}'::\"char\"[])", parameters
