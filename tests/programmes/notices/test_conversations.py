"""What is mailed of messages: the text, to whoever may still read it, several together, and nothing that was read."""

import pytest

from matching.services.applications import NoFreeText, move_application
from portal.notifications.constants import Frequency
from portal.notifications.models import Notification
from portal.notifications.services.delivery import deliver_pending
from portal.notifications.services.notifications import set_preferences
from programmes.models import Contact
from programmes.services.conversations.reports import report_message
from programmes.services.conversations.writing import mark_conversation_read
from tests.factories import make_member
from tests.notifications.services.conftest import make_due
from tests.talks import Pair, pair_with_minor, pdf

pytestmark = pytest.mark.django_db

WRITTEN = "programmes.message_written"


def mailed(outbox, *, also_early: bool = True):
    """What is mailed once the pause is over, by recipient."""
    if also_early:
        make_due()
    deliver_pending()
    return {each.to[0]: each for each in outbox if "Message from" in each.subject}


def test_a_mail_carries_the_text_in_the_readers_language(mailoutbox):
    pair = Pair()
    pair.applicant.language = "de"
    pair.applicant.save()
    pair.say(pair.recruiter, "Come on Monday.\n\n<b>At ten</b>", uploads=[pdf("Way.pdf")])
    make_due()
    deliver_pending()
    (sent,) = [each for each in mailoutbox if each.to == [pair.applicant.email]]
    assert sent.subject == "Nachricht von Haselgrund Sensorik: Engineer"
    assert "> Come on Monday.\n>\n> <b>At ten</b>\n> Mit Dateien: Way.pdf" in sent.body
    html = sent.alternatives[0][0]
    assert '<blockquote dir="auto"><p>Come on Monday.\n\n&lt;b&gt;At ten&lt;/b&gt;' in html
    assert f"/conversations/{pair.conversation.pk}/" in sent.body


def test_nothing_leaves_before_the_pause_is_over_and_then_all_goes_as_one(mailoutbox):
    pair = Pair()
    pair.say(pair.applicant, "One thing")
    assert mailed(mailoutbox, also_early=False) == {}
    pair.say(pair.applicant, "and another")
    rows = Notification.objects.filter(kind=WRITTEN, recipient=pair.manager).order_by("pk")
    assert len({row.deliver_after for row in rows}) == 1
    found = mailed(mailoutbox)
    assert found.keys() == {pair.manager.email, pair.recruiter.email}
    assert found[pair.manager.email].subject == "Message from Amira Haddad: Engineer"
    assert "> One thing\n>\n> and another" in found[pair.manager.email].body
    assert {row.delivery for row in rows.all()} == {"sent"}
    pair.say(pair.applicant, "Later")
    assert len(mailoutbox) == 2
    make_due()
    deliver_pending()
    assert len(mailoutbox) == 4


def test_what_was_read_here_is_not_mailed(mailoutbox):
    pair = Pair()
    message = pair.say(pair.recruiter, "Hello")
    mark_conversation_read(conversation=pair.conversation, up_to=message.number, by=pair.applicant)
    assert mailed(mailoutbox) == {}


def test_who_has_left_the_organisation_gets_no_word_of_it(mailoutbox):
    pair = Pair()
    pair.say(pair.applicant, "Secret")
    Contact.objects.filter(user=pair.recruiter).delete()
    assert mailed(mailoutbox).keys() == {pair.manager.email}
    assert Notification.objects.get(kind=WRITTEN, recipient=pair.recruiter).delivery == "skipped"


def test_mails_about_steps_carry_what_was_written_with_them(mailoutbox):
    pair = Pair()
    move_application(
        application=pair.application, state="shortlisted", message="We like it.", by=pair.recruiter
    )
    move_application(
        application=pair.application, state="withdrawn", message="I have a job.", by=pair.applicant
    )
    make_due()
    deliver_pending()
    bodies = {each.to[0]: each.body for each in mailoutbox}
    assert "> We like it." in bodies[pair.applicant.email]
    assert "> I have a job." in bodies[pair.manager.email]
    assert not any("like it" in str(row.payload) for row in Notification.objects.all())


def test_what_can_no_longer_be_read_is_not_mailed(mailoutbox):
    pair = Pair()
    move_application(
        application=pair.application, state="withdrawn", message="I have a job.", by=pair.applicant
    )
    pair.organisation.verification = "declined"
    pair.organisation.save()
    make_due()
    deliver_pending()
    assert not any("I have a job" in each.body for each in mailoutbox)


def test_no_step_carries_free_text_to_or_from_a_minor():
    pair = pair_with_minor()
    for by, state in ((pair.recruiter, "shortlisted"), (pair.applicant, "withdrawn")):
        with pytest.raises(NoFreeText):
            move_application(application=pair.application, state=state, message="Call me", by=by)
    move_application(application=pair.application, state="shortlisted", message="", by=pair.recruiter)


def test_no_text_stands_in_the_outbox():
    pair = Pair()
    pair.say(pair.applicant, "Secret")
    assert not any("Secret" in str(row.payload) for row in Notification.objects.all())


def test_in_a_digest_messages_of_one_conversation_are_one_entry(mailoutbox):
    pair = Pair()
    set_preferences(user=pair.manager, choices={WRITTEN: Frequency.DAILY}, by=pair.manager)
    for text in ("One", "Two"):
        pair.say(pair.applicant, text)
    make_due()
    deliver_pending()
    (sent,) = [each for each in mailoutbox if each.to == [pair.manager.email]]
    assert "> One\n>\n> Two" in sent.body


def test_to_an_unproven_address_no_word_of_others_travels(mailoutbox):
    from tests.factories import make_user

    pair = Pair(applicant=make_user("Unproven"))
    pair.say(pair.recruiter, "Secret")
    make_due()
    deliver_pending()
    (sent,) = [each for each in mailoutbox if each.to == [pair.applicant.email]]
    assert "Secret" not in sent.body + sent.alternatives[0][0]


def test_coordinators_are_told_of_a_report_without_its_words(mailoutbox):
    pair = Pair()
    coordinator = make_member(pair.programme)
    report_message(
        message=pair.say(pair.recruiter, "Secret"), reason="fraud", words="Words", by=pair.applicant
    )
    make_due()
    deliver_pending()
    (sent,) = [each for each in mailoutbox if each.to == [coordinator.email]]
    assert sent.subject == "Somebody has reported a message"
    assert "Secret" not in sent.body
    assert "Words" not in sent.body
