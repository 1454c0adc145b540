from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone

from portal.core.compiled import moment
from portal.core.made_files import MadeFileQuerySet
from portal.privacy.constants import OF_AGE, CopyState
from portal.privacy.workflows import ERASURE

if TYPE_CHECKING:
    from portal.privacy.models import (
        Consent,
        DataCopy,
        ErasureRequest,
        GuardianConsent,
        PurposeVersion,
    )
    from portal.users.models import User


class PurposeVersionQuerySet(models.QuerySet["PurposeVersion"]):
    def current(self) -> PurposeVersionQuerySet:
        """The newest version of each purpose: the text somebody agrees to today."""
        return self.order_by("purpose", "-number").distinct("purpose")


class ConsentQuerySet(models.QuerySet["Consent"]):
    def in_force(self) -> ConsentQuerySet:
        return self.filter(withdrawn_at__isnull=True)


class BirthdayOfAdults(models.Func):
    """The latest day on which somebody was born who is of age at a moment."""

    template = (
        f"((%(expressions)s AT TIME ZONE '{settings.TIME_ZONE}')::date - interval '{OF_AGE} years')::date"
    )
    output_field = models.DateField()


class GuardianConsentQuerySet(models.QuerySet["GuardianConsent"]):
    def of_minors(self, at: Any = None) -> GuardianConsentQuerySet:
        """Those whose pupil is not of age yet, now or `at` a moment, or of whom nobody has said when they were born."""
        young = models.Q(pupil__birth_date__gt=BirthdayOfAdults(moment() if at is None else at))
        return self.filter(models.Q(pupil__birth_date__isnull=True) | young)

    def in_force(self) -> GuardianConsentQuerySet:
        return self.filter(given_at__isnull=False, withdrawn_at__isnull=True)

    def missing(self) -> GuardianConsentQuerySet:
        """Pupils for whom nothing may be processed: the guardian has not answered, or has taken the consent back."""
        return self.of_minors().exclude(given_at__isnull=False, withdrawn_at__isnull=True)

    def naming(self, addresses: Iterable[str]) -> GuardianConsentQuerySet:
        """Those in which one of these addresses, in lower case, is the guardian's."""
        return self.alias(address=Lower("guardian_email")).filter(address__in=list(addresses))

    def answered(self) -> GuardianConsentQuerySet:
        """Given, and perhaps taken back later: what was done in between rests on it."""
        return self.filter(given_at__isnull=False)

    def unanswered(self) -> GuardianConsentQuerySet:
        return self.filter(given_at__isnull=True)


class ErasureRequestQuerySet(models.QuerySet["ErasureRequest"]):
    def waiting(self) -> ErasureRequestQuerySet:
        """Asked for, neither taken back nor carried out."""
        return self.filter(state__in=ERASURE.sources("carry_out"))

    def entered_for_others(self, by: User) -> ErasureRequestQuerySet:
        """What somebody has entered that came by letter, not what they asked for themselves."""
        return self.filter(entered_by=by, received_on__isnull=False).exclude(person=by.pk)

    def due(self) -> ErasureRequestQuerySet:
        return self.waiting().filter(due_at__lte=timezone.now())

    def with_files_left(self) -> ErasureRequestQuerySet:
        """Carried out, but a file could not be deleted yet."""
        return self.exclude(files=[])


class DataCopyQuerySet(MadeFileQuerySet["DataCopy"]):
    def asked_since(self, moment: datetime) -> DataCopyQuerySet:
        """Asked for since then and not in vain: what failed counts for nothing."""
        return self.filter(created_at__gt=moment).exclude(state=CopyState.FAILED)
