from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class NotificationsConfig(AppConfig):
    name = "portal.notifications"
    label = "notifications"
    verbose_name = _("Notifications")

    def ready(self) -> None:
        from portal.notifications import account_notices  # noqa: F401
        from portal.notifications.services import carry_account_mail
        from portal.users.account_mail import carriers

        carriers.add("notifications", carry_account_mail)
