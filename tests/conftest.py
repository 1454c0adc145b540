"""What every test may ask for: the servers, and whatever must be fresh for each test."""

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

SERVERS = ExitStack()


def pytest_configure(config: pytest.Config) -> None:
    from portal import embedded

    if embedded.is_needed() and not config.option.collectonly:
        SERVERS.enter_context(embedded.servers(durable=False))


def pytest_unconfigure(config: pytest.Config) -> None:
    SERVERS.close()


@pytest.fixture(autouse=True)
def fresh_cache() -> Iterator[None]:
    """No sign-in limit or cached page of one test is met by the next."""
    from django.core.cache import cache

    yield
    cache.clear()


@pytest.fixture(autouse=True)
def private_media(settings, tmp_path: Path) -> Path:
    """Uploads of a test go where the test ends with them."""
    settings.MEDIA_ROOT = tmp_path / "media"
    return settings.MEDIA_ROOT
