"""A class comes: a teacher books, guardians agree by codes, the reminder names who is missing, the host confirms."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from django.utils import timezone
from pypdf import PdfReader

from tests import database
from tests.journeys.portal import NAME
from tests.journeys.reader import Reader

pytestmark = pytest.mark.journey

TEACHER, COMPANY = "teacher.zumiro@example.org", "company.zumiro@example.org"
CODE = re.compile(r"/events/consents/[\w:\-]+/")


def test_a_class_books_and_two_consents_are_missing(visit: Any, django_db_blocker: Any) -> None:
    teacher: Reader = visit(TEACHER)
    teacher.go("/events/?programme=zumiro")
    teacher.page.locator("main .grid a", has_text="Programmieren nach der Schule").first.click()
    teacher.arrive(re.compile(r"/events/\d+/"))
    teacher.follow("Für eine Klasse buchen")
    for name, value in {"class_name": "10c", "pupils": "3", "supervisor_phone": "+49 381 1"}.items():
        teacher.page.locator(f"#id_{name}").fill(value)
    teacher.send()
    teacher.arrive(re.compile(r"/events/classes/\d+/"))
    booking = teacher.path
    first, *_rest = codes_on_the_sheet(teacher, booking)
    agree(visit(), first)
    teacher.go(booking)
    assert "1 von 3" in teacher.text()
    assert re.search(r"Nummern ohne Einwilligung\s+2, 3", teacher.text())
    # Django asks nothing in a thread that drives a browser
    with django_db_blocker.unblock(), ThreadPoolExecutor(max_workers=1) as clock:
        reminder = clock.submit(numbers_in_the_reminder, int(booking.strip("/").rsplit("/", 1)[-1]))
        assert reminder.result() == [2, 3]
    company: Reader = visit(COMPANY)
    company.go(booking.replace("/events/", "/organisation/"))
    assert "3 Schülerinnen und Schüler der Klassenstufe" in company.text()
    assert "10c" not in company.text()
    company.press("Tag bestätigen")
    assert "Sie haben den Tag bestätigt, und die Schule weiß es." in company.text()


def codes_on_the_sheet(teacher: Reader, booking: str) -> list[str]:
    """As cameras read them: the addresses stand beside the codes, too."""
    answer = teacher.context.request.get(f"{teacher.address}{booking}sheet/")
    text = "".join(page.extract_text() for page in PdfReader(BytesIO(answer.body())).pages)
    found = CODE.findall("".join(text.split()))
    assert len(found) == 3
    return found


def agree(guardian: Reader, code: str) -> None:
    guardian.go(code)
    guardian.page.locator("#id_guardian_name").fill("Gita Guardian")
    guardian.page.locator("input[name=allows_photos][value=no]").check()
    guardian.press("I agree")
    assert "You have agreed" in guardian.text()


def numbers_in_the_reminder(booking: int) -> list[int]:
    """What the clock says once the event is less than 48 hours away."""
    from events.models import ClassBooking, Event
    from portal.notifications.models import Notification
    from programmes.services.reminders import send_reminders

    with database.connected_to(NAME):
        row = ClassBooking.objects.get(pk=booking)
        before = Event.objects.filter(pk=row.event_id).values("starts_at", "ends_at")[0]
        soon = timezone.now() + timedelta(hours=47)
        Event.objects.filter(pk=row.event_id).update(starts_at=soon, ends_at=soon + timedelta(hours=2))
        send_reminders()
        Event.objects.filter(pk=row.event_id).update(**before)
        told = Notification.objects.filter(kind="events.consents_missing", payload__booking=booking)
        return list(told.get().payload["missing"])
