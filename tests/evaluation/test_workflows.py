from evaluation.workflows import REPORT
from portal.core.admin_lists import label_kinds
from portal.core.workflow import Actor


def test_a_report_waits_for_the_portal_until_it_is_built_or_has_failed():
    assert REPORT.states_where(waits_for=Actor.PORTAL) == ("queued", "running")
    assert REPORT.final_states == ("ready",)


def test_only_what_has_failed_is_tried_again():
    assert REPORT.sources("retry") == ("failed",)


def test_how_reports_look():
    assert {str(state.value): str(state.badge) for state in REPORT.states} == {
        "queued": "",
        "running": "accent",
        "ready": "good",
        "failed": "bad",
    }
    assert label_kinds(REPORT) == {
        "queued": "info",
        "running": "warning",
        "ready": "success",
        "failed": "danger",
    }
