import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone
from django.utils.translation import override

from portal.core.errors import NotAllowed
from portal.privacy.constants import AccessKind
from portal.privacy.models import AccessLog, Consent, GuardianConsent, Purpose, PurposeVersion
from portal.privacy.services import (
    ConsentInForce,
    GivenByGuardian,
    LinkUsedUp,
    _guardian_version,
    ask_guardian,
    give_consent,
    give_guardian_consent,
    log_access,
    publish_purpose_text,
    withdraw_consent,
    withdraw_guardian_consent,
    withdraw_own_consent,
)
from portal.users.models import User
from tests.factories import i18n, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def version():
    purpose = Purpose.objects.create(key="newsletter", title=i18n("Newsletter"))
    return PurposeVersion.objects.create(purpose=purpose, text=i18n("I agree.", de="Ich stimme zu."))


@pytest.fixture
def pupil():
    return User.objects.create_user(username="pupil.1", name="Mia Muster")


def ask(pupil, **fields) -> str:
    return ask_guardian(pupil=pupil, country="DE", by=make_user("Teacher"), **fields)


# --- Consents ------------------------------------------------------------------------------------------------------


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


# --- Guardians -----------------------------------------------------------------------------------------------------


def test_only_the_hash_of_a_guardians_token_is_kept(pupil):
    token = ask(pupil)
    row = GuardianConsent.objects.get()
    assert token not in str(row.__dict__)
    assert len(token) >= 40


def test_a_guardian_agrees_and_the_words_are_on_record(pupil):
    asked = give_guardian_consent(token=ask(pupil), guardian_name="Ute Muster", language="en")
    consent = Consent.objects.get()
    assert (asked.is_in_force, asked.guardian_name) == (True, "Ute Muster")
    assert (consent.user, consent.by_guardian, consent.version) == (pupil, True, _guardian_version())


def test_a_link_is_answered_once(pupil):
    token = ask(pupil)
    give_guardian_consent(token=token, guardian_name="Ute", language="en")
    with pytest.raises(LinkUsedUp):
        give_guardian_consent(token=token, guardian_name="Somebody else", language="en")
    assert GuardianConsent.objects.get().guardian_name == "Ute"


def test_the_same_link_takes_the_consent_back_and_everything_with_it(pupil, version):
    token = ask(pupil)
    give_guardian_consent(token=token, guardian_name="Ute", language="en")
    give_consent(user=pupil, version=version, language="de")
    GuardianConsent.objects.update(expires_at=timezone.now())  # taking back does not expire
    withdraw_guardian_consent(token=token)
    assert Consent.objects.in_force().count() == 0
    with pytest.raises(LinkUsedUp):
        give_guardian_consent(token=token, guardian_name="Ute", language="en")
    with pytest.raises(LinkUsedUp):
        withdraw_guardian_consent(token=token)


def test_a_link_runs_out(pupil):
    token = ask(pupil)
    GuardianConsent.objects.update(expires_at=timezone.now())
    with pytest.raises(LinkUsedUp):
        give_guardian_consent(token=token, guardian_name="Ute", language="en")


def test_a_new_link_replaces_the_old_one(pupil):
    old, new = ask(pupil), ask(pupil)
    with pytest.raises(LinkUsedUp):
        give_guardian_consent(token=old, guardian_name="Ute", language="en")
    give_guardian_consent(token=new, guardian_name="Ute", language="en")


def test_nobody_is_asked_again_while_there_is_a_consent(pupil):
    give_guardian_consent(token=ask(pupil), guardian_name="Ute", language="en")
    with pytest.raises(ConsentInForce):
        ask(pupil)


def test_after_it_was_taken_back_a_guardian_can_be_asked_anew(pupil):
    token = ask(pupil)
    give_guardian_consent(token=token, guardian_name="Ute", language="en")
    withdraw_guardian_consent(token=token)
    give_guardian_consent(token=ask(pupil), guardian_name="Ute", language="en")
    assert (Consent.objects.count(), Consent.objects.in_force().count()) == (2, 1)


def test_a_pupil_can_not_take_back_what_the_guardian_gave(pupil):
    give_guardian_consent(token=ask(pupil), guardian_name="Ute", language="en")
    with pytest.raises(GivenByGuardian):
        withdraw_own_consent(consent=Consent.objects.get(), by=pupil)


def test_the_guardians_text_is_held_in_every_language_of_the_portal(settings):
    version = _guardian_version()
    assert set(version.text.data) == {code for code, _name in settings.LANGUAGES}
    with override("de"):
        assert _guardian_version() == version


# --- The access log ------------------------------------------------------------------------------------------------


@pytest.fixture
def line():
    return log_access(
        by=make_user("Eva"),
        kind=AccessKind.READ,
        label="x.y",
        purpose="Check",
        subject=make_user("Sam"),
        gender="f",
    )


def test_a_detail_that_the_log_does_not_know_is_a_mistake():
    with pytest.raises(TypeError, match="unknown fields: gneder"):
        log_access(by=make_user(), kind=AccessKind.READ, label="x.y", purpose="Check", gneder="f")
    assert not AccessLog.objects.exists()


@pytest.mark.parametrize(
    "change",
    [{"purpose": "Other"}, {"rows": 7}, {"details": {}}, {"at": timezone.now()}, {"kind": AccessKind.EXPORT}],
)
def test_a_line_of_the_log_can_not_be_changed_not_even_in_the_database(line, change):
    with pytest.raises(DatabaseError), transaction.atomic():
        AccessLog.objects.update(**change)


def test_a_line_of_the_log_can_not_be_given_to_somebody_else(line):
    with pytest.raises(DatabaseError), transaction.atomic():
        AccessLog.objects.update(actor=make_user("Scapegoat"))


def test_a_line_of_the_log_can_not_be_deleted(line):
    with pytest.raises(DatabaseError), transaction.atomic():
        AccessLog.objects.all().delete()
    assert AccessLog.objects.count() == 1


def test_an_erased_person_is_forgotten_in_the_log_and_the_line_stays(line):
    User.objects.all().delete()
    line.refresh_from_db()
    assert (line.actor, line.subject, line.purpose) == (None, None, "Check")
