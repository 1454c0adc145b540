"""A guardian's consent to a minor's account: asked for, given, taken back."""

import secrets
from datetime import date, timedelta

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.core.addresses import clean_address
from portal.core.errors import WrongState
from portal.core.limits import TriedTooOften, count_try
from portal.core.presence import check_presence
from portal.notifications.services.notifications import notify
from portal.privacy.constants import (
    GUARDIAN_LINK_DAYS,
    GUARDIAN_PURPOSE,
    GUARDIAN_PURPOSE_TITLE,
    GUARDIAN_TEXT,
)
from portal.privacy.models import Consent, GuardianConsent, PurposeVersion
from portal.privacy.notices import GuardianLink
from portal.privacy.queries import find_guardian_consent, hash_token, may_agree
from portal.privacy.services.consents import give_consent, keep_wording, withdraw_consent
from portal.privacy.signals import guardian_consent_withdrawn
from portal.privacy.workflows import GUARDIAN_CONSENT
from portal.users.models import User

APP = "privacy"
"""Whose limits: a name in the cache."""


class LinkUsedUp(WrongState):
    message = _("This link has been answered or has run out. You can have a new one sent to you.")


class OfAge(LinkUsedUp):
    message = _("Whoever is eighteen decides alone. There is nothing for you to do here any more.")


@transaction.atomic
def ask_guardian(
    *, pupil: User, country: str, guardian_name: str = "", guardian_email: str = "", by: User
) -> str:
    """Make a link with which the pupil's guardian gives consent; return its token, which is not kept.

    Whoever asks hands the link over, on paper or by their own mail: a guardian has no account, so the portal writes to
    nobody. `privacy:guardian` is the page. A new link replaces the one before. A consent that is in force stays, and
    the new link takes it back; else the guardian is asked anew.
    """
    check_presence()
    asked = GuardianConsent.objects.select_for_update().filter(pupil=pupil).first()
    token = secrets.token_urlsafe(32)
    fields: dict[str, object] = {"country": country, "token_hash": hash_token(token=token)}
    if asked is None or GUARDIAN_CONSENT.allows("ask_again", asked.state):
        fields |= {"guardian_name": guardian_name, "guardian_email": guardian_email, **_asked_anew()}
    elif guardian_email:
        fields["guardian_email"] = guardian_email
    GuardianConsent.objects.update_or_create(pupil=pupil, defaults=fields)
    return token


def _asked_anew() -> dict[str, object]:
    until = timezone.now() + timedelta(days=GUARDIAN_LINK_DAYS)
    return {"expires_at": until, "given_at": None, "withdrawn_at": None}


@transaction.atomic
def mail_lost_links(*, email: str) -> None:
    """Whoever has lost the link has it sent to the address that stands in the consent, for each of their children.

    The page says the same whether or not the address stands anywhere.
    """
    for asked in GuardianConsent.objects.of_minors().naming([clean_address(email)]).select_related("pupil"):
        mail_guardian_link(asked=asked)


@transaction.atomic
def mail_guardian_link(*, asked: GuardianConsent) -> bool:
    """Send the guardian a link to see, give or take back the consent; is it on its way?

    Not without an address, nor when much was sent to it lately, whoever asked.
    """
    if not asked.guardian_email:
        return False
    try:
        count_try(
            HttpRequest(), app=APP, rates=settings.GUARDIAN_LINK_LIMITS, keys={"consent": str(asked.pk)}
        )
    except TriedTooOften:
        return False
    now = timezone.now()
    GuardianConsent.objects.filter(pk=asked.pk).update(link_sent_at=now)
    notify(asked.pupil, GuardianLink(consent=asked.pk, at=now.isoformat()))
    return True


@transaction.atomic
def give_guardian_consent(
    *, token: str, guardian_name: str, language: str, guardian_email: str = "", birth_date: date | None = None
) -> GuardianConsent:
    """The guardian agrees: from now on the pupil's account may be used.

    Raises LinkUsedUp on a second answer, and OfAge.

    By a link that was mailed to them they agree, too, after the time has run out, or to what they had taken back.
    `birth_date` of the pupil: on the eighteenth birthday all of this ends by itself.
    """
    asked = _lock_asked(token)
    if not may_agree(asked, token):
        raise LinkUsedUp
    asked.guardian_name = guardian_name
    asked.guardian_email = guardian_email or asked.guardian_email
    asked.given_at, asked.withdrawn_at = timezone.now(), None
    asked.save(update_fields=["guardian_name", "guardian_email", "given_at", "withdrawn_at", "updated_at"])
    if birth_date is not None and asked.pupil.birth_date is None:
        asked.pupil.birth_date = birth_date
        asked.pupil.save(update_fields=["birth_date"])
    give_consent(user=asked.pupil, version=_guardian_version(), language=language, by_guardian=True)
    return asked


@transaction.atomic
def withdraw_guardian_consent(*, token: str) -> GuardianConsent:
    """The guardian takes the consent back, and with it every other consent in the pupil's name.

    Raises LinkUsedUp, and OfAge once the pupil decides alone: what an adult has agreed to is not the guardian's.
    """
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
    found = find_guardian_consent(token=token)
    if found is None:
        raise LinkUsedUp
    rows = GuardianConsent.objects.select_for_update(of=("self",)).select_related("pupil")
    asked = rows.get(pk=found.pk)
    if not GuardianConsent.objects.of_minors().filter(pk=asked.pk).exists():
        raise OfAge
    return asked


def _guardian_version() -> PurposeVersion:
    """The wording a guardian agrees to today."""
    return keep_wording(key=GUARDIAN_PURPOSE, title=GUARDIAN_PURPOSE_TITLE, text=GUARDIAN_TEXT)
