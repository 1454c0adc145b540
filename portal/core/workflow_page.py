"""Writes the workflows down for people: the content of `docs/workflows.md`."""

from collections.abc import Iterable, Iterator
from importlib import import_module
from pkgutil import iter_modules
from types import ModuleType

from django.apps import apps
from django.db.models import TextChoices
from django.utils.module_loading import module_has_submodule
from django.utils.translation import override

from portal.core.workflow import Actor, Badge, Button, Message, State, Step, Workflow

INTRODUCTION = """# Workflows

Generated from each app's `workflows.py` by `manage.py write_workflows`; change the tables there, not here.

Who may take a step on which row is a matter of [permissions](permissions.md); here stands what the state allows.
"person" is whom the row is about, "organisation" whoever speaks for it, "staff" whoever works for the programme, and
"portal" means that the step happens by itself.
"""


def all_workflows() -> list[Workflow[TextChoices]]:
    """Every table of every installed app, in the order of the apps and of their files."""
    found: list[Workflow[TextChoices]] = []
    for config in apps.get_app_configs():
        if config.module is not None and module_has_submodule(config.module, "workflows"):
            for module in _modules_of(f"{config.name}.workflows"):
                found += [each for each in vars(module).values() if isinstance(each, Workflow)]
    return found


def _modules_of(name: str) -> Iterator[ModuleType]:
    """The room itself, and, where it is a package, the files in it."""
    room = import_module(name)
    yield room
    for part in iter_modules(getattr(room, "__path__", [])):
        yield import_module(f"{name}.{part.name}")


def workflows_page(workflows: Iterable[Workflow[TextChoices]]) -> str:
    """The page in Markdown: a diagram, the states and the steps of each workflow."""
    with override("en"):
        parts = ["\n".join(_chapter(workflow)) for workflow in workflows]
    return "\n".join([INTRODUCTION, *parts])


def _chapter(workflow: Workflow[TextChoices]) -> Iterator[str]:
    model = apps.get_model(workflow.model)
    yield f"## {str(model._meta.verbose_name).capitalize()}"
    yield ""
    yield f"`{workflow.model}.{workflow.field}`"
    yield ""
    yield from _diagram(workflow)
    yield ""
    yield "| state | badge | seen by all | waits for | what its reader is told |"
    yield "|---|---|---|---|---|"
    yield from (_state_row(state) for state in workflow.states)
    yield ""
    yield "| step | from | to | by | message | what it says | button | when |"
    yield "|---|---|---|---|---|---|---|---|"
    yield from (_step_row(step) for step in workflow.steps)
    yield ""


def _diagram(workflow: Workflow[TextChoices]) -> Iterator[str]:
    yield "```mermaid"
    yield "stateDiagram-v2"
    yield from (f'    state "{state.label}" as {state.value.value}' for state in workflow.states)
    yield from (f"    [*] --> {state.value}" for state in workflow.initial)
    for step in workflow.steps:
        yield from _arrows(step)
    yield from (f"    {state.value} --> [*]" for state in workflow.final_states)
    yield "```"


def _arrows(step: Step[TextChoices]) -> Iterator[str]:
    """A step whose row is deleted leads to the end; one that leaves the row as it is has no arrow."""
    ends = ["[*]"] if step.deletes else [target.value for target in step.targets]
    for source in step.sources:
        yield from (f"    {source.value} --> {end}: {_name(step)}" for end in ends if end != source.value)


def _name(step: Step[TextChoices]) -> str:
    return str(step.label) or step.name.replace("_", " ")


def _state_row(state: State[TextChoices]) -> str:
    told = [f"{reader}: {text}" for reader, text in state.explanations.items()]
    cells = [
        str(state.label),
        _badges(state),
        "yes" if state.is_public else "",
        state.waits_for or ("nobody, it is final" if state.is_final else ""),
        " ".join([*told, state.rests]).strip(),
    ]
    return _row(cells)


def _badges(state: State[TextChoices]) -> str:
    """The kind of badge; staff may be shown another one."""
    staff = [] if state.staff_badge is None else [f"staff: {_word(state.staff_badge)}"]
    return ", ".join([_word(state.badge), *staff])


def _word(kind: Badge | Button) -> str:
    return kind.name.lower().replace("_", " ")


def _step_row(step: Step[TextChoices]) -> str:
    return _row(
        [
            f"`{step.name}`",
            _labels(step.sources),
            "deleted" if step.deletes else _labels(step.targets) or "stays",
            ", ".join(actor for actor in Actor if actor in step.actors),
            "" if step.message is Message.NONE else step.message.value,
            " ".join(str(text) for text in (step.label, step.explanation) if text),
            "" if step.button is Button.NONE else _word(step.button),
            step.when,
        ]
    )


def _labels(states: Iterable[TextChoices]) -> str:
    return ", ".join(str(state.label) for state in states)


def _row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"
