"""What was asked of a guardian, found by the link they hold; and what would become of a person who is erased."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from allauth.account.models import EmailAddress

from portal.core.personal_data import Erasure, Holding, holdings, rows_of
from portal.privacy.extensions import erasure_clerks, kept_of
from portal.privacy.models import GuardianConsent
from portal.users.models import User


def hash_token(*, token: str) -> str:
    """What is kept of a token: enough to recognise it, not enough to use it."""
    return hashlib.sha256(token.encode(errors="replace")).hexdigest()


def find_guardian_consent(*, token: str) -> GuardianConsent | None:
    """What was asked with this link; None when nobody was."""
    return GuardianConsent.objects.select_related("pupil").filter(token_hash=hash_token(token=token)).first()


def addresses_of(user: User) -> set[str]:
    """Every address known to be the person's, in lower case."""
    known = EmailAddress.objects.filter(user=user, verified=True).values_list("email", flat=True)
    return {address.lower() for address in (user.email, *known) if address}


def may_enter_erasure(user: User, person: User) -> bool:
    """May `user` ask that `person` be erased? The person may, the operator, and whoever an upper app vouches for."""
    if user.pk == person.pk or user.has_perm("privacy.add_erasurerequest"):
        return True
    return any(is_clerk(user, person) for is_clerk in erasure_clerks)


@dataclass(frozen=True)
class Prospect:
    """What an erasure would do to one kind of rows: how many go, how many stay, and until when (None: not known)."""

    holding: Holding
    gone: int
    kept: int = 0
    until: date | None = None


def prospects_of(user: User) -> Iterator[Prospect]:
    """What would become of the person's rows if they were erased today, kind by kind; nothing changes."""
    kept, addresses = kept_of(user), addresses_of(user)
    for holding in holdings:
        keys = set(rows_of(holding, user, addresses).values_list("pk", flat=True))
        staying = {key: row for key, row in kept.get(holding.model, {}).items() if key in keys}
        if not keys or holding.erasure is Erasure.DETACH:
            continue
        days = [row.until for row in staying.values()]
        until = None if None in days else max(filter(None, days), default=None)
        yield Prospect(holding=holding, gone=len(keys) - len(staying), kept=len(staying), until=until)
