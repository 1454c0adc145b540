"""Offers laid out in columns: what says nothing stands where no comparison is wrong about it."""

import numpy as np

from matching.scoring.offer_columns import Asking, Names, Row, columns_of, write_levels

NOTHING = Row(1, "job", "", [], None, None, False, False, None, 9)
SOMETHING = Row(2, "visit", "Suhl", ["07", "05", "07"], 0, 3, True, True, 4, 9)


def test_what_says_nothing_stands_before_every_day_and_below_every_degree_and_is_the_newest():
    columns = columns_of([NOTHING, SOMETHING], Names({}, {}, {}))
    first, second = (columns[name] for name in ("starts_on", "degree"))
    assert (first[0] < -(10**6), second.tolist()) == (True, [0, 1])
    assert columns["published_at"][0] > columns["published_at"][1] == 4


def test_names_get_numbers_that_they_keep():
    names = Names({"visit": 0}, {}, {})
    columns = columns_of([NOTHING, SOMETHING], names)
    assert columns["kind"].tolist() == [1, 0]
    assert names.kinds == {"visit": 0, "job": 1}
    assert columns["fields"].tolist() == [0, 0b11]


def test_levels_are_written_into_the_column_of_their_language():
    levels = {"de": np.array([7, 0, 0], dtype=np.uint8)}
    write_levels(levels, np.array([4, 5, 9]), [Asking(9, "de", 3), Asking(4, "sl", 2), Asking(6, "sl", 1)])
    assert {code: column.tolist() for code, column in levels.items()} == {"de": [7, 0, 3], "sl": [2, 0, 0]}
