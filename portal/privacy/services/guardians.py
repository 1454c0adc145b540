"""A guardian's consent to a minor's account: asked for, given, taken back."""

import secrets
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override
from i18nfield.strings import LazyI18nString

from portal.core.errors import WrongState
from portal.core.presence import check_presence
from portal.privacy.constants import (
    GUARDIAN_LINK_DAYS,
    GUARDIAN_PURPOSE,
    GUARDIAN_PURPOSE_TITLE,
    GUARDIAN_TEXT,
)
from portal.privacy.models import Consent, GuardianConsent, Purpose, PurposeVersion
from portal.privacy.queries import hash_token
from portal.privacy.services.consents import give_consent, publish_purpose_text, withdraw_consent
from portal.privacy.signals import guardian_consent_withdrawn
from portal.privacy.workflows import GUARDIAN_CONSENT
from portal.users.models import User


class ConsentInForce(WrongState):
    message = _("The guardian has agreed already. The link they have stays valid for taking it back.")


class LinkUsedUp(WrongState):
    message = _("This link has been answered or has run out. Ask the programme for a new one.")


@transaction.atomic
def ask_guardian(
    *, pupil: User, country: str, guardian_name: str = "", guardian_email: str = "", by: User
) -> str:
    """Make a link with which the pupil's guardian gives consent; return its token, which is not kept.

    Whoever asks hands the link over, on paper or by their own mail: a guardian has no account, so the portal writes to
    nobody. `privacy:guardian` is the page. A new link replaces one that was not answered, ran out or was taken
    back. Raises ConsentInForce while there is a consent.
    """
    check_presence()
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
