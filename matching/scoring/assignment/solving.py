"""The best of many choices under limits, with a proven bound: OR-Tools, told in the words of this package.

HiGHS, which comes with OR-Tools, solves what is asked here to the proven best within seconds: matchings in
bipartite graphs are integral by nature and timetables of them nearly so; mostly the bound of the first relaxation is
reached. It works on one processor, and finds the same in every run that the clock doesn't end.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from math import floor, isfinite
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ortools.math_opt.python import mathopt

PATIENCE = timedelta(seconds=8)
"""After that a search ends with what it has."""
MOST_NODES = 1_000
"""Or after as many branches; nearly all that is asked here is solved in the first."""
SEED = 9


@dataclass(frozen=True, slots=True)
class Answer:
    """How much of what to take, and the worth that no answer exceeds; either is None where time was too short."""

    values: "Mapping[mathopt.Variable, int] | None"
    bound: int | None

    def takes(self, variable: "mathopt.Variable") -> bool:
        return self.values is not None and self.values[variable] > 0


class Question:
    """Amounts, and sums of them that are limited."""

    def __init__(self) -> None:
        from ortools.math_opt.python import mathopt

        self._model = mathopt.Model()
        self._sum = mathopt.fast_sum

    def yes_or_no(self) -> "mathopt.Variable":
        return self._model.add_binary_variable()

    def amount(self, most: int) -> "mathopt.Variable":
        """A number from 0 to `most`: found whole without being asked to be where all sums make up a network."""
        return self._model.add_variable(lb=0, ub=most)

    def at_most(self, most: int, amounts: "Collection[mathopt.Variable]") -> None:
        if amounts:
            self._model.add_linear_constraint(self._sum(amounts) <= most)

    def at_least(self, least: int, amounts: "Collection[mathopt.Variable]") -> None:
        if amounts:
            self._model.add_linear_constraint(self._sum(amounts) >= least)

    def no_more_than(
        self, amounts: "Iterable[mathopt.Variable]", others: "Iterable[mathopt.Variable]", *, besides: int = 0
    ) -> None:
        """Not more `amounts` than there are of `others` and `besides`."""
        self._model.add_linear_constraint(self._sum(amounts) <= self._sum(others) + besides)

    def as_many_as(self, amounts: "Iterable[mathopt.Variable]", others: "Iterable[mathopt.Variable]") -> None:
        self._model.add_linear_constraint(self._sum(amounts) == self._sum(others))

    def best(
        self,
        worth: "Iterable[tuple[int, mathopt.Variable]]",
        start: "Collection[mathopt.Variable] | None" = None,
    ) -> Answer:
        """The answer that is worth most in whole numbers; `start`, an answer known to be possible, is built upon.

        Raises RuntimeError where no answer is possible.
        """
        from ortools.math_opt.python import mathopt
        from ortools.math_opt.solvers import highs_pb2

        self._model.maximize(self._sum(number * variable for number, variable in worth))
        hints = mathopt.ModelSolveParameters()
        if start is not None:
            values = {variable: float(variable in start) for variable in self._model.variables()}
            hints.solution_hints.append(mathopt.SolutionHint(variable_values=values))
        result = mathopt.solve(
            self._model,
            mathopt.SolverType.HIGHS,
            params=mathopt.SolveParameters(
                time_limit=PATIENCE,
                node_limit=MOST_NODES,
                random_seed=SEED,
                relative_gap_tolerance=0.0,
                absolute_gap_tolerance=0.0,
                highs=highs_pb2.HighsOptionsProto(string_options={"parallel": "off"}),
            ),
            model_params=hints,
        )
        return _answer(result)


def _answer(result: "mathopt.SolveResult") -> Answer:
    from ortools.math_opt.python import mathopt

    if result.termination.reason is mathopt.TerminationReason.INFEASIBLE:
        raise RuntimeError("No answer is possible")
    bound = floor(result.dual_bound() + 0.5) if isfinite(result.dual_bound()) else None
    if not result.has_primal_feasible_solution():
        return Answer(None, bound)
    return Answer({variable: round(value) for variable, value in result.variable_values().items()}, bound)
