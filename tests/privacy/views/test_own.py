import pytest
from django.urls import reverse
from django.utils import timezone

from portal.notifications.models import Notification
from portal.privacy import queries
from portal.privacy.constants import AccessKind
from portal.privacy.models import Consent, GuardianConsent, Purpose, PurposeVersion
from portal.privacy.queries import mailed_token
from portal.privacy.services.access_log import log_access
from portal.privacy.services.consents import give_consent
from portal.privacy.services.guardians import ask_guardian, withdraw_guardian_consent
from portal.users.models import User
from tests.factories import i18n, make_enrolment, make_programme, make_user

pytestmark = pytest.mark.django_db
AGREE = {"name": "Ute Muster", "agreed": "on"}


@pytest.fixture
def pupil():
    return User.objects.create_user(username="pupil.1", name="Mia Muster")


@pytest.fixture
def link(pupil) -> str:
    token = ask_guardian(pupil=pupil, country="DE", by=make_user("Teacher"))
    return reverse("privacy:guardian", args=[token])


# --- Public pages --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["privacy", "accessibility", "imprint"])
def test_the_pages_the_law_asks_for_name_the_operator(client, settings, name):
    settings.OPERATOR_NAME, settings.OPERATOR_ADDRESS = "Example Society", "Example Street 1, 12345 Town"
    settings.OPERATOR_EMAIL = "office@example.org"
    page = client.get(reverse(f"privacy:{name}")).content.decode()
    assert all(part in page for part in ("Example Society", "12345 Town", "mailto:office@example.org"))


@pytest.mark.parametrize("name", ["privacy", "accessibility", "imprint"])
def test_they_say_so_when_no_operator_was_entered(client, settings, name):
    settings.OPERATOR_NAME = ""
    assert "has not been entered yet" in client.get(reverse(f"privacy:{name}")).content.decode()


# --- Guardians -----------------------------------------------------------------------------------------------------


def test_a_guardian_reads_agrees_and_takes_it_back_with_one_link(client, link, pupil):
    page = client.get(link).content.decode()
    assert "May Mia use the portal?" in page
    assert "Muster" not in page
    assert client.post(link, AGREE).url == link
    assert GuardianConsent.objects.get().is_in_force
    assert "You have agreed" in client.get(link).content.decode()
    client.post(link, {"withdraw": "yes"})
    assert not GuardianConsent.objects.get().is_in_force
    assert "You have taken the consent back" in client.get(link).content.decode()


def test_a_guardian_reads_until_which_age_they_are_asked(client, link):
    assert "In Germany a guardian agrees for everybody under 16." in client.get(link).text


def test_the_words_kept_are_those_the_guardian_read(client, link):
    client.cookies["django_language"] = "de"
    client.post(link, AGREE)
    assert Consent.objects.get().language == "de"


def test_agreeing_twice_keeps_the_first_answer_and_says_so(client, link):
    client.post(link, AGREE)
    answer = client.post(link, {**AGREE, "name": "Somebody else"}, follow=True)
    assert "has been answered" in answer.content.decode()
    assert GuardianConsent.objects.get().guardian_name == "Ute Muster"


@pytest.mark.parametrize(
    "bad", [{"name": ""}, {"name": "x" * 121}, {"name": "a\x00b"}, {"agreed": ""}, {"name": "", "agreed": ""}]
)
def test_half_an_answer_is_no_consent(client, link, bad):
    answer = client.post(link, AGREE | bad)
    assert set(answer.context["form"].errors) == set(bad)
    assert not GuardianConsent.objects.get().is_in_force


def test_a_link_that_ran_out_says_so_and_takes_no_answer(client, link):
    GuardianConsent.objects.update(expires_at=timezone.now())
    answer = client.get(link)
    assert answer.status_code == 410
    assert "This link has run out" in answer.content.decode()
    client.post(link, AGREE)
    assert not GuardianConsent.objects.get().is_in_force


@pytest.mark.parametrize("token", ["x", "%00", "ü%F0%9F%8E%93", "a" * 3000, "%ED%A0%80"])
def test_a_made_up_link_does_not_exist(client, link, token):
    assert client.get(f"/consent/{token}/").status_code == 404
    assert client.post(f"/consent/{token}/", AGREE).status_code == 404


def test_a_guardians_page_is_kept_in_no_cache_and_found_by_no_search_engine(client, link):
    answer = client.get(link)
    assert "no-store" in answer["Cache-Control"]
    assert 'content="noindex"' in answer.content.decode()


def test_after_a_withdrawal_the_link_says_so(client, link):
    client.post(link, AGREE)
    withdraw_guardian_consent(token=link.split("/")[2])
    assert client.get(link).status_code == 200


# --- One's own -----------------------------------------------------------------------------------------------------


@pytest.fixture
def user(client):
    user = make_user()
    client.force_login(user)
    return user


def agree_to(user, key="newsletter") -> Consent:
    purpose = Purpose.objects.create(key=key, title=i18n(f"About {key}"))
    version = PurposeVersion.objects.create(purpose=purpose, text=i18n("I agree to this."))
    return give_consent(user=user, version=version, language="en")


def test_people_see_what_they_agreed_to_and_who_looked(client, user):
    agree_to(user)
    log_access(
        by=make_user("Evangelos"),
        kind=AccessKind.DOWNLOAD,
        label="x.y",
        purpose="Reading an application",
        subject=user,
    )
    agree_to(make_user("Other"), "other-peoples")
    page = client.get(reverse("privacy:mine")).content.decode()
    assert "I agree to this." in page
    assert "Reading an application" in page
    assert "other-peoples" not in page
    assert "Evangelos" not in page


def test_nothing_agreed_to_yet_is_said(client, user):
    assert "You have not agreed to anything yet" in client.get(reverse("privacy:mine")).content.decode()


def test_people_take_their_consent_back(client, user):
    consent = agree_to(user)
    client.post(reverse("privacy:withdraw", args=[consent.pk]))
    consent.refresh_from_db()
    assert consent.withdrawn_at is not None


def test_a_programmes_consent_is_taken_back_by_leaving(client, user):
    programme = make_programme("wortplus")
    consent = give_consent(user=user, version=programme.purpose.versions.get(), language="en")
    enrolment = make_enrolment(programme, user, consent=consent)
    page = client.get(reverse("privacy:mine")).content.decode()
    assert reverse("programmes:leave", args=[enrolment.programme.slug]) in page


def test_somebody_elses_consent_does_not_exist(client, user):
    consent = agree_to(make_user("Other"))
    assert client.post(reverse("privacy:withdraw", args=[consent.pk])).status_code == 404
    assert client.post(f"/me/privacy/{2**63}/withdraw/").status_code == 404
    assert Consent.objects.in_force().count() == 1


def test_a_consent_is_taken_back_by_a_posted_form_only(client, user):
    assert client.get(reverse("privacy:withdraw", args=[agree_to(user).pk])).status_code == 405


def test_what_a_guardian_gave_the_pupil_can_not_take_back(client, link, pupil):
    client.post(link, AGREE)
    client.force_login(pupil)
    client.post(reverse("privacy:withdraw", args=[Consent.objects.get().pk]))
    assert Consent.objects.in_force().count() == 1


def test_the_page_asks_the_same_few_questions_for_one_consent_and_for_thirty(
    client, user, django_assert_max_num_queries
):
    def count() -> int:
        with django_assert_max_num_queries(8) as asked:
            client.get(reverse("privacy:mine"))
        return len(asked)

    agree_to(user)
    at_one = count()
    for number in range(30):
        agree_to(user, f"purpose-{number}")
    assert count() == at_one


def test_ones_own_page_is_for_people_who_are_signed_in(client):
    assert client.get(reverse("privacy:mine")).url.startswith("/accounts/login/")


# --- A lost link ---------------------------------------------------------------------------------------------------


def test_the_page_answers_the_same_whoever_asks(client, pupil, link):
    address = reverse("privacy:guardian_link")
    GuardianConsent.objects.update(guardian_email="ute@example.org")
    pages = [client.post(address, {"email": email}) for email in ("ute@example.org", "nobody@example.org")]
    texts = [page.content.decode() for page in pages]
    assert (pages[0].status_code, texts[0]) == (pages[1].status_code, texts[1])
    assert "is on its way" in texts[0]
    assert Notification.objects.count() == 1


def test_who_asks_over_and_over_waits(client, settings):
    settings.GUARDIAN_LINK_LIMITS = {"consent": "3/d/key", "network": "2/h/key"}
    address = reverse("privacy:guardian_link")
    answers = [client.post(address, {"email": "ute@example.org"}).status_code for _try in range(3)]
    assert answers == [200, 200, 429]


@pytest.mark.parametrize("why", ["old", "address"])
def test_a_mailed_link_that_opens_nothing_any_more_says_so_and_leads_to_a_new_one(
    client, pupil, link, monkeypatch, why
):
    GuardianConsent.objects.update(guardian_email="ute@example.org")
    address = reverse("privacy:guardian", args=[mailed_token(GuardianConsent.objects.get())])
    assert client.get(address).status_code == 200
    if why == "old":
        monkeypatch.setattr(queries, "GUARDIAN_LINK_DAYS", -1)
    else:
        GuardianConsent.objects.update(guardian_email="other@example.org")
    for answer in (client.get(address), client.post(address, AGREE)):
        assert (answer.status_code, "This link has run out" in answer.text) == (410, True)
        assert reverse("privacy:guardian_link") in answer.text
    assert client.get(f"{address[:-2]}x/").status_code == 404
    assert GuardianConsent.objects.get().given_at is None


def test_a_lost_link_is_two_clicks_from_the_home_page(client):
    assert reverse("privacy:guardian_link") in client.get("/").content.decode()
    assert reverse("privacy:guardian_link") in client.get(reverse("privacy:guardians")).content.decode()


def test_a_guardian_gives_an_address_and_a_birthday_that_can_be(client, pupil, link):
    wrong = client.post(link, {**AGREE, "birth_date": "1990-05-01"})
    assert "date of birth. Check the year" in wrong.content.decode()
    born = timezone.localdate().replace(year=timezone.localdate().year - 15, day=1)
    client.post(link, {**AGREE, "email": "ute@example.org", "birth_date": born.isoformat()})
    pupil.refresh_from_db()
    assert (pupil.birth_date, pupil.guardian_consent.guardian_email) == (born, "ute@example.org")
    pupil.birth_date = born.replace(year=born.year - 5)
    pupil.save()
    page = client.post(link, {"withdraw": "yes"}, follow=True).content.decode()
    assert ("Mia is of age" in page, "decides alone" in page) == (True, True)
    assert ("You have agreed" in page, "Take the consent back" in page) == (False, False)
    assert GuardianConsent.objects.get().is_in_force
