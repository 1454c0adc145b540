from pathlib import Path

import pytest
from django.utils.translation import override

from matching.workflows.placements import PLACEMENT
from portal.core.workflow_page import all_workflows, workflows_page

PAGE = Path(__file__).resolve().parents[2] / "docs" / "workflows.md"


def test_the_page_in_docs_is_what_the_tables_say():
    """Run `manage.py write_workflows` after a change of a table."""
    assert PAGE.read_text(encoding="utf-8") == workflows_page(all_workflows())


def test_the_page_is_the_same_in_whichever_language_it_is_written():
    with override("de"):
        assert workflows_page(all_workflows()) == PAGE.read_text(encoding="utf-8")


def test_the_tables_of_every_app_are_found():
    assert [f"{workflow.model}.{workflow.field}" for workflow in all_workflows()] == [
        "notifications.notification.delivery",
        "privacy.guardianconsent.state",
        "privacy.erasurerequest.state",
        "privacy.datacopy.state",
        "programmes.appointment.state",
        "programmes.messagereport.state",
        "programmes.export.state",
        "programmes.import.state",
        "programmes.membershipinvitation.state",
        "programmes.contactinvitation.state",
        "programmes.programme.status",
        "programmes.activity.status",
        "programmes.milestone.state",
        "programmes.organisation.verification",
        "programmes.contact.approval",
        "programmes.enrolment.status",
        "matching.application.state",
        "matching.firstday.state",
        "matching.placement.state",
        "matching.posting.state",
        "events.certificate.state",
        "events.classbooking.state",
        "events.classconsent.state",
        "events.event.state",
        "events.registration.state",
        "events.reservation.state",
        "events.session.state",
        "evaluation.report.state",
    ]


@pytest.mark.parametrize(
    "line",
    [
        '    state "Waiting for review" as submitted',
        "    [*] --> draft",
        "    draft --> submitted: Submit for review",
        "    draft --> [*]: Delete",
        "    published --> expired: expire",
    ],
)
def test_the_diagram_has_states_and_arrows(line):
    assert line in workflows_page([PLACEMENT]).splitlines()


def test_a_step_that_leaves_the_row_where_it_is_has_no_arrow():
    assert not [line for line in workflows_page([PLACEMENT]).splitlines() if line.endswith(": Extend")]
