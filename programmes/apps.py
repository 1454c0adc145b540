from django.apps import AppConfig
from django.conf import settings
from django.db.models.signals import post_delete, post_save
from django.utils.translation import gettext_lazy as _


class ProgrammesConfig(AppConfig):
    name = "programmes"
    verbose_name = _("Programmes")

    def ready(self) -> None:
        from portal.privacy.signals import erasure_asked, guardian_consent_withdrawn
        from portal.users.signals import address_confirmed
        from programmes import personal_data  # noqa: F401  they register themselves
        from programmes.dashboard import appointments as dates  # noqa: F401  and so do these
        from programmes.dashboard import conversations as about_conversations  # noqa: F401  and so do these
        from programmes.dashboard import hours as attended  # noqa: F401  and so do these
        from programmes.dashboard import programmes as shared_pages  # noqa: F401  and so do these
        from programmes.dashboard import (
            questionnaires,  # noqa: F401  and so do these
            week,  # noqa: F401  and so do these
        )
        from programmes.notices import (  # noqa: F401  and so do these
            appointments,
            bulk_acts,
            conversations,
            hours,
            imports,
            invitations,
            programmes,
        )
        from programmes.notices import exports as export_notices  # noqa: F401  and so do these
        from programmes.queries import countries  # noqa: F401  and so do these
        from programmes.receivers import (
            cancel_appointments,
            forget_with_last_participation,
            miss_contact,
            miss_person,
            miss_recruiter,
            notify_invited,
            stop_taking_part,
        )
        from programmes.resources import enrolments, exports, organisations  # noqa: F401  and so do these

        guardian_consent_withdrawn.connect(stop_taking_part, dispatch_uid="programmes.stop_taking_part")
        erasure_asked.connect(cancel_appointments, dispatch_uid="programmes.cancel_appointments")
        address_confirmed.connect(notify_invited, dispatch_uid="programmes.notify_invited")
        post_delete.connect(
            forget_with_last_participation,
            sender="programmes.Enrolment",
            dispatch_uid="programmes.forget_with_last_participation",
        )
        post_delete.connect(miss_contact, sender="programmes.Contact", dispatch_uid="programmes.miss_contact")
        post_save.connect(
            miss_recruiter, sender="programmes.Contact", dispatch_uid="programmes.miss_recruiter"
        )
        post_save.connect(miss_person, sender=settings.AUTH_USER_MODEL, dispatch_uid="programmes.miss_person")
