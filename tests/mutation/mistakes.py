"""Small mistakes, as people make them, one at a time in a module's source."""

import ast
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

TURNED: dict[type[ast.AST], type[ast.AST]] = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
    ast.And: ast.Or,
    ast.Or: ast.And,
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Div,
    ast.Div: ast.Mult,
    ast.FloorDiv: ast.Mult,
    ast.BitAnd: ast.BitOr,
    ast.BitOr: ast.BitAnd,
}
WORDS = frozenset(["_", "gettext", "gettext_lazy", "pgettext", "pgettext_lazy", "ngettext", "ngettext_lazy"])
"""What stands inside these is said to people, and no rule."""
GENERICS = frozenset(["dict", "list", "set", "frozenset", "tuple", "type", "Callable", "NDArray"])
"""What such a name is made of in brackets is a type."""
SHOWN = 100  # characters of a mistake


@dataclass(frozen=True)
class Mutant:
    """One mistake in a module: where, by the names it stands in, and what it is."""

    line: int
    place: str
    mistake: str
    tree: ast.Module
    parent: ast.AST
    field: str
    number: int | None
    other: ast.AST

    def __str__(self) -> str:
        return f"{self.place}: {self.mistake}"

    def source(self) -> str:
        """The module with this mistake in it, and no other. Not for two threads at once: they share the tree."""
        right = getattr(self.parent, self.field)
        wrong = self.other
        if self.number is not None:
            wrong = [*right[: self.number], self.other, *right[self.number + 1 :]]
        setattr(self.parent, self.field, wrong)
        try:
            return ast.unparse(ast.fix_missing_locations(self.tree))
        finally:
            setattr(self.parent, self.field, right)


def mutants(source: str) -> Iterator[Mutant]:
    """In the order of the source."""
    tree = ast.parse(source)
    yield from _mutants_below(tree, tree, _annotations(tree), ())


def named(source: str) -> dict[str, Mutant]:
    """The mutants by what tells them apart: the second of the same mistake in the same place is its `#2`."""
    times: Counter[str] = Counter()
    found: dict[str, Mutant] = {}
    for mutant in mutants(source):
        times[str(mutant)] += 1
        again = f" #{times[str(mutant)]}" if times[str(mutant)] > 1 else ""
        found[f"{mutant}{again}"] = mutant
    return found


def _mutants_below(
    tree: ast.Module, parent: ast.AST, skipped: set[int], names: tuple[str, ...]
) -> Iterator[Mutant]:
    for field, number, node in _children(parent):
        if id(node) in skipped or _is_no_rule(node):
            continue
        name = _name(node)
        inside = (*names, name) if name else names
        line = getattr(node, "lineno", getattr(parent, "lineno", 0))
        for other, mistake in _alternatives(node):
            yield Mutant(line, ".".join(inside), mistake, tree, parent, field, number, other)
        yield from _mutants_below(tree, node, skipped, inside)


def _children(parent: ast.AST) -> Iterator[tuple[str, int | None, ast.AST]]:
    for field, value in ast.iter_fields(parent):
        if isinstance(value, ast.AST):
            yield field, None, value
        elif isinstance(value, list):
            yield from (
                (field, number, each) for number, each in enumerate(value) if isinstance(each, ast.AST)
            )


def _annotations(tree: ast.Module) -> set[int]:
    fields = ("annotation", "returns")
    return {id(getattr(node, name, None)) for node in ast.walk(tree) for name in fields} - {id(None)}


def _is_no_rule(node: ast.AST) -> bool:
    """Imports, docstrings, names of types, how a class keeps its data, words for people, texts with values in them."""
    if isinstance(node, ast.Import | ast.ImportFrom | ast.JoinedStr):
        return True
    if isinstance(node, ast.Expr):
        return isinstance(node.value, ast.Constant)
    if isinstance(node, ast.Subscript):
        return isinstance(node.value, ast.Name) and node.value.id in GENERICS
    return (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id in {*WORDS, "TypeVar", "dataclass"}
    )


def _name(node: ast.AST) -> str:
    if isinstance(node, ast.FunctionDef | ast.ClassDef):
        return node.name
    if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
        return node.targets[0].id
    if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
        return node.target.id
    return ""


def _alternatives(node: ast.AST) -> Iterator[tuple[ast.AST, str]]:
    """What could stand here by mistake, and the mistake in a few words."""
    for other in (*_turned(node), *_other_values(node)):
        yield other, f"`{_short(node)}` → `{_short(other)}`"
    yield from _with_something_left_out(node)


def _turned(node: ast.AST) -> Iterator[ast.AST]:
    if isinstance(node, ast.Compare) and type(node.ops[0]) in TURNED:
        yield ast.Compare(node.left, [TURNED[type(node.ops[0])](), *node.ops[1:]], node.comparators)  # type: ignore[list-item]
    elif isinstance(node, ast.BoolOp):
        yield ast.BoolOp(TURNED[type(node.op)](), node.values)  # type: ignore[arg-type]
    elif isinstance(node, ast.BinOp) and type(node.op) in TURNED:
        yield ast.BinOp(node.left, TURNED[type(node.op)](), node.right)  # type: ignore[arg-type]
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not | ast.Invert):
        yield node.operand
    elif isinstance(node, ast.IfExp):
        yield ast.IfExp(node.test, node.orelse, node.body)


def _other_values(node: ast.AST) -> Iterator[ast.AST]:
    if isinstance(node, ast.Constant) and isinstance(node.value, bool):
        yield ast.Constant(not node.value)
    elif isinstance(node, ast.Constant) and isinstance(node.value, int | float):
        yield ast.Constant(node.value + 1)
    elif isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield ast.Constant("other" + node.value)
    elif isinstance(node, ast.Return) and node.value and not _is_none(node.value):
        yield ast.Return(ast.Constant(None))


def _is_none(node: ast.AST) -> bool:
    return isinstance(node, ast.Constant) and node.value is None


LISTS: dict[type[ast.AST], tuple[str, ...]] = {
    ast.Tuple: ("elts",),
    ast.List: ("elts",),
    ast.Set: ("elts",),
    ast.Dict: ("keys", "values"),
    ast.Call: ("keywords",),
    ast.comprehension: ("ifs",),
}


def _with_something_left_out(node: ast.AST) -> Iterator[tuple[ast.AST, str]]:
    if isinstance(getattr(node, "ctx", None), ast.Store):  # a name that is assigned to
        return
    lists = LISTS.get(type(node), ())
    for number in range(len(getattr(node, lists[0])) if lists else 0):
        parts = [getattr(node, name)[number] for name in lists]
        yield _without(node, number, *lists), f"without `{': '.join(_short(part) for part in parts if part)}`"


def _without(node: ast.AST, number: int, *lists: str) -> ast.AST:
    fields = dict(ast.iter_fields(node))
    for name in lists:
        fields[name] = [each for place, each in enumerate(fields[name]) if place != number]
    return type(node)(**fields)


def _short(node: ast.AST) -> str:
    text = ast.unparse(node).replace("\n", " ")
    return text if len(text) <= SHOWN else f"{text[: SHOWN // 2]} … {text[-SHOWN // 2 :]}"
