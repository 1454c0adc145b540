"""Two hundred people are reminded by a worker that is killed in the middle, and each of them once."""

import signal
from collections import Counter
from datetime import timedelta

from django.utils import timezone

from events.models import Event, Registration
from portal.core.jobs import enqueue
from portal.notifications.models import Notification
from programmes.models import Reminder, ReminderOccasion
from programmes.services.reminders import add_standard_reminders
from tests.factories import make_event, make_programme, make_user

PEOPLE = 200


def told() -> Counter[int]:
    return Counter(Notification.objects.filter(kind="events.soon").values_list("recipient", flat=True))


def test_of_two_hundred_reminders_each_is_written_once_though_the_worker_is_killed(celery_worker):
    programme = make_programme(modules=["events"])
    add_standard_reminders()
    ours = Reminder.objects.filter(kind="events.registration", programme=programme)
    ours.exclude(standard="day_before").delete()
    ours.update(
        unit="hours", offset=48, on_since=timezone.now() - timedelta(days=60)
    )  # at any time of the day
    event = make_event(programme, places=None)
    people = [make_user(f"Person {number}") for number in range(PEOPLE)]
    Registration.objects.bulk_create(
        Registration(event=event, person=person, state="registered") for person in people
    )
    begins = timezone.now() + timedelta(hours=47)
    Event.objects.filter(pk=event.pk).update(starts_at=begins, ends_at=begins + timedelta(hours=2))
    enqueue("programmes.send_reminders")
    celery_worker.wait_for(lambda: told().total() > PEOPLE // 10)
    celery_worker.stop(signal.SIGKILL)
    before = told().total()
    assert 0 < before < PEOPLE
    assert ReminderOccasion.objects.waiting().count() == PEOPLE - before

    celery_worker.start()
    enqueue("programmes.send_reminders")
    enqueue("programmes.send_reminders")
    celery_worker.wait_for(
        lambda: told().total() == PEOPLE and not ReminderOccasion.objects.waiting().exists()
    )
    assert told() == {person.pk: 1 for person in people}
