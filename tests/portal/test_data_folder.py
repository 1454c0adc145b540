"""One portal a folder, and a sentence for whoever comes second, or as another user."""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest
from django.conf import settings

from portal.data_folder import FolderRefused, check_owner, tenancy

HOLD = "import sys; from pathlib import Path; from portal.data_folder import tenancy\n"
HOLD += "with tenancy(Path(sys.argv[1]), 'http://localhost:8000'): print('in', flush=True), input()"


def test_a_second_portal_is_told_where_the_first_one_is(tmp_path):
    second = tenancy(tmp_path, "http://localhost:8001")
    with tenancy(tmp_path, "http://localhost:8000"), pytest.raises(FolderRefused) as refused:
        second.__enter__()
    assert "already: http://localhost:8000. Stop it first" in str(refused.value)
    assert len(str(refused.value).splitlines()) == 1


def test_a_second_make_run_leaves_the_logs_of_the_first_alone(tmp_path):
    log = tmp_path / "log" / "web.log"
    log.parent.mkdir()
    log.write_text("what the first has said")
    with tenancy(tmp_path, "http://localhost:8000"):
        second = subprocess.run(
            [sys.executable, "-m", "portal.run"],
            env=os.environ | {"BLEIBE_VAR": str(tmp_path), "PORT": "1"},
            cwd=settings.BASE_DIR,
            capture_output=True,
            text=True,
        )
    assert second.returncode == 1
    assert second.stderr.startswith(
        f"Bleibe runs from {tmp_path} already: http://localhost:8000. Stop it first"
    )
    assert log.read_text() == "what the first has said"


def test_the_folder_of_a_killed_portal_is_free(tmp_path):
    portal = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(tmp_path)],
        cwd=settings.BASE_DIR,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert portal.stdout.readline() == "in\n"
    portal.kill()
    portal.communicate()
    with tenancy(tmp_path, "http://localhost:8000"):
        pass


@pytest.mark.parametrize("made_anew", [False, True])
def test_a_folder_that_is_removed_is_noticed(tmp_path, made_anew):
    home = tmp_path / "var"
    home.mkdir()
    with tenancy(home, "http://localhost:8000") as only_one:
        only_one.check()
        shutil.rmtree(home)
        if made_anew:
            home.mkdir()
            (home / "portal.lock").touch()
        with pytest.raises(FolderRefused, match="was removed while the portal ran"):
            only_one.check()


def test_whoever_comes_after_root_reads_what_to_do():
    if os.geteuid() != 0:
        pytest.skip("only root can hand a folder to somebody else")
    place = Path(tempfile.mkdtemp(dir=os.environ.get("TMPDIR", "/tmp")))  # pytest's own nobody may enter
    place.chmod(0o755)
    home = place / "var"
    home.mkdir(mode=0o700)
    try:
        sentence = run_as_nobody(home)
    finally:
        shutil.rmtree(place)
    assert sentence.startswith(f"{home} belongs to root, and you are nobody. Start the portal as root, or")
    assert f"sudo chown -R nobody {home}" in sentence


def run_as_nobody(home):
    """What `check_owner` says to an ordinary user; in a child, since there is no way back."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            os.setresuid(65534, 65534, 65534)
            check_owner(home)
        except FolderRefused as refused:
            os.write(writing, str(refused).encode())
        finally:
            os._exit(0)
    os.close(writing)
    os.waitpid(child, 0)
    with os.fdopen(reading) as said:
        return said.read()


def test_whoever_made_the_folder_may_go_on(tmp_path):
    check_owner(tmp_path)
    check_owner(tmp_path / "not" / "there" / "yet")
