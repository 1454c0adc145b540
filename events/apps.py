from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class EventsConfig(AppConfig):
    name = "events"
    verbose_name = _("Events")

    def ready(self) -> None:
        from django.db.models.signals import post_delete

        from events import (
            personal_data,  # noqa: F401  they register themselves
            receivers,
            resources,  # noqa: F401
        )
        from events.dashboard import attendance as about_attendance  # noqa: F401  and so do these
        from events.dashboard import changes as about_changes  # noqa: F401  and so do these
        from events.dashboard import classes as about_classes  # noqa: F401  and so do these
        from events.dashboard import events as about_events  # noqa: F401  and so do these
        from events.dashboard import hosting as about_hosting  # noqa: F401  and so do these
        from events.dashboard import matchmaking as about_matchmaking  # noqa: F401  and so do these
        from events.dashboard import registrations as about_registrations  # noqa: F401  and so do these
        from events.dashboard import trainers as about_trainers  # noqa: F401  and so do these
        from events.notices import (  # noqa: F401  and so do these
            certificates,
            classes,
            equipment,
            events,
            guests,
            matchmaking,
            registrations,
            reminders,
            sessions,
            trainers,
        )
        from portal.privacy.signals import erasure_asked, guardian_consent_withdrawn
        from portal.users.signals import address_confirmed
        from programmes.receivers import forget_responses

        post_delete.connect(
            forget_responses, sender="events.Registration", dispatch_uid="events.forget_responses"
        )
        address_confirmed.connect(receivers.take_over_guests, dispatch_uid="events.take_over_guests")
        erasure_asked.connect(receivers.leave_events, dispatch_uid="events.leave_events")
        guardian_consent_withdrawn.connect(
            receivers.leave_events_of_pupil, dispatch_uid="events.leave_events_of_pupil"
        )
        post_delete.connect(
            receivers.give_place_back, sender="events.Registration", dispatch_uid="events.give_place_back"
        )
        post_delete.connect(
            receivers.give_place_back, sender="events.ClassBooking", dispatch_uid="events.give_class_places"
        )
