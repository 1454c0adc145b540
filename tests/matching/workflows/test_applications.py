"""How states look: to those concerned, and in the administration."""

from matching.workflows.applications import APPLICATION
from matching.workflows.placements import PLACEMENT, POSTING
from portal.core.admin_lists import label_kinds
from portal.core.workflow import Actor


def badges(workflow):
    kinds = label_kinds(workflow)
    return {str(state.value): (str(state.badge), kinds[state.value]) for state in workflow.states}


def test_a_placement_under_review_waits_for_the_coordinator_and_is_under_way_for_its_company():
    assert badges(PLACEMENT) == {
        "draft": ("", "info"),
        "submitted": ("accent", "warning"),
        "published": ("good", "success"),
        "paused": ("warn", "warning"),
        "filled": ("", "success"),
        "expired": ("", "info"),
        "rejected": ("bad", "danger"),
    }


def test_a_posting_waits_for_the_coordinator_alone():
    assert badges(POSTING) == {
        "waiting": ("", "warning"),
        "published": ("good", "success"),
        "rejected": ("bad", "danger"),
    }


def test_an_application_without_an_answer_is_what_coordinators_look_for():
    assert badges(APPLICATION) == {
        "received": ("", "warning"),
        "viewed": ("accent", "warning"),
        "shortlisted": ("accent", "info"),
        "interview": ("accent", "info"),
        "offered": ("warn", "info"),
        "accepted": ("good", "success"),
        "declined": ("bad", "danger"),
        "not_taken": ("", "danger"),
        "withdrawn": ("", "danger"),
    }


def test_whom_an_application_waits_for():
    assert APPLICATION.states_where(waits_for=Actor.ORGANISATION) == ("received", "viewed")
    assert APPLICATION.states_where(waits_for=Actor.PERSON) == ("offered",)
    assert APPLICATION.final_states == ("accepted", "declined", "not_taken", "withdrawn")


def test_only_published_placements_and_postings_are_public():
    assert PLACEMENT.states_where(is_public=True) == ("published",)
    assert POSTING.states_where(is_public=True) == ("published",)
