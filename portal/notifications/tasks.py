from celery import shared_task

from portal.notifications.services import delivery


@shared_task(name="notifications.deliver", swept_by="notifications.deliver_pending")
def deliver(notification_id: int) -> None:
    delivery.deliver(notification_id=notification_id)


@shared_task(name="notifications.deliver_pending")
def deliver_pending() -> None:
    delivery.deliver_pending()
