"""Consents given and taken back, and the log of who looked at sensitive data."""

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import override

from portal.privacy.constants import AccessKind
from portal.privacy.models import AccessLog, Consent, Purpose, PurposeVersion
from portal.users.models import User


@transaction.atomic
def give_consent(*, user: User, version: PurposeVersion, language: str, by_guardian: bool = False) -> Consent:
    """Record that `user` agreed to this wording in this language. A consent already in force is kept as it is."""
    with override(language):
        text = str(version.text)
    consent, _created = Consent.objects.in_force().get_or_create(
        user=user,
        version=version,
        withdrawn_at=None,
        defaults={"language": language, "text": text, "by_guardian": by_guardian},
    )
    return consent


@transaction.atomic
def withdraw_consent(*, consent: Consent) -> None:
    """Take the consent back from now on (Article 7(3) GDPR). What happened before stays lawful and on record."""
    Consent.objects.in_force().filter(pk=consent.pk).update(withdrawn_at=timezone.now())
    consent.refresh_from_db()


@transaction.atomic
def publish_purpose_text(*, purpose: Purpose, text: Any) -> PurposeVersion:
    """Make `text` (in several languages) the wording people agree to from now on; nothing happens when it is unchanged."""
    newest = purpose.versions.select_for_update().order_by("-number").first()
    if newest is not None and newest.text == text:
        return newest
    return PurposeVersion.objects.create(
        purpose=purpose, number=newest.number + 1 if newest else 1, text=text
    )


def log_access(
    *,
    by: User | None,
    kind: AccessKind,
    label: str,
    object_id: object = "",
    purpose: str,
    subject: User | None = None,
    rows: int = 1,
    **details: Any,
) -> AccessLog:
    """Note that somebody saw or took sensitive data. `label` is the model's label, `purpose` a plain reason."""
    return AccessLog.objects.create(
        actor=by,
        kind=kind,
        object_label=label,
        object_id=str(object_id),
        purpose=purpose,
        subject=subject,
        rows=rows,
        details=details,
    )
