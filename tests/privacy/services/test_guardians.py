import re

import pytest
from django.core import mail as django_mail
from django.core.signing import b64_decode
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from portal.notifications.constants import Delivery
from portal.notifications.models import Notification
from portal.notifications.services.delivery import deliver
from portal.notifications.services.mails import address_for
from portal.privacy import queries
from portal.privacy.models import Consent, DataCopy, GuardianConsent, Purpose, PurposeVersion
from portal.privacy.presentation.erasures import certificate_of, prospects_in_words
from portal.privacy.queries import find_guardian_consent, mailed_token
from portal.privacy.services.consents import (
    GivenByGuardian,
    give_consent,
    withdraw_own_consent,
)
from portal.privacy.services.erasures import carry_out_at_once, execute_erasure, request_erasure
from portal.privacy.services.guardians import (
    LinkUsedUp,
    OfAge,
    _guardian_version,
    ask_guardian,
    give_guardian_consent,
    mail_guardian_link,
    mail_lost_links,
    withdraw_guardian_consent,
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


def test_a_new_link_leaves_a_consent_in_force_and_takes_it_back(pupil):
    old = ask(pupil)
    give_guardian_consent(token=old, guardian_name="Ute", language="en")
    new = ask(pupil)
    assert GuardianConsent.objects.get().is_in_force
    with pytest.raises(LinkUsedUp):
        withdraw_guardian_consent(token=old)
    withdraw_guardian_consent(token=new)
    assert not GuardianConsent.objects.get().is_in_force


def test_a_lost_link_is_mailed_to_the_address_that_stands_in_the_consent(pupil):
    ask(pupil, guardian_email="Ute@example.org")
    mail_lost_links(email="ute@Example.org")
    mail_lost_links(email="somebody@example.org")
    row = Notification.objects.get()
    assert (row.recipient, row.notice.mail_address(), row.notice.is_in_inbox()) == (
        pupil,
        "Ute@example.org",
        False,
    )
    assert "Ute" not in str(row.payload)
    assert GuardianConsent.objects.get().link_sent_at is not None
    deliver(notification_id=row.pk)
    mail = django_mail.outbox[-1]
    token = re.search(r"/consent/([^/\s]+)/", mail.body).group(1)
    assert (mail.to, "Mia" in mail.body) == (["Ute@example.org"], False)
    assert find_guardian_consent(token=token).pupil == pupil


@pytest.mark.parametrize("is_gone", [False, True])
def test_a_guardians_link_never_goes_to_the_pupil(pupil, is_gone):
    """Once no address stands in the consent any more, or nothing does, the mail that still waits goes to nobody."""
    pupil.email = "mia@example.org"
    pupil.save()
    ask(pupil, guardian_email="ute@example.org")
    mail_lost_links(email="ute@example.org")
    if is_gone:
        GuardianConsent.objects.all().delete()
    else:
        GuardianConsent.objects.update(guardian_email="")
    row = Notification.objects.get()
    assert address_for(row) == ""
    deliver(notification_id=row.pk)
    row.refresh_from_db()
    assert (row.delivery, django_mail.outbox) == (Delivery.SKIPPED, [])


def mailed(pupil, **fields) -> str:
    ask(pupil, guardian_email="ute@example.org", **fields)
    return mailed_token(GuardianConsent.objects.get())


def test_by_a_mailed_link_a_guardian_agrees_late_and_anew(pupil):
    token = mailed(pupil)
    GuardianConsent.objects.update(expires_at=timezone.now())
    give_guardian_consent(token=token, guardian_name="Ute", language="en")
    withdraw_guardian_consent(token=token)
    give_guardian_consent(token=token, guardian_name="Ute", language="en")
    assert GuardianConsent.objects.get().is_in_force


def test_a_mailed_link_ends_with_its_days_and_with_the_address(pupil, monkeypatch):
    token = mailed(pupil)
    GuardianConsent.objects.update(guardian_email="other@example.org")
    assert find_guardian_consent(token=token) is None
    GuardianConsent.objects.update(guardian_email="ute@example.org")
    assert find_guardian_consent(token=token) is not None
    assert find_guardian_consent(token=f"{token}x") is None
    monkeypatch.setattr(queries, "GUARDIAN_LINK_DAYS", -1)
    assert find_guardian_consent(token=token) is None


def test_links_are_mailed_three_times_a_day(pupil):
    ask(pupil, guardian_email="ute@example.org")
    asked = GuardianConsent.objects.get()
    assert [mail_guardian_link(asked=asked) for _try in range(4)] == [True, True, True, False]


def test_the_guardian_says_when_the_child_was_born_and_all_ends_on_the_eighteenth_birthday(pupil):
    born = timezone.localdate().replace(year=timezone.localdate().year - 17)
    token = mailed(pupil)
    give_guardian_consent(token=token, guardian_name="Ute", language="en", birth_date=born)
    pupil.refresh_from_db()
    assert pupil.birth_date == born
    withdraw_guardian_consent(token=token)
    assert GuardianConsent.objects.missing().exists()
    pupil.birth_date = born.replace(year=born.year - 1)
    pupil.save()
    assert not GuardianConsent.objects.missing().exists()
    mail_lost_links(email="ute@example.org")
    assert not Notification.objects.exists()


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


def grow_up(pupil, years=18):
    today = timezone.localdate()
    pupil.birth_date = today.replace(year=today.year - years, day=min(today.day, 28))
    pupil.save()


def test_from_the_eighteenth_birthday_one_takes_back_alone_what_the_guardian_gave(pupil, client):
    give_guardian_consent(token=ask(pupil), guardian_name="Ute", language="en")
    grow_up(pupil)
    client.force_login(pupil)
    withdrawing = reverse("privacy:withdraw", args=[Consent.objects.get().pk])
    assert withdrawing in client.get(reverse("privacy:mine")).content.decode()
    client.post(withdrawing)
    assert not Consent.objects.in_force().exists()


def test_no_link_of_a_guardian_ends_or_gives_anything_once_the_pupil_is_of_age(pupil, version):
    token = mailed(pupil)
    give_guardian_consent(token=token, guardian_name="Ute", language="en")
    give_consent(user=pupil, version=version, language="de")
    grow_up(pupil)
    for link in (token, ask(pupil)):
        with pytest.raises(OfAge):
            withdraw_guardian_consent(token=link)
    assert Consent.objects.in_force().count() == 2
    GuardianConsent.objects.update(given_at=None)
    with pytest.raises(OfAge):
        give_guardian_consent(token=mailed(pupil), guardian_name="Ute", language="en")


def test_a_mailed_link_carries_no_address_that_could_be_read(pupil):
    readable = b64_decode(mailed(pupil).split(":")[0].encode())
    assert (b"ute" in readable.lower(), b"example" in readable) == (False, False)


def test_the_guardians_text_is_held_in_every_language_of_the_portal(settings):
    version = _guardian_version()
    assert set(version.text.data) == {code for code, _name in settings.LANGUAGES}
    with override("de"):
        assert _guardian_version() == version


# --- A guardian with an account is erased --------------------------------------------------------------------------


def erase(person):
    request = request_erasure(person=person, by=person)
    carry_out_at_once(request=request, by=make_user(is_superuser=True))
    assert execute_erasure(request_id=request.pk)
    request.refresh_from_db()
    return request


@pytest.fixture
def guardian():
    return make_user("Ute Muster")


@pytest.mark.parametrize("is_taken_back", [False, True])
def test_what_an_erased_guardian_has_agreed_to_stays_with_the_child_and_the_certificate_says_so(
    pupil, guardian, is_taken_back
):
    token = ask(pupil, guardian_name="Ute", guardian_email=guardian.email.upper())
    give_guardian_consent(token=token, guardian_name="Ute Muster", language="en")
    if is_taken_back:
        withdraw_guardian_consent(token=token)
    (before,) = prospects_in_words(guardian)["kept"]
    (after,) = certificate_of(erase(guardian))["kept"]
    row = GuardianConsent.objects.get()
    assert (row.guardian_name, row.given_at is None) == ("Ute Muster", False)
    assert before == after
    assert (after.rows, after.until) == (1, "as long as the child's account")
    assert after.reason == "Proves that you have agreed for a child; the child's account rests on it."
    assert not User.objects.filter(pk=guardian.pk).exists()


def test_an_erased_guardian_is_taken_out_of_what_they_never_answered_and_out_of_its_copies(pupil, guardian):
    ask(pupil, guardian_name="Ute Muster", guardian_email=guardian.email)
    DataCopy.objects.create(person=pupil, language="en", file="copies/1.zip")
    other = User.objects.create_user(username="pupil.2", name="Max")
    ask(other, guardian_name="Uli", guardian_email="uli@example.org")
    DataCopy.objects.create(person=other, language="en")
    certificate = certificate_of(erase(guardian))
    rows = dict(GuardianConsent.objects.values_list("pupil__name", "guardian_name"))
    assert (rows, certificate["kept"]) == ({"Mia Muster": "", "Max": "Uli"}, [])
    assert "guardians' consents" in {line.name for line in certificate["gone"]}
    assert [copy.person for copy in DataCopy.objects.all()] == [other]
