"""What stands in the log after pages were refused or failed, and after tasks failed: nothing that anybody typed."""

import io
import logging
import logging.config
from copy import deepcopy

import pytest
from celery.app.trace import build_tracer
from django.conf import settings as django_settings
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.db import IntegrityError
from django.test import Client
from django.urls import path
from django.utils.log import AdminEmailHandler

from portal import logs, urls
from portal.celery import app
from portal.core.encryption import unseal
from portal.users.models import User
from tests.factories import make_user

TYPED = "mia-tells-only-us"


def fail(request, **_kwargs):
    secret = request.POST.get("secret") or request.GET.get("secret") or TYPED
    raise ValueError(f"no such choice: {secret}")


def fail_in_the_database(request, **_kwargs):
    make_user("Mia", email=f"{TYPED}@example.org")
    User.objects.create(email=f"{TYPED}@example.org", name="Mia")


def fail_to_open(request, **_kwargs):
    try:
        int(TYPED)
    except ValueError:
        unseal("sealed:nonsense")


def forbid(request, **_kwargs):
    raise PermissionDenied(TYPED)


def suspect(request, **_kwargs):
    raise SuspiciousOperation("not from here")


urlpatterns = [
    path("fail/", fail),
    path("link/<key>/", fail),
    path("database/", fail_in_the_database),
    path("open/", fail_to_open),
    path("forbid/<key>/", forbid),
    path("suspect/", suspect),
    *urls.urlpatterns,
]
handler500 = urls.handler500


@pytest.fixture
def lines(settings, monkeypatch):
    """What a request or a task writes into the log: the console of the settings, where a test can read it."""
    settings.ROOT_URLCONF = __name__
    settings.ALLOWED_HOSTS = ["testserver"]
    configured = logging.config.DictConfigurator(deepcopy(django_settings.LOGGING))
    configured.config["formatters"]["line"] = configured.configure_formatter(
        dict(configured.config["formatters"]["line"])
    )
    configured.config["filters"]["once"] = configured.configure_filter(
        dict(configured.config["filters"]["once"])
    )
    console = configured.configure_handler(dict(configured.config["handlers"]["console"]))
    console.setStream(io.StringIO())
    monkeypatch.setattr(logging.root, "handlers", [console])
    return lambda: console.stream.getvalue().splitlines()


def ask(address: str, **more):
    return Client(raise_request_exception=False).post(address, {"secret": TYPED}, **more)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("address", "more", "line"),
    [
        ("/nowhere/", {}, "WARNING django.request: Not Found: /nowhere/"),
        (
            f"/forbid/{TYPED}/?q={TYPED}",
            {},
            "WARNING django.request: Forbidden (Permission denied): /forbid/<key>/",
        ),
        ("/suspect/", {}, "ERROR django.security.SuspiciousOperation: not from here"),
        (
            "/fail/",
            {"headers": {"host": "evil.example"}},
            "ERROR django.security.DisallowedHost: Invalid HTTP_HOST header: 'evil.example'. "
            "You may need to add 'evil.example' to ALLOWED_HOSTS.",
        ),
        ("/two%0Alines%E2%80%AE/", {}, r"WARNING django.request: Not Found: /two\nlines\u202e/"),
        (f"/{'long' * 100}/", {}, f"WARNING django.request: Not Found: /{('long' * 50)[:199]}"),
    ],
)
def test_a_refused_page_is_one_line(lines, address, more, line):
    ask(address, **more)

    assert [written.split(" ", 2)[2] for written in lines()] == [line]


def test_a_form_from_elsewhere_is_one_line(lines):
    Client(enforce_csrf_checks=True).post("/fail/", {"secret": TYPED})

    (line,) = lines()
    assert "django.security.csrf: Forbidden (CSRF cookie not set.): /fail/" in line


@pytest.mark.django_db
@pytest.mark.parametrize("address", [f"/fail/?secret={TYPED}", f"/link/{TYPED}/", "/database/", "/open/"])
def test_a_failure_tells_where_and_nothing_that_was_typed(lines, address):
    assert ask(address).status_code == 500

    text = "\n".join(lines())
    assert "Traceback (most recent call last):" in text
    assert TYPED not in text


@pytest.mark.django_db
def test_a_failure_of_the_database_tells_which_rule_stood_against_it(lines):
    ask("/database/")

    assert any(line.startswith("psycopg.errors.UniqueViolation: 23505 users_user ") for line in lines())


@pytest.mark.django_db
def test_a_lost_key_is_told_in_its_own_words(lines):
    ask("/open/")

    (last,) = (line for line in lines() if line.startswith("portal.core.encryption.LostKey: "))
    assert "The key it was sealed with is missing" in last


def test_a_task_that_fails_shows_neither_arguments_nor_values(lines):
    @app.task(name="tests.fail")
    def task(word):
        raise ValueError(f"no such choice: {word}")

    request = {"id": "1", "args": [TYPED], "kwargs": {}, "argsrepr": TYPED, "is_eager": False}
    build_tracer(task.name, task, eager=False, app=app)("1", (TYPED,), {}, request)
    app.tasks.unregister(task.name)

    text = "\n".join(lines())
    assert "ERROR celery.app.trace: Task tests.fail[1] raised unexpected: ValueError" in text
    assert "Traceback (most recent call last):" in text
    assert TYPED not in text


def test_what_a_worker_could_not_read_is_one_line(lines):
    logging.getLogger("celery.worker.consumer.consumer").error(
        "Received unregistered task of type %s.\nThe full contents of the message body was:\n%s",
        "'a.b'",
        TYPED,
    )

    (line,) = lines()
    assert line.endswith("ERROR celery.worker.consumer.consumer: Received unregistered task of type 'a.b'.")


def test_a_report_by_mail_holds_no_form_cookie_or_variable(lines, settings, mailoutbox, rf):
    settings.ADMINS = [("Operator", "operator@example.org")]
    request = rf.post(f"/fail/?secret={TYPED}", {"secret": TYPED}, headers={"cookie": f"sessionid={TYPED}"})
    record = logging.LogRecord("django.request", logging.ERROR, "", 0, "Failed", (), None)
    record.request = request
    try:
        secret = TYPED  # noqa: F841  a variable of a frame
        raise LookupError("not there")
    except LookupError:
        import sys

        record.exc_info = sys.exc_info()
    AdminEmailHandler(include_html=True).emit(record)

    (mail,) = mailoutbox
    assert "LookupError" in mail.body
    cleaned = "\n".join(
        line for line in (mail.body + mail.alternatives[0][0]).splitlines() if "TYPED" not in line
    )
    assert TYPED not in cleaned.replace(f"/fail/?secret={TYPED}", "")


def test_exceptions_that_led_to_each_other_are_all_silenced():
    try:
        try:
            try:
                raise ValueError(TYPED)
            except ValueError as error:
                error.add_note(TYPED)
                raise KeyError(TYPED) from error
        except KeyError as error:
            raise ExceptionGroup(TYPED, [ValueError(TYPED), OSError(28, TYPED)]) from error
    except ExceptionGroup as group:
        group.__cause__.__context__ = group  # a ring
        text = logs.Formatter().formatException((type(group), group, group.__traceback__))

    assert TYPED not in text.replace("raise", "")
    assert [word in text for word in ("ValueError", "KeyError", "OSError: ENOSPC")] == [True] * 3


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (ValueError(TYPED), ""),
        (KeyError(TYPED), ""),
        (IntegrityError(TYPED), ""),
        (
            AttributeError("'NoneType' object has no attribute 'pk'"),
            "'NoneType' object has no attribute 'pk'",
        ),
        (OSError(28, "No space left on device", TYPED), "ENOSPC"),
        (User.DoesNotExist("User matching query does not exist."), "User matching query does not exist."),
        (None, ""),
    ],
)
def test_an_exception_says_what_is_harmless(error, said):
    assert logs.harmless(error) == said


def test_the_settings_name_them(settings):
    assert settings.LOGGING["handlers"]["console"]["filters"] == ["once"]
    assert settings.DEFAULT_EXCEPTION_REPORTER == "portal.logs.Reporter"
