"""What somebody sent when their session had ended: kept for an hour, and shown in its form again after signing in.

It is never sent by itself. It stands sealed in the cache, where it lapses by itself, under a key that this browser's
session alone has, and is shown to nobody but the person who was signed in on this browser when it was typed. Files and
passwords are not kept.
"""

import json
from dataclasses import dataclass
from enum import Enum, auto
from secrets import token_urlsafe

from django.core.cache import cache
from django.http import HttpRequest, QueryDict

from portal.core.devices import device_of, digest_of
from portal.core.encryption import LostKey, NotSealed, seal, unseal

AGE = 60 * 60  # seconds
LIMIT = 300_000
"""Characters: some hundred pages of text, far below what a request may bring."""
SESSION_KEY = "unsent_form"
NEVER_KEPT = frozenset(
    {
        *("csrfmiddlewaretoken", "password", "password1", "password2", "oldpassword", "code"),
        *(
            "action",
            "index",
            "select_across",
            "_selected_action",
        ),  # rows that were marked in a list of the admin
    }
)


class Kept(Enum):
    ALL = auto()
    NOTHING = auto()
    TOO_LONG = auto()


@dataclass(frozen=True)
class UnsentForm:
    path: str
    """Where the form was sent to."""
    owner: str
    """Digest of who was signed in last on this browser; "" if nobody can tell."""
    fields: list[tuple[str, list[str]]]

    def is_for(self, person_pk: int) -> bool:
        return self.owner in ("", digest_of(person_pk))

    def as_typed(self) -> QueryDict:
        data = QueryDict(mutable=True)
        for name, values in self.fields:
            data.setlist(name, values)
        data._mutable = False
        return data


def keep_unsent(request: HttpRequest) -> Kept:
    """Keep what this request has sent, unless it is nothing but a button, or too long."""
    fields = [(name, values) for name, values in request.POST.lists() if name not in NEVER_KEPT]
    if not any(any(values) for _name, values in fields):
        return Kept.NOTHING
    text = json.dumps([request.path, device_of(request).owner, fields])
    if len(text) > LIMIT:
        return Kept.TOO_LONG
    key = token_urlsafe(24)
    cache.set(_name(key), seal(text), AGE)
    request.session[SESSION_KEY] = key
    return Kept.ALL


def find_unsent(request: HttpRequest) -> UnsentForm | None:
    """What this browser has sent in vain, whoever did."""
    key = request.session.get(SESSION_KEY)
    sealed = cache.get(_name(key)) if key else None
    if not sealed:
        return None
    try:
        path, owner, fields = json.loads(unseal(sealed))
    except (NotSealed, LostKey, ValueError):
        return None
    return UnsentForm(path, owner, [(name, list(values)) for name, values in fields])


def forget_unsent(request: HttpRequest) -> None:
    cache.delete(_name(request.session.pop(SESSION_KEY, "")))


def _name(key: str) -> str:
    return f"unsent:{key}"
