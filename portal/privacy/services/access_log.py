"""The log of who looked at, or took, sensitive data."""

from typing import TypedDict, Unpack

from portal.core.arguments import check_names
from portal.privacy.constants import AccessKind
from portal.privacy.models import AccessLog
from portal.users.models import User


class AccessDetails(TypedDict, total=False):
    """What else is known of an access: the period, which rows of it, and the kind of file."""

    starts_on: str
    ends_on: str
    gender: str
    filter: dict[str, str]
    file: str


def log_access(
    *,
    by: User | None,
    kind: AccessKind,
    label: str,
    object_id: object = "",
    purpose: str,
    subject: User | None = None,
    rows: int = 1,
    **details: Unpack[AccessDetails],
) -> AccessLog:
    """Note that somebody saw or took sensitive data. `label` is the model's label, `purpose` a plain reason."""
    check_names(details, known=AccessDetails.__annotations__)
    return AccessLog.objects.create(
        actor=by,
        kind=kind,
        object_label=label,
        object_id=str(object_id),
        purpose=str(purpose),
        subject=subject,
        rows=rows,
        details=details,
    )


def keep_lines(*, gone: User, kept: User) -> None:
    """A line of the log is never rewritten: it stays with the alias, and is read through it."""
