"""Every place where code or a page reads rows, and whether `visible_to` is asked on the way.

What is looked for: managers (`Model.objects…`), related managers (`programme.enrolments.filter(…)`), in templates too,
functions that answer with rows and ask nobody who reads them, and the ways around all these: models found by name,
hand-made querysets, raw SQL. Reading along a foreign key (`application.placement`) is no read of its own: whoever found
the row was asked.
"""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TypeGuard

from django.conf import settings
from django.db import models
from django.db.models.manager import BaseManager
from django.utils.functional import cached_property

from tests.architecture.read_rules import UNSEARCHED_MODULES, UNSEARCHED_ROOMS
from tests.architecture.source import ROOT, files, our_models

MANAGERS = {"objects", "_default_manager", "_base_manager", "default_manager", "base_manager"}
SCOPING = {"visible_to", "worked_on_by", "administered_by", "administered_in"}
"""What asks the matrix, from the widest to the narrowest."""
SHORTCUTS = {"get_object_or_404", "get_list_or_404", "aget_object_or_404", "aget_list_or_404"}
AROUND = {"get_model", "get_object_for_this_type", "get_all_objects_for_this_type", "raw", "RawSQL", "cursor"}
"""Calls that find rows, or models, past their managers."""
GENERIC_VIEWS = ("ListView", "DetailView", "UpdateView", "DeleteView", "ArchiveView", "DateView", "ViewSet")
HANDED_ON = (
    *(ast.Assign, ast.AnnAssign, ast.NamedExpr, ast.keyword, ast.Return, ast.Yield, ast.Lambda),
    *(ast.IfExp, ast.BoolOp, ast.List, ast.Tuple, ast.Set, ast.Dict, ast.Starred),
)
"""Where an expression stands that somebody else will ask."""
READERS = {"user", "by", "reader"}
"""What the parameter is called that says for whom rows are read."""
SHARED = {"Skill", "SkillLabel", "Framework", "Indicator", "Purpose", "PurposeVersion"}
"""Vocabularies and published lists, which everybody may read: see the exemptions in test_scoping."""


@dataclass(frozen=True)
class Read:
    """`place` is `module:function` or a template's path; `what` a model's name, `.a_relation` or `a_function()`."""

    place: str
    what: str
    line: int
    is_scoped: bool

    @property
    def key(self) -> str:
        return f"{self.place} {self.what}"


@cache
def related_names() -> frozenset[str]:
    """Attributes of our models under which many rows of another model of ours are found, shared ones left out."""
    names = set()
    for model in our_models():
        for relation in model._meta.related_objects:
            if not relation.one_to_one and relation.related_model.__name__ not in SHARED:
                names.add(relation.get_accessor_name())
        names |= {each.name for each in model._meta.many_to_many if each.related_model.__name__ not in SHARED}
    return frozenset(name for name in names if name)


@cache
def queryset_methods() -> frozenset[str]:
    """Names of all that can be asked of a manager of ours."""
    kinds: set[type] = {models.QuerySet, BaseManager}
    kinds |= {type(model._default_manager.all()) for model in our_models()}
    return frozenset(name for kind in kinds for name in dir(kind) if not name.startswith("_"))


@cache
def sources() -> frozenset[str]:
    """Functions of services and queries that answer with rows without being told who reads them."""
    return frozenset(
        function.name
        for path, tree in files().items()
        if {"services", "queries"} & set(dotted(path).split("."))
        for function in public_functions(tree)
        if "QuerySet" in ast.unparse(function.returns or ast.Constant("")) and not asks_for_reader(function)
    )


def public_functions(tree: ast.Module) -> Iterator[ast.FunctionDef]:
    return (node for node in tree.body if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"))


def asks_for_reader(function: ast.FunctionDef) -> bool:
    """Is the function told who reads, or given rows that somebody has found already?"""
    parameters = [*function.args.posonlyargs, *function.args.args, *function.args.kwonlyargs]
    types = {each.arg: ast.unparse(each.annotation) for each in parameters if each.annotation}
    return any("QuerySet" in kind or (name in READERS and "User" in kind) for name, kind in types.items())


class Module:
    """The syntax tree of a module of this dotted name, and how its nodes hang together."""

    def __init__(self, tree: ast.Module, name: str) -> None:
        self.tree, self.name = tree, name

    @cached_property
    def parents(self) -> dict[ast.AST, ast.AST]:
        return {child: parent for parent in ast.walk(self.tree) for child in ast.iter_child_nodes(parent)}

    def reads(self) -> Iterator[Read]:
        for node in ast.walk(self.tree):
            if isinstance(node, ast.expr | ast.ClassDef) and (what := self._what_is_read(node)):
                place = f"{self.name}:{self._qualified_name(node)}"
                yield Read(place, what, node.lineno, is_scoped=self._is_scoped(node))

    def _what_is_read(self, node: ast.expr | ast.ClassDef) -> str:
        """What the expression reads, or a view that needs no expression for it; an empty string for neither."""
        match node:
            case ast.ClassDef(bases=bases) if any(
                ast.unparse(base).endswith(GENERIC_VIEWS) for base in bases
            ):
                return next((ast.unparse(each.value) for each in node.body if _names_model(each)), "")
            case ast.Attribute(attr=name, value=value) if name in MANAGERS:
                model = self._real_name(ast.unparse(value).split(".")[-1])
                return "" if model in SHARED else model
            case ast.Attribute(attr=name, ctx=ast.Load()) if name in related_names():
                return f".{name}" if self._is_taken_for_a_manager(node) else ""
            case ast.Call(func=ast.Name(id="getattr"), args=[_, ast.Constant(value=name), *_]):
                return f".{name}" if name in MANAGERS | related_names() else ""
            case ast.Call(func=ast.Name(id="attrgetter") | ast.Attribute(attr="attrgetter"), args=args):
                paths = [each.value for each in args if isinstance(each, ast.Constant)]
                names = {name for path in paths for name in str(path).split(".")}
                return next((f".{name}" for name in names & (MANAGERS | related_names())), "")
            case ast.Call(func=ast.Attribute(attr="as_view"), keywords=words):
                models = [ast.unparse(word.value) for word in words if word.arg == "model"]
                return next((name.split(".")[-1] for name in models), "")
            case ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name), args=args):
                return self._what_is_called(self._real_name(name), args)
        return ""

    def _what_is_called(self, name: str, args: list[ast.expr]) -> str:
        if name in AROUND or name in sources() or name.endswith("QuerySet"):
            return f"{name}()"
        if name in SHORTCUTS and args and isinstance(args[0], ast.Name | ast.Attribute):
            model = self._real_name(ast.unparse(args[0]).split(".")[-1])
            return model if model[:1].isupper() and model not in SHARED else ""
        return ""

    def _real_name(self, name: str) -> str:
        """What is called so here, by the name it has where it comes from."""
        return self._names.get(name, name)

    @cached_property
    def _names(self) -> dict[str, str]:
        imports = [node for node in ast.walk(self.tree) if isinstance(node, ast.ImportFrom)]
        return {each.asname: each.name for node in imports for each in node.names if each.asname}

    def _is_taken_for_a_manager(self, node: ast.Attribute) -> bool:
        """Is it asked what a manager answers, or handed on as one is? Managers are no iterables: lists are.

        What somebody's access amounts to are ids.
        """
        if ast.unparse(node.value).startswith("access_of("):
            return False
        above = self.parents.get(node)
        if isinstance(above, ast.Attribute):
            return above.attr in queryset_methods()
        if isinstance(above, ast.Call):
            return node is not above.func
        return isinstance(above, HANDED_ON)

    def _is_scoped(self, node: ast.AST) -> bool:
        """Does the chain of calls on the expression ask `visible_to`, or for nobody's rows?

        Rows given to `get_visible_or_404` are asked there.
        """
        names: list[str] = []
        while True:
            above = self.parents.get(node)
            if isinstance(above, ast.Attribute):
                names.append(above.attr)
            elif not (isinstance(above, ast.Call) and above.func is node):
                break
            node = above
        is_given = isinstance(above, ast.Call) and ast.unparse(above.func) == "get_visible_or_404"
        return is_given or bool(SCOPING & set(names)) or names[:1] == ["none"]

    def _qualified_name(self, node: ast.AST) -> str:
        names = []
        current: ast.AST | None = node
        while current is not None:
            if isinstance(current, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
                names.append(current.name)
            current = self.parents.get(current)
        return ".".join(reversed(names)) or "<module>"


def _names_model(statement: ast.stmt) -> TypeGuard[ast.Assign]:
    return isinstance(statement, ast.Assign) and ast.unparse(statement.targets[0]) == "model"


# --- Templates -----------------------------------------------------------------------------------------------------


def in_template(text: str, path: str) -> Iterator[Read]:
    """Related managers that a template asks, `programme.enrolments.count`, or hands on: `rows=programme.enrolments`."""
    tags = re.compile(r"\{[{%].*?[%}]\}", re.DOTALL)
    for tag in tags.finditer(text):
        for name, method in re.findall(r"\.(\w+)\.(\w+)", tag[0]):
            if name in related_names() and method in queryset_methods():
                yield Read(path, f".{name}", text.count("\n", 0, tag.start()) + 1, is_scoped=False)
        for name in re.findall(r"=[\w.]+\.(\w+)(?![\w.])", tag[0]):
            if name in related_names():
                yield Read(path, f".{name}", text.count("\n", 0, tag.start()) + 1, is_scoped=False)


def template_files() -> dict[str, str]:
    folder = ROOT / "templates"
    return {
        str(path.relative_to(ROOT)): path.read_text(encoding="utf-8")
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def dotted(path: Path) -> str:
    return ".".join(path.with_suffix("").parts).removesuffix(".__init__")


# --- All of it -----------------------------------------------------------------------------------------------------


@cache
def unscoped_reads() -> tuple[Read, ...]:
    """Every read in the house that asks nobody, rooms that need not ask left out."""
    found = [
        read
        for path, tree in files().items()
        if is_searched(dotted(path))
        for read in Module(tree, dotted(path)).reads()
    ]
    found += [read for path, text in template_files().items() for read in in_template(text, path)]
    return tuple(read for read in found if not read.is_scoped)


def is_searched(module: str) -> bool:
    """Is the module none of those, nor in one of the rooms, that need not ask?"""
    unsearched = [
        *UNSEARCHED_MODULES,
        *(f"{app}.{room}" for app in settings.OUR_APPS for room in UNSEARCHED_ROOMS),
    ]
    return not any(module == name or module.startswith(f"{name}.") for name in unsearched)


def reading_queries() -> Iterator[tuple[str, ast.FunctionDef]]:
    """Public functions of `queries` that read, themselves or by another function of their module."""
    for path, tree in files().items():
        if "queries" not in dotted(path).split("."):
            continue
        reading = {read.place.split(":")[1].split(".")[0] for read in Module(tree, dotted(path)).reads()}
        functions = [node for node in tree.body if isinstance(node, ast.FunctionDef)]
        for _round in functions:
            reading |= {function.name for function in functions if reading & _names_in(function)}
        for function in public_functions(tree):
            if function.name in reading:
                yield f"{dotted(path)}:{function.name}", function


def _names_in(function: ast.FunctionDef) -> set[str]:
    return {node.id for node in ast.walk(function) if isinstance(node, ast.Name)}
