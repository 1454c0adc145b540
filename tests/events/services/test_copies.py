from datetime import date, datetime, timedelta
from decimal import Decimal
from io import BytesIO
from zoneinfo import ZoneInfo

import pytest
from django.core.files.base import ContentFile
from django.utils import timezone
from PIL import Image

from events.models import Session
from events.services.copies import copy_event
from events.services.registrations import register
from events.services.sessions import cancel_session
from portal.core.errors import NotAllowed
from programmes.models import Activity, WorkPackage
from tests.factories import (
    i18n,
    make_confirmed_user,
    make_event,
    make_member,
    make_organisation,
    make_programme,
    make_user,
)

pytestmark = pytest.mark.django_db

BERLIN = ZoneInfo("Europe/Berlin")


def test_a_copy_is_a_draft_on_other_days_at_the_same_hours_without_anybody_in_its_list():
    programme = make_programme(modules=["events"])
    coordinator = make_member(programme)
    start = datetime(2027, 3, 17, 18, tzinfo=BERLIN)
    event = make_event(programme, starts_at=start, place="Town hall", access="invited", places=4)
    for weeks in (1, 2):
        at = start + timedelta(weeks=weeks)
        Session.objects.create(
            event=event, title=i18n(f"Part {weeks}"), starts_at=at, ends_at=at + timedelta(hours=2)
        )
    cancel_session(session=event.sessions.all()[1], reason="The hall is flooded.", by=coordinator)
    person = make_confirmed_user("Ana")
    register(event=event, person=person, attendance="on_site", by=coordinator)
    made = copy_event(event=event, first_day=date(2027, 10, 20), by=coordinator)
    assert (made.state, made.place, made.access, str(made.title)) == (
        "draft",
        "Town hall",
        "invited",
        str(event.title),
    )
    begin = [timezone.localtime(each.starts_at, BERLIN) for each in made.sessions.all()]
    assert [f"{each:%m-%d %H}" for each in begin] == ["10-20 18", "11-03 18"], "clocks change between the two"
    assert [str(each.title or "") for each in made.sessions.all()] == ["", "Part 2"]
    assert list(made.admissions.values_list("capacity", "seats_taken")) == [(4, 0)]
    assert made.registrations.count() == 0


def test_a_copy_says_the_same_with_a_picture_file_of_its_own_and_without_what_was_spent():
    programme = make_programme(modules=["events"])
    package = WorkPackage.objects.create(programme=programme, title=i18n("Meet"))
    said = {
        "target_groups": ["families"],
        "languages": ["de", "sl"],
        "principles": ["equality"],
        "activity": Activity.objects.create(work_package=package, title=i18n("Afternoons")),
        "fee": Decimal(5),
        "fee_note": i18n("In cash."),
        "picture_text": i18n("A hall."),
        "costs_planned": Decimal(300),
    }
    event = make_event(programme, costs_spent=Decimal(250), **said)
    event.picture.save("hall.png", picture())
    event.partners.set([make_organisation(programme, country="SI")])
    made = copy_event(event=event, first_day=date(2027, 10, 20), by=make_member(programme))
    made.refresh_from_db()
    assert {name: getattr(made, name) for name in said} == said
    assert (list(made.partners.all()), made.costs_spent) == (list(event.partners.all()), None)
    assert made.picture.name != event.picture.name
    made.picture.delete()
    assert event.picture.storage.exists(event.picture.name)


def picture() -> ContentFile[bytes]:
    content = BytesIO()
    Image.new("RGB", (4, 4), "teal").save(content, "PNG")
    return ContentFile(content.getvalue())


def test_who_may_not_draft_in_the_programme_copies_nothing():
    event = make_event(make_programme())
    with pytest.raises(NotAllowed):
        copy_event(event=event, first_day=date(2027, 10, 20), by=make_user())
