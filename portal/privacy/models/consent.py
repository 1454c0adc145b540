from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from i18nfield.fields import I18nCharField, I18nTextField

from portal.core.dates import day
from portal.core.fields import CountryField, InterfaceLanguageField
from portal.core.models import TimeStampedModel
from portal.core.names import NAME_LENGTH, validate_name
from portal.core.personal_data import LegalBasis
from portal.privacy.constants import GuardianState
from portal.privacy.querysets import ConsentQuerySet, GuardianConsentQuerySet, PurposeVersionQuerySet
from portal.privacy.workflows import GUARDIAN_CONSENT


class Purpose(TimeStampedModel):
    """Why personal data is processed, on which legal basis (Article 6 GDPR)."""

    key = models.SlugField(_("key"), max_length=80, unique=True)
    title = I18nCharField(_("title"), max_length=200)
    legal_basis = models.CharField(
        _("legal basis"), max_length=24, choices=LegalBasis, default=LegalBasis.CONSENT
    )

    class Meta:
        verbose_name = _("purpose")
        verbose_name_plural = _("purposes")
        ordering = ["key"]

    def __str__(self) -> str:
        return str(self.title)


class PurposeVersion(TimeStampedModel):
    """The wording people agree to. A changed text is a new version, so that old consents keep what was agreed."""

    purpose = models.ForeignKey(
        Purpose, verbose_name=_("purpose"), on_delete=models.CASCADE, related_name="versions"
    )
    number = models.PositiveIntegerField(_("version"), default=1)
    text = I18nTextField(_("text"))

    is_evidence: ClassVar = True
    objects = PurposeVersionQuerySet.as_manager()

    class Meta:
        verbose_name = _("version of a purpose")
        verbose_name_plural = _("versions of a purpose")
        ordering = ["purpose", "-number"]
        constraints = [models.UniqueConstraint(fields=["purpose", "number"], name="purpose_version_unique")]

    def __str__(self) -> str:
        return f"{self.purpose} · {self.number}"


class Consent(models.Model):
    """One person agreed to one version of one purpose, in one language, and may have taken it back."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("person"), on_delete=models.CASCADE, related_name="consents"
    )
    version = models.ForeignKey(
        PurposeVersion, verbose_name=_("version"), on_delete=models.PROTECT, related_name="consents"
    )
    language = InterfaceLanguageField(_("language it was read in"))
    text = models.TextField(_("text agreed to"))
    given_at = models.DateTimeField(_("given"), auto_now_add=True)
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, blank=True)
    by_guardian = models.BooleanField(_("given by a guardian"), default=False)

    is_evidence: ClassVar = True
    objects = ConsentQuerySet.as_manager()

    class Meta:
        verbose_name = _("consent")
        verbose_name_plural = _("consents")
        ordering = ["-given_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "version"],
                condition=models.Q(withdrawn_at__isnull=True),
                name="consent_in_force_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.version} · {day(self.given_at)}"


class GuardianConsent(TimeStampedModel):
    """A minor's account: nothing is processed before the guardian agrees and nothing after they withdraw.

    It counts until the pupil's eighteenth birthday: from then on they decide alone, whatever stands here. As long as
    nobody has said when they were born, it counts.
    The link is single-use until answered; only the hash of its token is kept. Source: Article 8 GDPR.
    """

    pupil = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        verbose_name=_("pupil"),
        on_delete=models.CASCADE,
        related_name="guardian_consent",
    )
    country = CountryField(_("country"))
    guardian_name = models.CharField(
        _("guardian"), max_length=NAME_LENGTH, blank=True, validators=[validate_name]
    )
    guardian_email = models.EmailField(_("guardian's e-mail address"), blank=True)
    link_sent_at = models.DateTimeField(_("link mailed last"), null=True, blank=True, editable=False)
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    expires_at = models.DateTimeField(_("link valid until"))
    given_at = models.DateTimeField(_("given"), null=True, blank=True)
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, blank=True)

    objects = GuardianConsentQuerySet.as_manager()

    class Meta:
        verbose_name = _("guardian's consent")
        verbose_name_plural = _("guardians' consents")

    def __str__(self) -> str:
        return str(self.pupil)

    @property
    def state(self) -> GuardianState:
        if self.withdrawn_at is not None:
            return GuardianState.WITHDRAWN
        if self.given_at is not None:
            return GuardianState.GIVEN
        return GuardianState.ASKED if timezone.now() < self.expires_at else GuardianState.LAPSED

    @property
    def is_in_force(self) -> bool:
        return self.state == GuardianState.GIVEN

    @property
    def is_open(self) -> bool:
        """Can the link still be answered for the first time?"""
        return GUARDIAN_CONSENT.allows("give", self.state)
