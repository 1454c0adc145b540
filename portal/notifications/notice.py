"""What can be said to a person: one class a kind, its words made when it is read, in the reader's language."""

from dataclasses import asdict, dataclass
from typing import Any, ClassVar

from django.utils.functional import Promise

from portal.core.registry import Registry


@dataclass(frozen=True, kw_only=True)
class Notice:
    """One message to one person. Subclasses are frozen dataclasses whose fields are plain JSON values.

    The fields are stored, the sentences are not: `title`, `paragraphs` and `action` run when the message is
    shown or mailed, so that it speaks the language the person reads by then. Keep personal data of others
    and secrets out of the fields.
    """

    name: ClassVar[str]
    """Kind, as stored and as registered: `app.what_happened`."""
    label: ClassVar[str | Promise]
    """How the kind is called in the preferences."""
    is_duty: ClassVar[bool] = False
    """A duty is always mailed at once; nobody can turn it off."""

    def dedupe_key(self) -> str:
        """The same key for the same recipient is said only once, however often a task runs."""
        raise NotImplementedError

    def title(self) -> str:
        raise NotImplementedError

    def paragraphs(self) -> list[str]:
        return []

    def action(self) -> tuple[str, str] | None:
        """Label and path of the one thing to do next."""
        return None

    def payload(self) -> dict[str, Any]:
        return asdict(self)


KINDS: Registry[type[Notice]] = Registry("notification kinds")


def register_notice(notice: type[Notice]) -> type[Notice]:
    """Class decorator; the defining module is imported in its app's `ready()`."""
    return KINDS.add(notice.name, notice)
