import stat

import pytest
from django.core import signing
from django.core.mail import EmailMessage, EmailMultiAlternatives
from django.test import Client
from django.urls import reverse

from portal.notifications import backends
from portal.notifications.backends import FolderBackend
from portal.notifications.constants import UNSUBSCRIBE_SALT, Frequency
from portal.notifications.models import Notification, Preference
from portal.notifications.services.notifications import notify
from tests.factories import make_user
from tests.notifications.conftest import Duty, Key, News

pytestmark = pytest.mark.django_db
INBOX = "/me/inbox/"


@pytest.fixture
def user(client):
    user = make_user()
    client.force_login(user)
    return user


def headings(answer) -> list[str]:
    return [entry.title for entry in answer.context["entries"]]


# --- Inbox ---------------------------------------------------------------------------------------------------------


def test_the_inbox_shows_ones_own_messages_newest_first(client, user):
    notify(make_user("Other"), News(heading="not mine"))
    for number in (1, 2):
        notify(user, News(number=number, heading=f"News {number}"))
    assert headings(client.get(INBOX)) == ["News 2", "News 1"]


def test_an_empty_inbox_says_what_will_be_there(client, user):
    assert "No messages yet" in client.get(INBOX).content.decode()


def test_messages_with_secrets_are_not_shown_and_not_counted(client, user):
    row = notify(user, Key(path="/secret/"))
    assert headings(client.get(INBOX)) == []
    assert user.notifications.unread().count() == 0
    assert client.get(reverse("notifications:open", args=[row.pk])).status_code == 404


def test_opening_a_message_marks_it_as_read_and_leads_on(client, user):
    row = notify(user, News(path="/imprint/"))
    assert client.get(reverse("notifications:open", args=[row.pk])).url == "/imprint/"
    row.refresh_from_db()
    assert row.read_at is not None
    assert headings(client.get(INBOX, {"show": "unread"})) == []


@pytest.mark.parametrize(
    "path", ["", "https://evil.example/", "//evil.example", "javascript:alert(1)", "/\\evil.example"]
)
def test_a_message_never_leads_away_from_the_portal(client, user, path):
    row = notify(user, News(path=path))
    assert client.get(reverse("notifications:open", args=[row.pk])).url == INBOX


def test_somebody_elses_message_does_not_exist(client, user):
    row = notify(make_user("Other"), News())
    assert client.get(reverse("notifications:open", args=[row.pk])).status_code == 404
    row.refresh_from_db()
    assert row.read_at is None


def test_an_id_beyond_all_numbers_does_not_exist(client, user):
    assert client.get(f"/me/inbox/{2**63}/").status_code == 404


def test_all_can_be_marked_as_read_and_only_ones_own(client, user):
    other = make_user("Other")
    for person in (user, other):
        notify(person, News())
    assert client.post(reverse("notifications:mark_all_read")).url == INBOX
    assert (user.notifications.unread().count(), other.notifications.unread().count()) == (0, 1)
    assert client.get(reverse("notifications:mark_all_read")).status_code == 405


def test_a_message_of_a_forgotten_kind_does_not_break_the_inbox(client, user):
    notify(user, News())
    Notification.objects.update(kind="gone.kind")
    assert headings(client.get(INBOX)) == ["An older message that can no longer be shown"]


@pytest.mark.parametrize(
    "query", [{"page": "x"}, {"page": 2**63}, {"page": "-1"}, {"page": "\x00"}, {"show": "😀"}]
)
def test_a_strange_address_still_shows_the_inbox(client, user, query):
    notify(user, News())
    assert len(headings(client.get(INBOX, query))) == 1


def test_the_inbox_asks_the_same_few_questions_at_one_and_at_thirty_messages(
    client, user, django_assert_max_num_queries
):
    def count() -> int:
        with django_assert_max_num_queries(8) as asked:
            client.get(INBOX)
        return len(asked)

    notify(user, News(number=0))
    at_one = count()
    for number in range(1, 31):
        notify(user, News(number=number))
    assert count() == at_one


@pytest.mark.parametrize("name", ["inbox", "preferences"])
def test_the_inbox_is_for_people_who_are_signed_in(client, name):
    assert client.get(reverse(f"notifications:{name}")).url.startswith("/accounts/login/")


# --- Preferences ---------------------------------------------------------------------------------------------------


def test_each_kind_has_its_choice_and_duties_have_none(client, user):
    answer = client.get(reverse("notifications:preferences"))
    fields = answer.context["form"].fields
    assert "test.news" in fields
    assert "test.duty" not in fields
    assert "What must be said" in answer.context["duties"]


def test_kinds_that_have_reached_the_person_stand_first(client, user):
    notify(user, News())
    form = client.get(reverse("notifications:preferences")).context["form"]
    assert [field.name for field in form.known_fields()] == ["test.news"]
    assert "test.gossip" in [field.name for field in form.other_fields()]


def choices(client, **changed) -> dict[str, str]:
    form = client.get(reverse("notifications:preferences")).context["form"]
    return {**{name: field.initial for name, field in form.fields.items()}, **changed}


def test_a_choice_is_kept(client, user):
    client.post(
        reverse("notifications:preferences"), choices(client, **{"test.news": "weekly", "test.duty": "off"})
    )
    assert list(Preference.objects.values_list("kind", "frequency")) == [("test.news", Frequency.WEEKLY)]


@pytest.mark.parametrize("bad", ["", "hourly", "\x00", "x" * 10_000])
def test_a_choice_that_does_not_exist_is_refused_beside_the_field(client, user, bad):
    answer = client.post(reverse("notifications:preferences"), choices(client, **{"test.news": bad}))
    assert set(answer.context["form"].errors) == {"test.news"}
    assert Preference.objects.count() == 0


# --- Stopping mails ------------------------------------------------------------------------------------------------


def stop_path(user, kinds=("test.news",)) -> str:
    token = signing.dumps({"user": user.pk, "kinds": list(kinds)}, salt=UNSUBSCRIBE_SALT)
    return reverse("notifications:unsubscribe", args=[token])


def test_the_link_in_a_mail_asks_before_it_stops_anything():
    answer = Client().get(stop_path(make_user()))
    assert answer.status_code == 200
    assert Preference.objects.count() == 0


def test_a_mail_program_stops_mails_with_one_click_and_without_a_session():
    user = make_user()
    answer = Client(enforce_csrf_checks=True).post(stop_path(user), {"List-Unsubscribe": "One-Click"})
    assert answer.status_code == 200
    assert list(Preference.objects.values_list("user", "kind", "frequency")) == [
        (user.pk, "test.news", "off")
    ]


def test_a_duty_is_not_stopped_even_with_a_token_for_it():
    Client().post(stop_path(make_user(), ["test.duty"]))
    assert Preference.objects.count() == 0


@pytest.mark.parametrize("token", ["x", "eyJ1c2VyIjoxfQ:1abc:def", "%00", "a" * 5000])
def test_a_made_up_token_does_not_exist(token):
    assert Client().post(f"/unsubscribe/{token}/").status_code == 404


def test_a_token_made_for_something_else_does_not_exist():
    token = signing.dumps({"user": make_user().pk, "kinds": ["test.news"]}, salt="another")
    assert Client().get(f"/unsubscribe/{token}/").status_code == 404


# --- The demo's mailbox --------------------------------------------------------------------------------------------


def send(subject: str, message_id: str = "<1@test>", body: str = "Hello <script>") -> None:
    message = EmailMultiAlternatives(subject, body, to=["a@example.org"], headers={"Message-ID": message_id})
    message.attach_alternative("<p>Hello</p>", "text/html")
    FolderBackend().send_messages([message])


@pytest.fixture
def folder(settings, tmp_path):
    settings.MAIL_DIR = tmp_path / "mail"
    return settings.MAIL_DIR


def test_the_demo_shows_its_mails(client, folder):
    send("Grüße aus Schmalkalden")
    (mail,) = client.get(reverse("notifications:demo_mail")).context["mails"]
    assert (mail.subject, mail.to) == ("Grüße aus Schmalkalden", "a@example.org")
    page = client.get(reverse("notifications:demo_mail_detail", args=[mail.name])).content.decode()
    assert "Hello &lt;script&gt;" in page


def test_a_mail_by_the_world_s_clock_is_shown_with_its_moment(client, settings, tmp_path):
    """As Django writes it: "-0000", which is read without a zone."""
    settings.MAIL_DIR = tmp_path / "mail"
    mail = EmailMessage("Welcome", "words", to=["mia@example.org"])
    backends.FolderBackend().send_messages([mail])
    (path,) = backends.mail_files()
    assert b"-0000" in path.read_bytes()
    page = client.get(reverse("notifications:demo_mail_detail", args=[path.stem]))
    assert (page.status_code, page.text.count("<time")) == (200, 1)


def test_the_same_mail_sent_twice_is_there_once(client, folder):
    send("One")
    send("One")
    send("Two", "<2@test>")
    assert [mail.subject for mail in client.get("/demo/mail/").context["mails"]] == ["Two", "One"]


def test_without_a_folder_the_page_says_that_there_are_no_mails(client, folder):
    assert "No mails yet" in client.get("/demo/mail/").content.decode()


def test_outside_demo_mode_nobody_reads_mails_here(client, folder, settings):
    send("One")
    settings.DEMO = False
    (name,) = [path.stem for path in folder.glob("*.eml")]
    assert client.get("/demo/mail/").status_code == 404
    assert client.get(f"/demo/mail/{name}/").status_code == 404


@pytest.mark.parametrize("name", ["unknown", "x" * 3000])
def test_a_mail_that_is_not_there_does_not_exist(client, folder, name):
    send("One")
    assert client.get(f"/demo/mail/{name}/").status_code == 404


def test_a_duty_can_be_read_in_the_inbox(client, user):
    notify(user, Duty(heading="You must know"))
    assert headings(client.get(INBOX)) == ["You must know"]


def test_mails_of_the_demonstration_are_their_owners_alone(settings, tmp_path, monkeypatch):
    settings.MAIL_DIR = tmp_path / "mail"
    monkeypatch.setattr(backends, "KEPT", 2)
    for number in range(4):
        mail = EmailMessage(f"{number}", "words", to=["mia@example.org"])
        backends.FolderBackend().send_messages([mail])

    found = backends.mail_files()
    assert [backends.read_mail(path).subject for path in found] == ["3", "2"]
    assert {stat.S_IMODE(path.stat().st_mode) for path in found} == {0o600}
    assert stat.S_IMODE(settings.MAIL_DIR.stat().st_mode) == 0o700
