"""Background work of events: ids in, one service call, safe to run twice."""

from celery import shared_task

from events.services import admissions, states


@shared_task(name="events.finish_events")
def finish_events() -> None:
    states.finish_events()


@shared_task(name="events.settle_events")
def settle_events() -> None:
    admissions.settle_events()
