"""Secret addresses at which a program finds what is somebody's own: a calendar their dates, a feed reader their search.

Such a program can't sign in, so the address is the key. Whoever knows it reads what its owner may see, and no more; a
new one replaces it. Views answer by `too_many` and `answer_program`.
"""

import hashlib
import secrets

from django.db import models
from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag

from portal.core.fields import EncryptedTextField
from portal.core.http import answer_too_many
from portal.core.limits import TriedTooOften, count_try

RATES = {"address": "30/5m", "host": "300/5m"}
"""How often one address, and one machine, may ask; such programs ask every few minutes at most."""


class SecretAddress(models.Model):
    """It is found by its hash, so that a stolen table opens nothing, and kept sealed beside it, so that its owner can
    look it up.
    """

    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    token = EncryptedTextField(editable=False)

    class Meta:
        abstract = True

    def take_new_address(self) -> None:
        """Whoever knows the old one finds nothing there any more, once the row is saved."""
        self.token = secrets.token_urlsafe(32)
        self.token_hash = self.hash_of(self.token)

    @staticmethod
    def hash_of(token: str) -> str:
        """What the address is found by. It is long and random, so nothing slow is needed."""
        return hashlib.sha256(token.encode()).hexdigest()


def too_many(request: HttpRequest, *, app: str, key: str) -> HttpResponse | None:
    """Count that the address with this hash was asked for; the answer to who asks too often."""
    try:
        count_try(request, app=app, rates=RATES, keys={"address": key, "host": request.META["REMOTE_ADDR"]})
    except TriedTooOften as error:
        return answer_too_many(request, error.seconds)
    return None


def answer_program(request: HttpRequest, text: str, *, content_type: str) -> HttpResponse:
    """For the program alone, which asks again whether it is still the same; no search engine lists it.

    By its text, not by a day: what was taken away from it would make no later one.
    """
    etag = quote_etag(hashlib.sha256(text.encode()).hexdigest()[:32])
    answer = HttpResponse(text, content_type=content_type, headers={"ETag": etag})
    answer["Cache-Control"] = "private, no-cache"
    answer["X-Robots-Tag"] = "noindex"
    found: HttpResponse = get_conditional_response(request, etag=etag, response=answer) or answer
    return found
