"""A file of events becomes drafts: as its preview says, once, and taken back as long as nobody has worked on them."""

from datetime import datetime
from decimal import Decimal
from io import BytesIO
from zoneinfo import ZoneInfo

import openpyxl
import pytest
from django.test import Client
from django.urls import reverse

from events.models import Event
from programmes.models import Import
from programmes.services.imports import undo_import
from tests.factories import i18n, make_event, make_member, make_programme
from tests.importing import imported, outcomes, previewed, problems, work_on
from tests.sessions import sign_in

pytestmark = pytest.mark.django_db

TEMPLATE = reverse("programmes:import_template", args=["event"])

HEAD = (
    "programme;Title (English);Titel (Deutsch);format;day;begins;ends;place;places;languages;Gedacht für;fee;"
    "description_de\n"
)
WALK = (
    "north;Walk;Spaziergang;Netzwerktreffen;03.05.2027;18:30;20:00;Mill;12;de sl;Families, Neu in der Region;"
    "7,50;Fest\n"
)
TALK = "north;Talk;;info;2027-05-04;9:00;10:30;;;;;;\n"


@pytest.fixture
def north():
    return make_programme("north", modules=["events"], starts_on="2026-01-01", ends_on="2031-12-31")


@pytest.fixture
def coordinator(north):
    return make_member(north)


def read(by, content: str) -> Import:
    return previewed(by, HEAD + content, "events.event", language="de")


def carried_out(by, content: str) -> Import:
    return imported(by, HEAD + content, "events.event", language="de")


def test_each_row_becomes_a_draft_at_the_hours_of_the_programmes_place(north, coordinator):
    batch = carried_out(coordinator, WALK + TALK)
    assert (batch.state, outcomes(batch)) == ("done", [(2, "new"), (3, "new")])
    talk, walk = Event.objects.order_by("-starts_at")
    assert walk.starts_at == datetime(2027, 5, 3, 18, 30, tzinfo=ZoneInfo("Europe/Berlin"))
    assert (walk.title.data, walk.description.data) == ({"en": "Walk", "de": "Spaziergang"}, {"de": "Fest"})
    assert (walk.state, walk.format, walk.place, walk.fee) == ("draft", "network", "Mill", Decimal("7.5"))
    assert (walk.languages, walk.target_groups) == (["de", "sl"], ["families", "newcomers"])
    assert [row.capacity for row in walk.admissions.all()] == [12]
    assert (talk.target_groups, talk.admissions.count(), talk.sessions.count()) == ([], 0, 1)


def test_what_is_there_already_is_left_as_it_is_and_what_differs_is_named(north, coordinator):
    carried_out(coordinator, WALK)
    again = read(coordinator, WALK.replace("Spaziergang", "").replace("Fest", "") + TALK)
    assert outcomes(again) == [(2, "left_out"), (3, "new")]
    assert outcomes(read(coordinator, WALK)) == [(2, "same")]
    moved = read(coordinator, WALK.replace("Mill", "Hall"))
    assert outcomes(moved) == [(2, "left_out")]
    assert "im Portal geändert" in str(moved.import_rows.get().notes)
    assert Event.objects.get().place == "Mill"


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (WALK.replace("north", "south"), "Kurzname"),
        (WALK.replace("Walk;Spaziergang", ";"), "mindestens einer Sprache"),
        (WALK.replace("20:00", "18:00"), "nach dem Beginn"),
        (WALK.replace("18:30", "half past"), ""),
        (WALK.replace("Families", "Kings"), "Kings"),
        (WALK.replace("2027", "1927"), ""),
        (WALK.replace("7,50", "-3"), ""),
        (WALK.replace(";12;", ";many;"), ""),
    ],
)
def test_each_wrong_row_says_why_and_nothing_is_done(north, coordinator, row, said):
    make_programme("south")
    batch = read(coordinator, row)
    ((number, found),) = problems(batch)
    assert number == 2
    assert found
    assert said in str(found)
    assert not batch.can_be_confirmed
    assert not Event.objects.exists()


def test_an_import_is_taken_back_but_for_what_somebody_has_worked_on(north, coordinator):
    batch = carried_out(coordinator, WALK + TALK)
    talk = Event.objects.get(format="info")
    talk.title = i18n("Talk with tea")
    talk.save()
    work_on(undo_import(batch=batch, by=coordinator))
    assert list(Event.objects.all()) == [talk]


def test_coordinators_import_events_and_get_a_file_to_fill_in_and_others_do_not(north, coordinator):
    client = Client()
    sign_in(client, coordinator)
    assert client.get("/admin/events/event/import/").status_code == 200
    page = client.get("/admin/events/event/").text
    assert ("/admin/events/event/import/" in page, "/admin/events/event/export/" in page) == (True, False)
    template = client.get(TEMPLATE)
    sheet = openpyxl.load_workbook(BytesIO(template.getvalue())).worksheets[0]
    assert [cell.value for cell in sheet[1]][:3] == ["Programme", "Title (English)", "Title (Deutsch)"]
    make_event(north)
    trainer = Client()
    sign_in(trainer, make_member(north, "trainer"))
    assert trainer.get("/admin/events/event/import/").status_code == 403
    assert trainer.get(TEMPLATE).status_code == 403
