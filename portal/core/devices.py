"""Browsers that have signed in before, known by a signed cookie: limits on guessing let them pass, with their own.

The cookie holds a number of the browser's own and keyed digests of the sign-ins it has seen, newest first: nobody reads
out of it whose they are. It gives no right; who steals it may guess at the pace of the browser it was stolen from.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from secrets import token_urlsafe

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import salted_hmac

COOKIE = "device"
AGE = 365 * 24 * 60 * 60  # seconds
MOST_SIGN_INS = 80
"""Two for each person (address and user name): the computer of a class knows all of it."""


@dataclass(frozen=True)
class Device:
    number: str
    sign_ins: tuple[str, ...] = ()
    owner: str = ""
    """Digest of the person who was signed in last."""

    def knows(self, login: str) -> bool:
        return digest(login.lower()) in self.sign_ins

    def is_last_used_by(self, person_pk: int) -> bool:
        return self.owner == digest_of(person_pk)

    def seen_with(self, person_pk: int, logins: Iterable[str]) -> Device:
        """The same browser after this person, who signs in by any of `logins`, has signed in."""
        newest = [digest(login.lower()) for login in logins]
        earlier = [each for each in self.sign_ins if each not in newest]
        return Device(
            number=self.number or token_urlsafe(12),
            sign_ins=tuple([*newest, *earlier][:MOST_SIGN_INS]),
            owner=digest_of(person_pk),
        )


def digest(word: str) -> str:
    """Twelve letters that stand for `word` to whoever has the portal's key."""
    return salted_hmac("portal.core.devices", word).hexdigest()[:12]


def digest_of(person_pk: int) -> str:
    """The letters that stand for a person, whatever they sign in with."""
    return digest(f"#{person_pk}")


def device_of(request: HttpRequest) -> Device:
    """The browser that asks; one without a number has never signed in, or its cookie is forged or gone."""
    try:
        number, owner, *sign_ins = signing.loads(request.COOKIES.get(COOKIE, ""), salt=COOKIE, max_age=AGE)
    except (signing.BadSignature, ValueError, TypeError):
        return Device(number="")
    return Device(number=number, owner=owner, sign_ins=tuple(sign_ins))


def remember_device(response: HttpResponse, device: Device) -> None:
    response.set_cookie(
        COOKIE,
        signing.dumps([device.number, device.owner, *device.sign_ins], salt=COOKIE),
        max_age=AGE,
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )
