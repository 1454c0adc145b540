"""What only the portal may read: texts sealed before they reach the database, its history, and every copy of both.

A copy of the database alone tells none of them. The keys are `settings.FIELD_ENCRYPTION_KEYS`: the first seals, all of
them open, so that a new key is put in front and the old ones stay until `rotate_field_keys` has sealed everything anew.
Sealing does not keep somebody who may write to the database from exchanging one sealed text for another.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.db import models

from portal.core.registry import Registry

MARK = "sealed:"
"""Before each sealed text, so that it is never taken for a plain one."""


class LostKey(Exception):
    """A text was sealed with a key that is not, or no longer, among the portal's keys."""

    def __init__(self) -> None:
        super().__init__(
            "A sealed text can't be opened with any of FIELD_ENCRYPTION_KEYS. The key it was sealed with is missing: "
            "add it behind the others. Without that key the text is lost."
        )


class NotSealed(Exception):
    """Where sealed texts stand, there stands a plain one: it was not this portal that put it there."""

    def __init__(self) -> None:
        super().__init__(
            "A text that should be sealed stands in the database in plain words. Nobody uses it."
        )


def seal(text: str) -> str:
    """`text` for the portal alone. Nothing stays nothing, so that the database can tell what is empty."""
    return MARK + _ring().encrypt(text.encode()).decode("ascii") if text else ""


def unseal(sealed: str) -> str:
    """The text that was sealed. Raises LostKey or NotSealed."""
    return _open(sealed, _ring()).decode() if sealed else ""


def is_sealed(text: str) -> bool:
    return text.startswith(MARK)


def is_current(sealed: str) -> bool:
    """Whether the newest key opens it. Raises NotSealed."""
    try:
        return not sealed or bool(_open(sealed, _newest()))
    except LostKey:
        return False


def seal_anew(sealed: str) -> str:
    """The same text, sealed with the newest key; as it stands when it is already. Raises LostKey or NotSealed."""
    return sealed if is_current(sealed) else seal(unseal(sealed))


def _open(sealed: str, keys: Fernet | MultiFernet) -> bytes:
    if not is_sealed(sealed):
        raise NotSealed
    try:
        return keys.decrypt(sealed.removeprefix(MARK).encode())
    except InvalidToken as error:
        raise LostKey from error


def _ring() -> MultiFernet:
    return _ring_of(tuple(settings.FIELD_ENCRYPTION_KEYS))


def _newest() -> Fernet:
    return Fernet(settings.FIELD_ENCRYPTION_KEYS[0])


@lru_cache(maxsize=4)
def _ring_of(keys: tuple[str, ...]) -> MultiFernet:
    return MultiFernet([Fernet(key) for key in keys])


@dataclass(frozen=True)
class Sealed:
    """A column of a library's model that holds sealed texts, in a shape only the app that put them there knows."""

    model: type[models.Model]
    column: str
    map_texts: Callable[[Any, Callable[[str], str]], Any]
    """The column's value with each sealed text in it replaced by what the function makes of it."""


SEALED_COLUMNS: Registry[Sealed] = Registry("sealed columns of libraries' models")
"""Columns that are an `EncryptedTextField` are known without being named here."""
