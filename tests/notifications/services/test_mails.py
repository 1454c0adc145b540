"""How a notice reads as a mail."""

import re
from dataclasses import fields

import pytest

from portal.core.direction import sentence_with_names
from portal.notifications.constants import Delivery, Frequency
from portal.notifications.extensions import KINDS
from portal.notifications.notices import account_notice
from portal.notifications.services.delivery import deliver, deliver_pending
from portal.notifications.services.notifications import notify
from tests.factories import make_confirmed_user, make_user
from tests.notifications.conftest import Duty, Gossip, News
from tests.notifications.services.conftest import make_due, states, wish

pytestmark = pytest.mark.django_db


def test_a_mail_speaks_the_recipients_language_and_carries_text_html_and_whole_addresses(
    mailoutbox, settings
):
    settings.SITE_URL = "https://portal.example"
    user = make_confirmed_user("Zala", language="sl")
    deliver(notification_id=notify(user, News()).pk)
    (sent,) = mailoutbox
    assert (sent.to, sent.subject) == ([user.email], "Something is new")
    assert "Read & see." in sent.body
    assert "https://portal.example/privacy/" in sent.body
    html, kind = sent.alternatives[0]
    assert kind == "text/html"
    assert '<html lang="sl">' in html
    assert "It is &lt;b&gt;short&lt;/b&gt;." in html
    assert 'href="https://portal.example/privacy/"' in html


def test_line_breaks_in_a_title_never_reach_a_header(mailoutbox):
    deliver(
        notification_id=notify(
            make_confirmed_user(), News(heading="Hi\r\nBcc: all@example.org\x07\u2028!")
        ).pk
    )
    (sent,) = mailoutbox
    assert sent.subject == "Hi Bcc: all@example.org !"
    assert sent.message()["Bcc"] is None


def test_a_mail_can_be_stopped_with_one_click(mailoutbox):
    deliver(notification_id=notify(make_confirmed_user(), News()).pk)
    headers = mailoutbox[0].extra_headers
    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert re.fullmatch(r"<http://localhost:\d+/unsubscribe/[\w:-]+/>", headers["List-Unsubscribe"])


def test_a_duty_offers_no_way_to_stop_it(mailoutbox):
    deliver(notification_id=notify(make_confirmed_user(), Duty()).pk)
    assert "List-Unsubscribe" not in mailoutbox[0].extra_headers
    assert "/unsubscribe/" not in mailoutbox[0].body


def test_what_is_wished_daily_comes_as_one_mail(mailoutbox):
    user = make_confirmed_user()
    wish(user, Frequency.DAILY)
    wish(user, Frequency.DAILY, "test.gossip")
    for number in range(3):
        notify(user, News(number=number, heading=f"News {number}"))
    notify(user, Gossip(heading="Gossip"))
    deliver_pending()
    assert mailoutbox == []
    make_due()
    deliver_pending()
    (digest,) = mailoutbox
    assert digest.subject == "4 messages from Bleibe"
    assert all(heading in digest.body for heading in ("News 0", "News 1", "News 2", "Gossip"))
    assert set(states()) == {Delivery.SENT}


# --- Addresses that nobody has proven --------------------------------------------------------------------------------

TRAP = "You have won, visit evil-site"


def test_no_name_that_somebody_typed_stands_in_a_mail_to_an_address_they_may_not_own(mailoutbox):
    unproven, proven = make_user(TRAP), make_confirmed_user("Amira")
    for person in (unproven, proven):
        deliver(notification_id=notify(person, Duty()).pk)
        notify(person, account_notice("confirm_address", occasion="1", address=person.email, link="/x/"))
    deliver_pending()
    assert len(mailoutbox) == 4
    bodies = [(mail.to[0], mail.body + mail.alternatives[0][0] + mail.subject) for mail in mailoutbox]
    assert [body for to, body in bodies if TRAP in body] == []
    assert all("Amira" in body for to, body in bodies if to == proven.email)


def test_what_somebody_wrote_is_only_announced_to_an_address_that_nobody_has_proven(mailoutbox):
    deliver(notification_id=notify(make_user(), News(heading=TRAP)).pk)
    (sent,) = mailoutbox
    assert sent.subject == "There is a message for you in Bleibe"
    assert TRAP not in sent.body + sent.alternatives[0][0]
    assert "/me/inbox/" in sent.body


def test_a_main_address_that_was_proven_vouches_for_no_other(mailoutbox):
    person = make_confirmed_user(TRAP)
    other = account_notice("confirm_address", occasion="1", address="other@example.org", link="/x/")
    deliver(notification_id=notify(person, other).pk)
    (sent,) = mailoutbox
    assert sent.to == ["other@example.org"]
    assert TRAP not in sent.body + sent.alternatives[0][0]


def test_a_kind_that_goes_to_unproven_addresses_in_full_has_no_field_for_a_text():
    """Each field holds what the portal made, or another address of the same person; never what somebody wrote."""
    own = {"occasion", "address", "link", "detail", "request", "code", "due_at", "copy", "expires_at"} | {
        "at",
        "consent",
        "ends_at",
        "is_last",
    }
    kinds = [
        kind for kind in KINDS if not kind.holds_words_of_others and kind.__module__.startswith("portal.")
    ]
    assert len(kinds) > 15
    assert {field.name for kind in kinds for field in fields(kind)} <= own


def test_no_word_however_long_makes_a_mail_wider_than_a_phone(mailoutbox):
    deliver(notification_id=notify(make_confirmed_user("Zala"), News()).pk)
    html, _kind = mailoutbox[0].alternatives[0]
    (body,) = re.findall(r"(?m)^ *body \{(.*)\}", html)
    assert "overflow-wrap: anywhere;" in body


# --- Texts from right to left ----------------------------------------------------------------------------------------


def test_a_name_from_right_to_left_turns_no_sentence_of_a_mail(mailoutbox):
    heading = "سارة أحمد has asked: (1)"
    deliver(notification_id=notify(make_confirmed_user("سارة"), News(heading=heading)).pk)
    (sent,) = mailoutbox
    assert "<h1><bdi>سارة أحمد</bdi> has asked: (1)</h1>" in sent.alternatives[0][0]
    assert "<p>Hello <bdi>سارة</bdi>,</p>" in sent.alternatives[0][0]
    assert f"<title>{heading}</title>" in sent.alternatives[0][0]
    assert heading in sent.body


# --- Subjects --------------------------------------------------------------------------------------------------------

LONG = "Werkstudent Softwareentwicklung (m/w/d) – Backend mit Python, Django und PostgreSQL"
ONE_WORD = "Donaudampfschifffahrtsgesellschaftskapitänsmützenhersteller"
ARABIC = "شركة الجسور الهندسية المتحدة للمقاولات والإنشاءات"
CHINESE = "東京都水道局応用技術研究開発機構株式会社千代田区支社"


def subject_of(mailoutbox, **names):
    shared = {"placement": 1, "posting": 1, "programme": "NORTH", "submitted_at": "2027-01-01"}
    notice = KINDS["matching.placement_to_review"](**shared, **names)
    deliver(notification_id=notify(make_confirmed_user(), notice).pk)
    (sent,) = mailoutbox
    assert f"<h1>{sentence_with_names(notice.title())}</h1>" in sent.alternatives[0][0]
    assert notice.title() in sent.body
    return sent.subject


@pytest.mark.parametrize(
    ("offer", "organisation", "subject"),
    [
        ("Welder", "Werra GmbH", "Please review: “Welder” of Werra GmbH"),
        (LONG, "Werra GmbH", "Please review: “Werkstudent Softwareentwick…” of Werra GmbH"),
        ("Welder", ONE_WORD, "Please review: “Welder” of Donaudampfschifffahrtsgesellsch…"),
        (LONG, ONE_WORD, "Please review: “Werkstudent…” of Donaudampfschifffah…"),
        (ARABIC, CHINESE, "Please review: “شركة الجسور…” of 東京都水道局応用技…"),
    ],
)
def test_long_names_leave_room_for_the_words_of_a_subject_and_are_whole_in_the_mail(
    offer, organisation, subject, mailoutbox
):
    found = subject_of(mailoutbox, offer={"en": offer, "sl": "Varilec"}, organisation=organisation)
    assert found == subject


def test_a_name_that_stands_in_another_is_shortened_once(mailoutbox):
    found = subject_of(mailoutbox, offer={"en": f"{ARABIC} {LONG}"}, organisation=ARABIC)
    assert found == "Please review: “شركة الجسور…” of شركة الجسور…"


def test_words_of_the_portal_itself_are_never_cut(mailoutbox):
    notice = account_notice("recovery_codes_made", occasion="1")
    deliver(notification_id=notify(make_confirmed_user(), notice).pk)
    assert mailoutbox[0].subject == notice.title()
    assert len(notice.title()) > 70


def test_a_digest_has_whole_titles_below_its_short_subject(mailoutbox):
    user = make_confirmed_user()
    wish(user, Frequency.DAILY)
    for number in range(2):
        notify(user, News(number=number, heading=f"{number} {LONG * 4}"))
    make_due()
    deliver_pending()
    (digest,) = mailoutbox
    assert digest.subject == "2 messages from Bleibe"
    assert all(f"<h2>{number} {LONG * 4}</h2>" in digest.alternatives[0][0] for number in range(2))
