"""Background work of events: ids in, one service call, safe to run twice."""

from celery import shared_task

from events.services import admissions, attendance, changes, meeting_plans, states


@shared_task(name="events.finish_events")
def finish_events() -> None:
    states.finish_events()


@shared_task(name="events.settle_events")
def settle_events() -> None:
    admissions.settle_events()
    changes.end_changes()


@shared_task(name="events.make_meeting_plan", swept_by="events.sweep_meeting_plans")
def make_meeting_plan(plan_id: int) -> None:
    meeting_plans.make_plan(plan_id=plan_id)


@shared_task(name="events.sweep_meeting_plans")
def sweep_meeting_plans() -> None:
    meeting_plans.sweep_plans()


@shared_task(name="events.list_sessions")
def list_sessions() -> None:
    attendance.write_due_lists()
