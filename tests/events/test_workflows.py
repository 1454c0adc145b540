from events.constants import EventState
from events.workflows import EVENT
from portal.core.admin_lists import label_kinds


def test_everything_but_a_draft_is_public():
    assert EVENT.states_where(is_public=True) == ("published", "done", "cancelled")


def test_coordinators_set_any_state_right():
    for state in EventState:
        assert {*EVENT.targets(state)} == {*EventState} - {state}


def test_how_the_administration_shows_them():
    assert label_kinds(EVENT) == {
        "draft": "info",
        "published": "success",
        "done": "info",
        "cancelled": "danger",
    }
