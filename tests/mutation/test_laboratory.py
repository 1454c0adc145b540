"""A run from beginning to end, over one small module."""

import os
import subprocess
import sys

from tests.mutation.laboratory import ROOT


def run(*arguments: str) -> tuple[int, list[str]]:
    surroundings = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
    done = subprocess.run(
        [sys.executable, "-m", "tests.mutation", "events/workflows/events.py", *arguments],
        cwd=ROOT,
        env=surroundings,
        capture_output=True,
        text=True,
        timeout=300,
    )
    return done.returncode, done.stdout.splitlines()


def test_a_run_says_what_was_noticed_and_what_it_left_and_leaves_nothing_behind(tmp_path, monkeypatch):
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    code, said = run("--most", "4", "--minutes", "0")
    assert said[1:] == [
        "Stopped after 0 minutes: 3 left untried",
        "events/workflows/events.py: 1 of 1 noticed",
        "0 survived, 0 of them unexplained in docs/mutants.md",
    ]
    assert code == 0
    assert list(tmp_path.glob("mutants-*")) == []
