"""Consents given and taken back, and the wording people agree to."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override
from i18nfield.strings import LazyI18nString

from portal.core.errors import DomainError, NotAllowed
from portal.privacy.models import Consent, Purpose, PurposeVersion
from portal.users.models import User


class GivenByGuardian(DomainError):
    message = _("Your guardian has given this consent, and only they can take it back.")


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


@transaction.atomic
def join_consents(*, gone: User, kept: User) -> None:
    """Every consent moves, for each proves something. Of two in force to one wording, `kept`'s own stays in force."""
    own = Consent.objects.in_force().filter(user=kept).values("version")
    doubled = Consent.objects.in_force().filter(user=gone, version__in=own)
    doubled.update(withdrawn_at=timezone.now())
    Consent.objects.filter(user=gone).update(user=kept)
