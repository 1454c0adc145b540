from celery import shared_task

from portal.notifications import services


@shared_task(name="notifications.deliver")
def deliver(notification_id: int) -> None:
    services.deliver(notification_id=notification_id)


@shared_task(name="notifications.deliver_pending")
def deliver_pending() -> None:
    services.deliver_pending()
