"""Applying in the browser: what one is told before, what is sent, and what is refused."""

import re
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from pypdf import PdfWriter

from matching.constants import PostingState
from matching.models import Application, Document, Posting
from matching.services.placements.writing import update_placement
from matching.services.talents import add_document
from tests.factories import (
    i18n,
    make_application,
    make_placement,
    make_programme,
    make_pupil,
    make_talent,
    make_user,
)

pytestmark = pytest.mark.django_db


def pdf(name: str = "cv.pdf") -> SimpleUploadedFile:
    writer, content = PdfWriter(), BytesIO()
    writer.add_blank_page(width=100, height=100)
    writer.write(content)
    return SimpleUploadedFile(name, content.getvalue(), content_type="application/pdf")


def apply_page(placement) -> str:
    return reverse("matching:apply", args=[placement.pk, placement.slug])


def test_a_visitor_writes_first_registers_and_finds_the_message_in_the_form(client, placement, person):
    page = client.get(apply_page(placement)).text
    assert [word in page for word in ("Go on with an account", 'name="upload"')] == [True, False]
    response = client.post(apply_page(placement), {"message": "Good morning!"})
    assert response.url == f"{reverse('account_signup')}?next={apply_page(placement).replace('/', '%2F')}"
    assert not Application.objects.exists()
    client.force_login(person)
    assert "Good morning!" in client.get(apply_page(placement)).text
    client.post(apply_page(placement), {"message": "Good morning!"})
    assert Application.objects.get().message == "Good morning!"


def test_what_a_visitor_wrote_is_not_shown_to_who_had_signed_in_before_them(client, placement, person):
    """The browser says who was signed in last when it was typed; nobody else reads it."""
    client.force_login(person)
    client.get("/me/")
    client.cookies.pop("sessionid")
    client.post(apply_page(placement), {"message": "Only mine."})
    client.force_login(make_user("Bob"))
    assert "Only mine." not in client.get(apply_page(placement)).text


def test_a_draft_is_kept_under_letters_of_the_person_and_over_once_it_is_sent(client, placement, person):
    def letters(user):
        client.force_login(user)
        return re.search(
            r'data-draft="apply-\d+" data-draft-owner="(\w+)"', client.get(apply_page(placement)).text
        )[1]

    others, own = letters(make_user("Bob")), letters(person)
    assert own != others
    assert "Amira" not in own
    response = client.post(apply_page(placement), {"message": "Hello"}, follow=True)
    assert f'data-draft-over="{own}:apply-{placement.pk}"' in response.text


def test_a_telephone_number_is_given_along_and_kept_and_a_bad_one_is_refused(
    talent_client, placement, person
):
    assert talent_client.post(apply_page(placement), {"phone": "call me"}).status_code == 400
    talent_client.post(apply_page(placement), {"phone": "+49 361 123456"})
    person.refresh_from_db()
    assert (person.phone, Application.objects.count()) == ("+49 361 123456", 1)


def test_the_page_says_who_gets_what(talent_client, placement, organisation, programme):
    text = talent_client.get(apply_page(placement)).text
    assert f"1 person at {organisation.name}" in text
    assert programme.acronym in text
    assert "Your profile is still empty" in text
    assert "From the interview on both sides see how to reach each other" in text


def test_applying_with_a_message_and_a_new_cv(talent_client, placement, person):
    data = {"message": "Good morning!", "upload": pdf()}
    response = talent_client.post(apply_page(placement), data, follow=True)
    application = Application.objects.get()
    assert response.redirect_chain == [(application.get_absolute_url(), 302)]
    assert (application.talent.user, application.message) == (person, "Good morning!")
    assert (application.cv.title, application.cv.talent) == ("cv.pdf", application.talent)
    assert "You applied" in response.text


def test_applying_with_a_cv_kept_here(talent_client, placement, person):
    document = add_document(talent=make_talent(person), title="CV 2027", upload=pdf(), by=person)
    assert "CV 2027" in talent_client.get(apply_page(placement)).text
    talent_client.post(apply_page(placement), {"message": "", "cv": document.pk})
    assert Application.objects.get().cv == document


def test_applying_with_nothing_but_the_profile(talent_client, placement):
    talent_client.post(apply_page(placement), {"message": ""})
    assert (Application.objects.get().message, Application.objects.get().cv) == ("", None)


def test_a_second_try_leads_to_the_first_application(talent_client, placement):
    talent_client.post(apply_page(placement), {"message": "One."})
    application = Application.objects.get()
    for response in (
        talent_client.get(apply_page(placement)),
        talent_client.post(apply_page(placement), {"message": "Two."}),
    ):
        assert response.url == application.get_absolute_url()
    assert Application.objects.get().message == "One."


def test_a_pupil_asks_by_choosing_sentences_for_what_is_meant_for_pupils(client, organisation):
    placement, unseen = make_placement(organisation, kind="visit"), make_placement(organisation, kind="job")
    client.force_login(make_pupil(has_consent=True))
    page = client.get(apply_page(placement)).text
    assert "Ask for the place" in page
    assert ("<textarea" in page, 'type="file"' in page, 'name="phone"' in page) == (False, False, False)
    assert client.post(apply_page(unseen), {"times": ["holidays"]}).status_code == 404
    assert client.post(apply_page(placement), {"year": "years_9_10"}).status_code == 400
    sent = {"times": ["holidays"], "reasons": ["look"], "year": "", "message": "Call me", "cv": "1"}
    response = client.post(apply_page(placement), sent)
    application = Application.objects.get()
    assert response.url == application.get_absolute_url()
    assert (application.is_of_minor, application.message) == (True, "")
    assert application.set_words == ["holidays", "look"]
    page = client.get(response.url).text
    assert "I can come in the school holidays." in page
    assert "No message." not in page


def test_before_a_guardian_agrees_the_wish_stays_in_the_browser_and_nothing_is_taken(client, organisation):
    placement = make_placement(organisation, kind="visit")
    client.force_login(make_pupil(has_consent=False))
    page = client.get(apply_page(placement)).text
    assert "has to agree first" in page
    assert reverse("privacy:guardians") in page
    assert 'data-draft-days="30"' in page
    assert "Ask for the place" not in page
    assert client.post(apply_page(placement), {"times": ["holidays"]}).status_code == 403
    assert Application.objects.count() == 0


def test_contacts_can_not_apply_to_their_own_organisation(company, placement):
    response = company.post(apply_page(placement), {"message": ""})
    assert response.status_code == 400
    assert "You speak for this organisation" in response.text


def test_a_placement_nobody_sees_takes_no_application(talent_client, organisation):
    placement = make_placement(organisation, state="draft")
    assert talent_client.post(apply_page(placement), {"message": ""}).status_code == 404


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("message", "x" * 4001),
        ("message", "x" * 1_000_000),
        ("message", "a\0b"),
        ("cv", "\0"),
        ("cv", "abc"),
        ("cv", str(2**63)),
        ("cv", "999999"),
        ("upload", SimpleUploadedFile("cv.pdf", b"MZ no pdf at all", content_type="application/pdf")),
        ("upload", SimpleUploadedFile("cv.pdf", b"", content_type="application/pdf")),
        ("upload", SimpleUploadedFile("cv.pdf", b"%PDF-1.7 broken", content_type="application/pdf")),
    ],
)
def test_bad_input_is_answered_beside_the_field_and_sends_nothing(
    talent_client, placement, person, field, value
):
    add_document(talent=make_talent(person), title="CV", upload=pdf(), by=person)
    response = talent_client.post(apply_page(placement), {"message": "", field: value})
    assert response.status_code == 400
    assert list(response.context["form"].errors) == [field]
    assert (Application.objects.count(), Document.objects.count()) == (0, 1)


def test_a_foreign_cv_can_not_be_sent_along(talent_client, placement, person):
    other = make_user("Bob")
    foreign = add_document(talent=make_talent(other), title="Bob", upload=pdf(), by=other)
    add_document(talent=make_talent(person), title="CV", upload=pdf(), by=person)
    assert "Bob" not in talent_client.get(apply_page(placement)).text
    assert talent_client.post(apply_page(placement), {"cv": foreign.pk}).status_code == 400
    assert Application.objects.count() == 0


def test_before_applying_one_is_told_how_long_the_company_reads(talent_client, placement):
    text = talent_client.get(apply_page(placement)).text
    assert (
        "while your application is under way and, when you take a place, until 28 days after the start"
        in text
    )
    assert "for 30 days, and then nothing" in text


def test_whoever_applies_again_for_a_rewritten_offer_is_led_to_their_application(
    talent_client, person, placement, contact
):
    application = make_application(placement, make_talent(person))
    words = {"title": i18n("Chief magician"), "description": i18n("Unread words")}
    update_placement(placement=placement, by=contact, fields=words)
    assert talent_client.get(apply_page(placement), follow=True).redirect_chain[-1] == (
        application.get_absolute_url(),
        302,
    )


@pytest.mark.parametrize("pk", [0, 2**31, 2**63, 10**30])
def test_no_number_of_an_offer_breaks_its_pages(client, talent_client, pk):
    for address in (f"/offers/{pk}-x/", f"/offers/{pk}-x/apply/"):
        assert talent_client.get(address).status_code == 404
    client.logout()
    assert client.get(f"/offers/{pk}-x/apply/").status_code == 404


def test_who_applies_is_told_which_programmes_read_it_and_no_others(talent_client, placement):
    """A programme that has yet to review the offer, or has refused it, sees nothing of its applications."""
    for state in (PostingState.WAITING, PostingState.REJECTED):
        Posting.objects.create(
            placement=placement, programme=make_programme(acronym=f"Not {state}"), state=state
        )
    page = talent_client.get(apply_page(placement)).content.decode()
    own = placement.postings.get(state=PostingState.PUBLISHED).programme.acronym
    assert own in page.split("but not your CV")[1]
    assert "Not " not in page.split("but not your CV")[1].split("</p>")[0]


def test_whoever_applies_where_nobody_deals_with_offers_reads_that(talent_client, placement, contact):
    nobody = "Nobody at the company deals with its offers at the moment."
    assert nobody not in talent_client.get(apply_page(placement)).text
    contact.contacts.all().delete()
    page = talent_client.get(apply_page(placement)).text
    assert nobody in page
    assert "You see when they open it" not in page
