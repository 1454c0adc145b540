"""Who takes part in a programme, as staff enters, asks and joins people."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from matching.models import Talent
from portal.privacy.models import AccessLog
from portal.users.models import User
from programmes.constants import CLOSING_DAYS, EnrolmentStatus
from programmes.models import Enrolment
from programmes.services.entering import OnPaper
from programmes.services.people import enter_person
from tests.core.test_files import pdf
from tests.factories import make_confirmed_user, make_member, make_talent
from tests.sessions import sign_in
from tests.workplace import act, address, text_of

pytestmark = pytest.mark.django_db


def test_people_are_admitted_in_bulk(coordinator, mine, foreign):
    act(coordinator, Enrolment, "admit", mine.enrolment, foreign.enrolment)
    mine.enrolment.refresh_from_db()
    foreign.enrolment.refresh_from_db()
    assert (mine.enrolment.status, foreign.enrolment.status) == (
        EnrolmentStatus.ACTIVE,
        EnrolmentStatus.APPLIED,
    )


def test_somebody_s_participation_ends_on_a_day(coordinator, mine, foreign):
    page = reverse("admin:programmes_enrolment_leave", args=[mine.participant.pk])
    assert coordinator.get(page).status_code == 200
    tomorrow = timezone.localdate() + timedelta(days=1)
    late = coordinator.post(page, {"exit_kind": "completed", "left_on": tomorrow.isoformat()})
    assert "The exit lies between the entry and today." in text_of(late)
    assert coordinator.post(page, {"exit_kind": "completed", "left_on": ""}).status_code == 302
    mine.participant.refresh_from_db()
    assert (mine.participant.status, mine.participant.exit_kind) == (EnrolmentStatus.LEFT, "completed")
    other = reverse("admin:programmes_enrolment_leave", args=[foreign.participant.pk])
    assert coordinator.post(other, {"exit_kind": "early"}).status_code == 404


def entry(programme, name: str = "Paula Example", **fields):
    return {"programme": programme.pk, "name": name, "language": "en", **fields}


def on_paper(world, name: str = "Paula Example", **fields) -> Enrolment:
    paper = OnPaper(received_on=world.programme.today())
    return enter_person(programme=world.programme, name=name, paper=paper, by=world.coordinator, **fields)


def refused(answer) -> dict[str, list[str]]:
    assert answer.status_code == 200
    return dict(answer.context["adminform"].form.errors)


def test_an_address_asks_its_owner_and_shows_nothing_of_them(coordinator, mine):
    owner = make_confirmed_user("Real Name")
    make_talent(owner, headline="Secret headline")
    before = Talent.objects.visible_to(mine.coordinator).count()
    page = coordinator.post(
        address(Enrolment, "add"), entry(mine.programme, contact_email=owner.email), follow=True
    )
    row = Enrolment.objects.get(status="invited")
    assert (row.person.name, row.entered_on) == ("Paula Example", None)
    assert Talent.objects.visible_to(mine.coordinator).count() == before
    pages = [
        page,
        coordinator.get(address(Enrolment, "changelist"), {"q": "Real"}),
        coordinator.get(address(Enrolment, "change", row.pk)),
        coordinator.get(address(Enrolment, "history", row.pk)),
    ]
    for shown in pages:
        assert ("Real Name" in text_of(shown), "Secret headline" in text_of(shown)) == (False, False)


def test_a_person_is_entered_on_paper_with_the_scan(coordinator, mine):
    scan = SimpleUploadedFile("form.pdf", pdf(), "application/pdf")
    data = entry(mine.programme, received_on="2026-02-01", birth_date="2001-02-03", scan=scan)
    assert coordinator.post(address(Enrolment, "add"), data).status_code == 302
    row = Enrolment.objects.get(person__name="Paula Example")
    assert (row.status, str(row.entered_on), row.person.is_unclaimed) == ("active", "2026-02-01", True)
    page = coordinator.get(address(Enrolment, "change", row.pk))
    link = reverse("admin:programmes_enrolment_paper", args=[row.pk, row.paper_consents.get().pk])
    assert link in page.text
    taken = coordinator.get(link)
    assert (taken.status_code, b"".join(taken.streaming_content)[:5]) == (200, b"%PDF-")
    assert AccessLog.objects.get(kind="download").subject == row.person


def test_the_scan_is_out_of_reach_elsewhere(coordinator, foreign):
    row = on_paper(foreign)
    link = reverse("admin:programmes_enrolment_paper", args=[row.pk, row.paper_consents.get().pk])
    assert coordinator.get(link).status_code == 404


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({}, "contact_email"),
        ({"contact_email": "no address"}, "contact_email"),
        ({"received_on": "2999-01-01"}, "received_on"),
        ({"received_on": "2099-01-01"}, "received_on"),
        ({"received_on": "2026-01-01", "entered_on": "2099-01-01"}, "entered_on"),
        ({"contact_email": "a@example.org", "name": ""}, "name"),
        ({"contact_email": "a@example.org", "language": "xx"}, "language"),
    ],
)
def test_what_can_t_be_entered_is_said_beside_its_field(coordinator, mine, given, field):
    data = {**entry(mine.programme), **given}
    assert list(refused(coordinator.post(address(Enrolment, "add"), data))) == [field]
    assert not User.objects.unclaimed().exists()


def test_a_scan_that_is_no_pdf_or_has_no_day_is_refused(coordinator, mine):
    for content, field in ((b"MZ", "scan"), (pdf(), "received_on")):
        scan = SimpleUploadedFile("form.pdf", content, "application/pdf")
        data = entry(mine.programme, contact_email="a@example.org", scan=scan)
        assert field in refused(coordinator.post(address(Enrolment, "add"), data))


def test_who_looks_alike_is_shown_before_anything_is_saved(coordinator, mine, foreign):
    on_paper(mine, "Paula Example")
    on_paper(foreign, "Paula Example")
    data = entry(mine.programme, received_on="2026-02-01")
    shown = refused(coordinator.post(address(Enrolment, "add"), data))
    assert shown == {"is_somebody_else": ["Looks like: Paula Example · MYOWN"]}
    assert coordinator.post(address(Enrolment, "add"), {**data, "is_somebody_else": "on"}).status_code == 302
    assert Enrolment.objects.filter(programme=mine.programme, person__name="Paula Example").count() == 2


def test_two_who_are_one_are_joined_after_a_look(coordinator, mine, foreign):
    first, second = on_paper(mine, "Paula Example"), on_paper(mine, "Paula Exampel", birth_date=None)
    second.person.name = "Paula Example"
    second.person.save()
    page = reverse("admin:programmes_enrolment_join", args=[first.pk, second.pk])
    assert page in coordinator.get(address(Enrolment, "change", first.pk)).text
    assert "Are these two the same person?" in text_of(coordinator.get(page))
    assert Enrolment.objects.filter(person__name="Paula Example").count() == 2
    assert coordinator.post(page).status_code == 302
    assert Enrolment.objects.filter(person__name="Paula Example").count() == 1
    history = text_of(
        coordinator.get(address(Enrolment, "history", Enrolment.objects.get(person=second.person).pk))
    )
    for words in ("Joined with another person", first.pseudonym, mine.coordinator.name):
        assert words in history
    theirs = on_paper(foreign)
    for pair in ((theirs.pk, second.pk), (mine.participant.pk, second.pk), (first.pk, theirs.pk)):
        assert coordinator.post(reverse("admin:programmes_enrolment_join", args=pair)).status_code == 404


def test_who_signed_in_a_while_ago_proves_themselves_before_joining(client, mine):
    first, second = on_paper(mine, "Paula Example"), on_paper(mine, "Other")
    sign_in(client, mine.coordinator, minutes_ago=10)
    answer = client.get(reverse("admin:programmes_enrolment_join", args=[first.pk, second.pk]))
    assert (answer.status_code, answer.url.split("?")[0]) == (302, "/accounts/reauthenticate/")


def test_people_without_an_account_are_asked_and_invitations_withdrawn(coordinator, mine):
    row = on_paper(mine, contact_email="paula@example.org")
    act(coordinator, Enrolment, "invite", row)
    row.person.refresh_from_db()
    assert row.person.asked_to_claim_at is not None
    coordinator.post(
        address(Enrolment, "add"), entry(mine.programme, "Asked", contact_email="asked@example.org")
    )
    invited = Enrolment.objects.get(status="invited")
    act(coordinator, Enrolment, "take_back", invited)
    assert not User.objects.filter(name="Asked").exists()


def test_an_assistant_enters_people_and_joins_none(client, mine):
    sign_in(client, make_member(mine.programme, "assistant"))
    first = on_paper(mine, "Paula Example")
    data = entry(mine.programme, "Somebody", received_on="2026-02-01")
    assert client.post(address(Enrolment, "add"), data).status_code == 302
    other = Enrolment.objects.get(person__name="Somebody")
    page = reverse("admin:programmes_enrolment_join", args=[first.pk, other.pk])
    assert client.post(page).status_code == 403


@pytest.mark.parametrize("role", ["adviser", "trainer", "assistant"])
def test_who_has_left_long_ago_is_nowhere_in_the_workplace_of_who_worked_with_them(client, mine, role):
    Enrolment.objects.filter(pk=mine.participant.pk).update(
        status=EnrolmentStatus.LEFT,
        exit_kind="completed",
        entered_on=timezone.localdate() - timedelta(days=400),
        left_on=timezone.localdate() - timedelta(days=CLOSING_DAYS + 1),
    )
    sign_in(client, make_member(mine.programme, role))
    name = mine.participant.person.name
    listed = client.get(address(Enrolment, "changelist"), {"q": name})
    assert listed.context["cl"].result_count == 0
    assert name not in text_of(client.get(address(Enrolment, "changelist")))
    for page in ("change", "history"):
        assert client.get(address(Enrolment, page, mine.participant.pk)).status_code == 404
    found = client.get(
        reverse("admin:autocomplete"),
        {"app_label": "programmes", "model_name": "activity", "field_name": "owner", "term": name},
    )
    assert name not in found.content.decode()
    assert name not in text_of(client.get(reverse("admin:index")))
    assert client.get(address(Enrolment, "export")).status_code == 403


def test_each_page_that_shows_a_person_leaves_a_line(coordinator, mine):
    one, other = on_paper(mine), on_paper(mine)
    coordinator.get(reverse("admin:programmes_enrolment_leave", args=[one.pk]))
    coordinator.get(reverse("admin:programmes_enrolment_join", args=[one.pk, other.pk]))
    subjects = list(AccessLog.objects.order_by("pk").values_list("subject", flat=True))
    assert subjects == [one.person_id, one.person_id, other.person_id]


def test_the_page_for_joining_asks_its_question_and_has_no_empty_point(coordinator, mine):
    one, other = on_paper(mine), on_paper(mine)
    page = text_of(coordinator.get(reverse("admin:programmes_enrolment_join", args=[one.pk, other.pk])))
    assert page.count("<h2>Are these two the same person?</h2>") == 1
    assert "<li></li>" not in page


def test_looking_for_people_by_name_leaves_a_line(coordinator, mine):
    field = {"app_label": "programmes", "model_name": "activity", "field_name": "owner"}
    found = coordinator.get(reverse("admin:autocomplete"), {**field, "term": "MYOWN Part"}).json()
    assert [row["text"].split(" · ")[0] for row in found["results"]] == ["MYOWN Participant"]
    line = AccessLog.objects.get()
    assert (line.actor, line.rows, line.details) == (mine.coordinator, 1, {"filter": {"q": "MYOWN Part"}})
    coordinator.get(reverse("admin:autocomplete"), field)
    assert AccessLog.objects.count() == 1
