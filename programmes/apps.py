from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ProgrammesConfig(AppConfig):
    name = "programmes"
    verbose_name = _("Programmes")

    def ready(self) -> None:
        from portal.privacy.signals import guardian_consent_withdrawn
        from portal.users.signals import address_confirmed
        from programmes import dashboard, notices, personal_data  # noqa: F401  they register themselves
        from programmes.receivers import notify_invited, stop_taking_part

        guardian_consent_withdrawn.connect(stop_taking_part, dispatch_uid="programmes.stop_taking_part")
        address_confirmed.connect(notify_invited, dispatch_uid="programmes.notify_invited")
