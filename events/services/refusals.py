"""Why nobody can register, or be noted as there: what all ways of it are refused for."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from portal.core.errors import DomainError


class RegistrationClosed(DomainError):
    message = _("Registration is not open. The event’s page says when it is.")


class NoSuchWay(DomainError):
    message = _("This event can’t be attended in this way. Choose another way.")
    field = "attendance"


class TooManyCompanions(DomainError):
    field = "companions"

    def __init__(self, most: int) -> None:
        said = ngettext_lazy(
            "You can bring at most %(number)d person.", "You can bring at most %(number)d people.", "number"
        )
        super().__init__(said % {"number": most} if most else _("Nobody can be brought along to this event."))


class TooManyAges(DomainError):
    message = _("These are more ages than people who come with you.")
    field = "companion_ages"


class TooEarly(DomainError):
    message = _("It is too early for this. Try again shortly before it begins.")


class HasNoPlace(DomainError):
    message = _("This person has no place at the event. Let them in, if there is room.")


class HasBegun(DomainError):
    message = _("The event has begun. Tell the people who run it instead.")
