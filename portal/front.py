"""What stands before Django: a door that lets in as many at once as can be served, and a window that is always open.

Each request keeps a thread for as long as it takes. When a part is away they all take long, and if threads were all
there is, nobody could ask any longer whether the process lives: it would be ended as dead, and take with it what was
only waiting. So there are more threads than seats. Who has none waits for one, for a while; who only asks whether the
portal is alive needs none.
"""

from collections.abc import Callable, Iterable
from functools import partial
from threading import BoundedSemaphore
from typing import Any

from django.core.handlers.wsgi import WSGIRequest
from django.http import HttpRequest, HttpResponse

from portal.errors import for_part_of_page, too_large, unavailable

THREADS = 64  # of granian; the commands that start it say the same
QUEUE = 48  # waiting at most; the remaining threads are for who asks whether the portal lives
PATIENCE = 8  # seconds
LARGEST = 32 * 2**20  # bytes of one request: twenty megabytes of an import and its form

Start = Callable[..., Any]
Application = Callable[[dict[str, Any], Start], Iterable[bytes]]


class Front:
    """A WSGI application around Django's."""

    def __init__(self, application: Application, *, seats: int, queue: int = QUEUE) -> None:
        self.application = application
        self.seats = BoundedSemaphore(seats)
        self.inside = BoundedSemaphore(seats + queue)

    def __call__(self, environ: dict[str, Any], start_response: Start) -> Iterable[bytes]:
        environ["CONTENT_TYPE"] = _in_utf8(environ.get("CONTENT_TYPE", ""))
        if environ["PATH_INFO"] == "/healthz":
            return _alive(environ, start_response)
        if _length(environ) > LARGEST:
            return _answer(environ, start_response, partial(too_large, limit=LARGEST))
        if not self.inside.acquire(blocking=False):
            return _too_busy(environ, start_response)
        try:
            return self._seated(environ, start_response)
        finally:
            self.inside.release()

    def _seated(self, environ: dict[str, Any], start_response: Start) -> Iterable[bytes]:
        if not self.seats.acquire(timeout=PATIENCE):
            return _too_busy(environ, start_response)
        try:
            return self.application(environ, start_response)
        finally:
            self.seats.release()


def _in_utf8(content_type: str) -> str:
    """The type of what is sent, without the encoding it names: forms are sent in that of their page, which is UTF-8.

    Django would read body and address in whichever a request names, also in those of Python that are none of text, such
    as "zlib", and fail before it can answer.
    """
    kind, *parameters = content_type.split(";")
    kept = [each for each in parameters if each.partition("=")[0].strip().lower() == "boundary"]
    return ";".join([kind, *kept])


def _alive(environ: dict[str, Any], start_response: Start) -> list[bytes]:
    """Alive: the process answers. It asks nobody else, so a database that is away doesn't get the web restarted."""
    is_read = environ["REQUEST_METHOD"] in {"GET", "HEAD"}
    status = "200 OK" if is_read else "405 Method Not Allowed"
    answer = b"alive" if is_read else b""
    headers = [("Content-Type", "text/plain"), ("Content-Length", str(len(answer)))]
    start_response(status, [*headers, ("Cache-Control", "no-store"), ("Allow", "GET, HEAD")])
    return [] if environ["REQUEST_METHOD"] == "HEAD" else [answer]


def _length(environ: dict[str, Any]) -> int:
    """What nobody says the length of is not read at all: Django takes it to be empty."""
    said = environ.get("CONTENT_LENGTH") or ""
    return int(said) if said.isdecimal() and len(said) < 20 else 0


def _too_busy(environ: dict[str, Any], start_response: Start) -> list[bytes]:
    return _answer(environ, start_response, unavailable)


def _answer(
    environ: dict[str, Any], start_response: Start, page: Callable[[HttpRequest], HttpResponse]
) -> list[bytes]:
    request = WSGIRequest(environ)
    response = for_part_of_page(request, page(request))
    start_response(f"{response.status_code} {response.reason_phrase}", list(response.items()))
    return [response.content]
