"""The page of a run: lines that break, and what two runs say of the same line."""

from tests.benchmarks.compare import differences, values
from tests.benchmarks.results import Result, guarded, page


def result(name: str, seconds: float, floor: float | None = 0.002) -> Result:
    return Result("Visitors", name, seconds, floor, 12)


def text(*results: Result) -> str:
    return page(results, sizes="A region.")


def test_what_breaks_is_a_line_that_is_not_met_and_ends_nothing():
    def measured():
        yield result("one", 0.004)
        raise RuntimeError("the second line breaks")

    told = list(guarded("Visitors", "the rest", measured()))
    assert [each.is_met for each in told] == [True, False]
    assert "| the rest | – |" in text(*told)
    assert "RuntimeError" in text(*told)


def test_a_line_is_compared_by_its_ratio_or_by_its_median_where_it_has_no_floor():
    assert values(text(result("a", 0.004), result("b", 0.004, floor=None))) == {
        "Visitors: a": 2,
        "Visitors: b": 0.004,
    }


def test_two_runs_agree_within_thirty_per_cent():
    first = text(result("near", 0.010), result("far", 0.010), result("gone", 0.010))
    second = text(result("near", 0.0129), result("far", 0.0131))
    assert differences(first, first) == []
    assert differences(first, second) == [
        "Visitors: far: 5 and 6.55, 31% apart",
        "Visitors: gone: in one page alone",
    ]
