"""Which placements fit whom: for one person with reasons, for everybody at once.

The rules of one fit are in ``matching.fits``; here they are applied to many. Pure like them: NumPy, SciPy
and sparse_dot_topn, no Django.

How ``top_matches`` stays exact and close to the cost of one sparse product:

* A skill that a placement asks for at a level is one column. The placement's entry is the weight, the
  talent's entry the part of that level reached, in twelfths. So the product of the two sparse matrices is
  the points for skills, with one multiplication for each skill that a pair has in common, and partial
  levels cost nothing extra.
* Minima and kind are no points but a door: placements that ask for the same minima and are of the same
  kind have the same door. Talents are sorted by what opens doors for them and taken in blocks, and each
  block is multiplied only with the placements behind doors that are open to somebody in it.
* What is left is scored whole. The answers on field, region and date are added to the block's points,
  closed doors are taken out, and the best of each row are chosen. Every pair that can be recommended is
  looked at, so there is no cut-off that could lose one, and no tie is left to chance.
* Points are whole numbers throughout; the scores are those of ``explain`` to the last digit.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from itertools import batched, chain

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from sparse_dot_topn import sp_matmul

from matching.fits import (
    MAX_LEVEL,
    NATIVE,
    POINTS_PER_PERCENT,
    Fit,
    PlacementProfile,
    Reason,
    ReasonCode,
    TalentProfile,
    Weights,
    asked_level,
    degree_minimum,
    explain,
    has_degree,
    is_anywhere,
    is_sought,
    language_minima,
    language_rank,
    percent,
    skill_level,
    steps_earned,
    weigh,
)
