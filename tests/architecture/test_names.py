"""No app names one of a floor above it, or beside it: not its addresses, its templates, its models or its modules.

import-linter keeps the imports; this keeps the strings, in code and in templates.
"""

import ast
import re
import tomllib
from collections.abc import Iterator

import pytest

from tests.architecture.reads import template_files
from tests.architecture.source import ROOT, files


def floors() -> list[set[str]]:
    """Labels of the apps as import-linter stacks them, from the ground up; those on one floor don't know each other."""
    linter = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]
    layers = linter["contracts"][0]["layers"][1:]  # the first is the roof
    return [
        {name.strip().removeprefix("portal.") for name in layer.replace(":", "|").split("|")}
        for layer in reversed(layers)
    ]


FLOORS = floors()
ROOF = len(FLOORS)

TEMPLATE_FOLDERS_OF_THE_GROUND = {"components", "django", "emails"}
"""Parts of any page. Everything else that belongs to no app is the site's frame, which the roof knows: `base.html`, the
pages of errors, `site/`, `admin/`, and the pages of libraries, which stand in the frame."""

EXEMPT = {
    "programmes/roles.py": "The matrix: rights are read in one place. Its labels are held against the models by a test."
}

LABELS = "|".join(sorted(label for floor in FLOORS for label in floor))
NAMED = re.compile(
    rf"(?<![\w./:-])(?:(?:admin:)?({LABELS})[:./]\w|admin:({LABELS})_\w|(?:portal\.)({LABELS})\.\w)"
)
BY_LABEL = {"get_model", "get_app_config", "is_installed", "import_module", "import_string"}


def floor_of(label: str) -> int:
    return next(number for number, floor in enumerate(FLOORS) if label in floor)


def owner_of(path: str) -> tuple[int, str]:
    """The floor of a file or template, and its app; the roof's is called nothing."""
    parts = path.split("/")
    folders = parts[1:-1] if parts[0] in {"portal", "templates"} else parts[:-1]
    folder = folders[0] if folders else ""
    if any(folder in floor for floor in FLOORS):
        return floor_of(folder), folder
    if parts[0] == "templates" and folder in TEMPLATE_FOLDERS_OF_THE_GROUND:
        return 0, ""
    return ROOF, ""


def names_above(texts: Iterator[str], path: str) -> list[str]:
    """What the texts name that the owner of the path may not know."""
    floor, own = owner_of(path)
    return [
        match[0]
        for text in texts
        for match in NAMED.finditer(text)
        if (label := next(filter(None, match.groups()))) != own and floor_of(label) >= floor
    ]


def texts_in_code(tree: ast.Module) -> Iterator[str]:
    """Every string that isn't a docstring. What finds an app by its bare label is told with a colon."""
    prose = {
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):  # what follows a part of it may be anything
            yield from (f"{part.value}x" for part in node.values if isinstance(part, ast.Constant))
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node not in prose:
            yield node.value
        if isinstance(node, ast.Call) and ast.unparse(node.func).split(".")[-1] in BY_LABEL:
            yield from (f"{each.value}:x" for each in node.args[:1] if isinstance(each, ast.Constant))


def texts_in_template(text: str) -> Iterator[str]:
    """What stands in quotes inside tags."""
    text = re.sub(r"\{% comment %\}.*?\{% endcomment %\}|\{#.*?#\}", "", text, flags=re.DOTALL)
    for tag in re.finditer(r"\{[{%].*?[%}]\}", text, re.DOTALL):
        yield from (one or other for one, other in re.findall(r"\"([^\"]*)\"|'([^']*)'", tag[0]))


def test_no_app_names_one_above_it():
    offences = {
        str(path): found
        for path, tree in files().items()
        if str(path) not in EXEMPT and (found := names_above(texts_in_code(tree), str(path)))
    }
    offences |= {
        path: found
        for path, text in template_files().items()
        if (found := names_above(texts_in_template(text), path))
    }
    assert offences == {}


FRAME = {"base.html", "admin/base_site.html", "admin/filter.html", "403_csrf.html", "429.html"}
"""What every page extends, here and in the administration; its filter, which Django names; and the pages of answers,
which Django names by their number."""


def test_no_app_names_a_template_of_the_roof_but_the_frame():
    templates = {
        path.removeprefix("templates/"): (owner_of(path)[0], text) for path, text in template_files().items()
    }
    of_the_roof = {name for name, (floor, _text) in templates.items() if floor == ROOF} - FRAME
    assert "admin/index.html" in of_the_roof
    offences = {
        str(path): found
        for path, tree in files().items()
        if owner_of(str(path))[0] < ROOF and (found := of_the_roof.intersection(texts_in_code(tree)))
    }
    offences |= {
        name: found
        for name, (floor, text) in templates.items()
        if floor < ROOF and (found := of_the_roof.intersection(texts_in_template(text)))
    }
    assert offences == {}


def test_no_exemption_outlives_its_file():
    trees = {str(path): tree for path, tree in files().items()}
    assert [path for path in EXEMPT if not names_above(texts_in_code(trees[path]), path)] == []


@pytest.mark.parametrize(
    "code",
    [
        'reverse("matching:offer_list")',
        'reverse(f"matching:{name}")',
        "url = f\"{reverse('admin:matching_posting_changelist')}?review=waiting\"",
        'may(user, "view", "matching.placement")',
        'apps.get_model("matching", "Placement")',
        'apps.get_model("matching.Placement")',
        'render(request, "matching/offer_list.html")',
        'import_string("matching.services.search.search")',
        'enqueue("evaluation.build_report", 1)',
    ],
)
def test_a_name_of_an_upper_app_is_found_in_code(code):
    assert names_above(texts_in_code(ast.parse(code)), "programmes/views/programme.py") != []
    assert names_above(texts_in_code(ast.parse(code)), "portal/navigation.py") == []


@pytest.mark.parametrize(
    "code",
    [
        '"""See matching.models."""',
        'rows.filter(postings__state="published")',
        'reverse("programmes:list")',
        'enqueue("notifications.deliver", 1)',
        '_("Nothing to do: events, offers.")',
        "from portal.privacy import models",
    ],
)
def test_own_names_those_below_and_prose_are_nobodys_business(code):
    assert names_above(texts_in_code(ast.parse(code)), "programmes/views/programme.py") == []


@pytest.mark.parametrize(
    ("path", "text", "is_known"),
    [
        ("programmes/me.html", "{% url 'matching:offer_list' %}", False),
        ("programmes/me.html", '{% include "matching/offer_cards.html" with cards=cards only %}', False),
        ("programmes/me.html", '{% url "admin:matching_posting_changelist" %}', False),
        ("programmes/me.html", "{% url 'programmes:list' %}{# matching:offer_list #}", True),
        ("programmes/me.html", "<p>matching:offer_list</p>", True),
        ("events/event_detail.html", "{% url 'mentoring:list' %}", False),
        ("privacy/mine.html", "{% url 'notifications:inbox' %}", True),
        ("notifications/inbox.html", "{% url 'privacy:mine' %}", False),
        ("components/card.html", "{% url 'users:settings' %}", False),
        ("emails/message.html", "{% url 'notifications:inbox' %}", False),
        ("site/header.html", "{% url 'notifications:inbox' %}", True),
        ("base.html", "{% url 'programmes:colour' %}", True),
        ("account/login.html", '{% include "users/demo_people.html" %}', True),
    ],
)
def test_templates_belong_to_the_floor_of_their_folder(path, text, is_known):
    assert (names_above(texts_in_template(text), f"templates/{path}") == []) is is_known
