"""Background work of events: ids in, one service call, safe to run twice."""

from celery import shared_task

from events.services import states


@shared_task(name="events.finish_events")
def finish_events() -> None:
    states.finish_events()
