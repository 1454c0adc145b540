"""What a teacher, a guardian, whoever receives the class and who runs the programme see of it, and nothing else."""

import re
from io import BytesIO
from zipfile import ZipFile

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone
from pypdf import PdfReader

from events.constants import ClassState, ConsentState
from events.models import ClassBooking, ClassConsent, ClassOffer, Event
from events.presentation.classes import visit_facts
from events.services.states import save_event
from events.views.class_consents import RATES
from portal.privacy.services.copies import build_copy, request_copy
from tests.events.lending import told
from tests.events.schooling import Schooling, answers, later, number, page_of
from tests.factories import make_class_booking, make_event, make_member, make_organisation, make_user
from tests.sessions import sign_in
from tests.workplace import act, address

pytestmark = pytest.mark.django_db


@pytest.fixture
def schooling():
    return Schooling()


def signed_in(person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def typed(schooling, **fields) -> dict[str, object]:
    return schooling.said(school=schooling.school.pk, is_school_event="yes") | fields


# --- Booking -------------------------------------------------------------------------------------------------------


def test_everybody_reads_what_a_class_should_know_and_teachers_find_the_way(schooling):
    ClassOffer.objects.update(clothing="Closed shoes", lowest_grade=7)
    page = Client().get(schooling.event.get_absolute_url()).text
    assert all(words in page for words in ("1 to 32", "7 to 13", "Closed shoes"))
    assert f"/events/{schooling.event.pk}/class/" in page
    other = make_event(schooling.programme)
    assert "For school classes" not in Client().get(other.get_absolute_url()).text


def test_a_teacher_books_on_one_page_and_finds_it_filled_in_the_next_time(schooling):
    client, page = signed_in(schooling.teacher), f"/events/{schooling.event.pk}/class/"
    first = client.get(page).context["form"].initial
    assert (first["school"], first["supervisor_name"]) == (schooling.school.pk, schooling.teacher.name)
    answer = client.post(page, typed(schooling, is_school_event="no", travel="needs_transport"))
    booking = ClassBooking.objects.get()
    assert answer["Location"] == f"/events/classes/{booking.pk}/"
    assert (booking.pupils, booking.is_school_event, booking.travel, booking.needs) == (
        4,
        False,
        "needs_transport",
        "A way without steps",
    )
    again = client.get(f"/events/{schooling.make_event().pk}/class/").context["form"].initial
    assert (again["class_name"], again["grade"], again["pupils"], again["is_school_event"]) == (
        "8b",
        8,
        4,
        "no",
    )
    assert "needs" not in again


def test_what_stands_against_it_is_said_beside_the_field(schooling):
    client, page = signed_in(schooling.teacher), f"/events/{schooling.event.pk}/class/"
    answer = client.post(page, typed(schooling, pupils=31))
    assert (answer.status_code, list(answer.context["form"].errors)) == (400, ["pupils"])
    assert "30 places are free" in str(answer.context["form"].errors["pupils"])
    other = make_organisation(schooling.programme, kind="school")
    answer = client.post(page, typed(schooling, school=other.pk))
    assert list(answer.context["form"].errors) == ["school"]


def test_only_teachers_book_and_only_what_is_for_classes(schooling):
    page = f"/events/{schooling.event.pk}/class/"
    for person in (schooling.manager, schooling.coordinator, make_user()):
        assert signed_in(person).get(page).status_code == 403
    other = make_event(schooling.programme, places=9)
    answer = signed_in(schooling.teacher).get(f"/events/{other.pk}/class/")
    assert answer["Location"] == other.get_absolute_url()


# --- The school's page ---------------------------------------------------------------------------------------------


def test_the_overview_says_how_many_agree_and_which_numbers_are_missing(schooling):
    booking = schooling.book()
    schooling.agree(booking, 1)
    schooling.agree(booking, 3, photos=False)
    answer = signed_in(schooling.colleague).get(booking.get_absolute_url())
    overview = answer.context["overview"]
    assert (overview.given, overview.photos, overview.missing) == ("2 of 4", "1 of 4", "2, 4")
    assert [(each.words, each.badge) for each in overview.numbers] == [
        ("1: Agreed, photographs: yes", "good"),
        ("2: No answer yet", "bad"),
        ("3: Agreed, photographs: no", "good"),
        ("4: No answer yet", "bad"),
    ]
    assert "Gus Guardian" not in answer.text


def test_the_code_sheet_is_a_tagged_pdf_with_a_slip_for_each_number_and_who_pays(schooling):
    booking = schooling.book(pupils=2)
    client = signed_in(schooling.teacher)
    answer = client.get(f"{booking.get_absolute_url()}sheet/")
    sheet = PdfReader(BytesIO(b"".join(answer.streaming_content)))
    text = " ".join(page.extract_text() for page in sheet.pages)
    assert (answer["Content-Type"], sheet.root_object["/MarkInfo"]["/Marked"]) == ("application/pdf", True)
    assert re.findall(r"Number (\d), class 8b", text) == ["1", "2"]
    assert (text.count("See the robots"), "Funded by the Land." in text) == (2, True)
    assert "photographs" in text
    for consent in booking.consents.all():
        assert page_of(consent).replace("/", "") in "".join(text.split()).replace("/", "")
    Event.objects.update(starts_at=timezone.now())
    assert client.get(f"{booking.get_absolute_url()}sheet/").status_code == 404


def test_a_class_grows_and_shrinks_and_is_cancelled_on_its_page(schooling):
    booking = schooling.book(pupils=3)
    client, page = signed_in(schooling.teacher), booking.get_absolute_url()
    assert client.post(page, {"more": "2", "dropped": ["2"]})["Location"] == page
    assert [each for each, _state in answers(booking)] == [1, 3, 4, 5]
    answer = client.post(page, {"more": "30"})
    assert (answer.status_code, answer.context["form"].non_field_errors()) == (
        400,
        ["The event is for a class of another size."],
    )
    assert client.post(f"{page}cancel/", {"note": "School trip"})["Location"] == page
    booking.refresh_from_db()
    assert (booking.state, booking.note) == (ClassState.CANCELLED, "School trip")
    assert client.get(f"{page}confirm/").status_code == 404


def test_teachers_find_the_classes_of_their_school_on_their_own_page(schooling):
    booking = schooling.book()
    for address_of_page in ("/me/", "/organisation/"):
        page = signed_in(schooling.colleague).get(address_of_page).text
        assert (booking.get_absolute_url() in page, "4 consents are missing" in page) == (True, True)
    assert booking.get_absolute_url() not in signed_in(schooling.manager).get("/me/").text


# --- Whoever receives the class ------------------------------------------------------------------------------------


def test_the_host_reads_number_grade_needs_and_who_is_reached_and_nothing_else(schooling):
    booking = schooling.book()
    schooling.agree(booking, 1)
    client = signed_in(schooling.manager)
    page = client.get(f"/organisation/classes/{booking.pk}/")
    assert page.context["facts"][1:] == [
        ("Who comes", "4 pupils of grade 8"),
        ("What the class needs", "A way without steps"),
        ("Supervising teacher", "Tea Cher"),
        ("Telephone on the day", "+49 385 1"),
    ]
    assert page.context["facts"] == visit_facts(booking)
    assert [step.name for step in page.context["steps"]] == ["decline"]
    notice = schooling.manager.notifications.get().notice
    listed = client.get("/organisation/classes/").text
    for text in (page.text, listed, notice.title(), *notice.paragraphs()):
        assert not {"School by the Sea", "8b", "Gus", "P."} & set(re.split(r"[<>:,\n]\s*", text))
    for path in ("", "sheet/", "cancel/"):
        assert client.get(f"{booking.get_absolute_url()}{path}").status_code == 403
    assert not ClassConsent.objects.visible_to(schooling.manager).exists()


def test_the_day_is_confirmed_in_one_tap_on_the_page_and_in_the_list(schooling):
    first, second = schooling.book(), schooling.book(class_name="8c")
    client = signed_in(schooling.manager)
    client.post(f"/organisation/classes/{first.pk}/confirm/")
    answer = client.post(f"/organisation/classes/{second.pk}/confirm/", {"then": "list"})
    assert answer["Location"] == "/organisation/classes/"
    assert set(ClassBooking.objects.values_list("state", flat=True)) == {ClassState.CONFIRMED}
    assert told(schooling.teacher) == ["class_confirmed"] * 2
    assert client.get(f"/organisation/classes/{first.pk}/decline/").status_code == 200
    client.post(f"/organisation/classes/{first.pk}/cancel/", {"note": "The hall is closed"})
    first.refresh_from_db()
    assert first.state == ClassState.CANCELLED


def test_nobody_else_sees_the_class(schooling):
    booking, other = schooling.book(), Schooling()
    for person in (schooling.keeper, other.manager, other.teacher, other.coordinator, make_user()):
        client = signed_in(person)
        for page in (booking.get_absolute_url(), f"/organisation/classes/{booking.pk}/"):
            assert client.get(page).status_code == 404
    trainer = make_member(schooling.programme, "trainer")
    assert list(ClassBooking.objects.administered_by(trainer)) == [booking]
    assert not ClassBooking.objects.visible_to(make_member(schooling.programme, "evaluator")).exists()
    for person in (trainer, schooling.coordinator):
        assert not ClassConsent.objects.visible_to(person).exists()


def test_coordinators_see_classes_in_the_administration_and_answer_there(schooling):
    booking = schooling.book()
    schooling.agree(booking, 1)
    client = Client()
    sign_in(client, schooling.coordinator)
    row = client.get(address(ClassBooking, "changelist")).context["cl"].result_list[0]
    assert (row, row.missing) == (booking, 3)
    assert "Gus Guardian" not in client.get(address(ClassBooking, "change", booking.pk)).text
    act(client, ClassBooking, "confirm", booking)
    act(client, ClassBooking, "cancel", booking, has_reason=1, reason="Storm")
    booking.refresh_from_db()
    assert (booking.state, told(schooling.teacher)) == ("cancelled", ["class_confirmed", "class_cancelled"])


# --- Guardians -----------------------------------------------------------------------------------------------------


def test_a_guardian_agrees_without_an_account_and_nothing_is_ticked_beforehand(schooling):
    booking = schooling.book()
    first, client = number(booking, 1), Client()
    shown = client.get(page_of(first))
    assert [name for name, _value, *_more in shown.context["facts"]][-4:] == [
        "Whom the class visits",
        "School",
        "Class",
        "Number on the slip",
    ]
    assert "checked" not in shown.text
    day = shown.context["day"]
    missing = {"act": "give", "day": day, "guardian_name": "Gus"}
    assert client.post(page_of(first), missing).status_code == 400
    assert number(booking, 1).state == ConsentState.ASKED
    client.post(page_of(first), missing | {"pupil_name": "", "allows_photos": "no"})
    first.refresh_from_db()
    assert (first.state, first.guardian_name, first.pupil_name, first.allows_photos) == (
        ConsentState.GIVEN,
        "Gus",
        None,
        False,
    )
    assert "Gus" not in client.get(page_of(first)).text
    client.post(page_of(first), {"act": "withdraw"})
    assert number(booking, 1).state == ConsentState.WITHDRAWN


def test_who_has_read_of_another_day_reads_the_new_one_before_they_agree(schooling):
    page, client = page_of(number(schooling.book(), 1)), Client()
    said = {"act": "give", "guardian_name": "Gus", "allows_photos": "no"}
    stale = said | {"day": _day_on(client.get(page))}
    event = Event.objects.select_related("programme").get(pk=schooling.event.pk)
    later(event, days=3)
    save_event(event=event, by=schooling.coordinator)
    answer = client.post(page, stale)
    assert (answer.status_code, "on another day by now" in answer.text) == (400, True)
    assert ClassConsent.objects.get(number=1).state == ConsentState.ASKED
    client.post(page, said | {"day": _day_on(answer)})
    assert ClassConsent.objects.get(number=1).state == ConsentState.GIVEN


def _day_on(answer) -> str:
    (day,) = re.findall(r'name="day" value="([^"]+)"', answer.text)
    return day


def test_looking_changes_nothing_and_the_page_speaks_three_languages(schooling):
    booking = schooling.book()
    page, client = page_of(number(booking, 2)), Client()
    titles = []
    for language in ("en", "de", "sl"):
        client.cookies["django_language"] = language
        titles.append(re.search(r"<h1>(.*?)</h1>", client.get(page).text)[1])
    assert len(set(titles)) == 3
    assert answers(booking) == [(each, ConsentState.ASKED) for each in range(1, 5)]
    client.post(page, {"act": "refuse"})
    assert number(booking, 2).state == ConsentState.REFUSED


def test_a_code_that_is_not_ours_or_whose_number_was_dropped_leads_nowhere(schooling):
    booking = schooling.book()
    page = page_of(number(booking, 4))
    assert Client().get(page.replace(page[-5:-1], "AAAA")).status_code == 404
    number(booking, 4).delete()
    answer = Client().get(page)
    assert (answer.status_code, "leads nowhere" in answer.text) == (404, True)


def test_one_slip_is_not_answered_again_and_again(schooling):
    cache.clear()
    page, client = page_of(number(schooling.book(), 1)), Client()
    often = int(RATES["slip"].split("/")[0])
    codes = [client.post(page, {"act": "give"}).status_code for _each in range(often + 1)]
    assert codes == [400] * often + [429]


def test_where_no_photographs_are_taken_nobody_is_asked_about_them():
    schooling = Schooling(takes_photos=False)
    page, client = page_of(number(schooling.book(), 1)), Client()
    assert "allows_photos" not in client.get(page).context["form"].fields
    day = _day_on(client.get(page))
    client.post(page, {"act": "give", "day": day, "guardian_name": "Gus"})
    assert ClassConsent.objects.get(number=1).allows_photos is None


def test_a_teachers_copy_of_their_data_names_no_guardian(schooling):
    booking = make_class_booking(schooling.event, schooling.school, schooling.teacher)
    schooling.agree(booking, 1)
    copy = request_copy(person=schooling.teacher, language="en", by=schooling.teacher)
    build_copy(copy_id=copy.pk)
    copy.refresh_from_db()
    data = ZipFile(BytesIO(copy.file.read())).read("data.json").decode()
    assert ("8b" in data, "Gus Guardian" in data) == (True, False)
