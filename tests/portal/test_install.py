"""The first minute of a newcomer, broken off or begun twice: in a folder whose `.venv` holds nothing."""

import os
import shutil
import signal
import subprocess
import sys

import pytest
from django.conf import settings

from tests.faults import wait_for


@pytest.fixture
def clone(tmp_path):
    (tmp_path / "portal").mkdir()
    (tmp_path / "requirements").mkdir()
    shutil.copy(settings.BASE_DIR / "portal" / "install.py", tmp_path / "portal")
    for name in ("base", "test", "redis"):
        (tmp_path / "requirements" / f"{name}.txt").write_text("# nothing\n")
    return tmp_path


HEARING = """
import os, signal, sys
signal.signal(signal.SIGINT, signal.SIG_DFL)
os.execv(sys.executable, [sys.executable, *sys.argv[1:]])
"""
"""What a shell starts in the background ignores the key that ends it, and hands that on to whatever it starts."""


def start(clone, name="base"):
    return subprocess.Popen(
        [sys.executable, "-c", HEARING, clone / "portal" / "install.py", name],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )


def is_whole(clone):
    python = clone / ".venv" / "bin" / "python"
    return subprocess.run([python, "-m", "pip", "--version"], capture_output=True).returncode == 0


def test_a_venv_whose_making_was_broken_off_is_made_anew(clone):
    pinned = clone / "requirements" / "base.txt"
    os.mkfifo(clone / "requirements" / "never.txt")
    pinned.write_text("-r never.txt\n")  # pip waits there, so that the key is pressed before all is done
    broken_off = start(clone)
    python = clone / ".venv" / "bin" / "python"
    wait_for(python.exists, pinned)
    os.killpg(broken_off.pid, signal.SIGINT)
    said, _errors = broken_off.communicate()
    assert said.splitlines()[-1] == "Stopped. What was half made is made anew by the next make."
    assert broken_off.returncode == 1

    pinned.write_text("# nothing\n")
    said, _errors = start(clone).communicate()
    assert said.startswith("Creating .venv ...")
    assert is_whole(clone)


def test_who_comes_after_one_that_was_killed_waits_for_what_that_one_had_begun(clone):
    """A program that still writes into `.venv` would spoil what is made there anew."""
    killed = start(clone)
    wait_for((clone / ".venv" / "bin" / "python").exists, clone / "requirements" / "base.txt")
    killed.kill()  # alone, and not what it runs

    said, _errors = start(clone).communicate()
    assert said.splitlines()[:2] == [
        "Waiting for another make, which is installing ...",
        "Creating .venv ...",
    ]
    assert is_whole(clone)
    killed.communicate()


def test_of_two_first_starts_the_second_waits_and_finds_it_made(clone):
    first, second = start(clone), start(clone)
    both = sorted(each.communicate()[0] for each in (first, second))
    assert (first.returncode, second.returncode) == (0, 0)
    assert [said.splitlines()[0] for said in both] == [
        "Creating .venv ...",
        "Waiting for another make, which is installing ...",
    ]
    assert len(both[1].splitlines()) == 1
    assert is_whole(clone)

    assert start(clone).communicate()[0] == ""  # nor is anything left to do

    (clone / "requirements" / "test.txt").write_text("no requirement of any kind\n")
    failed = start(clone, "test")
    assert failed.communicate()[0].splitlines()[-1].startswith("pip could not install the requirements: ")
    assert start(clone).communicate()[0] == ""  # what was whole before still is
