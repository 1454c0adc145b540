"""What is held about people at events."""

from django.utils.translation import gettext_lazy as _

from portal.core.personal_data import Holding, LegalBasis, not_personal, register

register(
    Holding(
        model="events.eventreview",
        purpose=_("To know who has published an event, sent it back or cancelled it, and why."),
        basis=LegalBasis.LEGITIMATE_INTEREST,
        traces=("by",),
        about=("event", "step", "note", "created_at", "updated_at"),
        plain=("id",),
    ),
)

not_personal(events__event=_("A date in public; its host is an organisation."))
