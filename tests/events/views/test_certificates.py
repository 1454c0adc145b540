"""Certificates: who may have one, what it says for ever, and what whoever verifies it reads."""

from datetime import timedelta
from io import BytesIO

import pgtrigger
import pytest
from django.db import ProgrammingError, transaction
from django.test import Client
from django.utils import timezone
from pypdf import PdfReader

from events.constants import CERTIFICATE_YEARS
from events.models import Certificate, Event
from events.queries.registrations import guests_to_forget, registration_token
from events.services.attendance import let_in, note_presence
from events.services.certificates import (
    DoesNotQualify,
    HasCertificate,
    issue_certificate,
    issue_certificates,
    note_assessments,
    reissue_certificate,
    revoke_certificate,
)
from portal.core.errors import NotAllowed, WrongState
from portal.notifications.models import Notification
from tests.events.attending import add_session, event_with, moved, was_there
from tests.factories import make_funding, make_member, make_programme

pytestmark = pytest.mark.django_db

COURSE = {"certificate_kind": "attendance", "signatory": "Dr. Vida Kos", "signatory_function": {"en": "Head"}}


@pytest.fixture
def programme():
    return make_programme(modules=["events"], title={"en": "Word plus", "de": "Wort plus"})


@pytest.fixture
def coordinator(programme):
    return make_member(programme, "coordinator")


def signed_in(person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def course(programme, by, attended: dict[str, int], dates: int = 5, **fields) -> tuple[Event, dict]:
    """A course that is over, and at how many of its dates each of these people was."""
    event, rows = event_with(programme, *attended, **COURSE | fields)
    moved(event, 60 * 24 * dates)
    for number in range(1, dates):
        add_session(event, begun=60 * 24 * (dates - number))
    event.refresh_from_db()
    sessions = list(event.sessions.order_by("starts_at"))
    for row in rows:
        was_there(sessions[: attended[row.person.name]], row, by)
    return event, {row.person.name: row for row in rows}


def told(kind: str) -> list[str]:
    rows = Notification.objects.filter(kind=f"events.certificate_{kind}")
    return list(rows.order_by("recipient__name").values_list("recipient__name", flat=True))


def paper(row: Certificate, language: str = "en") -> tuple[PdfReader, str]:
    token = registration_token(row.registration_id)
    answer = Client().get(f"/events/registrations/{token}/certificates/{row.code}-{language}.pdf")
    assert answer.status_code == 200
    reader = PdfReader(BytesIO(answer.content))
    return reader, " ".join("\n".join(page.extract_text() for page in reader.pages).split())


def check(code: str) -> str:
    answer = Client().get(f"/certificates/{code}/")
    assert "noindex" in answer.content.decode()
    return " ".join(answer.content.decode().split())


# --- Who gets one --------------------------------------------------------------------------------------------------


def test_one_step_issues_to_all_who_were_there_often_enough_and_twice_sends_once(programme, coordinator):
    event, rows = course(programme, coordinator, {"Ana Novak": 4, "Boris Kos": 3, "Cilka Zupan": 5})
    first = issue_certificates(event=event, by=coordinator)
    assert sorted(row.contents["name"] for row in first.new) == ["Ana Novak", "Cilka Zupan"]
    assert (first.had_one, first.lacking) == (0, {"share": 1})
    again = issue_certificates(event=event, by=coordinator)
    assert (list(again.new), again.had_one, again.lacking) == ([], 2, {"share": 1})
    assert told("issued") == ["Ana Novak", "Cilka Zupan"]
    with pytest.raises(DoesNotQualify):
        issue_certificate(registration=rows["Boris Kos"], by=coordinator)
    with pytest.raises(HasCertificate):
        issue_certificate(registration=rows["Ana Novak"], by=coordinator)
    with pytest.raises(NotAllowed):
        issue_certificates(event=event, by=make_member(programme, "trainer"))
    with pytest.raises(NotAllowed):
        issue_certificates(event=event, by=make_member(make_programme(), "coordinator"))


def test_a_qualification_needs_an_assessment_that_was_passed(programme, coordinator):
    event, rows = course(
        programme, coordinator, {"Ana": 1, "Boris": 1, "Cilka": 1}, 1, certificate_kind="qualification"
    )
    client = signed_in(coordinator)
    page = f"/admin/events/event/{event.pk}/assessments/"
    said = {
        f"passed_{rows['Ana'].pk}": "yes",
        f"passed_{rows['Boris'].pk}": "no",
        f"passed_{rows['Cilka'].pk}": "",
    }
    late = client.post(page, said | {"assessed_on": "2030-01-01"})
    assert late.status_code == 400
    today = event.ends_at.date().isoformat()
    assert client.post(page, said | {"assessed_on": today}).status_code == 302
    done = issue_certificates(event=event, by=coordinator)
    assert [row.contents["name"] for row in done.new] == ["Ana"]
    assert done.lacking == {"passed": 1, "assessment": 1}
    assert "the assessment passed" in paper(done.new[0])[1]
    assert (
        note_assessments(event=event, passed={rows["Boris"].pk: None}, assessed_on=None, by=coordinator) == 1
    )


def test_nothing_is_issued_before_the_event_is_over_or_without_who_signs(programme, coordinator):
    event, _rows = event_with(programme, "Ana", **COURSE)
    page = f"/admin/events/event/{event.pk}/certificates/"
    client = signed_in(coordinator)

    def refused() -> list[str]:
        answer = client.post(page, follow=True)
        return [str(message) for message in answer.context["messages"]]

    assert refused() == ["Certificates are issued once the event is over and has taken place."]
    Event.objects.filter(pk=event.pk).update(signatory="")
    assert refused() == ["Say in the event first who signs the certificates."]
    Event.objects.filter(pk=event.pk).update(certificate_kind="")
    assert refused() == ["Say in the event first which kind of certificate is issued."]
    assert not Certificate.objects.exists()


# --- What it says --------------------------------------------------------------------------------------------------


def test_the_paper_says_the_same_for_ever_in_three_languages_and_keeps_to_pdf_ua(programme, coordinator):
    make_funding(programme, instrument="esf_plus", reference="ESF-77")
    text = {"en": "Writing applications", "de": "Bewerbungen schreiben", "sl": "Pisanje prijav"}
    event, _rows = course(programme, coordinator, {"Ana Novak": 4}, certificate_text=text)
    [row] = issue_certificates(event=event, by=coordinator).new
    before = paper(row)[1]
    Event.objects.filter(pk=event.pk).update(
        title='{"en": "Another"}', certificate_text="None", signatory="Nobody"
    )
    type(programme).objects.filter(pk=programme.pk).update(title='{"en": "Other"}')
    row.registration.person.name = "Ana Kos"
    row.registration.person.save()
    assert paper(row)[1] == before
    for part in (
        "Confirmation of attendance",
        "Ana Novak",
        "4 of 5 dates (80 %)",
        "Writing applications",
        row.code,
    ):
        assert part in before
    for part in (
        "Co-funded by the European Union",
        "ESF-77",
        "Dr. Vida Kos",
        "Head",
        "Word plus",
        "it is no qualification",
    ):
        assert part in before
    assert "Bewerbungen schreiben" in paper(row, "de")[1]
    reader, slovenian = paper(row, "sl")
    assert "Pisanje prijav" in slovenian
    assert reader.trailer["/Root"]["/Lang"] == "sl"
    assert b"pdfuaid" in reader.trailer["/Root"]["/Metadata"].get_object().get_data()
    with pytest.raises(ProgrammingError, match="says_the_same"), transaction.atomic():
        Certificate.objects.filter(pk=row.pk).update(contents={})


# --- Whether it holds ----------------------------------------------------------------------------------------------


def test_who_verifies_reads_whether_it_holds_and_only_the_ends_of_the_name(programme, coordinator):
    event, _rows = course(programme, coordinator, {"Ana Novak": 5, "Boris Kos": 5})
    ana, boris = sorted(issue_certificates(event=event, by=coordinator).new, key=str_of_name)
    assert "This certificate holds." in check(ana.code.lower().replace("-", " "))
    assert "A…a N…k" in check(ana.code)
    assert "Novak" not in check(ana.code)
    revoke_certificate(certificate=boris, reason="He was mistaken for somebody else", by=coordinator)
    assert "was revoked on" in check(boris.code)
    assert "mistaken" not in check(boris.code)
    assert told("revoked") == ["Boris Kos"]
    own = Client().get(f"/events/registrations/{registration_token(boris.registration_id)}/").content.decode()
    assert "mistaken" in own
    new = reissue_certificate(certificate=ana, name="Ana Novak-Kos", reason="Married", by=coordinator)
    assert "was replaced by another one on" in check(ana.code)
    assert f"number {ana.code}" in paper(new)[1]
    assert "Ana Novak-Kos" in paper(new)[1]
    with pytest.raises(WrongState):
        revoke_certificate(certificate=ana, reason="Twice", by=coordinator)
    assert told("issued") == ["Ana Novak", "Ana Novak", "Boris Kos"]
    assert Client().get("/certificates/AAAA-AAAA-AAAA/").status_code == 404


def str_of_name(row: Certificate) -> str:
    return row.contents["name"]


def test_papers_are_for_whoever_has_the_link_as_long_as_they_hold(programme, coordinator):
    event, rows = course(programme, coordinator, {"Ana": 5, "Boris": 5})
    found = {row.contents["name"]: row for row in issue_certificates(event=event, by=coordinator).new}
    ana = registration_token(rows["Ana"].pk)
    page = Client().get(f"/events/registrations/{ana}/").content.decode()
    assert found["Ana"].code in page
    assert found["Boris"].code not in page

    def answer(code: str, language: str = "de") -> int:
        return Client().get(f"/events/registrations/{ana}/certificates/{code}-{language}.pdf").status_code

    assert answer(found["Ana"].code) == 200
    assert answer(found["Boris"].code) == 404
    assert answer(found["Ana"].code, "xx") == 404
    revoke_certificate(certificate=found["Ana"], reason="A mistake", by=coordinator)
    assert answer(found["Ana"].code) == 404


def test_staff_see_that_a_certificate_has_lost_its_ground_and_nothing_is_revoked(
    programme, coordinator, django_assert_max_num_queries
):
    event, rows = course(programme, coordinator, {f"Person {number}": 4 for number in range(12)})
    issue_certificates(event=event, by=coordinator)
    session = event.sessions.order_by("starts_at").first()
    note_presence(session=session, registration=rows["Person 3"], presence="absent", by=coordinator)
    client = signed_in(coordinator)
    with django_assert_max_num_queries(18):
        page = client.get(f"/admin/events/event/{event.pk}/certificates/")
    assert [
        line.registration.person.name for line, _share in page.context["lines"] if line.has_lost_ground
    ] == ["Person 3"]
    assert page.content.decode().count("would no longer allow it") == 1
    row = Certificate.objects.get(registration=rows["Person 3"])
    assert row.state == "issued"
    assert (
        "would no longer allow it"
        in client.get(f"/admin/events/certificate/{row.pk}/change/").content.decode()
    )
    assert signed_in(make_member(programme, "trainer")).get(page.request["PATH_INFO"]).status_code == 200
    assert signed_in(make_member(programme, "trainer")).post(page.request["PATH_INFO"]).status_code == 403
    stranger = signed_in(make_member(make_programme(), "coordinator"))
    assert stranger.get(page.request["PATH_INFO"]).status_code == 404
    assert stranger.get(f"/admin/events/certificate/{row.pk}/reissue/").status_code == 404


def test_a_name_is_put_right_on_a_page_of_its_own(programme, coordinator):
    event, _rows = course(programme, coordinator, {"Ana Novak": 5})
    [row] = issue_certificates(event=event, by=coordinator).new
    page = f"/admin/events/certificate/{row.pk}/reissue/"
    client = signed_in(coordinator)
    assert client.get(page).context["form"]["name"].value() == "Ana Novak"
    client.post(page, {"name": "Ana Novák", "reason": "An accent"})
    new = Certificate.objects.get(state="issued")
    assert (new.contents["name"], new.replaces) == ("Ana Novák", row)


def test_guests_are_kept_as_long_as_their_certificates_can_be_verified(programme, coordinator):
    event, _rows = course(programme, coordinator, {})
    session = event.sessions.order_by("starts_at").first()
    row = let_in(session=session, name="Gast Eins", by=coordinator).registration
    was_there(list(event.sessions.all()), row, coordinator)
    later = event.ends_at + timedelta(days=200)
    assert list(guests_to_forget(later)) == [row.person]
    issue_certificates(event=event, by=coordinator)
    assert list(guests_to_forget(later)) == []
    old = timezone.now() - timedelta(days=365 * CERTIFICATE_YEARS + 1)
    with pgtrigger.ignore("events.Certificate:says_the_same"):
        Certificate.objects.update(issued_at=old)
    assert list(guests_to_forget(later)) == [row.person]
