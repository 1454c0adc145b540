import os
import subprocess
import sys

import pytest
from django.conf import settings as portal_settings
from django.core.files.base import ContentFile

from portal.core.storages import MediaStorage, StaticStorage

KILLED_AMID = """
import os, signal, sys, django
django.setup()
from django.core.files.base import ContentFile
from portal.core.storages import MediaStorage
class Long(ContentFile):
    def chunks(self, size=None):
        yield b"half"
        os.kill(os.getpid(), signal.SIGKILL)
MediaStorage(location=sys.argv[1]).save("report.csv", Long(b"whole"))
"""


@pytest.fixture
def storage(tmp_path):
    return MediaStorage(location=tmp_path)


def names(folder):
    return sorted(path.name for path in folder.iterdir())


def test_a_file_is_stored_whole_and_nothing_stays_beside_it(storage, tmp_path):
    assert storage.save("cv.pdf", ContentFile(b"whole")) == "cv.pdf"
    assert (names(tmp_path), (tmp_path / "cv.pdf").read_bytes()) == (["cv.pdf"], b"whole")


def test_a_name_that_is_taken_is_never_written_over(storage, tmp_path):
    storage.save("cv.pdf", ContentFile(b"first"))
    other = storage._save(
        "cv.pdf", ContentFile(b"second")
    )  # as somebody does who has asked before the first was there
    assert other != "cv.pdf"
    assert (tmp_path / "cv.pdf").read_bytes() == b"first"
    assert (tmp_path / other).read_bytes() == b"second"


def test_what_a_killed_process_wrote_has_not_got_the_files_name(tmp_path):
    subprocess.run([sys.executable, "-c", KILLED_AMID, str(tmp_path)], cwd=portal_settings.BASE_DIR)
    (left,) = names(tmp_path)
    assert left.endswith(".part")


def test_files_are_readable_by_nobody_else(storage, tmp_path, settings):
    storage.save("cv.pdf", ContentFile(b"whole"))
    assert os.stat(tmp_path / "cv.pdf").st_mode & 0o077 == 0


def test_static_files_are_stored_in_the_same_way(tmp_path):
    storage = StaticStorage(location=tmp_path, base_url="/static/")
    assert storage.save("app.css", ContentFile(b"body {}")) == "app.css"
    assert names(tmp_path) == ["app.css"]


def test_a_module_is_loaded_as_it_was_when_the_page_was_made(tmp_path):
    """What a script imports has its content's name, too: else an old part could meet a new one."""
    storage = StaticStorage(location=tmp_path, base_url="/static/")
    storage.save("part.js", ContentFile(b"export const one = 1;"))
    storage.save("whole.js", ContentFile(b'import { one } from "./part.js";'))
    list(storage.post_process({name: (storage, name) for name in ("part.js", "whole.js")}))
    with storage.open(storage.stored_name("whole.js")) as file:
        assert storage.stored_name("part.js") in file.read().decode()
