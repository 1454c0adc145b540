"""What the link at the foot of a mail stands for."""

from typing import TypedDict

from django.core import signing

from portal.notifications.constants import UNSUBSCRIBE_SALT
from portal.users.models import User


class Unsubscription(TypedDict):
    """Whose mails, and of which kinds."""

    user: int
    kinds: list[str]


def find_unsubscription(*, token: str) -> tuple[User, list[str]] | None:
    """Whom the link at the foot of a mail speaks for, and of which kinds; None when it isn't one of ours."""
    content = read_unsubscribe_token(token)
    user = User.objects.active().filter(pk=content["user"]).first() if content else None
    return (user, content["kinds"]) if content and user else None


def read_unsubscribe_token(token: str) -> Unsubscription | None:
    """The content of a token made for the foot of a mail; None for anything else.

    It doesn't expire: neither do mails.
    """
    try:
        content: Unsubscription = signing.loads(token, salt=UNSUBSCRIBE_SALT)
    except signing.BadSignature:
        return None
    return content
