from django.db import models
from django.utils.translation import gettext_lazy as _

CONSENT_AGE = {
    "DE": 16,
    "SI": 15,
    "AT": 14,
    "CZ": 15,
    "SK": 16,
    "BG": 14,
    "HR": 16,
    "HU": 16,
    "RO": 16,
    "RS": 15,
}
"""Age in years from which a child consents alone to an online service: Article 8 GDPR and the national laws made under it."""

DEFAULT_CONSENT_AGE = 16
"""Article 8(1) GDPR, where a country has set no lower age."""

GUARDIAN_LINK_DAYS = 30


class LegalBasis(models.TextChoices):
    """Article 6(1) GDPR, points (a), (b), (c), (e) and (f)."""

    CONSENT = "consent", _("Consent")
    CONTRACT = "contract", _("Contract")
    LEGAL_DUTY = "legal_duty", _("Legal duty")
    PUBLIC_TASK = "public_task", _("Public task")
    LEGITIMATE_INTEREST = "legitimate_interest", _("Legitimate interest")


class AccessKind(models.TextChoices):
    READ = "read", _("Read")
    DOWNLOAD = "download", _("Downloaded")
    EXPORT = "export", _("Exported")
