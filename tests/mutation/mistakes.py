"""Small mistakes, as people make them, one at a time in a module's source."""

import ast
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
SHOWN = 100  # characters of a mistake


@dataclass(frozen=True)
class Mutant:
    """A module's source with one mistake in it, the place by the names it stands in, and what the mistake is."""

    line: int
    place: str
    mistake: str
    source: str

    def __str__(self) -> str:
        return f"{self.place}: {self.mistake}"


def mutants(source: str) -> Iterator[Mutant]:
    number = 0
    while True:
        tree = ast.parse(source)
        maker = _Maker(number, _annotations(tree))
        changed = maker.visit(tree)
        if not maker.mistake:
            return
        yield Mutant(maker.line, maker.place, maker.mistake, ast.unparse(ast.fix_missing_locations(changed)))
        number += 1


class _Maker(ast.NodeTransformer):
    """Makes the mistake with this number; mistakes are counted in the order of the source."""

    def __init__(self, number: int, skipped: set[int]) -> None:
        self.left = number
        self.skipped = skipped
        self.names: list[str] = []
        self.place = self.mistake = ""
        self.line = 0

    def visit(self, node: ast.AST) -> ast.AST:
        if self.mistake or id(node) in self.skipped or _is_no_rule(node):
            return node
        self.line = getattr(node, "lineno", self.line)
        name = _name(node)
        self.names += [name] if name else []
        for other, mistake in _alternatives(node):
            if self.left == 0:
                self.place, self.mistake = ".".join(self.names), mistake
                return other
            self.left -= 1
        changed: ast.AST = self.generic_visit(node)
        if name:
            self.names.pop()
        return changed


def _annotations(tree: ast.Module) -> set[int]:
    fields = ("annotation", "returns")
    return {id(getattr(node, name, None)) for node in ast.walk(tree) for name in fields} - {id(None)}


def _is_no_rule(node: ast.AST) -> bool:
    """Imports, docstrings, names of types, words for people, and texts with values in them."""
    if isinstance(node, ast.Import | ast.ImportFrom | ast.JoinedStr):
        return True
    if isinstance(node, ast.Expr):
        return isinstance(node.value, ast.Constant)
    return (
        isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in {*WORDS, "TypeVar"}
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
