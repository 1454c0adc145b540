import pytest

from portal.privacy.constants import consent_age


@pytest.mark.parametrize(
    ("country", "years"), [("DE", 16), ("SI", 15), ("AT", 14), ("si", 15), ("FR", 16), ("", 16)]
)
def test_each_country_has_its_age_and_others_the_regulations(country, years):
    assert consent_age(country) == years
