import pytest

from portal.core.errors import NotAllowed
from portal.privacy.models import Consent, Purpose, PurposeVersion
from portal.privacy.services.consents import (
    give_consent,
    publish_purpose_text,
    withdraw_consent,
    withdraw_own_consent,
)
from tests.factories import i18n, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def version():
    purpose = Purpose.objects.create(key="newsletter", title=i18n("Newsletter"))
    return PurposeVersion.objects.create(purpose=purpose, text=i18n("I agree.", de="Ich stimme zu."))


def test_a_consent_keeps_the_words_in_the_language_they_were_read_in(version):
    consent = give_consent(user=make_user(), version=version, language="de")
    publish_purpose_text(purpose=version.purpose, text=i18n("Something else."))
    consent.refresh_from_db()
    assert (consent.text, consent.language, consent.version.number) == ("Ich stimme zu.", "de", 1)


def test_agreeing_twice_is_agreeing_once(version):
    user = make_user()
    first = give_consent(user=user, version=version, language="en")
    assert give_consent(user=user, version=version, language="de") == first


def test_a_consent_taken_back_stays_on_record_and_can_be_given_anew(version):
    user = make_user()
    withdraw_consent(consent=give_consent(user=user, version=version, language="en"))
    give_consent(user=user, version=version, language="en")
    assert (Consent.objects.count(), Consent.objects.in_force().count()) == (2, 1)


def test_nobody_takes_back_somebody_elses_consent(version):
    consent = give_consent(user=make_user(), version=version, language="en")
    with pytest.raises(NotAllowed):
        withdraw_own_consent(consent=consent, by=make_user("Other"))
    assert Consent.objects.in_force().count() == 1


def test_a_changed_text_is_a_new_version_and_an_unchanged_one_is_not(version):
    assert (
        publish_purpose_text(purpose=version.purpose, text=i18n("I agree.", de="Ich stimme zu.")) == version
    )
    assert publish_purpose_text(purpose=version.purpose, text=i18n("New.")).number == 2
