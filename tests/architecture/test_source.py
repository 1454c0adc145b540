"""What the source may not do, read from its syntax trees."""

import ast

from celery import current_app
from django.conf import settings

from tests.architecture.source import WEB_ROOMS, files, room_of


def chains(tree: ast.Module):
    """Every `X.objects` in the file with the name of what is called on it right after, or "" when nothing is."""
    followers = {id(node.value): node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and node.attr in {"objects", "_default_manager", "_base_manager"}:
            yield node.lineno, followers.get(id(node), "")


UNSCOPED_MODELS_MAY_BE_READ = {"Skill", "SkillLabel", "Framework", "Indicator", "Purpose", "PurposeVersion"}
"""Vocabularies and published lists: see the exemptions in test_scoping."""


def name_before_objects(tree: ast.Module, line: int) -> str:
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and node.attr == "objects" and node.lineno == line:
            return ast.unparse(node.value)
    return ""


def test_web_code_reaches_rows_only_through_visible_to():
    offences = [
        f"{path}:{line}: {name_before_objects(tree, line)}.objects.{follower}"
        for path, tree in files().items()
        if room_of(path) in WEB_ROOMS
        for line, follower in chains(tree)
        if follower != "visible_to" and name_before_objects(tree, line) not in UNSCOPED_MODELS_MAY_BE_READ
    ]
    assert offences == []


def test_only_notifications_sends_mail():
    offences = [
        str(path)
        for path, tree in files().items()
        for node in ast.walk(tree)
        if (isinstance(node, ast.ImportFrom) and (node.module or "").startswith("django.core.mail"))
        or (
            isinstance(node, ast.Import)
            and any(name.name.startswith("django.core.mail") for name in node.names)
        )
        if path.parts[:2] != ("portal", "notifications")
    ]
    assert offences == []


def enqueued_names() -> set[str]:
    names = set()
    for tree in files().values():
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and ast.unparse(node.func).endswith("enqueue"):
                assert isinstance(node.args[0], ast.Constant), (
                    f"enqueue takes a literal name: {ast.unparse(node)}"
                )
                names.add(node.args[0].value)
    return names


def registered_tasks() -> set[str]:
    current_app.loader.import_default_modules()
    return set(current_app.tasks)


def test_every_name_that_is_enqueued_is_a_registered_task():
    names = enqueued_names()
    assert "notifications.deliver" in names
    assert names - registered_tasks() == set()


def test_every_scheduled_task_exists():
    scheduled = {entry["task"] for entry in settings.CELERY_BEAT_SCHEDULE.values()}
    assert scheduled - registered_tasks() == set()


def test_background_work_has_one_way_in():
    offences = [
        f"{path}:{node.lineno}"
        for path, tree in files().items()
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute)
        and node.attr in {"delay", "apply_async", "send_task"}
        and str(path) != "portal/core/jobs.py"
    ]
    assert offences == []


def test_services_are_keyword_only_and_say_what_they_do():
    """A public function in a services module takes keywords, has types, and a docstring."""
    offences = []
    for path, tree in files().items():
        if "services" not in [part.removesuffix(".py") for part in path.parts]:
            continue
        for node in tree.body:
            if not isinstance(node, ast.FunctionDef) or node.name.startswith("_"):
                continue
            if (
                (len(node.args.args) > 0 and node.name != "notify")
                or node.returns is None
                or not ast.get_docstring(node)
            ):
                offences.append(f"{path}:{node.lineno} {node.name}")
    assert offences == []


def test_no_room_is_called_after_nothing():
    names = {path.name for path in files()}
    assert names & {"utils.py", "helpers.py", "common.py", "misc.py"} == set()
