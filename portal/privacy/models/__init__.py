"""Consents, the log of accesses, and what ends data: for Django and for whoever needs a row."""

from portal.privacy.models.access_log import AccessLog
from portal.privacy.models.consent import Consent, GuardianConsent, Purpose, PurposeVersion
from portal.privacy.models.erasure import ErasureRequest, UnusedAccount
from portal.privacy.models.export import DataCopy
from portal.privacy.models.retention import RetentionPeriod, RetentionResult, RetentionRun

__all__ = [
    "AccessLog",
    "Consent",
    "DataCopy",
    "ErasureRequest",
    "GuardianConsent",
    "Purpose",
    "PurposeVersion",
    "RetentionPeriod",
    "RetentionResult",
    "RetentionRun",
    "UnusedAccount",
]
