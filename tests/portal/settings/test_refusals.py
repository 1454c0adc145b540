import secrets

import pytest
from django.core.exceptions import ImproperlyConfigured

from portal.settings import refusals
from portal.settings.environment import encryption_key
from tests.architecture.source import ROOT
from tests.portal.settings.test_base import COMPLETE, production

KEY_OF_THE_TESTS = "b25seSB0aGUgdGVzdHMgaGF2ZSB0aGlzIG9uZSBrZXk="


@pytest.fixture
def told(monkeypatch):
    """What stands against starting with a complete environment in which these variables are different."""

    def ask(**changed: str) -> list[str]:
        for name, value in ({"BLEIBE_DEMO": "", "SITE_URL": ""} | COMPLETE | changed).items():
            monkeypatch.setenv(name, value)
        return list(refusals.problems())

    return ask


def test_a_complete_environment_starts(told):
    assert told() == []
    assert (
        told(BLEIBE_DEMO="0", SITE_URL="https://www.example.org/", FIELD_ENCRYPTION_KEYS_FILE="/unused") == []
    )


@pytest.mark.parametrize("value", ["1", "true", "Yes", "ON", "maybe"])
def test_the_demo_is_not_shown_on_the_open_internet(told, value):
    (problem,) = told(BLEIBE_DEMO=value)
    assert problem.startswith("BLEIBE_DEMO lets everybody in")


GUESSABLE = [
    "short",
    "x" * 64,
    "ab" * 32,
    "Vq3!xT9z" * 8,
    "0123456789" * 5,
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789",
    "django-insecure-" + secrets.token_urlsafe(48),
    "Django_Insecure_" + secrets.token_urlsafe(48),
    "changeme-" + secrets.token_urlsafe(48),
    "change-me-please-" + secrets.token_urlsafe(48),
    "your-secret-key-goes-here-" + secrets.token_urlsafe(48),
    "only the tests know it, only the tests know it, as it were",
    secrets.token_urlsafe(36),
]


@pytest.mark.parametrize("secret", GUESSABLE, ids=range(len(GUESSABLE)))
def test_a_secret_that_somebody_could_guess_is_refused(told, secret):
    (problem,) = told(SECRET_KEY=secret)
    assert problem.startswith("SECRET_KEY ")
    assert problem.endswith("Make one with `openssl rand -base64 48`.")


@pytest.mark.parametrize("make", [lambda: secrets.token_urlsafe(48), lambda: secrets.token_hex(32)])
def test_a_random_secret_is_never_refused(told, make):
    assert [told(SECRET_KEY=make()) for _each in range(200)] == [[]] * 200


@pytest.mark.parametrize("key", [KEY_OF_THE_TESTS, "A" * 43 + "=", "short", "ä", "YWJj" * 10 + "YWI="])
def test_a_key_that_is_none_or_is_known_is_refused(told, key):
    (problem,) = told(FIELD_ENCRYPTION_KEYS=f"{encryption_key()},{key}")
    assert problem.startswith("FIELD_ENCRYPTION_KEYS: number 2 is ")


def test_a_random_key_is_never_refused(told):
    assert [told(FIELD_ENCRYPTION_KEYS=encryption_key()) for _each in range(200)] == [[]] * 200


@pytest.mark.parametrize(
    "host",
    [
        "*",
        "*.example.org",
        ".de",
        ".org",
        ".",
        ".co.uk",
        ".gv.at",
        ".com.",
        "..com",
        ".COM",
        ".gouv.fr",
        ".sch.uk",
        ".github.io",
        "https://a.org",
        "a.org:443",
        "a b.org",
    ],
)
def test_a_host_that_is_anybodys_or_none_is_refused(told, host):
    (problem,) = told(ALLOWED_HOSTS=f"portal.example.org,{host}")
    assert problem.startswith(f"ALLOWED_HOSTS: {host!r} ")


@pytest.mark.parametrize(
    "host",
    [
        "portal.example.org",
        ".example.org",
        ".example.co.uk",
        "10.0.0.7",
        "[::1]",
        "localhost",
        "büro.example.org",
    ],
)
def test_a_host_of_ones_own_is_taken(told, host):
    assert told(ALLOWED_HOSTS=host) == []


@pytest.mark.parametrize(
    "address", ["http://portal.example.org", "portal.example.org", "https://", "https://other.org"]
)
def test_an_address_that_mails_could_not_lead_to_is_refused(told, address):
    (problem,) = told(SITE_URL=address)
    assert problem.startswith("SITE_URL: ")


def test_an_address_below_the_portals_domain_is_taken(told):
    assert told(ALLOWED_HOSTS=".example.org", SITE_URL="https://www.example.org") == []


@pytest.mark.parametrize(
    "proxy",
    [
        "*",
        "0.0.0.0/0",
        "::/0",
        "10.0.0.0/8",
        "172.16.0.0/12",
        "0.0.0.0/1",
        "2000::/3",
        "fd00::/8",
        "128.0.0.0/1",
        "::ffff:0:0/96",
        "::ffff:0.0.0.0/97",
        "64:ff9b::/96",
        "::/64",
        "0/0",
        "nginx",
        "10.0.0.7/8",
    ],
)
def test_a_proxy_setting_that_believes_everybody_or_nobody_is_refused(told, proxy):
    (problem,) = told(TRUSTED_PROXIES=f"127.0.0.1,{proxy}")
    assert problem.startswith(f"TRUSTED_PROXIES: {proxy!r} ")


@pytest.mark.parametrize(
    "proxies",
    ["127.0.0.1", "::1", "172.30.83.0/24", "127.0.0.1,::1", "fd00:1:2:3::/64", "::ffff:172.30.83.1", "none"],
)
def test_the_proxys_own_address_is_taken(told, proxies):
    assert told(TRUSTED_PROXIES=proxies) == []


def test_without_a_word_about_the_proxy_each_page_would_lead_to_itself(told):
    assert told(TRUSTED_PROXIES="") == ["Set these environment variables: TRUSTED_PROXIES."]


def test_none_and_a_proxy_contradict_each_other(told):
    (problem,) = told(TRUSTED_PROXIES="127.0.0.1,none")
    assert problem.startswith("TRUSTED_PROXIES: 'none' ")


@pytest.mark.parametrize(
    ("told_of_it", "begins"),
    [
        ({"MEDIA_REGION": "eu-central-1"}, "MEDIA_REGION is about a bucket"),
        (
            {"MEDIA_BUCKET": "files", "MEDIA_ACCESS_KEY": "key"},
            "MEDIA_ACCESS_KEY and MEDIA_SECRET_KEY belong",
        ),
        (
            {"MEDIA_BUCKET": "files", "MEDIA_ENDPOINT": "http://files.example.org"},
            "MEDIA_ENDPOINT is no address",
        ),
        ({"MEDIA_BUCKET": "files", "MEDIA_ENDPOINT": "files.example.org"}, "MEDIA_ENDPOINT is no address"),
    ],
)
def test_a_bucket_that_is_half_told_of_or_open_to_readers_is_refused(told, told_of_it, begins):
    (problem,) = told(**told_of_it)
    assert problem.startswith(begins)


@pytest.mark.parametrize("endpoint", ["", "https://files.example.org", "http://127.0.0.1:9000"])
def test_a_bucket_reached_in_private_is_taken(told, endpoint):
    keys = {"MEDIA_ACCESS_KEY": "key", "MEDIA_SECRET_KEY": "secret"}
    assert told(MEDIA_BUCKET="files", MEDIA_ENDPOINT=endpoint, **keys) == []


def test_everything_is_told_at_once(monkeypatch, told):
    wrong = {
        "BLEIBE_DEMO": "1",
        "SECRET_KEY": "x",
        "ALLOWED_HOSTS": "*",
        "TRUSTED_PROXIES": "::/0",
        "REDIS_URL": "",
    }
    told(**wrong)

    with pytest.raises(ImproperlyConfigured) as refused:
        refusals.check()
    first, *lines = str(refused.value).splitlines()
    assert first == "The portal does not start before this is mended:"
    assert [line.split()[1].strip(":") for line in lines] == [
        "Set",
        "BLEIBE_DEMO",
        "SECRET_KEY",
        "ALLOWED_HOSTS",
        "TRUSTED_PROXIES",
    ]


def test_no_process_of_the_portal_starts_with_a_mistake():
    answer = production("'started'", **COMPLETE | {"ALLOWED_HOSTS": "*", "BLEIBE_DEMO": "1"})

    assert (answer.returncode, answer.stdout) == (1, "")
    assert [line[:15] for line in answer.stderr.splitlines()[-2:]] == ["- BLEIBE_DEMO l", "- ALLOWED_HOSTS"]


def test_no_secret_that_stands_in_the_repository_is_taken(told):
    """Whatever somebody copies from the documents, the compose file or the tests."""
    pages = [
        ROOT / "docker-compose.yml",
        ROOT / "Dockerfile",
        ROOT / "Makefile",
        *(ROOT / "docs").rglob("*.md"),
    ]
    values = {
        word.split("=", 1)[1].strip("'\"`")
        for page in [*pages, ROOT / "portal" / "settings" / "test.py"]
        for word in page.read_text(encoding="utf-8").split()
        if word.startswith(("SECRET_KEY=", "FIELD_ENCRYPTION_KEYS="))
    }
    for value in values - {""}:
        assert told(SECRET_KEY=value) != []
        assert told(FIELD_ENCRYPTION_KEYS=value) != []


def test_no_proxy_means_that_nobody_is_believed():
    answer = production("settings.TRUSTED_PROXIES", **COMPLETE | {"TRUSTED_PROXIES": "none"})

    assert answer.stdout.strip() == "[]"


@pytest.mark.parametrize("user", ["bleibe@db.example.org", "reader@db.example.org:5432"])
def test_a_replica_that_is_the_database_itself_is_refused(told, user):
    (problem,) = told(
        DATABASE_URL="postgres://bleibe@db.example.org/bleibe",
        DATABASE_REPLICA_URL=f"postgres://{user}/bleibe",
    )
    assert problem.startswith("DATABASE_REPLICA_URL names the database itself")


@pytest.mark.parametrize(
    "place", ["standby.example.org/bleibe", "db.example.org:5433/bleibe", "db.example.org/bleibe_to_read"]
)
def test_a_replica_on_another_machine_or_port_or_of_a_pooler_is_taken(told, place):
    own = "postgres://bleibe@db.example.org/bleibe"
    assert told(DATABASE_URL=own, DATABASE_REPLICA_URL=f"postgres://bleibe@{place}") == []
