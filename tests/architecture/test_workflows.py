"""Every workflow is whole: its states are the model's, each is reached, none is a dead end unless it is meant to be."""

from collections.abc import Iterator
from typing import Any

import pghistory
import pytest
from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.db.models import TextChoices

from portal.core.workflow import Actor, Button, State, Step, Workflow
from portal.core.workflow_page import all_workflows

STATE_FIELDS = {"state", "status", "verification", "delivery", "approval"}
WITHOUT_WORKFLOW = {
    "matching.ApplicationEvent.state": "a step that was taken; it never changes",
}


def complaints(workflow: Workflow[Any]) -> Iterator[str]:
    states = [state.value for state in workflow.states]
    if states != list(type(states[0])):
        yield "its states are not those of the choices"
    yield from (f"{state!r}: never reached" for state in set(states) - _reached(workflow))
    for state in workflow.states:
        yield from _complaints_about_state(workflow, state)
    names = [step.name for step in workflow.steps]
    yield from (f"{name}: twice" for name in set(names) if names.count(name) > 1)
    for step in workflow.steps:
        yield from _complaints_about_step(workflow, step)


def _reached(workflow: Workflow[Any]) -> set[str]:
    reached, fresh = set(workflow.initial), set(workflow.initial)
    while fresh:
        fresh = {
            target for step in workflow.steps if fresh & {*step.sources} for target in step.targets
        } - reached
        reached |= fresh
    return reached


def _complaints_about_state(workflow: Workflow[Any], state: State[Any]) -> Iterator[str]:
    leads_on = any(state.value in step.sources for step in workflow.steps)
    if state.is_final and any(state.value in step.sources and not step.reopens for step in workflow.steps):
        yield f"{state.value!r}: final, but a step leads on"
    if not state.is_final and not leads_on and not state.rests:
        yield f"{state.value!r}: not final, but no step leads on"
    if state.is_final and state.waits_for:
        yield f"{state.value!r}: final, but waits for somebody"
    if state.waits_for and not _can_act(workflow, state):
        yield f"{state.value!r}: waits for {state.waits_for}, who can do nothing"


def _can_act(workflow: Workflow[Any], state: State[Any]) -> bool:
    return state.waits_for is not None and bool(workflow.steps_from(state.value, state.waits_for))


def _complaints_about_step(workflow: Workflow[Any], step: Step[Any]) -> Iterator[str]:
    states = {state.value for state in workflow.states}
    if not step.sources or not step.actors:
        yield f"{step.name}: from nowhere, or by nobody"
    if {*step.sources, *step.targets} - states:
        yield f"{step.name}: foreign states"
    if step.button is not Button.NONE and not step.label:
        yield f"{step.name}: a button without words"
    if step.actors == (Actor.PORTAL,) and step.button is not Button.NONE:
        yield f"{step.name}: a button that nobody presses"
    if step.deletes and step.targets:
        yield f"{step.name}: deleted, and yet in a state"
    if step.reopens and {*step.sources} - {*workflow.final_states}:
        yield f"{step.name}: reopens what is not over"


@pytest.mark.parametrize("workflow", all_workflows(), ids=lambda workflow: workflow.model)
def test_every_workflow_is_whole(workflow):
    assert list(complaints(workflow)) == []


@pytest.mark.parametrize("workflow", all_workflows(), ids=lambda workflow: workflow.model)
def test_every_workflow_has_the_states_of_its_model(workflow):
    model = apps.get_model(workflow.model)
    try:
        choices = [value for value, _label in model._meta.get_field(workflow.field).choices]
    except FieldDoesNotExist:
        assert isinstance(getattr(model, workflow.field), property)
    else:
        assert choices == [state.value for state in workflow.states]
        assert model._meta.get_field(workflow.field).default in workflow.initial


def test_every_state_of_a_model_has_a_workflow():
    found = {
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models()
        if not issubclass(model, pghistory.models.Event)
        for field in model._meta.get_fields()
        if field.name in STATE_FIELDS and getattr(field, "choices", None)
    }
    told = {f"{apps.get_model(each.model)._meta.label}.{each.field}" for each in all_workflows()}
    assert found - told == set(WITHOUT_WORKFLOW)


# --- The checks themselves -----------------------------------------------------------------------------------------


class Door(TextChoices):
    OPEN = "open", "Open"
    SHUT = "shut", "Shut"


def door(*steps: Step[Door], **changes: Any) -> Workflow[Door]:
    states = changes.pop("states", (State(value=Door.OPEN), State(value=Door.SHUT, is_final=True)))
    return Workflow(model="house.door", field="state", initial=(Door.OPEN,), states=states, steps=steps)


def shut(**changes: Any) -> Step[Door]:
    fields = {"sources": (Door.OPEN,), "targets": (Door.SHUT,), "actors": (Actor.PERSON,), "label": "Shut"}
    return Step(name="shut", **{**fields, **changes})


def test_a_whole_table_passes():
    reopen = Step(
        name="open",
        sources=(Door.SHUT,),
        targets=(Door.OPEN,),
        actors=(Actor.PERSON,),
        label="Open",
        reopens=True,
    )
    assert list(complaints(door(shut(), reopen))) == []


@pytest.mark.parametrize(
    ("workflow", "complaint"),
    [
        (door(shut(targets=())), "Door.SHUT: never reached"),
        (door(shut(sources=(Door.OPEN, Door.SHUT))), "Door.SHUT: final, but a step leads on"),
        (
            door(shut(), states=(State(value=Door.OPEN), State(value=Door.SHUT))),
            "Door.SHUT: not final, but no step leads on",
        ),
        (
            door(shut(), states=(State(value=Door.OPEN, waits_for=Actor.STAFF),)),
            "Door.OPEN: waits for staff, who can do nothing",
        ),
        (door(shut(), states=(State(value=Door.OPEN),)), "its states are not those of the choices"),
        (door(shut(), shut()), "shut: twice"),
        (door(shut(label="")), "shut: a button without words"),
        (door(shut(actors=(Actor.PORTAL,))), "shut: a button that nobody presses"),
        (door(shut(actors=())), "shut: from nowhere, or by nobody"),
        (door(shut(deletes=True)), "shut: deleted, and yet in a state"),
        (door(shut(reopens=True)), "shut: reopens what is not over"),
    ],
)
def test_what_is_missing_in_a_table_is_named(workflow, complaint):
    assert complaint in list(complaints(workflow))
