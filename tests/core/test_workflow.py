import pytest
from django.db.models import TextChoices

from portal.core.errors import WrongState
from portal.core.workflow import Actor, Badge, Button, State, Step, Workflow


class Lamp(TextChoices):
    OFF = "off", "Off"
    ON = "on", "On"
    BROKEN = "broken", "Broken"


LAMP = Workflow(
    model="house.lamp",
    field="state",
    initial=(Lamp.OFF,),
    states=(
        State(value=Lamp.OFF, waits_for=Actor.PERSON, explanations={Actor.PERSON: "Press the switch."}),
        State(value=Lamp.ON, badge=Badge.GOOD, staff_badge=Badge.NEEDS_SOMEBODY, is_public=True),
        State(value=Lamp.BROKEN, badge=Badge.BAD, is_final=True, is_public=True),
    ),
    steps=(
        Step(
            name="switch_on", sources=(Lamp.OFF,), targets=(Lamp.ON,), actors=(Actor.PERSON,), label="Light"
        ),
        Step(name="smash", sources=(Lamp.OFF, Lamp.ON), targets=(Lamp.BROKEN,), actors=(Actor.PERSON,)),
        Step(name="polish", sources=(Lamp.ON,), actors=(Actor.STAFF, Actor.PERSON), button=Button.NONE),
        Step(name="burn_out", sources=(Lamp.ON,), targets=(Lamp.BROKEN, Lamp.OFF), actors=(Actor.PORTAL,)),
    ),
)


def test_steps_from_a_state_are_those_of_the_one_who_asks_in_the_order_of_the_table():
    assert [step.name for step in LAMP.steps_from(Lamp.OFF, Actor.PERSON)] == ["switch_on", "smash"]
    assert [step.name for step in LAMP.steps_from(Lamp.ON, Actor.PERSON)] == ["smash", "polish"]
    assert [step.name for step in LAMP.steps_from(Lamp.ON, Actor.STAFF)] == ["polish"]
    assert LAMP.steps_from(Lamp.BROKEN, Actor.PERSON) == []


def test_a_state_may_be_given_as_the_database_gives_it():
    assert [step.name for step in LAMP.steps_from("on", Actor.PORTAL)] == ["burn_out"]
    assert LAMP.badge("on") == Badge.GOOD
    assert LAMP.allows("smash", "off")


def test_check_gives_the_step_and_refuses_it_from_any_other_state():
    assert LAMP.check("switch_on", Lamp.OFF) is LAMP.step("switch_on")
    for state in (Lamp.ON, Lamp.BROKEN, "unknown"):
        with pytest.raises(WrongState):
            LAMP.check("switch_on", state)


def test_an_unknown_step_is_a_mistake_of_the_program_and_no_wrong_state():
    with pytest.raises(KeyError):
        LAMP.check("swtich_on", Lamp.OFF)


def test_an_unknown_state_is_a_mistake_of_the_program():
    with pytest.raises(KeyError):
        LAMP.badge("glowing")


def test_allows_says_what_check_would():
    assert LAMP.allows("switch_on", Lamp.OFF)
    assert not LAMP.allows("switch_on", Lamp.ON)


def test_target_is_where_a_step_leads_that_leads_to_one_state():
    assert LAMP.step("switch_on").target == Lamp.ON
    with pytest.raises(ValueError, match="too many values"):
        LAMP.step("burn_out").target  # noqa: B018


def test_leads_knows_every_pair_of_the_table_and_no_other():
    pairs = {(source, target) for source in Lamp for target in Lamp if LAMP.leads(source, target)}
    assert pairs == {
        (Lamp.OFF, Lamp.ON),
        (Lamp.OFF, Lamp.BROKEN),
        (Lamp.ON, Lamp.BROKEN),
        (Lamp.ON, Lamp.OFF),
    }


def test_states_where_all_that_is_given_holds():
    assert LAMP.states_where() == (Lamp.OFF, Lamp.ON, Lamp.BROKEN)
    assert LAMP.states_where(is_public=True) == (Lamp.ON, Lamp.BROKEN)
    assert LAMP.states_where(is_public=True, is_final=False) == (Lamp.ON,)
    assert LAMP.states_where(is_final=True) == LAMP.final_states == (Lamp.BROKEN,)
    assert LAMP.states_where(waits_for=Actor.PERSON) == (Lamp.OFF,)
    assert LAMP.states_where(waits_for=Actor.STAFF) == ()


def test_sources_are_the_states_from_which_a_step_starts():
    assert LAMP.sources("smash") == (Lamp.OFF, Lamp.ON)


def test_the_administration_may_see_another_badge():
    assert [(LAMP.badge(state), LAMP.staff_badge(state)) for state in Lamp] == [
        (Badge.NEUTRAL, Badge.NEUTRAL),
        (Badge.GOOD, Badge.NEEDS_SOMEBODY),
        (Badge.BAD, Badge.BAD),
    ]


def test_an_explanation_is_for_its_reader():
    assert LAMP.explanation(Lamp.OFF, Actor.PERSON) == "Press the switch."
    assert LAMP.explanation(Lamp.OFF, Actor.STAFF) == ""


def test_a_state_is_called_what_its_value_is_called():
    assert [state.label for state in LAMP.states] == ["Off", "On", "Broken"]


def test_what_a_table_leaves_out_says_nothing_on_a_page():
    """Kinds of badges and buttons are parameters of components; nothing is their neutral kind."""
    step, state = LAMP.step("switch_on"), LAMP.state(Lamp.OFF)
    assert (step.question, step.explanation, step.hint, step.done, step.when) == ("", "", "", "", "")
    assert (step.button, state.badge, state.rests) == ("", "", "")
    assert (step.deletes, state.is_final, state.is_public) == (False, False, False)
