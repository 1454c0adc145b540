"""What a service raises when a rule forbids what was asked."""

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext_lazy as _


class DomainError(Exception):
    """A rule of the portal stands against what somebody asked for; nothing was changed.

    Subclasses set `message`, a whole translatable sentence that says what happened and what to do.
    `field` names the input the sentence belongs beside; None means the form as a whole.
    """

    message = _("This is not possible right now.")
    field: str | None = None

    def __init__(self, message: object | None = None, *, field: str | None = None) -> None:
        self.text = message if message is not None else self.message
        if field is not None:
            self.field = field
        super().__init__(self.text)

    def __str__(self) -> str:
        return str(self.text)


class NotAllowed(DomainError, PermissionDenied):
    """The person's roles do not reach this action on this row.

    Nothing that a form could mend, so nobody turns it into a message: whatever way the request came, it is refused
    with 403.
    """

    message = _("You may not do this.")


class WrongState(DomainError):
    """The row has moved on since the page was shown, or was never in the state the step needs."""

    message = _("This step is no longer possible. The page shows where things stand now.")
