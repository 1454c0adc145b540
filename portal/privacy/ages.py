"""From which age somebody consents alone."""

from datetime import MAXYEAR, date

from portal.privacy.constants import CONSENT_AGE, DEFAULT_CONSENT_AGE


def consent_age(country: str) -> int:
    """Years of age from which a child consents alone in this country (two letters, ISO 3166)."""
    return CONSENT_AGE.get(country.upper(), DEFAULT_CONSENT_AGE)


def birthday(birth_date: date, years: int) -> date:
    """The first day on which somebody is `years` old. Born on 29 February: 1 March, in years without that day."""
    try:
        return birth_date.replace(year=birth_date.year + years)
    except ValueError:
        return date(birth_date.year + years, 3, 1)


def needs_guardian(*, birth_date: date, country: str, on: date) -> bool:
    """Must a guardian consent for this person on the day `on`? (Article 8 GDPR)"""
    age = consent_age(country)
    return birth_date.year + age > MAXYEAR or on < birthday(birth_date, age)
