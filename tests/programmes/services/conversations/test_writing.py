"""Writing to each other: who may, what arrives once, what stands against it, and who is told."""

from uuid import uuid4

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext

from matching.constants import ApplicationState
from matching.models import Application
from portal.core.errors import NotAllowed
from portal.notifications.models import Notification
from programmes.models import Contact, Conversation, Message, MessageFile
from programmes.services.conversations.writing import (
    Blocked,
    ConversationOver,
    NothingWritten,
    OnlySetSentences,
    TextTooLong,
    TooManyFiles,
    UnusableFile,
    block_conversation,
    lift_block,
    mark_conversation_read,
    write_message,
)
from tests.factories import make_contact, make_organisation, make_user
from tests.matching.test_races import in_threads
from tests.talks import Pair, pair_with_minor, pdf

pytestmark = pytest.mark.django_db


def told(user):
    return Notification.objects.filter(recipient=user, kind="programmes.message_written").count()


def test_both_sides_write_and_the_other_is_told():
    pair = Pair()
    first = pair.say(pair.applicant, "When could we talk?")
    second = pair.say(pair.recruiter, "On Monday.")
    assert [(each.number, each.text) for each in (first, second)] == [
        (1, "When could we talk?"),
        (2, "On Monday."),
    ]
    assert (told(pair.manager), told(pair.recruiter), told(pair.applicant)) == (1, 1, 1)


def test_an_application_has_one_conversation_however_often_it_is_begun():
    pair = Pair()
    assert pair.conversation == pair.conversation
    assert Conversation.objects.count() == 1
    assert {str(side) for side in pair.conversation.participants.all()} == {
        "Amira Haddad",
        "Haselgrund Sensorik",
    }


def test_what_it_is_about_is_asked_once_for_a_message():
    pair = Pair()
    pair.say(pair.applicant, "When could we talk?")
    with CaptureQueriesContext(connection) as queries:
        pair.say(pair.applicant, "On Monday?")
    assert sum("opens_profile" in query["sql"] for query in queries) == 1


def test_nobody_else_writes():
    pair = Pair()
    conversation = pair.conversation
    colleague = make_contact(pair.organisation, role="teacher")
    for outsider in (make_user("Mallory"), colleague, make_contact(make_organisation(pair.programme))):
        with pytest.raises(NotAllowed):
            write_message(conversation=conversation, text="Hello", by=outsider)
    assert Message.objects.count() == 0


def test_who_leaves_the_organisation_no_longer_writes_and_who_follows_does():
    pair = Pair()
    pair.say(pair.recruiter, "Hello")
    Contact.objects.filter(user=pair.recruiter).delete()
    del pair.recruiter._programmes_access
    with pytest.raises(NotAllowed):
        pair.say(pair.recruiter, "Hello again")
    successor = make_contact(pair.organisation, role="recruiter")
    assert Message.objects.visible_to(successor).count() == 1
    assert pair.say(successor, "I have taken over.").number == 2


def test_the_same_form_sent_twice_is_one_message_and_tells_once():
    pair, key = Pair(), uuid4()
    first = pair.say(pair.applicant, "Hello", key=key)
    assert pair.say(pair.applicant, "Hello", key=key) == first
    assert Message.objects.count() == told(pair.manager) == 1


def test_something_else_typed_into_the_same_form_is_another_message():
    pair, key = Pair(), uuid4()
    pair.say(pair.applicant, "Hello", key=key)
    pair.say(pair.applicant, "Hello, and one more thing", key=key)
    assert Message.objects.count() == 2


def test_text_is_cleaned_and_its_lines_are_kept():
    pair = Pair()
    message = pair.say(pair.applicant, "  Hello\u200b\r\n\r\nfrom\xa0Jena \u202e ")
    assert message.text == "Hello\n\nfrom Jena"


def test_neither_nothing_nor_a_novel_is_sent():
    pair = Pair()
    for text, error in (("", NothingWritten), (" \u200b\n", NothingWritten), ("x" * 4001, TextTooLong)):
        with pytest.raises(error):
            pair.say(pair.applicant, text)
    assert Message.objects.count() == 0


def test_either_side_blocks_and_only_that_side_lifts_it():
    pair = Pair()
    conversation = pair.conversation
    block_conversation(conversation=conversation, by=pair.applicant)
    for writer in (pair.applicant, pair.recruiter):
        with pytest.raises(Blocked):
            pair.say(writer, "Hello")
    lift_block(conversation=conversation, by=pair.recruiter)
    with pytest.raises(Blocked):
        pair.say(pair.recruiter, "Hello")
    lift_block(conversation=conversation, by=pair.applicant)
    assert pair.say(pair.recruiter, "Hello").number == 1
    pair.application.refresh_from_db()
    assert pair.application.state == ApplicationState.VIEWED


def test_who_has_no_part_in_it_blocks_nothing():
    pair = Pair()
    with pytest.raises(NotAllowed):
        block_conversation(conversation=pair.conversation, by=make_user("Mallory"))


def test_nobody_writes_once_the_company_reads_nothing_of_it_any_more():
    pair = Pair()
    pair.say(pair.applicant, "Hello")
    pair.organisation.verification = "declined"
    pair.organisation.save()
    with pytest.raises(ConversationOver):
        pair.say(pair.applicant, "Are you there?")
    with pytest.raises(NotAllowed):
        pair.say(pair.recruiter, "Yes")
    assert Message.objects.visible_to(pair.recruiter).count() == 0
    assert Message.objects.visible_to(pair.applicant).count() == 1


def test_after_a_withdrawal_both_can_still_write_as_long_as_it_is_read():
    pair = Pair(state=ApplicationState.WITHDRAWN)
    assert pair.say(pair.recruiter, "May we ask why?").number == 1


def test_reading_marks_what_was_read_and_nobody_is_told_of_it_any_more():
    pair = Pair()
    message = pair.say(pair.applicant, "Hello")
    mark_conversation_read(conversation=pair.conversation, up_to=message.number, by=pair.manager)
    side = pair.conversation.participants.get(organisation=pair.organisation)
    assert side.read_number == 1
    assert side.read_at is not None
    mine = Notification.objects.get(recipient=pair.manager, kind="programmes.message_written")
    assert (mine.delivery, mine.read_at is not None) == ("skipped", True)
    theirs = Notification.objects.get(recipient=pair.recruiter, kind="programmes.message_written")
    assert (theirs.delivery, theirs.read_at) == ("pending", None)
    with pytest.raises(NotAllowed):
        mark_conversation_read(conversation=pair.conversation, up_to=1, by=make_user())


def test_a_mark_never_goes_back():
    pair = Pair()
    for text in ("one", "two"):
        pair.say(pair.applicant, text)
    for number in (2, 1):
        mark_conversation_read(conversation=pair.conversation, up_to=number, by=pair.manager)
    assert pair.conversation.participants.get(organisation=pair.organisation).read_number == 2


# --- Files ---------------------------------------------------------------------------------------------------------


def test_files_come_along_under_the_rules_of_a_cv():
    pair = Pair()
    message = pair.say(pair.applicant, "My certificate", uploads=[pdf("Certificate 2025.pdf")])
    (file,) = message.files.all()
    assert file.title == "Certificate 2025"
    assert file.file.name.startswith("messages/")
    assert "Certificate" not in file.file.name
    with pytest.raises(UnusableFile):
        broken = pdf()
        broken.file.truncate(9)
        pair.say(pair.applicant, "", uploads=[broken])
    with pytest.raises(TooManyFiles):
        pair.say(pair.applicant, "", uploads=[pdf() for _each in range(4)])


def test_a_message_that_fails_leaves_no_file(private_media):
    pair = Pair()
    block_conversation(conversation=pair.conversation, by=pair.recruiter)
    with pytest.raises(Blocked):
        pair.say(pair.applicant, "Look", uploads=[pdf()])
    assert list((private_media / "messages").glob("*")) == []


def test_the_same_form_with_a_file_leaves_one_file(private_media):
    pair, key = Pair(), uuid4()
    for _twice in range(2):
        pair.say(pair.applicant, "Look", uploads=[pdf()], key=key)
    assert MessageFile.objects.count() == len(list((private_media / "messages").glob("*"))) == 1


# --- Minors --------------------------------------------------------------------------------------------------------


def test_no_free_text_reaches_or_leaves_a_minor():
    pair = pair_with_minor()
    for writer in (pair.manager, pair.applicant):
        for words in (
            {"text": "Write to me at …"},
            {"uploads": [pdf()]},
            {"text": "x", "sentence": "welcome"},
        ):
            with pytest.raises(OnlySetSentences):
                pair.say(writer, **words)
    assert Message.objects.count() == 0


def test_company_coordinator_and_minor_say_the_sentences_of_their_side():
    from tests.factories import make_member

    pair = pair_with_minor()
    coordinator = make_member(pair.programme)
    assert pair.say(pair.manager, sentence="welcome").number == 1
    assert pair.say(coordinator, sentence="form").number == 2
    assert pair.say(pair.applicant, sentence="thanks").number == 3
    for writer, sentence in (
        (pair.manager, "thanks"),
        (pair.applicant, "welcome"),
        (pair.applicant, "bogus"),
    ):
        with pytest.raises(OnlySetSentences):
            pair.say(writer, sentence=sentence)
    assert told(coordinator) == 2


def test_among_adults_coordinators_have_no_part_and_no_set_sentences_are_said():
    from tests.factories import make_member

    pair = Pair()
    with pytest.raises(NotAllowed):
        pair.say(make_member(pair.programme), "Hello")
    with pytest.raises(OnlySetSentences):
        pair.say(pair.manager, sentence="welcome")


# --- What was written stays as it is -------------------------------------------------------------------------------


@pytest.mark.parametrize("change", [{"text": "Never said"}, {"number": 7}])
def test_a_message_is_never_rewritten(change):
    pair = Pair()
    message = pair.say(pair.applicant, "Said")
    with pytest.raises(DatabaseError), transaction.atomic():
        Message.objects.filter(pk=message.pk).update(**change)


# --- At once -------------------------------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_two_messages_at_once_have_two_numbers():
    pair = Pair()
    conversation = pair.conversation
    outcomes = in_threads(
        *(
            lambda by=by: write_message(conversation=conversation, text="At once", by=by)
            for by in (pair.applicant, pair.recruiter, pair.manager)
        )
    )
    assert outcomes == ["done"] * 3
    assert sorted(Message.objects.values_list("number", flat=True)) == [1, 2, 3]


@pytest.mark.django_db(transaction=True)
def test_the_same_form_sent_twice_at_once_is_one_message():
    pair, key = Pair(), uuid4()
    conversation = pair.conversation
    send = lambda: write_message(conversation=conversation, text="Twice", key=key, by=pair.applicant)  # noqa: E731
    assert in_threads(send, send) == ["done", "done"]
    assert Message.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_block_waits_for_a_message_and_a_message_for_a_block():
    """Whichever comes first, nothing is written after the block."""
    pair = Pair()
    conversation = pair.conversation
    in_threads(
        lambda: write_message(conversation=conversation, text="Hello", by=pair.recruiter),
        lambda: block_conversation(conversation=conversation, by=pair.applicant),
    )
    blocked_at = conversation.participants.get(person=pair.applicant).blocked_at
    assert blocked_at is not None
    assert all(message.sent_at <= blocked_at for message in Message.objects.all())


@pytest.mark.django_db(transaction=True)
def test_two_who_begin_at_once_begin_one_conversation():
    from matching.services.conversations import begin_conversation

    pair = Pair()
    outcomes = in_threads(
        *(
            lambda by=by: begin_conversation(application=pair.application, by=by)
            for by in (pair.applicant, pair.manager)
        )
    )
    assert outcomes == ["done", "done"]
    assert Conversation.objects.count() == 1
    assert Application.objects.get().conversation == Conversation.objects.get()
