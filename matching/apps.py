from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MatchingConfig(AppConfig):
    name = "matching"
    verbose_name = _("Matching")

    def ready(self) -> None:
        from django.db.models.signals import post_delete, post_save

        from matching import personal_data, receivers  # noqa: F401  they register themselves
        from matching.dashboard import answers as shown_answers  # noqa: F401  and so do these
        from matching.dashboard import applications as shown_applications  # noqa: F401  and so do these
        from matching.dashboard import arrivals, bookmarks, conversations, interviews, placements, reminders  # noqa: F401  and so do these
        from matching.dashboard import searches as saved_searches  # noqa: F401  and so do these
        from matching.models import Document
        from matching.notices import (  # noqa: F401  and so do these
            answers,
            applications,
            first_days,
            pupils,
            searches,
        )
        from matching.notices import arrivals as arrival_notices  # noqa: F401  and so do these
        from matching.notices import placements as placement_notices  # noqa: F401  and so do these
        from portal.privacy.signals import guardian_consent_withdrawn
        from programmes.models import Organisation

        guardian_consent_withdrawn.connect(
            receivers.end_what_was_asked_for, dispatch_uid="end what was asked for"
        )
        post_delete.connect(receivers.delete_file, sender=Document, dispatch_uid="delete file")
        post_save.connect(receivers.find_by_new_name, sender=Organisation, dispatch_uid="find by new name")
        post_save.connect(
            receivers.hide_what_is_no_longer_verified, sender=Organisation, dispatch_uid="hide unverified"
        )
