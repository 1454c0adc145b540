"""Consents given and taken back, and the log of who looked at sensitive data."""

import secrets
from datetime import timedelta
from typing import TypedDict, Unpack

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override
from i18nfield.strings import LazyI18nString

from portal.core.arguments import check_names
from portal.core.errors import DomainError, NotAllowed, WrongState
from portal.privacy.constants import (
    GUARDIAN_LINK_DAYS,
    GUARDIAN_PURPOSE,
    GUARDIAN_PURPOSE_TITLE,
    GUARDIAN_TEXT,
    AccessKind,
)
from portal.privacy.models import AccessLog, Consent, GuardianConsent, Purpose, PurposeVersion
from portal.privacy.queries import hash_token
from portal.privacy.signals import guardian_consent_withdrawn
from portal.privacy.workflows import GUARDIAN_CONSENT
from portal.users.models import User


class ConsentInForce(WrongState):
    message = _("The guardian has agreed already. The link they have stays valid for taking it back.")


class LinkUsedUp(WrongState):
    message = _("This link has been answered or has run out. Ask the programme for a new one.")


class GivenByGuardian(DomainError):
    message = _("Your guardian has given this consent, and only they can take it back.")


# --- Consents ------------------------------------------------------------------------------------------------------


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
def withdraw_own_consent(*, consent: Consent, by: User) -> None:
    """Take back one's own consent. Raises NotAllowed for somebody else's, GivenByGuardian for a minor's."""
    if consent.user_id != by.pk:
        raise NotAllowed
    if consent.by_guardian:
        raise GivenByGuardian
    withdraw_consent(consent=consent)


@transaction.atomic
def publish_purpose_text(*, purpose: Purpose, text: LazyI18nString | dict[str, str] | str) -> PurposeVersion:
    """Make `text` (in several languages) what people agree to from now on; nothing happens when it is unchanged."""
    newest = purpose.versions.select_for_update().order_by("-number").first()
    if newest is not None and newest.text == text:
        return newest
    return PurposeVersion.objects.create(
        purpose=purpose, number=newest.number + 1 if newest else 1, text=text
    )


# --- Guardians -----------------------------------------------------------------------------------------------------


@transaction.atomic
def ask_guardian(
    *, pupil: User, country: str, guardian_name: str = "", guardian_email: str = "", by: User
) -> str:
    """Make a link with which the pupil's guardian gives consent; return its token, which is not kept.

    Whoever asks hands the link over, on paper or by their own mail: a guardian has no account, so the portal writes to
    nobody. `privacy:guardian` is the page. A new link replaces one that was not answered, ran out or was taken
    back. Raises ConsentInForce while there is a consent.
    """
    asked = GuardianConsent.objects.select_for_update().filter(pupil=pupil).first()
    if asked is not None and not GUARDIAN_CONSENT.allows("ask_again", asked.state):
        raise ConsentInForce
    token = secrets.token_urlsafe(32)
    GuardianConsent.objects.update_or_create(
        pupil=pupil,
        defaults={
            "country": country,
            "guardian_name": guardian_name,
            "guardian_email": guardian_email,
            "token_hash": hash_token(token=token),
            "expires_at": timezone.now() + timedelta(days=GUARDIAN_LINK_DAYS),
            "given_at": None,
            "withdrawn_at": None,
        },
    )
    return token


@transaction.atomic
def give_guardian_consent(*, token: str, guardian_name: str, language: str) -> GuardianConsent:
    """The guardian agrees: from now on the pupil's account may be used. Raises LinkUsedUp on a second answer."""
    asked = _lock_asked(token)
    if not GUARDIAN_CONSENT.allows("give", asked.state):
        raise LinkUsedUp
    asked.guardian_name = guardian_name
    asked.given_at = timezone.now()
    asked.save(update_fields=["guardian_name", "given_at", "updated_at"])
    give_consent(user=asked.pupil, version=_guardian_version(), language=language, by_guardian=True)
    return asked


@transaction.atomic
def withdraw_guardian_consent(*, token: str) -> GuardianConsent:
    """The guardian takes the consent back, and with it every other consent in the pupil's name. Raises LinkUsedUp."""
    asked = _lock_asked(token)
    if not GUARDIAN_CONSENT.allows("withdraw", asked.state):
        raise LinkUsedUp
    asked.withdrawn_at = timezone.now()
    asked.save(update_fields=["withdrawn_at", "updated_at"])
    for consent in Consent.objects.in_force().filter(user=asked.pupil):
        withdraw_consent(consent=consent)
    guardian_consent_withdrawn.send(sender=GuardianConsent, pupil=asked.pupil)
    return asked


def _lock_asked(token: str) -> GuardianConsent:
    rows = GuardianConsent.objects.select_for_update(of=("self",)).select_related("pupil")
    asked = rows.filter(token_hash=hash_token(token=token)).first()
    if asked is None:
        raise LinkUsedUp
    return asked


def _guardian_version() -> PurposeVersion:
    """The wording a guardian agrees to today, in every language of the portal."""
    purpose, _created = Purpose.objects.get_or_create(
        key=GUARDIAN_PURPOSE, defaults={"title": _in_all_languages(GUARDIAN_PURPOSE_TITLE)}
    )
    return publish_purpose_text(purpose=purpose, text=_in_all_languages(GUARDIAN_TEXT))


def _in_all_languages(text: LazyI18nString | dict[str, str] | str) -> LazyI18nString:
    found = {}
    for code, _name in settings.LANGUAGES:
        with override(code):
            found[code] = str(text)
    return LazyI18nString(found)


# --- The access log ------------------------------------------------------------------------------------------------


class AccessDetails(TypedDict, total=False):
    """What else is known of an access: the period, which rows of it, and the kind of file."""

    starts_on: str
    ends_on: str
    gender: str
    filter: dict[str, str]
    file: str


def log_access(
    *,
    by: User | None,
    kind: AccessKind,
    label: str,
    object_id: object = "",
    purpose: str,
    subject: User | None = None,
    rows: int = 1,
    **details: Unpack[AccessDetails],
) -> AccessLog:
    """Note that somebody saw or took sensitive data. `label` is the model's label, `purpose` a plain reason."""
    check_names(details, known=AccessDetails.__annotations__)
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
