"""What stands on the page of an import."""

from portal.core.workflow import Button
from programmes.workflows.imports import IMPORT


def test_the_one_act_that_changes_rows_stands_out_and_the_one_that_takes_back_warns():
    buttons = {step.name: step.button for step in IMPORT.steps if step.button is not Button.NONE}
    assert buttons == {"confirm": Button.MAIN, "undo": Button.DANGER, "discard": Button.QUIET}
