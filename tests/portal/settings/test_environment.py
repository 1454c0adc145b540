import stat

import pytest
from cryptography.fernet import Fernet
from django.core.exceptions import ImproperlyConfigured

from portal.settings import environment


@pytest.mark.parametrize(
    ("value", "meaning"), [("1", True), ("Yes", True), ("0", False), ("off", False), ("", True)]
)
def test_flag_is_yes_or_no_or_its_default(monkeypatch, value, meaning):
    monkeypatch.setenv("BLEIBE_DEMO", value)

    assert environment.flag("BLEIBE_DEMO", default=True) is meaning


def test_flag_that_is_neither_yes_nor_no_is_refused(monkeypatch):
    monkeypatch.setenv("BLEIBE_DEMO", "maybe")

    with pytest.raises(ImproperlyConfigured, match="BLEIBE_DEMO must be 1 or 0, not 'maybe'"):
        environment.flag("BLEIBE_DEMO", default=False)


def test_number_that_is_none_is_refused(monkeypatch):
    monkeypatch.setenv("PORT", "eight")

    with pytest.raises(ImproperlyConfigured, match="PORT must be a whole number, not 'eight'"):
        environment.number("PORT", default=8000)


def test_words_are_separated_by_commas(monkeypatch):
    monkeypatch.setenv("ALLOWED_HOSTS", " a.example.org, ,b.example.org ")

    assert environment.strings("ALLOWED_HOSTS") == ["a.example.org", "b.example.org"]


@pytest.mark.parametrize(
    ("value", "address"),
    [
        ("", ""),
        ("/run/clamav/clamd.ctl", "/run/clamav/clamd.ctl"),
        ("scanner:3310", ("scanner", 3310)),
        ("[::1]:3310", ("::1", 3310)),
    ],
)
def test_a_service_listens_at_a_path_or_at_a_port(monkeypatch, value, address):
    monkeypatch.setenv("VIRUS_SCANNER", value)
    assert environment.socket_address("VIRUS_SCANNER") == address


@pytest.mark.parametrize("value", ["scanner", "scanner:port", "scanner:99999", ":3310", "tcp://scanner:3310"])
def test_an_address_at_which_nothing_can_listen_is_refused(monkeypatch, value):
    monkeypatch.setenv("VIRUS_SCANNER", value)
    with pytest.raises(ImproperlyConfigured, match="must be the path of a socket or host:port"):
        environment.socket_address("VIRUS_SCANNER")


def test_database_address_is_taken_apart():
    settings = environment.database("postgres://me:p%40ss@db.example.org:5433/portal?sslmode=require")

    assert settings == {
        "ENGINE": "portal.database",
        "NAME": "portal",
        "USER": "me",
        "PASSWORD": "p@ss",
        "HOST": "db.example.org",
        "PORT": "5433",
        "OPTIONS": {"sslmode": "require"},
    }


def test_database_may_be_reached_through_a_socket():
    settings = environment.database("postgres://me@/portal?host=/run/sockets")

    assert (settings["HOST"], settings["PORT"], settings["OPTIONS"]) == ("/run/sockets", "", {})


@pytest.mark.parametrize("address", ["", "mysql://me@db/portal", "postgres://db", "postgres://db/"])
def test_database_address_of_another_kind_is_refused(address):
    with pytest.raises(ImproperlyConfigured, match="DATABASE_URL must look like"):
        environment.database(address)


@pytest.mark.parametrize(
    ("redis", "celery"),
    [
        ("redis://:secret@host:6379/2", "redis://:secret@host:6379/2"),
        ("unix:///run/redis.sock?db=3", "redis+socket:///run/redis.sock?virtual_host=3"),
        ("unix:///run/redis.sock", "redis+socket:///run/redis.sock?virtual_host=0"),
        ("unix://:s%40%2F@/run/redis.sock?db=3", "redis+socket://:s%40%2F@/run/redis.sock?virtual_host=3"),
        ("unix:///run/redis.sock?password=s%40%2F", "redis+socket://:s%40%2F@/run/redis.sock?virtual_host=0"),
        ("unix://me:s@/redis.sock", "redis+socket://me:s@/redis.sock?virtual_host=0"),
    ],
)
def test_celery_knows_sockets_by_another_name(redis, celery):
    assert environment.celery_broker(redis) == celery


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("redis://host:6379/0", "redis://host:6379/7"),
        ("unix:///run/redis.sock?db=0", "unix:///run/redis.sock?db=7"),
        ("unix://:secret@/run/redis.sock", "unix://:secret@/run/redis.sock?db=7"),
        ("unix:///redis.sock?password=s%40", "unix:///redis.sock?db=7&password=s%40"),
    ],
)
def test_tests_use_another_of_the_numbered_databases(before, after):
    assert environment.redis_database(before, 7) == after


def test_secret_is_made_once_and_readable_by_its_owner_alone(tmp_path):
    file = tmp_path / "var" / "secret_key"

    first, second = environment.persistent_secret(file), environment.persistent_secret(file)

    assert first == second
    assert len(first) >= 64
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_secret_is_never_seen_half_written(tmp_path, monkeypatch):
    """Two first starts at once: the one who comes second takes what the first has made."""
    file = tmp_path / "secret_key"

    def slow():
        assert not file.exists()
        file.write_text("theirs")
        return "mine"

    assert environment.persistent_secret(file, slow) == "theirs"
    assert [path.name for path in tmp_path.iterdir()] == ["secret_key"]


def test_secrets_may_come_from_files(tmp_path, monkeypatch):
    (tmp_path / "keys").write_text("one\ntwo\n")
    monkeypatch.delenv("FIELD_ENCRYPTION_KEYS", raising=False)
    monkeypatch.setenv("FIELD_ENCRYPTION_KEYS_FILE", str(tmp_path / "keys"))

    assert environment.strings("FIELD_ENCRYPTION_KEYS") == ["one", "two"]
    monkeypatch.setenv("FIELD_ENCRYPTION_KEYS", "three")
    assert environment.strings("FIELD_ENCRYPTION_KEYS") == ["three"]


def test_a_file_that_cannot_be_read_is_named(tmp_path, monkeypatch):
    monkeypatch.delenv("SECRET_KEY", raising=False)
    monkeypatch.setenv("SECRET_KEY_FILE", str(tmp_path / "nothing"))

    with pytest.raises(
        ImproperlyConfigured, match=r"^SECRET_KEY_FILE can't be read: No such file or directory"
    ):
        environment.text("SECRET_KEY")


def test_an_encryption_key_is_one():
    key = environment.encryption_key()

    assert Fernet(key).decrypt(Fernet(key).encrypt(b"words")) == b"words"
    assert key != environment.encryption_key()
