"""Clean-up that no living process has to do."""

import os
import signal
import stat
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest
from django.conf import settings as portal_settings
from django.core.exceptions import ImproperlyConfigured

from portal.core import temporary
from portal.core.temporary import LEFT_ALONE, YOUNG, nameless_file, sweep, temporary_folder

WORK = """
import sys, django
from pathlib import Path
from django.conf import settings
django.setup()
settings.FILE_UPLOAD_TEMP_DIR = Path(sys.argv[1])
from portal.core.temporary import temporary_folder
with temporary_folder("report") as folder:
    (folder / "microdata.csv").write_text("somebody's answers")
    print(folder, flush=True)
    input()
"""


@pytest.fixture
def home(settings, tmp_path, monkeypatch):
    settings.FILE_UPLOAD_TEMP_DIR = tmp_path / "tmp"
    monkeypatch.setattr(tempfile, "tempdir", None)
    temporary.prepare()
    return settings.FILE_UPLOAD_TEMP_DIR


@pytest.fixture
def at_work(home):
    """A process that works in a temporary folder, and that folder."""
    process = subprocess.Popen(
        [sys.executable, "-c", WORK, str(home)],
        cwd=portal_settings.BASE_DIR,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    yield process, Path(process.stdout.readline().strip())
    process.kill()
    process.communicate()


def make_old(path, seconds):
    then = time.time() - seconds - 1
    os.utime(path, (then, then))


def test_what_is_temporary_is_nobody_elses_to_read(home):
    assert stat.S_IMODE(home.stat().st_mode) == 0o700
    with temporary_folder("export") as folder:
        assert folder.parent == home
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert list(home.iterdir()) == []


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can take a folder from somebody")
def test_a_command_that_root_runs_leaves_the_folder_to_the_portals_user(settings, tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", None)
    (tmp_path / "var").mkdir()
    os.chown(tmp_path / "var", 65534, 65534)
    settings.FILE_UPLOAD_TEMP_DIR = tmp_path / "var" / "tmp"

    temporary.prepare()

    found = settings.FILE_UPLOAD_TEMP_DIR.stat()
    assert (found.st_uid, found.st_gid) == (65534, 65534)


@pytest.mark.parametrize("use", [temporary.is_ready, sweep, lambda: temporary_folder("report").__enter__()])
def test_a_folder_that_somebody_cleared_away_while_the_portal_runs_is_made_again(home, use):
    home.rmdir()
    use()
    assert stat.S_IMODE(home.stat().st_mode) == 0o700


def test_a_portal_that_could_keep_no_file_does_not_start(settings, tmp_path):
    (tmp_path / "file").touch()
    settings.FILE_UPLOAD_TEMP_DIR = tmp_path / "file" / "tmp"

    with pytest.raises(ImproperlyConfigured, match="BLEIBE_VAR names a folder that belongs to the user"):
        temporary.prepare()


def test_what_libraries_put_aside_lies_there_too(home):
    with tempfile.NamedTemporaryFile() as file:
        assert Path(file.name).parent == home


def test_what_a_killed_process_leaves_is_swept(at_work):
    process, folder = at_work
    process.send_signal(signal.SIGKILL)
    process.wait()
    assert (folder / "microdata.csv").exists()
    make_old(folder, YOUNG)
    assert sweep() == 1
    assert not folder.exists()


def test_what_a_living_process_works_on_is_left_to_it_however_old(at_work):
    _process, folder = at_work
    make_old(folder, LEFT_ALONE)
    assert sweep() == 0
    assert (folder / "microdata.csv").exists()


def test_uploads_that_nobody_finished_are_swept_after_an_hour(home):
    fresh, old = home / "fresh.upload", home / "old.upload"
    for file in (fresh, old):
        file.write_text("half a CV")
    make_old(old, LEFT_ALONE)
    assert sweep() == 1
    assert list(home.iterdir()) == [fresh]


def test_a_nameless_file_lies_on_the_same_disk_and_leaves_nothing_to_sweep(home):
    with nameless_file() as file:
        file.write(b"names of participants")
        assert os.fstat(file.fileno()).st_dev == home.stat().st_dev
        assert list(home.iterdir()) == []
