"""Asks other sites over HTTP, such as a university's sign-in: within seconds, and for no more than a megabyte.

requests limits only the wait for the next byte. A site that sends one every few seconds, or one without end, would keep
a seat of the portal or fill its memory.
"""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from io import BytesIO
from threading import Timer
from typing import Any

import requests
from requests.adapters import HTTPAdapter
from urllib3 import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import HTTPError

SECONDS = 5
"""For all of one question: connecting, asking, and reading the answer."""
BYTES = 1024 * 1024
PART = 64 * 1024
REDIRECTS = 3


class NoAnswer(requests.RequestException):
    """The other site is too slow, says too much, or packs what it says."""


class _Deadline:
    """Cuts the connections of one question when its time is over, whatever they are waiting for."""

    def __init__(self) -> None:
        self.ends_at = time.monotonic() + SECONDS
        self.timers: list[tuple[Timer, socket.socket]] = []

    @property
    def is_over(self) -> bool:
        return time.monotonic() >= self.ends_at

    def watch(self, connection: socket.socket) -> None:
        """By a twin of the socket, for TLS takes the socket itself over."""
        twin = connection.dup()
        timer = Timer(max(0, self.ends_at - time.monotonic()), _cut, [twin])
        timer.daemon = True
        self.timers.append((timer, twin))
        timer.start()

    def end(self) -> None:
        for timer, twin in self.timers:
            timer.cancel()
            timer.join()
            twin.close()


_deadline: ContextVar[_Deadline] = ContextVar("_deadline")


def _cut(connection: socket.socket) -> None:
    with suppress(OSError):
        connection.shutdown(socket.SHUT_RDWR)


@contextmanager
def _in_time() -> Iterator[_Deadline]:
    deadline = _Deadline()
    token = _deadline.set(deadline)
    try:
        yield deadline
    finally:
        _deadline.reset(token)
        deadline.end()


class _Watched(HTTPConnection):
    def _new_conn(self) -> socket.socket:
        connection: socket.socket = super()._new_conn()
        _deadline.get().watch(connection)
        return connection


class _WatchedSecure(_Watched, HTTPSConnection):
    pass


class _Pool(HTTPConnectionPool):
    ConnectionCls = _Watched


class _SecurePool(HTTPSConnectionPool):
    ConnectionCls = _WatchedSecure


class _Adapter(HTTPAdapter):
    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        super().init_poolmanager(*args, **kwargs)
        self.poolmanager.pool_classes_by_scheme = {"http": _Pool, "https": _SecurePool}

    def send(self, request: requests.PreparedRequest, *args: Any, **kwargs: Any) -> requests.Response:
        request.headers["Accept-Encoding"] = "identity"
        request.headers["Connection"] = "close"
        with _in_time() as deadline:
            response = super().send(request, stream=True, timeout=SECONDS, proxies=kwargs.get("proxies"))
            try:
                body = _read(response, deadline)
            except HTTPError as error:
                raise NoAnswer from error
            finally:
                response.raw.close()
        response.raw = BytesIO(body)
        return response


def _read(response: requests.Response, deadline: _Deadline) -> bytes:
    if response.headers.get("Content-Encoding", "identity") != "identity":
        raise NoAnswer
    body = b""
    while part := response.raw.read1(PART, decode_content=False):
        body += part
        if len(body) > BYTES:
            raise NoAnswer
    if deadline.is_over:
        raise NoAnswer
    return body


def session_with_limits() -> requests.Session:
    """A session in which every question has these limits, those to which a site leads on as well."""
    session = requests.Session()
    session.max_redirects = REDIRECTS
    for scheme in ("http://", "https://"):
        session.mount(scheme, _Adapter())
    return session
