"""What is held about those who are told something."""

from django.utils.translation import gettext_lazy as _

from portal.core.personal_data import Holding, LegalBasis, register

_TELLING = _("To tell you what concerns you, as often as you like.")

register(
    Holding(
        model="notifications.notification",
        purpose=_TELLING,
        basis=LegalBasis.CONTRACT,
        persons=("recipient",),
        about=("kind", "created_at", "read_at", "delivery", "frequency", "deliver_after", "sent_at"),
        secret=("payload", "dedupe_key"),  # may hold a link with which its holder acts as the person
        plain=("id", "attempts", "waits_for_server", "bundle"),
    ),
    Holding(
        model="notifications.preference",
        purpose=_TELLING,
        basis=LegalBasis.CONTRACT,
        persons=("user",),
        about=("kind", "frequency"),
        plain=("id",),
    ),
)
