"""Other sites that answer as nobody should."""

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
import requests

from portal.core import other_sites
from portal.core.other_sites import BYTES, session_with_limits

OK = b"HTTP/1.1 200 OK\r\n"
Answer = Callable[[socket.socket], None]


@contextmanager
def site(answer: Answer) -> Iterator[str]:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        address = f"http://127.0.0.1:{listener.getsockname()[1]}"
        threading.Thread(target=serve, args=(listener, answer), daemon=True).start()
        yield address


def serve(listener: socket.socket, answer: Answer) -> None:
    while True:
        try:
            connection, _peer = listener.accept()
        except OSError:
            return
        with connection:
            try:
                asked = b""
                while b"\r\n\r\n" not in asked:
                    asked += connection.recv(4096)
                answer(connection)
            except OSError:
                pass


def says(words: bytes) -> Answer:
    return lambda connection: connection.sendall(words)


def drips(start: bytes, drop: bytes) -> Answer:
    """A drop every twentieth of a second, for ever: no wait is long."""

    def answer(connection: socket.socket) -> None:
        connection.sendall(start)
        while not threading.Event().wait(0.05):
            connection.sendall(drop)

    return answer


def pours(start: bytes) -> Answer:
    def answer(connection: socket.socket) -> None:
        connection.sendall(start)
        while True:
            connection.sendall(b"x" * 65_536)

    return answer


def ask(address: str) -> requests.Response:
    with session_with_limits() as session:
        return session.get(address)


@pytest.mark.parametrize(
    "words",
    [
        OK + b"Content-Length: 7\r\n\r\n" + b'{"a":1}',
        OK + b'\r\n{"a":1}',
        OK + b'Transfer-Encoding: chunked\r\n\r\n3\r\n{"a\r\n4\r\n":1}\r\n0\r\n\r\n',
    ],
)
def test_an_answer_is_read(words):
    with site(says(words)) as address:
        answer = ask(address)
    assert answer.json() == {"a": 1}
    assert answer.text == '{"a":1}'


def test_as_much_as_is_allowed_is_read_whole():
    with site(says(OK + b"\r\n" + b"x" * BYTES)) as address:
        assert len(ask(address).content) == BYTES


@pytest.mark.parametrize(
    "answer",
    [
        drips(OK + b"\r\n", b"x"),
        drips(OK + b"Content-Length: 100000\r\n\r\n", b"x"),
        drips(OK + b"Transfer-Encoding: chunked\r\n\r\n", b"1\r\nx\r\n"),
        drips(OK + b"X-Header: ", b"x"),
        drips(b"", b"H"),
        lambda _connection: threading.Event().wait(3),
    ],
    ids=["body", "body of known length", "chunks", "headers", "first line", "silence"],
)
def test_who_answers_drop_by_drop_is_given_up(answer, monkeypatch):
    monkeypatch.setattr(other_sites, "SECONDS", 0.3)
    with site(answer) as address, pytest.raises(requests.RequestException):
        ask(address)


@pytest.mark.parametrize(
    "answer",
    [
        pours(OK + b"\r\n"),
        pours(OK + b"Content-Length: 3000000000\r\n\r\n"),
        pours(b"HTTP/1.1 302 Found\r\nLocation: /\r\n\r\n"),
        says(OK + b"\r\n" + b"x" * (BYTES + 1)),
        says(OK + b"Content-Encoding: gzip\r\n\r\n\x1f\x8b"),
        says(OK + b"Content-Length: 10\r\n\r\nx"),
        says(b"nonsense"),
        says(b""),
        says(b"HTTP/1.1 302 Found\r\nLocation: /\r\nContent-Length: 0\r\n\r\n"),
    ],
    ids=[
        "endless",
        "large",
        "led on",
        "a byte more",
        "packed",
        "cut",
        "nonsense",
        "nothing",
        "led in a ring",
    ],
)
def test_who_says_too_much_or_nothing_that_counts_is_given_up(answer):
    with site(answer) as address, pytest.raises(requests.RequestException):
        ask(address)
