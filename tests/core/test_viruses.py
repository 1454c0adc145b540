import socket
import struct
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile

from portal.core import viruses
from portal.core.viruses import scan_for_viruses

MIB = 1024 * 1024
Answer = Callable[[socket.socket], None]


class Scanner:
    """A small clamd: it takes files by INSTREAM and answers as it is told."""

    def __init__(self, listener: socket.socket, answer: Answer) -> None:
        self.listener, self.answer = listener, answer
        self.files: list[bytes] = []
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        while True:
            try:
                connection, _peer = self.listener.accept()
            except OSError:
                return
            with connection:
                try:
                    self.files.append(self._read(connection))
                    self.answer(connection)
                except OSError:
                    pass

    def _read(self, connection: socket.socket) -> bytes:
        with connection.makefile("rb") as stream:
            assert stream.read(10) == b"zINSTREAM\0"
            content = b""
            while length := struct.unpack("!I", stream.read(4))[0]:
                content += stream.read(length)
        return content


@contextmanager
def scanner(address: Path | None, answer: Answer) -> Iterator[Scanner]:
    family = socket.AF_UNIX if address else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as listener:
        listener.bind(str(address) if address else ("127.0.0.1", 0))
        listener.listen()
        yield Scanner(listener, answer)


def says(words: bytes) -> Answer:
    return lambda connection: connection.sendall(words)


def upload(content: bytes = b"content") -> SimpleUploadedFile:
    return SimpleUploadedFile("file", content)


@pytest.fixture
def path(tmp_path, settings) -> Path:
    settings.VIRUS_SCANNER = str(tmp_path / "s")
    return tmp_path / "s"


def test_without_a_scanner_nobody_is_asked(settings):
    assert settings.VIRUS_SCANNER == ""
    scan_for_viruses(upload())


@pytest.mark.parametrize("size", [1, 64 * 1024, 3 * MIB])
def test_a_clean_file_is_sent_whole_and_taken(path, size):
    with scanner(path, says(b"stream: OK\0")) as clamd:
        file = upload(b"x" * size)
        scan_for_viruses(file)
    assert clamd.files == [b"x" * size]
    assert file.read(1) == b"x"


def test_a_scanner_is_reached_by_host_and_port_too(settings):
    with scanner(None, says(b"stream: OK\0")) as clamd:
        settings.VIRUS_SCANNER = clamd.listener.getsockname()
        scan_for_viruses(upload())
    assert clamd.files == [b"content"]


def test_a_file_in_which_something_was_found_is_refused(path, caplog):
    with (
        scanner(path, says(b"stream: Eicar-Test-Signature FOUND\0")),
        pytest.raises(ValidationError, match="found something"),
    ):
        scan_for_viruses(upload())
    assert [record.levelname for record in caplog.records] == ["WARNING"]


@pytest.mark.parametrize(
    "answer",
    [
        says(b""),
        says(b"stream: O"),
        says(b"OK\0"),
        says(b"stream: OK"),
        says(b"stream: NOT OK\0"),
        says(b"stream: OK\nstream: OK\0"),
        says(b"INSTREAM size limit exceeded. ERROR\0"),
        says(b"\xff" * 100_000),
        lambda connection: threading.Event().wait(3),
    ],
    ids=["cut", "cut in a word", "no name", "no end", "not", "two", "too large", "garbage", "hangs"],
)
def test_any_other_answer_refuses_the_file(path, answer, monkeypatch, caplog):
    monkeypatch.setattr(viruses, "SECONDS", 1)
    with (
        scanner(path, answer),
        pytest.raises(ValidationError, match="can't be checked for viruses"),
    ):
        scan_for_viruses(upload())
    assert len(caplog.records) == 1


@pytest.mark.parametrize("address", ["/nowhere/at/all", ("127.0.0.1", 1)])
def test_a_scanner_that_is_away_refuses_every_file(settings, address):
    settings.VIRUS_SCANNER = address
    with pytest.raises(ValidationError, match="can't be checked for viruses"):
        scan_for_viruses(upload())


def test_a_scanner_that_stops_reading_refuses_the_file(path, monkeypatch):
    monkeypatch.setattr(viruses, "SECONDS", 1)
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as listener:
        listener.bind(str(path))
        listener.listen()
        with pytest.raises(ValidationError, match="can't be checked for viruses"):
            scan_for_viruses(upload(b"x" * 5 * MIB))


def test_one_upload_is_scanned_once(path):
    with scanner(path, says(b"stream: OK\0")) as clamd:
        file = upload()
        scan_for_viruses(file)
        scan_for_viruses(file)
    assert clamd.files == [b"content"]


@pytest.mark.parametrize("field", [forms.FileField(), forms.ImageField()])
def test_every_field_for_files_asks_the_scanner(settings, field):
    settings.VIRUS_SCANNER = "/nowhere/at/all"
    with pytest.raises(ValidationError, match="can't be checked for viruses"):
        field.clean(upload())
