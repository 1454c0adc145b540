"""Consents given and taken back, and the wording people agree to."""

from collections.abc import Sequence

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override
from django_stubs_ext import StrOrPromise
from i18nfield.strings import LazyI18nString

from portal.core.errors import DomainError, NotAllowed
from portal.privacy.models import Consent, Purpose, PurposeVersion
from portal.privacy.queries import is_of_age
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
def give_first_consents(
    *, givers: Sequence[tuple[User, str, bool]], version: PurposeVersion
) -> dict[int, Consent]:
    """Record that people who have just been entered agreed to this wording, in one statement.

    `givers` says for each in which language, and whether it was their guardian. Returns key of the person → consent.
    """
    texts: dict[str, str] = {}
    for language in {language for _user, language, _guardian in givers}:
        with override(language):
            texts[language] = str(version.text)
    made = Consent.objects.bulk_create(
        Consent(user=user, version=version, language=language, text=texts[language], by_guardian=guardian)
        for user, language, guardian in givers
    )
    return {consent.user_id: consent for consent in made}


@transaction.atomic
def withdraw_consent(*, consent: Consent) -> None:
    """Take the consent back from now on (Article 7(3) GDPR). What happened before stays lawful and on record."""
    Consent.objects.in_force().filter(pk=consent.pk).update(withdrawn_at=timezone.now())
    consent.refresh_from_db()


@transaction.atomic
def restore_consent(*, consent: Consent, by: User) -> None:
    """A withdrawal that was staff's mistake is void: the consent holds as if nothing had happened.

    `by` has been asked for their right by whoever calls. Who has consented anew meanwhile keeps that consent.
    """
    rows = Consent.objects.select_for_update().filter(user=consent.user_id, version=consent.version_id)
    if not rows.filter(withdrawn_at=None).exists():
        rows.filter(pk=consent.pk).update(withdrawn_at=None)
        consent.refresh_from_db()


@transaction.atomic
def withdraw_own_consent(*, consent: Consent, by: User) -> None:
    """Take back one's own consent, from the eighteenth birthday on also what the guardian gave.

    Raises NotAllowed for somebody else's, GivenByGuardian for a minor's.
    """
    if consent.user_id != by.pk:
        raise NotAllowed
    if consent.by_guardian and not is_of_age(by):
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
def keep_wording(*, key: str, title: StrOrPromise, text: StrOrPromise) -> PurposeVersion:
    """What the portal's own words ask people to agree to today, in every language of the portal."""
    purpose, _created = Purpose.objects.get_or_create(key=key, defaults={"title": _in_all_languages(title)})
    return publish_purpose_text(purpose=purpose, text=_in_all_languages(text))


def _in_all_languages(text: StrOrPromise) -> LazyI18nString:
    found = {}
    for code, _name in settings.LANGUAGES:
        with override(code):
            found[code] = str(text)
    return LazyI18nString(found)


@transaction.atomic
def join_consents(*, gone: User, kept: User) -> None:
    """Every consent moves, for each proves something. Of two in force to one wording, `kept`'s own stays in force."""
    own = Consent.objects.in_force().filter(user=kept).values("version")
    doubled = Consent.objects.in_force().filter(user=gone, version__in=own)
    doubled.update(withdrawn_at=timezone.now())
    Consent.objects.filter(user=gone).update(user=kept)
