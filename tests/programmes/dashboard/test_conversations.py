"""What mails quote of messages, and what stays of a conversation, and goes."""

from datetime import timedelta

import pytest
from django.utils import timezone

from matching.models import Application
from portal.notifications.extensions import quotations
from portal.privacy.extensions import retention_rules
from portal.privacy.queries import due_rows
from portal.privacy.services.erasing import erase
from portal.privacy.services.retention import apply_retention
from programmes.dashboard.conversations import messages_to_read
from programmes.models import Contact, Conversation, Message, MessageFile, MessageReport
from programmes.services.conversations.reports import close_report, report_message
from tests.factories import make_contact, make_member, make_organisation, make_user
from tests.talks import Pair, pair_with_minor, pdf

pytestmark = pytest.mark.django_db


def quoted(message, *readers):
    found = quotations["programmes.message"]({reader: [message.pk] for reader in readers})
    return [
        found[reader.pk, message.pk].text if (reader.pk, message.pk) in found else None for reader in readers
    ]


def test_a_message_is_quoted_to_whoever_may_read_it_today():
    pair = Pair()
    message = pair.say(pair.applicant, "When?\nMonday?")
    outsiders = [
        make_user("Mallory"),
        make_member(pair.programme),
        make_contact(make_organisation(pair.programme)),
    ]
    text = "When?\nMonday?"
    assert quoted(message, pair.manager, pair.recruiter, *outsiders) == [text, text, None, None, None]
    Contact.objects.filter(user=pair.recruiter).delete()
    del pair.recruiter._programmes_access
    assert quoted(message, pair.recruiter) == [None]


def test_a_quote_says_who_wrote_about_what_and_which_files_came_along():
    pair = Pair()
    message = pair.say(pair.recruiter, "Your contract", uploads=[pdf("Contract.pdf")])
    quote = quotations["programmes.message"]({pair.applicant: [message.pk]})[pair.applicant.pk, message.pk]
    assert quote.title == "Message from Haselgrund Sensorik: Engineer"
    assert quote.text == "Your contract\nWith files: Contract.pdf"


def test_a_minor_is_not_named_to_the_company():
    pair = pair_with_minor()
    message = pair.say(pair.applicant, sentence="when")
    quote = quotations["programmes.message"]({pair.manager: [message.pk]})[pair.manager.pk, message.pk]
    title = f"Message from Pupil {pair.application.pk}: Engineer"
    assert (quote.title, quote.text) == (title, "When shall I be there?")


def test_next_steps_name_what_is_unread_until_it_is_read():
    pair = Pair()
    pair.say(pair.recruiter, "Hello")
    pair.say(pair.recruiter, "Hello again")
    assert [step.title for step in messages_to_read(pair.applicant)] == ["1 conversation has new messages"]
    assert list(messages_to_read(pair.manager)) == []
    pair.say(pair.applicant, "Hello")
    assert [step.hint for step in messages_to_read(pair.manager)] == ["Haselgrund Sensorik"]


# --- What goes, and what stays --------------------------------------------------------------------------------------


def test_a_conversation_goes_a_day_after_its_application():
    pair = Pair()
    pair.say(pair.applicant, "Hello", uploads=[pdf()])
    long_ago = timezone.now() - timedelta(days=40)
    Conversation.objects.update(created_at=long_ago)
    rule = retention_rules["conversations"]
    assert due_rows("conversations", rule).count() == 0
    Application.objects.all().delete()
    apply_retention()
    assert (Conversation.objects.count(), Message.objects.count(), MessageFile.objects.count()) == (0, 0, 0)


def test_what_is_reported_stays_until_the_report_is_closed():
    pair = Pair()
    message = pair.say(pair.recruiter, "Send me money")
    report = report_message(message=message, reason="fraud", by=pair.applicant)
    Conversation.objects.update(created_at=timezone.now() - timedelta(days=40))
    Application.objects.all().delete()
    apply_retention()
    assert Message.objects.get() == message
    close_report(report=report, step="warn", by=make_member(pair.programme))
    assert list(due_rows("conversations", retention_rules["conversations"])) == [Conversation.objects.get()]


def test_an_erased_applicant_leaves_no_word_and_no_file():
    pair = Pair()
    pair.say(pair.applicant, "I am Amira", uploads=[pdf()])
    pair.say(pair.recruiter, "Hello Amira")
    outcome = erase(pair.applicant)
    assert (Conversation.objects.count(), Message.objects.count(), MessageFile.objects.count()) == (0, 0, 0)
    assert [label for label, _field, _name in outcome.files] == ["programmes.messagefile"]


def test_an_erased_recruiter_leaves_the_companys_words_without_the_name():
    pair = Pair()
    message = pair.say(pair.recruiter, "Come on Monday")
    erase(pair.recruiter)
    message.refresh_from_db()
    assert (message.text, message.author) == ("Come on Monday", None)


def test_an_erasure_waits_for_an_open_report():
    pair = Pair()
    message = pair.say(pair.applicant, "An insult")
    report_message(message=message, reason="insult", by=pair.recruiter)
    outcome = erase(pair.applicant)
    assert Message.objects.get() == message
    assert {"programmes.message", "programmes.messagereport"} <= outcome.kept.keys()
    assert MessageReport.objects.count() == 1
