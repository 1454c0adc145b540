"""Which mistakes are made, and that each is made alone."""

import pytest

from tests.mutation.mistakes import mutants, named


def mistakes(source: str) -> list[str]:
    return [mutant.mistake for mutant in mutants(source)]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("a < b", ["`a < b` → `a <= b`"]),
        ("a and b", ["`a and b` → `a or b`"]),
        ("x = not y", ["`not y` → `y`"]),
        ("x = True", ["`True` → `False`"]),
        ("x = 3", ["`3` → `4`"]),
        ("x = 'draft'", ["`'draft'` → `'otherdraft'`"]),
        ("x = a, b", ["without `a`", "without `b`"]),
        ("x = {a: b}", ["without `a: b`"]),
        ("f(a, b=c)", ["without `b=c`"]),
        ("x = [a for a in b if a]", ["without `a`"]),
        ("x = a if b else c", ["`a if b else c` → `c if b else a`"]),
        ("def f(): return a", ["`return a` → `return None`"]),
    ],
)
def test_a_mistake_of_each_kind(source, expected):
    assert mistakes(source) == expected


@pytest.mark.parametrize(
    "source",
    [
        "import a",
        "@dataclass(frozen=True)\nclass A: pass",
        "'A docstring.'",
        "_('Said to people')",
        "f'{a} and text'",
        "x: dict[str, int | None]",
        "a, b = c",
        "Start = tuple[Code, str | int]",
    ],
)
def test_what_is_no_rule_is_left_alone(source):
    assert mistakes(source) == []


def test_each_mutant_has_one_mistake_and_says_where():
    source = "def f(a):\n    return a < 1\n\nTABLE = (1,)"
    found = [(mutant.place, mutant.line, mutant.source()) for mutant in mutants(source)]
    assert found == [
        ("f", 2, "def f(a):\n    return None\nTABLE = (1,)"),
        ("f", 2, "def f(a):\n    return a <= 1\nTABLE = (1,)"),
        ("f", 2, "def f(a):\n    return a < 2\nTABLE = (1,)"),
        ("TABLE", 4, "def f(a):\n    return a < 1\nTABLE = ()"),
        ("TABLE", 4, "def f(a):\n    return a < 1\nTABLE = (2,)"),
    ]


def test_the_same_mistake_twice_in_a_place_has_two_names():
    assert list(named("x = [1, 1]")) == [
        "x: without `1`",
        "x: without `1` #2",
        "x: `1` → `2`",
        "x: `1` → `2` #2",
    ]
