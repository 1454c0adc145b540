"""From which age somebody consents alone."""

from portal.privacy.constants import CONSENT_AGE, DEFAULT_CONSENT_AGE


def consent_age(country: str) -> int:
    """Years of age from which a child consents alone in this country (two letters, ISO 3166)."""
    return CONSENT_AGE.get(country.upper(), DEFAULT_CONSENT_AGE)
