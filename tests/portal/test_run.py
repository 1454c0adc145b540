"""How `make run` looks after its children. That it starts and stops them is shown by every journey."""

import subprocess
import sys

import pytest

from portal import run
from portal.run import HEALTHY_AFTER, Child

ENDS_AT_ONCE = ["timeit", "--number", "1", "--repeat", "1"]


@pytest.fixture
def child(tmp_path, monkeypatch):
    """A program of Python's own that ends as soon as it has started."""
    monkeypatch.setenv("BLEIBE_VAR", str(tmp_path))
    (tmp_path / "log").mkdir()
    return started_and_ended(Child("worker", ENDS_AT_ONCE))


def started_and_ended(child):
    child.start({})
    child.process.wait()
    return child


def make_older(child):
    """Let the last start be long ago."""
    child.started -= HEALTHY_AFTER + 1


def test_what_never_ran_for_longer_than_a_moment_is_given_up(child, capsys):
    with pytest.raises(SystemExit):
        run._revive(child, {})
    assert "The worker keeps stopping." in capsys.readouterr().err


def test_what_ran_before_is_started_again_and_again_with_pauses(child, capsys):
    """So a worker to which Redis says no takes neither the web nor the other workers along."""
    child.was_healthy = True
    first = child.process

    run._revive(child, {})
    assert child.process is first

    make_older(child)
    run._revive(child, {})
    assert child.process is not first

    child.process.wait()
    run._revive(child, {})
    make_older(child)
    run._revive(child, {})
    assert capsys.readouterr().out.count("was started again") == 2


def test_what_runs_for_a_while_is_taken_to_be_well(child, monkeypatch):
    monkeypatch.setattr(child, "has_ended", lambda: False)

    run._revive(child, {})
    assert not child.was_healthy

    make_older(child)
    run._revive(child, {})
    assert child.was_healthy


def test_it_begins_before_anything_has_set_up_django():
    """The tests have, so that what is missing without it would be seen by whoever starts the portal alone."""
    begun = subprocess.run([sys.executable, "-c", "import portal.run"], capture_output=True, text=True)
    assert (begun.returncode, begun.stderr) == (0, "")
