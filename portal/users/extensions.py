"""What sign-in asks of upper floors: how its mails travel, and which demo people its page offers."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from django.conf import settings
from django.db.models import QuerySet
from django.utils.functional import Promise

from portal.core.links import Link
from portal.core.registry import Registry

if TYPE_CHECKING:
    from portal.users.models import User


@dataclass(frozen=True)
class AccountMail:
    """`name` says which mail it is; `address` is which of the person's addresses it goes to (empty: they have none).

    `link` is the path the mail leads to; for some mails whoever knows it can act as the person. `detail` is what
    the sentence is about: another address, or the name of a university's sign-in.
    """

    name: str
    user: User
    address: str
    link: str = ""
    detail: str = ""


class Carrier(Protocol):
    def __call__(self, *, mail: AccountMail) -> None: ...


carriers: Registry[Carrier] = Registry("how account mail travels")


def send_account_mail(mail: AccountMail) -> None:
    for carry in carriers:
        carry(mail=mail)


held_without_account: Registry[Callable[[], QuerySet[Any]]] = Registry(
    "people without an account of whom an app holds something"
)
"""Keys of people, as a query: they stay when nothing else is held about them."""


DEMO_DOMAIN = "@example.org"
"""RFC 2606 keeps this domain for examples: no address in it belongs to anybody."""


@dataclass(frozen=True)
class DemoPerson:
    """`role` is what the button says, `group` the heading it stands under: the programme.

    `email` is what they sign in with: a pupil's is a user name.
    """

    email: str
    role: str | Promise
    group: str | Promise


demo_people: Registry[Callable[[], Iterable[DemoPerson]]] = Registry("demo people on the sign-in page")


def is_demo_address(email: str | None) -> bool:
    return settings.DEMO and (email or "").endswith(DEMO_DOMAIN)


def listed_demo_people() -> list[DemoPerson]:
    """Everybody the sign-in page offers. Nobody outside demo mode, nor anybody with a real address."""
    if not settings.DEMO:
        return []
    found = [person for provider in demo_people for person in provider()]
    return [person for person in found if "@" not in person.email or is_demo_address(person.email)]


settings_pages: Registry[Link] = Registry("further pages of a person's settings")


class Merger(Protocol):
    def __call__(self, *, gone: User, kept: User) -> None: ...


mergers: Registry[Merger] = Registry("how rows move of which two people who turn out to be one have a pair")
"""`app.model.field` of a foreign key to a person → how its rows move. The others move as they are."""
