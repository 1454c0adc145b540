"""Why a placement can't be written, submitted, published or closed."""

from django.utils.translation import gettext_lazy as _

from portal.core.errors import DomainError


class NotVerified(DomainError):
    message = _(
        "Your organisation is not verified yet. You can prepare placements; submit them once it is verified."
    )


class NoProgramme(DomainError):
    message = _("Choose at least one programme of your organisation in which the placement is to appear.")
    field = "programmes"


class ExpiryOutOfRange(DomainError):
    message = _("Choose a day from today on, at most half a year ahead.")
    field = "expires_at"


class HasGaps(DomainError):
    message = _(
        "Some words of the template are still to be replaced: they stand in square brackets and begin with “…”. "
        "Write your own there, or take them out; then submit it."
    )
    field = "description"


class NoteMissing(DomainError):
    message = _("Write what the organisation should change; it gets your note.")
    field = "note"


class TooFewSeats(DomainError):
    message = _("As many places are taken already. To take nobody else, close the placement.")
    field = "seats"


class OffersPending(DomainError):
    message = _(
        "Somebody still has your offer of a place. Wait for the answer or decline the application first."
    )


class AnswersMissing(DomainError):
    message = _(
        "Answer the applications that have waited too long first. The placement is shown again by itself then."
    )
