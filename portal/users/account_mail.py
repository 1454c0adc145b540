"""What sign-in has to tell somebody by mail. An upper floor, which knows how mail travels, takes it from here."""

from dataclasses import dataclass
from typing import Protocol

from portal.core.registry import Registry
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
