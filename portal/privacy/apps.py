from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PrivacyConfig(AppConfig):
    name = "portal.privacy"
    label = "privacy"
    verbose_name = _("Privacy")

    def ready(self) -> None:
        from portal.core.admin_lists import list_narrowed
        from portal.privacy import dashboard, notices, personal_data  # noqa: F401  they register themselves
        from portal.privacy.receivers import note_search

        list_narrowed.connect(note_search, dispatch_uid="privacy.note_search")
