"""People register while the broker is away: their rows are there, and mails follow once it is back."""

from collections import Counter

from events.models import Registration
from events.services.registrations import register
from portal.core.breaker import REDIS
from portal.core.jobs import enqueue
from portal.notifications.backends import mail_files, read_mail
from portal.notifications.constants import Delivery
from portal.notifications.models import Notification
from tests.factories import make_confirmed_user, make_event, make_programme

NOWHERE = "redis://127.0.0.1:1/0"


def mailed() -> Counter[str]:
    """How many mails each address has got, in the folder in which they are put."""
    return Counter(mail.to for path in mail_files() if (mail := read_mail(path)))


def test_who_registers_while_the_broker_is_away_has_a_place_and_is_mailed_once_it_is_back(
    celery_worker, settings
):
    event = make_event(make_programme(modules=["events"]), places=3)
    people = [make_confirmed_user(f"Person {number}") for number in range(5)]
    before = mailed()
    here, settings.REDIS_URL = settings.REDIS_URL, NOWHERE
    try:
        for person in people:
            register(event=event, person=person, attendance="on_site", by=person)
    finally:
        settings.REDIS_URL = here
        REDIS.succeeded()
    states = Counter(Registration.objects.values_list("state", flat=True))
    assert states == {"registered": 3, "waiting": 2}
    assert set(Notification.objects.values_list("delivery", flat=True)) == {Delivery.PENDING}
    assert mailed() == before

    enqueue("notifications.deliver_pending")
    celery_worker.wait_for(lambda: Notification.objects.filter(delivery=Delivery.SENT).count() == len(people))
    assert mailed() - before == {person.email: 1 for person in people}
