"""The one place that reads the environment.

Everything else asks here, so that every variable is found by looking at one file.
"""

import os
import secrets
from base64 import urlsafe_b64encode
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, parse_qsl, quote, unquote, urlencode, urlsplit

from django.core.exceptions import ImproperlyConfigured

ROOT = Path(__file__).resolve().parents[2]


def text(name: str, default: str = "") -> str:
    """The variable of that name, or what the file says that `<name>_FILE` names, as secrets of containers come."""
    value = os.environ.get(name, "").strip()
    if not value and (file := os.environ.get(f"{name}_FILE", "").strip()):
        try:
            value = Path(file).read_text().strip()
        except OSError as error:
            raise ImproperlyConfigured(f"{name}_FILE can't be read: {error.strerror} ({file}).") from error
    return value or default


def flag(name: str, *, default: bool) -> bool:
    """A yes or a no; anything else is a mistake worth stopping for."""
    value = text(name).lower()
    if value in {"1", "true", "yes", "on"}:
        return True
    if value in {"0", "false", "no", "off"}:
        return False
    if value:
        raise ImproperlyConfigured(f"{name} must be 1 or 0, not {value!r}.")
    return default


def number(name: str, default: int) -> int:
    value = text(name)
    if not value:
        return default
    if not value.isdecimal():
        raise ImproperlyConfigured(f"{name} must be a whole number, not {value!r}.")
    return int(value)


def strings(name: str, default: tuple[str, ...] = ()) -> list[str]:
    """A list, separated by commas or lines."""
    return [word.strip() for word in text(name).replace("\n", ",").split(",") if word.strip()] or list(
        default
    )


def socket_address(name: str) -> str | tuple[str, int]:
    """Where a service listens: the path of a socket, or a host and a port, as in `scanner:3310`. Empty for none."""
    value = text(name)
    if not value or value.startswith("/"):
        return value
    parts = urlsplit(f"//{value}")
    try:
        host, port = parts.hostname, parts.port
    except ValueError:
        host = port = None
    if not host or not port or parts.path:
        raise ImproperlyConfigured(f"{name} must be the path of a socket or host:port, not {value!r}.")
    return host, port


def data_directory() -> Path:
    """Where everything the portal keeps on disk lives: `BLEIBE_VAR`, else `var/` beside `manage.py`."""
    return Path(text("BLEIBE_VAR", str(ROOT / "var"))).absolute()


def database(url: str, *, name: str = "DATABASE_URL") -> dict[str, Any]:
    """Django's connection settings for `postgres://user:password@host:port/name?host=/socket/directory`."""
    parts = urlsplit(url)
    if parts.scheme not in {"postgres", "postgresql"} or len(parts.path) < 2:
        raise ImproperlyConfigured(f"{name} must look like postgres://user:password@host:5432/name.")
    options = dict(parse_qsl(parts.query))
    return {
        "ENGINE": "portal.database",
        "NAME": unquote(parts.path[1:]),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": options.pop("host", unquote(parts.hostname or "")),
        "PORT": str(parts.port or ""),
        "OPTIONS": options,
    }


def media_storage() -> dict[str, Any]:
    """Where files are kept: the folder `media` of the data directory, or the bucket that `MEDIA_BUCKET` names."""
    if not (bucket := text("MEDIA_BUCKET")):
        return {"BACKEND": "portal.core.storages.MediaStorage"}
    options = {
        "bucket_name": bucket,
        "endpoint_url": text("MEDIA_ENDPOINT") or None,
        "region_name": text("MEDIA_REGION") or None,
        "access_key": text("MEDIA_ACCESS_KEY") or None,
        "secret_key": text("MEDIA_SECRET_KEY") or None,
    }
    return {"BACKEND": "portal.core.buckets.BucketStorage", "OPTIONS": options}


def celery_broker(url: str) -> str:
    """Celery's spelling of a Redis address: it knows sockets by another name than redis-py does."""
    parts = urlsplit(url)
    if parts.scheme != "unix":
        return url
    options = dict(parse_qsl(parts.query))
    return f"redis+socket://{_credentials(parts, options)}{parts.path}?virtual_host={options.get('db', '0')}"


def _credentials(parts: SplitResult, options: dict[str, str]) -> str:
    """The password of a socket: redis-py takes it before the path or among the options, Celery before alone."""
    if "@" in parts.netloc:
        return f"{parts.netloc.rpartition('@')[0]}@"
    user, password = (quote(options.get(name, ""), safe="") for name in ("username", "password"))
    return f"{user}:{password}@" if password else ""


def redis_database(url: str, number: int) -> str:
    """The same Redis, another of its numbered databases."""
    parts = urlsplit(url)
    if parts.scheme == "unix":
        others = [pair for pair in parse_qsl(parts.query) if pair[0] != "db"]
        return f"unix://{parts.netloc}{parts.path}?{urlencode([('db', number), *others])}"
    return parts._replace(path=f"/{number}").geturl()


def pytest_worker() -> int:
    """Which of pytest's parallel processes this is; each works on its own databases."""
    return int(text("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))


def encryption_key() -> str:
    """A key for `portal.core.encryption`: 32 random bytes, as Fernet writes them."""
    return urlsafe_b64encode(secrets.token_bytes(32)).decode("ascii")


def persistent_secret(file: Path, make: Callable[[], str] = lambda: secrets.token_urlsafe(64)) -> str:
    """A random secret that is made once and kept in `file`, readable by nobody else, and never seen half written."""
    file.parent.mkdir(parents=True, exist_ok=True)
    if not file.exists():
        attempt = file.with_name(f".{file.name}.{os.getpid()}")
        with os.fdopen(os.open(attempt, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as new:
            new.write(make())
        try:
            os.link(attempt, file)
        except FileExistsError:
            pass  # somebody else was faster, and theirs is the one
        attempt.unlink()
    return file.read_text()
