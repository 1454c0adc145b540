from events.constants import EventState
from events.workflows.events import EVENT
from portal.core.admin_lists import label_kinds


def test_everything_but_a_draft_is_public():
    assert EVENT.states_where(is_public=True) == ("published", "done", "cancelled")


def test_what_is_over_or_cancelled_can_come_back_and_a_draft_never_skips_being_published():
    assert EVENT.targets(EventState.DRAFT) == ("submitted", "published")
    assert EVENT.targets(EventState.DONE) == EVENT.targets(EventState.CANCELLED) == ("published",)


def test_how_the_administration_shows_them():
    assert label_kinds(EVENT) == {
        "draft": "info",
        "submitted": "warning",
        "published": "success",
        "done": "info",
        "cancelled": "danger",
    }
