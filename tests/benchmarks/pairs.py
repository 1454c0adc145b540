"""What looking at every pair of talent and offer takes at least: answers times questions, and no score made of it."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
from scipy.sparse import csr_matrix

from matching.scoring.rules import (
    Demand,
    Supply,
    asked_level,
    asked_wishes,
    is_free,
    language_minima,
    language_rank,
    meets_wish,
    named_minima,
    named_rank,
    skill_level,
)

BLOCK = 64
Question = tuple[str, Any, Any]


def bare_product(supplies: list[Supply], demands: list[Demand]) -> Callable[[], object]:
    """SciPy's, of two CSR matrices: who answers a question (rows), which offer asks it (columns); block by block."""
    asked = [list(_questions(demand)) for demand in demands]
    names = {question: place for place, question in enumerate(sorted(set().union(*asked), key=str))}
    answers = [[each for each in names if _is_answered(supply, each)] for supply in supplies]

    def matrix(rows: list[list[Question]]) -> csr_matrix:
        pairs = np.array([(place, names[name]) for place, row in enumerate(rows) for name in row]).T
        ones = np.ones(pairs.shape[1], np.float32)
        return csr_matrix((ones, (pairs[0], pairs[1])), shape=(len(rows), len(names)))

    left, right = matrix(answers), csr_matrix(matrix(asked).T)
    return lambda: deque((left[at : at + BLOCK] @ right for at in range(0, left.shape[0], BLOCK)), maxlen=0)


def _questions(demand: Demand) -> Iterator[Question]:
    for skill, level in (*demand.required.items(), *demand.welcome.items()):
        yield "skill", skill, asked_level(level)
    for name, values in asked_wishes(demand).items():
        yield "wish", name, values
    for language, rank in language_minima(demand).items():
        yield "language", language, rank
    for name, rank in named_minima(demand).items():
        yield "minimum", name, rank
    if demand.start is not None:
        yield "start", "", demand.start


def _is_answered(supply: Supply, question: Question) -> bool:
    kind, name, asked = question
    match kind:
        case "skill":
            return skill_level(supply, name) >= asked
        case "wish":
            return meets_wish(supply, name, asked)
        case "language":
            return language_rank(supply, name) >= asked
        case "minimum":
            return named_rank(supply, name) >= asked
    return is_free(supply, asked)
