from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class EventsConfig(AppConfig):
    name = "events"
    verbose_name = _("Events")

    def ready(self) -> None:
        from events import dashboard, personal_data  # noqa: F401  they register themselves
        from events.notices import equipment, events  # noqa: F401  and so do these
