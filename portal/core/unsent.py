"""What somebody sent in vain, for their session had ended or another tab had signed in: kept for an hour, and shown in
its form again.

It is never sent by itself. It stands sealed in the cache, where it lapses by itself, under a key that this browser's
session alone has, and is shown to nobody but the person who was signed in on this browser when it was typed. Files and
passwords are not kept, and nothing that another site made the browser send.
"""

import json
from dataclasses import dataclass
from enum import Enum, auto
from secrets import token_urlsafe
from urllib.parse import urlsplit

from django.core.cache import cache
from django.http import HttpRequest, QueryDict
from django.utils.http import url_has_allowed_host_and_scheme

from portal.core.devices import device_of, digest_of
from portal.core.encryption import LostKey, NotSealed, seal, unseal

AGE = 60 * 60  # seconds
LIMIT = 300_000
"""Characters: some hundred pages of text, far below what a request may bring."""
SESSION_KEY = "unsent_forms"
"""Where a session has the keys: the address a form was sent to → the cache's key, and the page the form stood on."""
MOST = 8
"""Forms that are kept of one session: as many tabs as somebody may have had open."""
LONG = 60
"""Characters of a text that nobody likes to type again."""
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
    page: str
    """Where it stood: mostly the same."""
    owner: str
    """Digest of who was signed in last on this browser; "" if nobody can tell."""
    fields: list[tuple[str, list[str]]]

    def is_for(self, person_pk: int | None) -> bool:
        """Anybody who signs in, and a visitor, for what nobody's name stands at; else the one who typed it."""
        return self.owner == "" or (person_pk is not None and self.owner == digest_of(person_pk))

    def as_typed(self) -> QueryDict:
        data = QueryDict(mutable=True)
        for name, values in self.fields:
            data.setlist(name, values)
        data._mutable = False
        return data

    def long_texts(self) -> list[str]:
        """What would be a loss, of a form that the page can't fill in again."""
        texts = [text for _name, values in self.fields for text in values]
        return [text for text in texts if len(text) > LONG or "\n" in text.strip()]


def keep_unsent(request: HttpRequest) -> Kept:
    """Keep what this request has sent, unless it is nothing but a button, or too long."""
    fields = [(name, values) for name, values in request.POST.lists() if name not in NEVER_KEPT]
    if not any(any(values) for _name, values in fields):
        return Kept.NOTHING
    page = urlsplit(page_of_form(request)).path
    text = json.dumps([request.path, page, device_of(request).owner, fields])
    if len(text) > LIMIT:
        return Kept.TOO_LONG
    key = token_urlsafe(24)
    cache.set(_name(key), seal(text), AGE)
    known = request.session.get(SESSION_KEY, {})
    known.pop(request.path, None)
    kept = [*known.items(), (request.path, [key, page])][-MOST:]
    request.session[SESSION_KEY] = dict(kept)
    return Kept.ALL


def page_of_form(request: HttpRequest) -> str:
    """The page the form stands on: mostly the one it is sent to; a button alone may be sent elsewhere."""
    page = request.headers.get("HX-Current-URL") or request.headers.get("Referer", "")
    if not url_has_allowed_host_and_scheme(page, {request.get_host()}, request.is_secure()):
        return request.get_full_path()
    found = urlsplit(page)
    return f"{found.path}?{found.query}" if found.query else found.path


def find_unsent(request: HttpRequest) -> UnsentForm | None:
    """What this browser has sent in vain to this address, or from this page, whoever did."""
    known = request.session.get(SESSION_KEY, {})
    by_page = (key for key, page in known.values() if page == request.path)
    key = known[request.path][0] if request.path in known else next(by_page, None)
    sealed = cache.get(_name(key)) if key else None
    if not sealed:
        return None
    try:
        path, page, owner, fields = json.loads(unseal(sealed))
    except (NotSealed, LostKey, ValueError):
        return None
    return UnsentForm(path, page, owner, [(name, list(values)) for name, values in fields])


def forget_unsent(request: HttpRequest) -> None:
    """Once the form is sent again: what was kept of the one with this address."""
    known = request.session.get(SESSION_KEY, {})
    if request.path in known:
        key, _page = known.pop(request.path)
        cache.delete(_name(key))
        request.session[SESSION_KEY] = known
        if not known:
            del request.session[SESSION_KEY]


def _name(key: str) -> str:
    return f"unsent:{key}"
