"""Every message that the source marks for translation, read from its syntax trees and by Django's template parser.

`portal.translations` collects them by another way, word by word; what one of the two doesn't see, the other does.
"""

import ast
import inspect
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from django.template import Node, Template, engines
from django.template.base import FilterExpression, Variable
from django.templatetags.i18n import BlockTranslateNode, TranslateNode
from django.utils import translation
from django.utils.functional import Promise

from tests.architecture.source import ROOT, files

MODULE = "django.utils.translation"
FUNCTIONS = {name for name in translation.__all__ if "gettext" in name}
TEXTS = ("context", "message", "singular", "plural")


@dataclass(frozen=True)
class Message:
    place: str
    context: str | None
    text: str
    plural: str | None = None


@dataclass(frozen=True)
class Unreadable:
    """A use of a translation function whose message can't be known without running it, and what is wrong with it."""

    place: str
    code: str
    why: str


@cache
def found() -> tuple[Message | Unreadable, ...]:
    in_code = [found for path, tree in files().items() for found in in_module(tree, str(path))]
    in_templates = [found for path in template_files() for found in in_template(path)]
    return tuple(dict.fromkeys((*in_code, *in_templates)))


# --- Code ----------------------------------------------------------------------------------------------------------


def names_of(tree: ast.Module) -> tuple[dict[str, str], set[str]]:
    """What the module calls Django's functions, and what it calls the module they are in."""
    functions, modules = {}, {MODULE}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module == MODULE:
            functions |= {
                name.asname or name.name: name.name for name in node.names if name.name in FUNCTIONS
            }
        elif isinstance(node, ast.ImportFrom) and node.module == "django.utils":
            modules |= {name.asname or name.name for name in node.names if name.name == "translation"}
        elif isinstance(node, ast.Import):
            modules |= {name.asname for name in node.names if name.name == MODULE and name.asname}
    return functions, modules


def in_module(tree: ast.Module, path: str) -> Iterator[Message | Unreadable]:
    functions, modules = names_of(tree)
    calls = {id(node.func): node for node in ast.walk(tree) if isinstance(node, ast.Call)}
    for node in ast.walk(tree):
        function = None
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
            function = functions.get(node.id)
        elif isinstance(node, ast.Attribute) and ast.unparse(node.value) in modules:
            function = node.attr if node.attr in FUNCTIONS else None
        if function:
            place = f"{path}:{node.lineno}"
            yield _message(function, calls.get(id(node)), place) or Unreadable(
                place, ast.unparse(node), "passed on without a message"
            )


def _message(function: str, call: ast.Call | None, place: str) -> Message | Unreadable | None:
    if call is None:
        return None
    code = ast.unparse(call)
    signature = inspect.signature(getattr(translation, function))
    try:
        arguments = signature.bind(
            *call.args, **{str(word.arg): word.value for word in call.keywords}
        ).arguments
    except TypeError as error:
        return Unreadable(place, code, str(error))
    texts = {name: arguments.get(name) for name in TEXTS if name in signature.parameters}
    for name, value in texts.items():
        if isinstance(value, ast.JoinedStr):
            return Unreadable(place, code, f"its {name} is an f-string")
        if not (isinstance(value, ast.Constant) and isinstance(value.value, str)):
            return Unreadable(place, code, f"its {name} isn't written out")
    words = {name: value.value for name, value in texts.items()}
    return Message(
        place, words.get("context"), words.get("message") or words["singular"], words.get("plural")
    )


# --- Templates -----------------------------------------------------------------------------------------------------


def template_files() -> list[Path]:
    folders = {ROOT / "templates", *(path / "templates" for path in ROOT.iterdir())}
    return sorted(path for folder in folders for path in folder.rglob("*") if path.is_file())


def in_template(path: Path) -> Iterator[Message | Unreadable]:
    template = Template(path.read_text(encoding="utf-8"), engine=engines["django"].engine)
    return in_part(template.nodelist, str(path.relative_to(ROOT)))


def in_part(part: Any, path: str) -> Iterator[Message | Unreadable]:
    """Whatever hangs below a part of a template: nodes, expressions with `_("…")` in them, lists and dicts of both."""
    if isinstance(part, Promise):
        yield Message(path, None, part._args[0])  # type: ignore[attr-defined]
    elif isinstance(part, TranslateNode):
        yield _translated(part, f"{path}:{part.token.lineno}")
    elif isinstance(part, BlockTranslateNode):
        yield _block(part, f"{path}:{part.token.lineno}")
    for one in _below(part):
        yield from in_part(one, path)


def _below(part: Any) -> list[Any]:
    match part:
        case TranslateNode():
            return []
        case BlockTranslateNode():
            return [part.extra_context, part.counter]
        case FilterExpression():
            return [part.var, part.filters]
        case Node():
            return [value for name, value in vars(part).items() if name not in {"token", "origin"}]
        case dict():
            return list(part.values())
        case list() | tuple():
            return list(part)
    return []


def _context(expression: FilterExpression | None) -> str | None:
    return None if expression is None else str(expression.resolve({}))


def _translated(node: TranslateNode, place: str) -> Message | Unreadable:
    variable = node.filter_expression.var
    if not isinstance(variable, Variable) or not isinstance(variable.literal, str):
        return Unreadable(place, node.filter_expression.token, "its message isn't written out")
    return Message(place, _context(node.message_context), variable.literal.replace("%", "%%"))


def _block(node: BlockTranslateNode, place: str) -> Message:
    def text(tokens: Any) -> str:
        words = node.render_token_list(tokens)[0]
        return translation.trim_whitespace(words) if node.trimmed else words

    plural = text(node.plural) if node.plural else None
    return Message(place, _context(node.message_context), text(node.singular), plural)
