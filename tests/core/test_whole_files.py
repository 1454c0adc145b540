from pathlib import Path

import pytest

from portal.core.whole_files import write_whole


def test_a_file_is_replaced_and_nothing_is_left_beside_it(tmp_path):
    file = tmp_path / "catalogue"
    file.write_bytes(b"old")
    write_whole(file, b"new")
    assert file.read_bytes() == b"new"
    assert list(tmp_path.iterdir()) == [file]


def test_a_file_whose_writing_is_interrupted_stays_as_it_was(tmp_path, monkeypatch):
    file = tmp_path / "catalogue"
    file.write_bytes(b"old")

    def interrupted(path, content):
        with path.open("wb") as half:
            half.write(content[:1])
        raise KeyboardInterrupt

    monkeypatch.setattr(Path, "write_bytes", interrupted)
    with pytest.raises(KeyboardInterrupt):
        write_whole(file, b"new")
    assert file.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [file]
