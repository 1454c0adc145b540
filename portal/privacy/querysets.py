from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models

if TYPE_CHECKING:
    from portal.privacy.models import (
        Consent,
        GuardianConsent,
        PurposeVersion,
    )


class PurposeVersionQuerySet(models.QuerySet["PurposeVersion"]):
    def current(self) -> PurposeVersionQuerySet:
        """The newest version of each purpose: the text somebody agrees to today."""
        return self.order_by("purpose", "-number").distinct("purpose")


class ConsentQuerySet(models.QuerySet["Consent"]):
    def in_force(self) -> ConsentQuerySet:
        return self.filter(withdrawn_at__isnull=True)


class GuardianConsentQuerySet(models.QuerySet["GuardianConsent"]):
    def in_force(self) -> GuardianConsentQuerySet:
        return self.filter(given_at__isnull=False, withdrawn_at__isnull=True)

    def missing(self) -> GuardianConsentQuerySet:
        """Pupils for whom nothing may be processed: the guardian has not answered, or has taken the consent back."""
        return self.exclude(given_at__isnull=False, withdrawn_at__isnull=True)
