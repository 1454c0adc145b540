"""What is said to an address that nobody has proven: not one word of whoever typed it travels in it."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from events.models import Registration
from events.queries.registrations import registration_token
from portal.core.links import PagePath
from portal.notifications.extensions import Notice, register_notice


@register_notice
@dataclass(frozen=True, kw_only=True)
class ConfirmAddress(Notice):
    """To an address that nobody has proven: not one word of whoever typed it travels in it."""

    registration: int
    occasion: str

    name = "events.confirm_address"
    label = gettext_lazy("Somebody registers for an event with your address")
    is_duty = True
    holds_words_of_others = False

    @classmethod
    def is_in_inbox(cls) -> bool:
        return False

    def dedupe_key(self) -> str:
        return self.occasion

    def mail_address(self) -> str:
        """The address that the guest gave; "" once the registration, or the guest, is gone."""
        rows = Registration.objects.filter(pk=self.registration)
        return rows.values_list("person__contact_email", flat=True).first() or ""

    def title(self) -> str:
        return _("Please confirm that you register for an event")

    def paragraphs(self) -> list[str]:
        return [
            _(
                "Somebody registers for an event with this address. A place is taken only once you confirm it."
            ),
            _("If it was not you, do nothing: the registration is deleted by itself."),
        ]

    def action(self) -> tuple[str, str]:
        return _("See the registration"), PagePath.to(
            "events:registration", registration_token(self.registration)
        )


@register_notice
@dataclass(frozen=True, kw_only=True)
class WalkedIn(ConfirmAddress):
    """To the address that somebody gave at the door."""

    name = "events.walked_in"
    label = gettext_lazy("Somebody was let into an event with your address")

    def title(self) -> str:
        return _("You were at an event: confirm your address")

    def paragraphs(self) -> list[str]:
        return [
            _("Somebody gave this address at the entrance of an event. Confirm that it is yours."),
            _("What you attended then stands with your account, or with what you attended before."),
            _("If it was not you, do nothing: nothing more is sent to this address."),
        ]
