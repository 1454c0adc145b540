"""The pages of conversations: what each side reads and does, and what others get, which is nothing."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from matching.constants import ApplicationState
from portal.privacy.models import AccessLog
from programmes.models import Contact, Conversation, Message, MessageFile, MessageReport
from programmes.services.conversations.writing import block_conversation
from tests.factories import make_contact, make_member, make_organisation, make_user
from tests.programmes.views.conftest import HOSTILE_TEXTS, signed_in
from tests.talks import Pair, pair_with_minor, pdf

pytestmark = pytest.mark.django_db


@pytest.fixture
def pair():
    return Pair()


def page(user, url, status=200):
    answer = signed_in(user).get(url)
    assert answer.status_code == status, answer
    return answer.content.decode()


def application_page(pair):
    return reverse("matching:application_detail", args=[pair.application.pk])


def start(pair):
    return reverse("matching:application_conversation", args=[pair.application.pk])


def of(pair):
    return reverse("programmes:conversation", args=[pair.conversation.pk])


# --- On the page of the application --------------------------------------------------------------------------------


def test_the_page_of_an_application_says_what_the_conversation_is_for_and_who_reads_it(pair):
    html = page(pair.applicant, application_page(pair))
    assert "Here you and Haselgrund Sensorik can ask and answer each other" in html
    assert "Nobody else reads along; coordinators read what one of you reports." in html
    assert Conversation.objects.count() == 0


@pytest.mark.parametrize(
    "said", [{"text": ""}, {"text": "x" * 20_000}, {"text": "Hello", "attachments": "no pdf"}]
)
def test_a_first_message_that_is_refused_begins_nothing(pair, said):
    sent = {**said, "key": ""}
    if "attachments" in said:
        sent["attachments"] = SimpleUploadedFile("a.pdf", b"no pdf")
    answer = signed_in(pair.applicant).post(start(pair), sent)
    assert answer.status_code == 400
    assert f'action="{start(pair)}"' in answer.content.decode()
    assert "This could not be sent yet" in answer.content.decode()
    assert Conversation.objects.count() == 0


def test_what_is_typed_is_kept_under_a_name_that_stays_and_given_up_by_the_key_that_was_sent(pair):
    first = page(pair.applicant, application_page(pair))
    sent = pair.say(pair.applicant, "Hello")
    then = page(pair.applicant, application_page(pair))
    draft = re.search(r'data-draft="(talk-[^"]+)" data-draft-owner="([0-9a-f]+)"', first)
    assert draft[0] in then
    assert f'data-draft-over="{draft[2]}:{draft[1]}" data-draft-keys="{sent.key}"' in then
    assert "data-draft-keys" not in first
    assert draft[2] not in page(pair.manager, application_page(pair))


def test_the_box_says_how_much_still_fits(pair):
    assert 'data-left-in="id_text"' in page(pair.applicant, application_page(pair))


def test_a_first_message_begins_the_conversation_and_both_read_it_on_the_applications_page(pair):
    client = signed_in(pair.applicant)
    answer = client.post(start(pair), {"text": "See https://example.org/me\n\n<b>Hello</b>", "key": ""})
    assert answer.headers["Location"] == f"{application_page(pair)}#conversation"
    html = page(pair.manager, application_page(pair))
    assert (
        '<a href="https://example.org/me" rel="nofollow noopener noreferrer">https://example.org/me</a>'
        in html
    )
    assert "&lt;b&gt;Hello&lt;/b&gt;" in html
    assert "Amira Haddad" in html


def test_what_was_opened_is_marked_as_read_and_the_writer_reads_when(pair):
    pair.say(pair.applicant, "Hello")
    assert "Read on" not in page(pair.applicant, application_page(pair))
    client = signed_in(pair.manager)
    assert client.get(application_page(pair), headers={"Sec-Purpose": "prefetch"}).status_code == 200
    assert "Read on" not in page(pair.applicant, application_page(pair))
    client.get(application_page(pair))
    assert "Read on" in page(pair.applicant, application_page(pair))


def test_what_was_refused_marks_nothing_as_read(pair):
    pair.say(pair.applicant, "Hello")
    assert signed_in(pair.manager).post(of(pair), {"text": ""}).status_code == 400
    assert "Read on" not in page(pair.applicant, application_page(pair))


def test_the_applicant_reads_of_the_company_and_colleagues_read_names(pair):
    pair.say(pair.recruiter, "Hello")
    assert "Rolf Recruiter" not in page(pair.applicant, of(pair))
    assert "Rolf Recruiter" in page(pair.manager, of(pair))


@pytest.mark.parametrize("state", [ApplicationState.WITHDRAWN, ApplicationState.DECLINED])
def test_after_the_end_it_is_said_plainly_until_when_one_can_write(state):
    pair = Pair(state=state)
    html = page(pair.applicant, application_page(pair))
    assert "The application has ended. The conversation is still open" in html
    pair.organisation.verification = "declined"
    pair.organisation.save()
    assert "reads nothing of it any more" in page(pair.applicant, application_page(pair))


# --- Who reads it --------------------------------------------------------------------------------------------------


def test_nobody_but_the_two_sides_finds_anything_of_it(pair):
    message = pair.say(pair.applicant, "Secret", uploads=[pdf()])
    file = message.files.get()
    former = make_contact(pair.organisation, role="recruiter")
    Contact.objects.filter(user=former).delete()
    outsiders = [
        make_user("Mallory"),
        make_contact(make_organisation(pair.programme)),
        make_contact(pair.organisation, role="teacher"),
        former,
        *(make_member(pair.programme, role) for role in ("coordinator", "adviser", "evaluator", "assistant")),
        make_user("Operator", is_superuser=True),
    ]
    urls = [
        of(pair),
        reverse("programmes:conversation_block", args=[pair.conversation.pk]),
        reverse("programmes:message_report", args=[message.pk]),
        reverse("programmes:message_file", args=[file.pk]),
    ]
    for person in outsiders:
        client = signed_in(person)
        for url in urls:
            assert client.get(url).status_code == 404, (person, url)
            assert client.post(url, {"text": "x"}).status_code in (404, 405), (person, url)
        for model in (Conversation, Message, MessageFile):
            assert list(model.objects.visible_to(person)) == []
    assert Client().get(of(pair)).status_code == 302
    assert Message.objects.count() == 1


def test_staff_finds_no_word_of_it_on_the_applications_page(pair):
    pair.say(pair.applicant, "Secret")
    html = page(make_member(pair.programme), application_page(pair))
    assert "Secret" not in html
    assert "Messages with" not in html


def test_who_follows_reads_everything_from_then_on(pair):
    pair.say(pair.applicant, "Written before")
    successor = make_contact(pair.organisation, role="recruiter")
    assert "Written before" in page(successor, of(pair))


def test_a_company_reads_nothing_of_somebody_who_has_asked_to_be_erased(pair):
    from django.utils import timezone

    pair.say(pair.applicant, "Hello")
    pair.applicant.restricted_at = timezone.now()
    pair.applicant.save()
    page(pair.manager, of(pair), 404)
    assert "You have asked to be erased, so nobody at Haselgrund" in page(pair.applicant, of(pair))


@pytest.mark.parametrize("has_begun", [True, False])
def test_nobody_writes_where_nobody_at_the_company_is_left_to_read(pair, has_begun):
    if has_begun:
        pair.say(pair.recruiter, "Hello")
    for recruiter in (pair.manager, pair.recruiter):
        recruiter.is_active = False
        recruiter.save()
    why = "Nobody at Haselgrund Sensorik deals with its offers at the moment, so nobody would read"
    for address in [application_page(pair), *([of(pair)] if has_begun else [])]:
        html = page(pair.applicant, address)
        assert (why in html, 'name="text"' in html) == (True, False)
    number = Message.objects.count()
    answer = signed_in(pair.applicant).post(of(pair) if has_begun else start(pair), {"text": "Hi", "key": ""})
    assert answer.status_code == 400
    assert (why in answer.content.decode(), Message.objects.count()) == (True, number)
    if has_begun:
        assert "What you typed was not sent." in answer.content.decode()


def test_nobody_writes_to_an_applicant_whose_account_is_closed(pair):
    pair.say(pair.applicant, "Hello")
    pair.applicant.is_active = False
    pair.applicant.save()
    html = page(pair.manager, of(pair))
    assert ("account is closed, so nobody would read" in html, 'name="text"' in html) == (True, False)
    answer = signed_in(pair.manager).post(of(pair), {"text": "Hi", "key": ""})
    assert (answer.status_code, Message.objects.count()) == (400, 1)


# --- Writing -------------------------------------------------------------------------------------------------------


def test_the_same_form_sent_twice_is_one_message(pair):
    client, key = signed_in(pair.applicant), "5f0c6f4e-6f2a-4c61-9e4c-0a3e4f5b6c7d"
    for _twice in range(2):
        assert client.post(start(pair), {"text": "Hello", "key": key}).status_code == 302
    assert Message.objects.count() == 1


def test_an_error_keeps_what_was_typed(pair):
    block_conversation(conversation=pair.conversation, by=pair.manager)
    answer = signed_in(pair.applicant).post(of(pair), {"text": "A long text"})
    html = answer.content.decode()
    assert answer.status_code == 400
    assert "The other side would rather not write at the moment" in html
    answer = signed_in(pair.applicant).post(start(pair), {"text": "x" * 4001})
    assert answer.status_code == 400
    assert Message.objects.count() == 0


@pytest.mark.parametrize("text", HOSTILE_TEXTS)
def test_hostile_input_breaks_nothing(pair, text):
    client = signed_in(pair.applicant)
    for data in ({"text": text}, {"text": "x", "key": text}, {"sentence": text}, {"attachments": text}):
        assert client.post(of(pair), data).status_code in (302, 400)
    message = pair.say(pair.manager, "Hello")
    url = reverse("programmes:message_report", args=[message.pk])
    assert client.post(url, {"reason": text, "words": text}).status_code == 400
    assert client.get(of(pair), {"before": text}).status_code == 200


def test_an_honest_person_is_let_through_and_a_program_is_not(pair, settings):
    settings.MESSAGE_LIMITS = {"write": "2/m/key"}
    client = signed_in(pair.applicant)
    answers = [client.post(of(pair), {"text": f"Message {number}"}).status_code for number in range(3)]
    assert answers == [302, 302, 400]
    html = client.post(of(pair), {"text": "Kept"}).content.decode()
    assert "You have sent a lot of messages" in html
    assert "Kept" in html


def test_a_file_is_sent_as_an_attachment_and_the_fetch_is_logged(pair):
    client = signed_in(pair.applicant)
    assert client.post(of(pair), {"text": "", "attachments": pdf("Zeugnis.pdf")}).status_code == 302
    file = MessageFile.objects.get()
    answer = signed_in(pair.manager).get(reverse("programmes:message_file", args=[file.pk]))
    assert answer.headers["Content-Disposition"] == 'attachment; filename="zeugnis.pdf"'
    assert answer.headers["Cache-Control"] == "private, no-store"
    log = AccessLog.objects.get(object_label="programmes.MessageFile")
    assert (log.actor, log.subject, log.kind) == (pair.manager, pair.applicant, "download")


def test_a_file_that_is_no_pdf_is_refused_beside_its_field(pair):
    from django.core.files.uploadedfile import SimpleUploadedFile

    upload = SimpleUploadedFile("cv.pdf", b"MZ not a PDF", "application/pdf")
    answer = signed_in(pair.applicant).post(of(pair), {"text": "Look", "attachments": upload})
    assert answer.status_code == 400
    assert "This is not a PDF" in answer.content.decode()


# --- Blocking and reporting ----------------------------------------------------------------------------------------


def test_blocking_asks_first_and_both_read_why_in_kind_words(pair):
    pair.say(pair.recruiter, "Hello")
    client, url = (
        signed_in(pair.applicant),
        reverse("programmes:conversation_block", args=[pair.conversation.pk]),
    )
    assert "Nothing else ends by it" in client.get(url).content.decode()
    assert Conversation.objects.get().participants.filter(blocked_at__isnull=False).count() == 0
    client.post(url)
    assert "You have blocked this conversation" in page(pair.applicant, of(pair))
    assert "The other side would rather not write" in page(pair.manager, of(pair))
    assert '<textarea name="text"' not in page(pair.manager, of(pair))
    client.post(url)
    assert '<textarea name="text"' in page(pair.manager, of(pair))


def test_a_message_is_reported_with_a_reason_and_the_page_says_where_it_stands(pair):
    message = pair.say(pair.recruiter, "Send me money")
    client, url = signed_in(pair.applicant), reverse("programmes:message_report", args=[message.pk])
    assert client.post(url, {}).status_code == 400
    assert client.post(url, {"reason": "fraud", "words": "He asked twice."}).status_code == 302
    assert MessageReport.objects.get().words == "He asked twice."
    assert "Reported: To look at" in page(pair.applicant, of(pair))
    assert "Reported" not in page(pair.manager, of(pair))


# --- Minors --------------------------------------------------------------------------------------------------------


def test_a_minor_and_those_who_answer_choose_sentences_and_type_nothing():
    pair = pair_with_minor()
    for person in (pair.applicant, pair.manager, make_member(pair.programme)):
        html = page(person, application_page(pair))
        assert 'name="sentence"' in html
        assert "<textarea" not in html
        assert 'type="file"' not in html
    client = signed_in(pair.manager)
    assert client.post(start(pair), {"sentence": "welcome"}).status_code == 302
    assert client.post(start(pair), {"text": "My number is …"}).status_code == 400
    assert [(each.sentence, each.text) for each in Message.objects.all()] == [("welcome", "")]


def test_set_sentences_are_read_in_the_readers_language():
    pair = pair_with_minor()
    pair.say(pair.manager, sentence="welcome")
    pair.applicant.language = "de"
    pair.applicant.save()
    client = signed_in(pair.applicant)
    client.cookies["django_language"] = "de"
    assert "Sie sind willkommen. Wir freuen uns auf Sie." in client.get(of(pair)).content.decode()


# --- Lists ---------------------------------------------------------------------------------------------------------


def test_lists_name_the_other_side_and_count_what_is_new(pair):
    pair.say(pair.recruiter, "Hello")
    pair.say(pair.recruiter, "Are you there?")
    html = page(pair.applicant, reverse("programmes:my_conversations"))
    assert "Haselgrund Sensorik" in html
    assert "2 new messages" in html
    mine = reverse("programmes:organisation_conversations", args=[pair.organisation.pk])
    html = page(pair.manager, mine)
    assert "Amira Haddad" in html
    assert "new message" not in html
    for outsider in (make_user("Mallory"), make_contact(pair.organisation, role="teacher")):
        page(outsider, mine, 404)
        assert "Haselgrund" not in page(outsider, reverse("programmes:my_conversations"))


def test_an_empty_list_says_what_will_be_there(pair):
    assert "Those who recruit for the company read it; coordinators read what one of you reports" in page(
        pair.applicant, reverse("programmes:my_conversations")
    )


def test_a_conversation_costs_the_same_at_one_message_and_at_thirty(pair):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client = signed_in(pair.applicant)
    pair.say(pair.manager, "Hello", uploads=[pdf()])
    client.get(application_page(pair))
    counts = []
    for number in (0, 29):
        for each in range(number):
            pair.say(pair.manager if each % 2 else pair.applicant, f"Message {each}")
        client.get(application_page(pair))
        for url in (application_page(pair), of(pair), reverse("programmes:my_conversations")):
            with CaptureQueriesContext(
                connection,
            ) as asked:
                client.get(url)
            counts.append(len(asked))
    assert counts[:3] == counts[3:]
    assert max(counts) <= 13, counts
    assert counts[2] <= 8, counts


def test_earlier_messages_are_a_page_back(pair):
    for number in range(1, 33):
        pair.say(pair.manager, f"Message {number}.")
    html = page(pair.applicant, of(pair))
    assert "Message 32." in html
    assert "Message 2." not in html
    assert "Message 2." in page(pair.applicant, f"{of(pair)}?before=3")
