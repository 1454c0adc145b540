"""What the source may not do, read from its syntax trees."""

import ast

import pytest
from celery import current_app
from django.conf import settings

from tests.architecture.source import files


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


def test_what_is_lost_with_the_broker_is_found_by_a_sweeper():
    """A job alone is forgotten when Redis is: its task names the scheduled one that finds the row it was about."""
    scheduled = {entry["task"] for entry in settings.CELERY_BEAT_SCHEDULE.values()}
    registered_tasks()
    found_by = {name: getattr(current_app.tasks[name], "swept_by", None) for name in enqueued_names()}
    assert {name for name, sweeper in found_by.items() if sweeper not in scheduled} == set()


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


END_OF_TIME = "SoftTimeLimitExceeded"
NO_TASK_IS_ROUND = {
    "portal/core/pdf.py": "It is a program of its own.",
    "portal/core/pdf_marks.py": "It is part of that program.",
    "portal/users/views.py": "Tasks have no views.",
}


def swallows_everything(node: ast.Try) -> bool:
    """Whether one of its handlers takes whatever comes and goes on, the end of a task's time with it."""
    for handler in node.handlers:
        caught = ast.unparse(handler.type) if handler.type else "Exception"
        if END_OF_TIME in caught:
            return False
        if caught in {"Exception", "BaseException"}:
            return not (isinstance(handler.body[-1], ast.Raise) and handler.body[-1].exc is None)
    return False


def test_the_end_of_a_tasks_time_is_taken_for_no_broken_row():
    """Celery raises it in the middle of whatever is done; who then goes on with the next row is killed over it."""
    found = {
        str(path)
        for path, tree in files().items()
        for node in ast.walk(tree)
        if isinstance(node, ast.Try) and swallows_everything(node)
    }
    assert found == set(NO_TASK_IS_ROUND)


LONG = "reports"


def test_no_sweeper_waits_behind_the_work_it_looks_after():
    """What may take minutes has a lane of its own; who finds that it stands still is in another."""
    registered_tasks()
    lane = {
        name: current_app.amqp.router.route({}, name)["queue"].name
        for name in current_app.tasks
        if not name.startswith("celery.")
    }
    long = [name for name in enqueued_names() if lane[name] == LONG]
    sweepers = {current_app.tasks[name].swept_by for name in long}
    assert {name: lane[name] for name in sweepers} == dict.fromkeys(sweepers, "celery")


OVER_ALL_ROWS = [
    "core.sweep_unnamed_files",
    "privacy.apply_retention",
    "privacy.execute_due_erasures",
    "privacy.warn_about_unused_accounts",
    "programmes.lapse_invitations",
]


@pytest.mark.parametrize("name", OVER_ALL_ROWS)
def test_what_goes_through_all_rows_holds_up_no_sweeper(name):
    """After an update, or a month without a worker, it has minutes to do."""
    registered_tasks()
    assert current_app.amqp.router.route({}, name)["queue"].name == LONG


def test_temporary_files_lie_where_they_are_swept():
    users = {
        str(path)
        for path, tree in files().items()
        for node in ast.walk(tree)
        if (isinstance(node, ast.ImportFrom) and node.module == "tempfile")
        or (isinstance(node, ast.Import) and any(name.name == "tempfile" for name in node.names))
    }
    assert users == {"portal/core/temporary.py"}


def test_no_room_is_called_after_nothing():
    names = {part for path in files() for part in path.with_suffix("").parts}
    assert names & {"utils", "helpers", "common", "misc"} == set()
    once_meant_another_thing_in_each_app = {"desk", "sections", "overview", "cards", "wording", "timelines"}
    assert names & once_meant_another_thing_in_each_app == set()


MODELS_FOUND_BY_NAME = {
    "portal/core/personal_data.py": "Apps name their models there, and the ground knows no app.",
    "programmes/access.py": "It lies below the models of which somebody's access is made.",
    "programmes/backends.py": "Django names models in its permissions.",
    "programmes/presentation/permissions.py": "The documentation is made of the matrix, which names models.",
    "portal/core/workflow_page.py": "The documentation is made of the tables of states, which name models.",
    "portal/admin_site/sidebar.py": "The menu is a table that names models.",
    "evaluation/receivers.py": "A migration has models of its own, as they were then.",
    "portal/privacy/models/access_log.py": "A line of the log keeps of which kind the data was, as a model's label.",
    "portal/core/words/adding.py": "It is a step of migrations, which have models of their own.",
}


def test_models_are_imported_and_not_found_by_name():
    """A queryset reads another model along its own relations; what reads several stands in `queries`."""
    found = {
        str(path)
        for path, tree in files().items()
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute | ast.Name)
        and (node.attr if isinstance(node, ast.Attribute) else node.id) == "get_model"
    }
    assert found == set(MODELS_FOUND_BY_NAME)


KNOW_COUNTRIES = {
    "portal/core/management/commands/write_towns.py": "Whose towns are read from which file.",
    "portal/core/public_holidays.py": "In which country holidays differ by Land.",
    "portal/core/regions/towns.py": "Whose towns the list has all of.",
    "portal/privacy/constants.py": "From which age a child consents, country by country.",
    "portal/settings/base.py": "Where the portal is run, unless the operator says otherwise.",
}


def test_no_country_stands_in_for_what_a_programme_knows():
    """Organisations, offers and rows of files have the programme's country, and a new programme that of the setting."""
    found = {
        str(path)
        for path, tree in files().items()
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant)
        and node.value in {"DE", "SI", "AT"}
        and path.parts[:2] != ("portal", "demo")
    }
    assert found == set(KNOW_COUNTRIES)
