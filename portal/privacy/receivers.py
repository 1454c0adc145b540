"""What privacy notes when somebody looks for people."""

from django.core.exceptions import FieldDoesNotExist
from django.db.models.constants import LOOKUP_SEP

from portal.core.admin_lists import PortalAdmin
from portal.core.personal_data import holdings
from portal.privacy.constants import AccessKind, ReadingPurpose
from portal.privacy.services.access_log import log_access
from portal.users.decorators import AuthenticatedRequest
from portal.users.models import User


def note_search(
    *, sender: PortalAdmin, request: AuthenticatedRequest, asked: dict[str, str], rows: int, **_kwargs: object
) -> None:
    """A list that says why people read it, or in which one looks for somebody by name or address, leaves a line."""
    purpose = getattr(sender, "purpose_of_reading", None)
    if purpose is None and looks_for_people(sender):
        purpose = ReadingPurpose.ACCOUNTS
    if purpose is not None:
        log_access(
            by=request.user,
            kind=AccessKind.READ,
            label=sender.opts.label_lower,
            purpose=purpose,
            rows=rows,
            filter=asked,
        )


def looks_for_people(admin: PortalAdmin) -> bool:
    """Are the rows about people, and does one find them by a name, an address or a user name?"""
    label = admin.opts.label_lower
    if label not in holdings or not holdings[label].leads_to_people:
        return False
    return any(_is_of_people(admin, path) for path in admin.search_fields)


def _is_of_people(admin: PortalAdmin, path: str) -> bool:
    model = admin.model
    for name in path.split(LOOKUP_SEP):
        try:
            field = model._meta.get_field(name)
        except FieldDoesNotExist:  # a lookup at the end of the path
            break
        model = field.related_model or model
    return issubclass(model, User) or path in holdings[admin.opts.label_lower].addresses
