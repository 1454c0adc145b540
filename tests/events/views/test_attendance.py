"""The page at the door: list, codes, camera, what devices send, lists to sign, tickets and the code of a meeting."""

import json
from datetime import timedelta
from io import BytesIO
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from events.models import Attendance, Registration, Scan, SignedList
from events.queries.attendance import meeting_code, ticket_code
from events.queries.registrations import registration_token
from events.services.attendance import write_due_lists
from events.services.guests import join_registrations
from events.services.registrations import cancel_registration
from events.services.states import cancel_event
from tests.events.attending import add_session, comes, event_with, moved
from tests.factories import make_enrolment, make_funding, make_member, make_programme, make_user
from tests.sessions import sign_in
from tests.talks import pdf

pytestmark = pytest.mark.django_db


@pytest.fixture
def programme():
    return make_programme(modules=["events"])


@pytest.fixture
def trainer(programme):
    return make_member(programme, "trainer")


def signed_in(person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def door(session) -> str:
    return f"/events/sessions/{session.pk}/check-in/"


def names(response) -> list[tuple[str, str]]:
    return [(line.name, line.presence) for line in response.context["lines"]]


def said(response) -> list[str]:
    return [str(message) for message in response.context["messages"]]


def words_of(response) -> str:
    return " ".join(
        "\n".join(page.extract_text() for page in PdfReader(BytesIO(response.content)).pages).split()
    )


def send(client, session, *scans, device="left"):
    body = json.dumps({"device": device, "scans": scans})
    return client.post(f"{door(session)}scans/", body, content_type="application/json")


def scan_of(row, **fields) -> dict[str, str]:
    return {
        "id": str(uuid4()),
        "code": ticket_code(row.pk),
        "at": timezone.now().isoformat(),
        "how": "scan",
        **fields,
    }


# --- The list ------------------------------------------------------------------------------------------------------


def test_one_tap_notes_somebody_and_another_takes_it_back(programme, trainer):
    event, (ana, _boris) = event_with(programme, "Ana", "Boris")
    session, client = event.sessions.get(), signed_in(trainer)
    page = client.post(door(session), {"act": "here", "row": ana.pk}, follow=True)
    assert names(page) == [("Ana", "present"), ("Boris", "expected")]
    assert page.redirect_chain[0][0].endswith(f"#person-{ana.pk}")
    assert "1 of 2 people are here." in page.text
    page = client.post(door(session), {"act": "undo", "row": ana.pk}, follow=True)
    assert names(page) == [("Ana", "expected"), ("Boris", "expected")]


def test_times_are_typed_on_the_clocks_of_the_programme(programme, trainer):
    event, (ana,) = event_with(programme, "Ana", begun=200, lasts=120)
    session, client = event.sessions.get(), signed_in(trainer)
    late = timezone.localtime(session.starts_at + timedelta(minutes=30), programme.zone)
    address = f"{door(session)}{ana.pk}/"
    answer = client.post(address, {"presence": "present", "came": f"{late:%H:%M}", "left": ""})
    assert answer.status_code == 302
    assert abs(Attendance.objects.get().came_at - late) < timedelta(minutes=1)
    assert f'value="{late:%H:%M}"' in client.get(address).text
    assert f"came at {late:%H:%M}" in client.get(door(session)).text
    answer = client.post(address, {"presence": "absent", "came": f"{late:%H:%M}"})
    assert (answer.status_code, answer.context["form"].errors["came"]) == (
        400,
        ["Only who was there came and left."],
    )


def test_a_date_past_midnight_takes_the_small_hours_for_those_of_the_next_day(programme, trainer):
    event, (ana,) = event_with(programme, "Ana", begun=60 * 48, lasts=180)
    day = timezone.localtime(event.starts_at, programme.zone).replace(hour=22, minute=0, second=0)
    event.sessions.update(starts_at=day, ends_at=day + timedelta(hours=4))
    session = event.sessions.get()
    signed_in(trainer).post(f"{door(session)}{ana.pk}/", {"presence": "present", "left": "01:00"})
    assert Attendance.objects.get().left_at == day + timedelta(hours=3)


def test_whoever_waits_stands_in_the_list_and_can_be_let_in(programme, trainer):
    event, (_ana, boris) = event_with(programme, "Ana", "Boris", places=1)
    client, session = signed_in(trainer), event.sessions.get()
    assert "On the waiting list" in client.get(door(session)).text
    page = client.post(door(session), {"act": "let_in_row", "row": boris.pk}, follow=True)
    assert names(page) == [("Ana", "expected"), ("Boris", "present")]


def test_somebody_who_is_in_no_list_is_entered_with_a_name(programme, trainer):
    event, _rows = event_with(programme, "Ana")
    client, session = signed_in(trainer), event.sessions.get()
    page = client.post(door(session), {"act": "let_in", "name": "Dora", "email": ""}, follow=True)
    assert (names(page), said(page)) == ([("Ana", "expected"), ("Dora", "present")], ["Dora is here."])
    page = client.post(door(session), {"act": "let_in", "name": "", "email": "nonsense"})
    assert (page.status_code, sorted(page.context["forms"]["let_in"].errors)) == (400, ["email", "name"])


def test_a_typed_code_notes_its_owner_and_a_wrong_one_is_named(programme, trainer):
    event, (ana,) = event_with(programme, "Ana")
    client, session = signed_in(trainer), event.sessions.get()
    page = client.post(door(session), {"act": "code", "code": ticket_code(ana.pk).lower()}, follow=True)
    assert (names(page), said(page)) == ([("Ana", "present")], ["Ana is here."])
    page = client.post(door(session), {"act": "code", "code": "1-AAAAAA"}, follow=True)
    assert said(page) == ["Belongs to no registration of this event"]
    assert "Belongs to no registration of this event" in page.text.split('id="conflicts"')[1]


def test_who_has_given_the_place_back_and_comes_all_the_same_is_let_in_from_the_conflicts(programme, trainer):
    event, (ana,) = event_with(programme, "Ana", begun=-30)
    cancel_registration(registration=ana, by=ana.person)
    client, session = signed_in(trainer), event.sessions.get()
    page = client.post(door(session), {"act": "code", "code": ticket_code(ana.pk)}, follow=True)
    assert [key for *_said, key in page.context["conflicts"]] == [ana.pk]
    page = client.post(door(session), {"act": "let_in_row", "row": ana.pk}, follow=True)
    assert (names(page), [key for *_said, key in page.context["conflicts"]]) == ([("Ana", "present")], [0])


def test_after_a_signed_list_everybody_else_is_noted_at_once(programme, trainer):
    event, (_ana, boris) = event_with(programme, "Ana", "Boris", begun=200)
    client, session = signed_in(trainer), event.sessions.get()
    client.post(f"{door(session)}{boris.pk}/", {"presence": "absent"})
    page = client.post(door(session), {"act": "rest"}, follow=True)
    assert (names(page), said(page)) == ([("Ana", "present"), ("Boris", "absent")], ["1 person is noted."])


def test_the_camera_is_allowed_at_the_door_alone(programme, trainer):
    event, _rows = event_with(programme)
    client = signed_in(trainer)
    assert "camera=(self)" in client.get(door(event.sessions.get()))["Permissions-Policy"]
    assert "camera=()" in client.get(event.get_absolute_url())["Permissions-Policy"]


def test_of_several_dates_the_way_leads_to_the_one_at_hand(programme, trainer):
    event, _rows = event_with(programme, begun=300)
    client, now = signed_in(trainer), add_session(event, begun=10)
    later = add_session(event, begun=-600)
    assert client.get(f"/events/{event.pk}/check-in/").url == door(now)
    now.delete()
    assert client.get(f"/events/{event.pk}/check-in/").url == door(later)
    later.delete()
    assert client.get(f"/events/{event.pk}/check-in/").url == door(event.sessions.get())


def test_the_door_of_another_programme_is_closed_and_its_people_are_nowhere(programme, trainer):
    event, (ana,) = event_with(programme, "Ana")
    foreign, (boris,) = event_with(make_programme(modules=["events"]), "Boris")
    client, session = signed_in(trainer), event.sessions.get()
    assert client.get(door(foreign.sessions.get())).status_code == 403
    assert client.post(door(session), {"act": "here", "row": boris.pk}).status_code == 404
    assert client.get(f"{door(session)}{boris.pk}/").status_code == 404
    assert signed_in(ana.person).get(door(session)).status_code == 403
    assert Attendance.objects.filter(presence="present").count() == 0


def test_who_joins_a_course_later_does_not_count_as_missing_at_dates_before(programme, trainer):
    event, _rows = event_with(programme, "Ana", begun=300)
    add_session(event, begun=-600)
    write_due_lists()
    Registration.objects.create(event=event, person=make_user("Boris"), state="registered")
    client, session = signed_in(trainer), event.sessions.get(is_first=True)
    assert "0 of 1 person is here." in client.get(door(session)).text
    assert "Boris" not in words_of(client.get(f"/events/sessions/{session.pk}/signatures.pdf"))
    page = client.post(door(session), {"act": "rest"}, follow=True)
    assert (names(page), 'value="rest"' in page.text) == ([("Ana", "present"), ("Boris", "expected")], False)


def test_a_cancelled_event_asks_for_no_code_of_its_meeting(programme):
    event, (ana,) = event_with(programme, "Ana", begun=-10, link="https://meet.example.org/x")
    cancel_event(event=event, reason="Ill.", by=make_member(programme))
    assert Client().get(f"{page_of(ana)}code/").status_code == 404


@pytest.mark.parametrize("row", ["", "x", "-1", "9" * 30])
def test_a_tap_on_nobody_finds_nobody(programme, trainer, row):
    event, _rows = event_with(programme, "Ana")
    assert signed_in(trainer).post(door(event.sessions.get()), {"act": "here", "row": row}).status_code == 404


def test_the_list_costs_the_same_number_of_queries_with_many_people(
    programme, trainer, django_assert_max_num_queries
):
    event, rows = event_with(programme, *(f"Person {number}" for number in range(25)))
    client, session = signed_in(trainer), event.sessions.get()
    for row in rows[:20]:
        client.post(door(session), {"act": "here", "row": row.pk})
    with django_assert_max_num_queries(14):
        page = client.get(door(session))
    assert "20 of 25 people are here." in page.text


# --- What devices send ---------------------------------------------------------------------------------------------


def test_a_device_sends_what_it_has_noted_and_hears_what_became_of_each(programme, trainer):
    event, (ana, boris) = event_with(programme, "Ana", "Boris", begun=-30)
    cancel_registration(registration=boris, by=boris.person)
    client, session = signed_in(trainer), event.sessions.get()
    parcel = [scan_of(ana), scan_of(boris), scan_of(ana, code="nonsense", how="typed")]
    outcomes = send(client, session, *parcel).json()["outcomes"]
    assert [outcomes[each["id"]]["code"] for each in parcel] == [
        ticket_code(ana.pk),
        ticket_code(boris.pk),
        "",
    ]
    assert [(outcomes[each["id"]]["outcome"], outcomes[each["id"]]["name"]) for each in parcel] == [
        ("noted", "Ana"),
        ("no_place", "Boris"),
        ("unknown", ""),
    ]
    assert send(client, session, *parcel).json()["outcomes"] == outcomes
    assert Scan.objects.count() == 3


def test_a_device_whose_page_is_from_before_a_sign_in_is_refused_without_a_word_on_the_next_page(
    programme, trainer
):
    event, (ana,) = event_with(programme, "Ana")
    client = Client(enforce_csrf_checks=True)
    client.force_login(trainer)
    address = f"{door(event.sessions.get())}scans/"
    body = json.dumps({"device": "left door", "scans": [scan_of(ana)]})
    said_by = {"Accept": "application/json", "Sec-Fetch-Site": "same-origin"}
    answer = client.post(address, body, content_type="application/json", headers=said_by)
    assert (answer.status_code, Scan.objects.count()) == (403, 0)
    assert said(client.get(door(event.sessions.get()))) == []


def test_a_device_whose_date_was_cancelled_meanwhile_hears_so(programme, trainer):
    event, (ana,) = event_with(programme, "Ana")
    event.sessions.update(state="cancelled", cancel_reason="Fire.")
    scan = scan_of(ana)
    outcomes = send(signed_in(trainer), event.sessions.get(), scan).json()["outcomes"]
    assert outcomes[scan["id"]]["outcome"] == "refused"


@pytest.mark.parametrize(
    "body",
    [
        "nonsense",
        "[]",
        "{}",
        '{"device": "x", "scans": [{}]}',
        '{"device": "x", "scans": [{"id": "5", "code": "x", "how": "scan"}]}',
        '{"device": "x", "scans": [{"id": "00000000-0000-0000-0000-000000000005", "code": "x", "how": "magic"}]}',
    ],
)
def test_what_no_page_of_ours_sends_is_refused_and_changes_nothing(programme, trainer, body):
    event, _rows = event_with(programme, "Ana")
    answer = signed_in(trainer).post(
        f"{door(event.sessions.get())}scans/", body, content_type="application/json"
    )
    assert (answer.status_code, Scan.objects.count()) == (400, 0)


@pytest.mark.parametrize("at", [None, "yesterday", "2026-01-01T10:00:00"])
def test_a_scan_without_a_time_that_can_be_read_counts_from_now(programme, trainer, at):
    event, (ana,) = event_with(programme, "Ana")
    send(signed_in(trainer), event.sessions.get(), scan_of(ana, at=at))
    assert abs(Scan.objects.get().at - timezone.now()) < timedelta(minutes=1)


def test_the_script_for_the_door_works_for_pages_of_dates_alone():
    answer = Client().get("/events/sessions/check-in-worker.js")
    assert answer["Content-Type"] == "text/javascript"
    assert "no-store" in answer["Cache-Control"]
    assert "Service-Worker-Allowed" not in answer


# --- On paper ------------------------------------------------------------------------------------------------------


def test_the_list_to_sign_says_who_pays_and_who_belongs_to_the_date(programme, trainer):
    make_funding(programme, reference="2026 FGR 1")
    event, (ana, *_others) = event_with(programme, "Ana", "Boris Ж", "Wendelin", places=2)
    enrolment = make_enrolment(programme, ana.person)
    coordinator = make_member(programme)
    page = words_of(signed_in(coordinator).get(f"/events/sessions/{event.sessions.get().pk}/signatures.pdf"))
    assert [each in page for each in ("Ana", "Boris Ж", "Wendelin", "2026 FGR 1", enrolment.pseudonym)] == [
        True,
        True,
        False,
        True,
        True,
    ]


def test_the_list_to_sign_has_the_columns_that_the_funder_asks_for(programme, trainer):
    make_funding(programme, signature_columns=["signature", "second", "organisation"])
    event, _rows = event_with(programme, "Ana")
    page = words_of(signed_in(trainer).get(f"/events/sessions/{event.sessions.get().pk}/signatures.pdf"))
    heads = ["Organisation", "Participant number", "From", "Signature at the end"]
    assert [head in page for head in heads] == [True, False, False, True]


def test_the_ticket_is_there_for_who_comes_late(programme):
    event, (ana,) = event_with(programme, "Ana", begun=5)
    assert ticket_code(ana.pk) in Client().get(page_of(ana)).text
    moved(event, 100, 60)
    assert ticket_code(ana.pk) not in Client().get(page_of(ana)).text


def test_a_signed_list_is_kept_and_opened_by_those_who_run_the_programme(programme, trainer):
    event, (ana,) = event_with(programme, "Ana")
    client, session = signed_in(trainer), event.sessions.get()
    page = client.post(door(session), {"act": "upload", "file": pdf()}, follow=True)
    assert said(page) == ["The signed list is kept."]
    address = f"/events/signed-lists/{SignedList.objects.get().pk}/"
    assert client.get(address)["Content-Type"] == "application/pdf"
    assert signed_in(ana.person).get(address).status_code == 404
    page = client.post(door(session), {"act": "upload", "file": SimpleUploadedFile("x.pdf", b"MZ")})
    assert (page.status_code, SignedList.objects.count()) == (400, 1)


# --- Tickets -------------------------------------------------------------------------------------------------------


def page_of(row) -> str:
    return f"/events/registrations/{registration_token(row.pk)}/"


def test_who_has_a_place_has_a_ticket_with_a_code_on_the_page_and_on_paper(programme):
    _event, (ana, boris) = event_with(programme, "Ana", "Boris", places=1, begun=-60)
    code = ticket_code(ana.pk)
    assert code in Client().get(page_of(ana)).text
    assert code in words_of(Client().get(f"{page_of(ana)}ticket.pdf"))
    assert Client().get(f"{page_of(ana)}ticket.svg")["Content-Type"] == "image/svg+xml"
    assert ticket_code(boris.pk) not in Client().get(page_of(boris)).text
    for name in ("ticket.pdf", "ticket.svg"):
        assert Client().get(f"{page_of(boris)}{name}").status_code == 404
        assert Client().get(f"/events/registrations/nonsense/{name}").status_code == 404


def test_a_ticket_read_by_any_camera_leads_those_at_the_door_to_its_owner(programme, trainer):
    event, (ana,) = event_with(programme, "Ana")
    address = f"/events/tickets/{ticket_code(ana.pk)}/"
    assert signed_in(trainer).get(address).url == f"{door(event.sessions.get())}#person-{ana.pk}"
    assert signed_in(ana.person).get(address).status_code == 404
    assert signed_in(trainer).get("/events/tickets/1-AAAAAA/").status_code == 404
    again = comes(moved(event, -60), "Ana again")
    join_registrations(gone=again.person, kept=ana.person)
    stays = event.registrations.get()
    for row in (ana, again):
        answer = signed_in(trainer).get(f"/events/tickets/{ticket_code(row.pk)}/")
        assert answer.url == f"{door(event.sessions.get())}#person-{stays.pk}"
    assert "/accounts/login/" in Client().get(address).url


# --- Online --------------------------------------------------------------------------------------------------------


def test_the_code_of_the_meeting_is_shown_to_those_who_run_it_from_shortly_before(programme, trainer):
    event, _rows = event_with(programme, begun=-10, link="https://meet.example.org/x")
    session, client = event.sessions.get(), signed_in(trainer)
    address = f"/events/sessions/{session.pk}/code/"
    assert meeting_code(session, timezone.now()) in client.get(address).text
    part = client.get(address, headers={"HX-Request": "true"}).text
    assert part.strip().startswith('<div id="meeting-code"')
    moved(event, -60)
    assert meeting_code(session, timezone.now()) not in client.get(address).text


def test_who_takes_part_online_types_the_code_on_the_page_of_their_registration(programme):
    event, (ana,) = event_with(programme, "Ana", link="https://meet.example.org/x")
    address = f"{page_of(ana)}code/"
    assert address in Client().get(page_of(ana)).text
    wrong = Client().post(address, {"code": "WRONG1"})
    assert (wrong.status_code, "code" in wrong.context["form"].errors) == (400, True)
    answer = Client().post(address, {"code": meeting_code(event.sessions.get(), timezone.now())}, follow=True)
    assert said(answer) == ["Thank you. It is noted that you are here."]
    assert Attendance.objects.get().presence == "present"


def test_nobody_finds_the_code_of_a_meeting_by_trying(programme):
    _event, (ana,) = event_with(programme, "Ana", link="https://meet.example.org/x")
    statuses = [Client().post(f"{page_of(ana)}code/", {"code": "WRONG1"}).status_code for _each in range(11)]
    assert statuses == [400] * 10 + [429]


def test_an_event_without_a_meeting_asks_for_no_code(programme):
    _event, (ana,) = event_with(programme, "Ana")
    assert Client().get(f"{page_of(ana)}code/").status_code == 404
    assert "code/" not in Client().get(page_of(ana)).text


def test_the_page_of_a_registration_says_at_how_many_dates_they_were(programme, trainer):
    event, (ana,) = event_with(programme, "Ana", begun=300)
    add_session(event, begun=200)
    signed_in(trainer).post(f"{door(event.sessions.get(is_first=True))}{ana.pk}/", {"presence": "present"})
    assert "There on 1 of 2 dates (50 %)" in Client().get(page_of(ana)).text


def test_a_signed_list_is_uploaded_found_and_deleted_in_the_administration(programme):
    event, _rows = event_with(programme, "Ana")
    client = Client()
    sign_in(client, make_member(programme))
    add = reverse("admin:events_signedlist_add")
    session = event.sessions.get()
    assert client.post(add, {"session": session.pk, "file": pdf()}).status_code == 302
    row = SignedList.objects.get()
    assert (row.session, row.uploaded_by.name) == (session, "coordinator of " + programme.slug)
    page = client.get(reverse("admin:events_signedlist_change", args=[row.pk])).text
    assert f"/events/signed-lists/{row.pk}/" in page
    foreign = event_with(make_programme(modules=["events"]))[0].sessions.get()
    assert client.post(add, {"session": foreign.pk, "file": pdf()}).status_code == 200
    client.post(reverse("admin:events_signedlist_delete", args=[row.pk]), {"post": "yes"})
    assert SignedList.objects.count() == 0
