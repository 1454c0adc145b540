import threading
from contextlib import contextmanager
from io import BytesIO

import pytest
from django.core.handlers.wsgi import WSGIRequest

from portal.front import LARGEST, Front

PATIENCE = 20  # seconds, on a machine that has other things to do, too


class Pages:
    """An application whose pages wait until they may go on, as pages do whose database is frozen."""

    def __init__(self):
        self.entered, self.go_on = threading.Semaphore(0), threading.Event()

    def __call__(self, environ, start_response):
        self.entered.release()
        assert self.go_on.wait(PATIENCE)
        start_response("200 OK", [])
        return [b"page"]


def ask(front, path="/", method="GET", **headers):
    """What the front says: its status, headers and body."""
    said = []
    environ = {
        "REQUEST_METHOD": method,
        "PATH_INFO": path,
        "SERVER_NAME": "localhost",
        "SERVER_PORT": "80",
        "wsgi.input": BytesIO(),
        **headers,
    }
    body = b"".join(front(environ, lambda status, headers: said.extend([status, dict(headers)])))
    return (*said, body.decode())


@contextmanager
def hanging(front, pages, *, number):
    """As many requests as that, none of which is answered inside the block."""
    threads = [threading.Thread(target=ask, args=[front]) for _request in range(number)]
    for thread in threads:
        thread.start()
    try:
        for _request in range(min(number, 2)):
            assert pages.entered.acquire(timeout=PATIENCE)
        yield
    finally:
        pages.go_on.set()
        for thread in threads:
            thread.join()


def test_alive_is_answered_while_every_page_hangs():
    pages = Pages()
    front = Front(pages, seats=2, queue=2)
    with hanging(front, pages, number=2):
        assert ask(front, "/healthz")[::2] == ("200 OK", "alive")


def test_alive_asks_for_no_host_that_the_portal_knows():
    assert ask(Front(Pages(), seats=1), "/healthz", HTTP_HOST="10.0.0.1")[0] == "200 OK"


def test_alive_is_only_read():
    front = Front(Pages(), seats=1)

    assert ask(front, "/healthz", "POST")[0] == "405 Method Not Allowed"
    assert ask(front, "/healthz", "HEAD")[::2] == ("200 OK", "")


def test_who_finds_no_seat_waits_for_one():
    pages = Pages()
    front = Front(pages, seats=2, queue=10)
    with hanging(front, pages, number=2):
        last = []
        waiting = threading.Thread(target=lambda: last.append(ask(front)))
        waiting.start()
        pages.go_on.set()
        waiting.join()

    assert last[0][0] == "200 OK"


def test_who_waits_too_long_is_told_so(monkeypatch):
    monkeypatch.setattr("portal.front.PATIENCE", 0.01)
    pages = Pages()
    front = Front(pages, seats=2, queue=10)
    with hanging(front, pages, number=2):
        status, headers, page = ask(front, HTTP_ACCEPT_LANGUAGE="de")

    assert (status, headers["Retry-After"]) == ("503 Service Unavailable", "30")
    assert '<html lang="de"' in page
    assert "default-src 'self'" in headers["Content-Security-Policy"]


@pytest.mark.parametrize("said", [str(LARGEST + 1), "9" * 19])
def test_more_bytes_than_anything_has_are_a_sentence_and_are_not_read(said):
    status, headers, page = ask(Front(Pages(), seats=1), method="POST", CONTENT_LENGTH=said)

    assert status == "413 Request Entity Too Large"
    assert "The portal takes 32 MB at most in one go." in page
    assert "default-src 'self'" in headers["Content-Security-Policy"]


@pytest.mark.parametrize("said", ["", str(LARGEST), "many", "-1", "9" * 5000])
def test_what_may_be_sent_is_let_in_and_what_is_no_number_is_left_to_django(said):
    pages = Pages()
    pages.go_on.set()

    assert ask(Front(pages, seats=1), method="POST", CONTENT_LENGTH=said)[0] == "200 OK"


def test_more_than_can_wait_are_told_at_once():
    pages = Pages()
    front = Front(pages, seats=2, queue=0)
    with hanging(front, pages, number=2):
        assert ask(front)[0] == "503 Service Unavailable"


def test_a_page_that_fails_gives_its_seat_back():
    def broken(environ, start_response):
        raise ZeroDivisionError

    front = Front(broken, seats=1, queue=0)
    for _request in range(2):
        try:
            ask(front)
        except ZeroDivisionError:
            continue
        raise AssertionError("the second was not let in")


@pytest.mark.parametrize(
    "charset", ["zlib", "idna", "hex", "klingon", "unicode_escape", '"', "utf-16", "utf-8"]
)
@pytest.mark.parametrize("way", ["charset={}", "charset*={}''x", "boundary*={}''x"])
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_no_encoding_that_a_request_names_is_used(charset, way, method):
    """Some of those Python knows are none of text; with them Django failed before it could answer."""

    def reads(environ, start_response):
        request = WSGIRequest(environ)
        start_response("200 OK", [])
        return [request.GET["q"].encode(), *request.POST]

    front = Front(reads, seats=1)
    content_type = f"application/x-www-form-urlencoded; {way.format(charset)}"
    said = ask(front, "/", method, CONTENT_TYPE=content_type, QUERY_STRING="q=%5cN%ff%C3%A4")
    assert said[::2] == ("200 OK", "\\N\ufffdä")


def test_parts_of_a_form_are_told_apart_all_the_same():
    seen = []
    front = Front(lambda environ, start_response: seen.append(environ["CONTENT_TYPE"]) or [], seats=1)
    ask(front, CONTENT_TYPE='multipart/form-data; charset=zlib; Boundary="a b"')
    ask(front, CONTENT_TYPE="application/json")
    ask(front)
    assert seen == ['multipart/form-data; Boundary="a b"', "application/json", ""]
