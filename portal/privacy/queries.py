"""What was asked of a guardian, found by the link they hold."""

import hashlib

from portal.privacy.models import GuardianConsent


def hash_token(*, token: str) -> str:
    """What is kept of a token: enough to recognise it, not enough to use it."""
    return hashlib.sha256(token.encode(errors="replace")).hexdigest()


def find_guardian_consent(*, token: str) -> GuardianConsent | None:
    """What was asked with this link; None when nobody was."""
    return GuardianConsent.objects.select_related("pupil").filter(token_hash=hash_token(token=token)).first()
