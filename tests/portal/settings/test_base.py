import json
import os
import secrets
import subprocess
import sys

from django.conf import settings

from portal.settings.environment import encryption_key

COMPLETE = {
    "SECRET_KEY": secrets.token_urlsafe(64),
    "FIELD_ENCRYPTION_KEYS": encryption_key(),
    "DATABASE_URL": "postgres://nobody@localhost/none",
    "REDIS_URL": "redis://localhost/0",
    "ALLOWED_HOSTS": "portal.example.org,www.example.org",
    "TRUSTED_PROXIES": "192.0.2.1",
}


def production(expression: str, **surroundings: str) -> subprocess.CompletedProcess[str]:
    """Evaluate something in a process of its own that has loaded the production settings."""
    bare = {name: value for name, value in os.environ.items() if name not in COMPLETE}
    code = f"from portal.settings import production as settings; print({expression})"
    return subprocess.run(
        [sys.executable, "-c", code],
        env=bare | surroundings,
        cwd=settings.BASE_DIR,
        capture_output=True,
        text=True,
    )


def test_production_refuses_to_start_without_its_secrets():
    answer = production("'started'", ALLOWED_HOSTS="portal.example.org")

    assert answer.returncode == 1
    assert answer.stderr.splitlines()[-2:] == [
        "django.core.exceptions.ImproperlyConfigured: The portal does not start before this is mended:",
        "- Set these environment variables: "
        "SECRET_KEY, DATABASE_URL, REDIS_URL, FIELD_ENCRYPTION_KEYS, TRUSTED_PROXIES.",
    ]


def test_production_shows_no_demo_and_sends_nothing_without_tls():
    names = ("DEMO", "DEBUG", "SECURE_SSL_REDIRECT", "SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE")
    answer = production("[" + ",".join(f"settings.{name}" for name in names) + "]", **COMPLETE)

    assert answer.stdout.strip() == "[False, False, True, True, True]"


def test_production_uses_the_servers_it_is_told_of():
    answer = production("(settings.DATABASES['default']['HOST'], settings.CELERY_BROKER_URL)", **COMPLETE)

    assert answer.stdout.strip() == "('localhost', 'redis://localhost/0')"


def test_who_waits_for_a_page_learns_within_ten_seconds_that_the_database_says_nothing():
    """Whether all of the server is frozen or one of its processes, before the page or in the middle of it."""
    names = ("SILENCE", "KNOCK", "LONGEST_WAIT")
    limits = production(
        "[" + ",".join(f"settings.DATABASE_{name}" for name in names) + "]",
        **COMPLETE,
        DATABASE_POOL_SIZE="8",
    )
    silence, knock, longest = json.loads(limits.stdout)
    assert max(silence + knock, knock + knock, longest) < 10


def test_nothing_waits_for_ever():
    answer = production("settings.DATABASES['default']['OPTIONS']['options']", **COMPLETE)

    assert answer.stdout.strip() == (
        "-c datestyle=ISO "
        "-c statement_timeout=15000 -c lock_timeout=5000 -c idle_in_transaction_session_timeout=60000"
    )


def test_no_task_is_handed_out_again_while_it_may_still_run():
    visible_again_after = settings.CELERY_BROKER_TRANSPORT_OPTIONS["visibility_timeout"]

    assert settings.CELERY_TASK_SOFT_TIME_LIMIT < settings.CELERY_TASK_TIME_LIMIT < visible_again_after


def test_roles_answer_after_sign_in():
    assert settings.AUTHENTICATION_BACKENDS[-1] == "programmes.backends.RoleBackend"


def test_nothing_that_is_kept_or_sent_is_a_pickle():
    assert settings.SESSION_SERIALIZER == "django.contrib.sessions.serializers.JSONSerializer"
    assert (settings.CELERY_TASK_SERIALIZER, settings.CELERY_ACCEPT_CONTENT) == ("json", ["json"])
    assert settings.CELERY_RESULT_ACCEPT_CONTENT == ["json"]
