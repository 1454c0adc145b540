from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class NotificationsConfig(AppConfig):
    name = "portal.notifications"
    label = "notifications"
    verbose_name = _("Notifications")

    def ready(self) -> None:
        from portal.notifications import dashboard, notices, personal_data  # noqa: F401  they register themselves
        from portal.notifications.services.notifications import notify_about_account
        from portal.users.extensions import carriers

        carriers.add("notifications", notify_about_account)
