"""What can be said to a person: one class a kind, its words made when it is read, in the reader's language."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import asdict, dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, ClassVar

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from portal.core.registry import Registry

if TYPE_CHECKING:
    from portal.core.calendar import CalendarPart
    from portal.users.models import User


@dataclass(frozen=True, kw_only=True)
class Notice:
    """One message to one person. Subclasses are frozen dataclasses whose fields are plain JSON values.

    The fields are stored, the sentences are not: `title`, `paragraphs` and `action` run when the message is
    shown or mailed, so that it speaks the language the person reads by then. Keep personal data of others
    out of the fields.
    """

    name: ClassVar[str]
    """Kind, as stored and as registered: `app.what_happened`."""
    label: ClassVar[str | Promise]
    """How the kind is called in the preferences; kinds with the same label are set together."""
    is_asked_for: ClassVar[bool] = False
    """Said only to whoever has asked for mails of this kind: in digests, never at once, and otherwise not at all."""
    has_its_own_rhythm: ClassVar[bool] = False
    """It is said when the person wishes already: mailed at once or not at all, no digest waits for another one."""
    is_duty: ClassVar[bool] = False
    """A duty is always mailed at once; nobody can turn it off."""
    holds_words_of_others: ClassVar[bool] = True
    """Do the sentences hold what somebody has typed: names, titles, reasons? To an address that nobody has proven such
    a message is only announced, in the portal's own words. A kind that says False has no field for a text."""
    secret_fields: ClassVar[frozenset[str]] = frozenset()
    """Fields that let their holder act as the person. They are blanked as soon as the mail is sent or given up,
    and a notice that has any is never shown in the inbox."""

    needs_quote: ClassVar[bool] = False
    """Is there nothing to mail once its reader may no longer read what it quotes?"""
    pause: ClassVar[timedelta] = timedelta()
    """So long a mail that would go at once waits for others of its bundle, or for the person to read it here."""

    @classmethod
    def is_in_inbox(cls) -> bool:
        return not cls.secret_fields

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

    def is_still_true(self) -> bool:
        """Asked when the mail is written: of what is over by then, none is sent."""
        return True

    def calendar(self, reader: User) -> CalendarPart | None:
        """An entry for the reader's calendar that goes along with the mail, in the reader's language.

        Asked when the mail is written, and made of what is true then: an entry that has changed since is told as it is.
        """
        return None

    def quotes(self) -> tuple[str, int] | None:
        """What somebody wrote that is said along: the name under which `quotations` has it, and the row's key.

        It is no field: it is read when the message is, as long as its reader may read it.
        """
        return None

    def bundle(self) -> str:
        """Messages to one person with the same bundle go as one mail, while none of them has been sent."""
        return ""

    def mail_address(self) -> str | None:
        """Where the mail goes, when that is not the person's main address; "" where it then goes to nobody.

        What is meant for somebody else than the recipient never falls back to the recipient's own address.
        """
        return None

    def payload(self) -> dict[str, object]:
        return asdict(self)


@dataclass(frozen=True, kw_only=True)
class ForgottenNotice(Notice):
    """Stands in for a message whose kind an older version of the portal knew."""

    name = "notifications.forgotten"
    label = ""

    def dedupe_key(self) -> str:
        return ""

    def title(self) -> str:
        return _("An older message that can no longer be shown")


KINDS: Registry[type[Notice]] = Registry("notification kinds")


def register_notice(notice: type[Notice]) -> type[Notice]:
    """Class decorator; the defining module is imported in its app's `ready()`."""
    return KINDS.add(notice.name, notice)


# --- What messages quote --------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Quote:
    """What somebody wrote, for one reader; `title` says who and about what, in place of the notice's own.

    `names`: what stands in the title and is not the portal's own words, which a subject shortens.
    """

    text: str
    title: str = ""
    names: tuple[str, ...] = ()


Quotation = Callable[[Mapping["User", Collection[int]]], Mapping[tuple[int, int], Quote]]
"""Readers and keys of rows → for (key of the reader, key of the row) what each may read of them today. Asked once for
all readers of one language, in which it answers."""

quotations: Registry[Quotation] = Registry("what others wrote, which messages say along")


# --- Pages that messages lead to -----------------------------------------------------------------------------------

Asked = Mapping["User", Collection[str]]
"""Of readers: pages at one name, told apart by what stands in their addresses."""
StillOpen = Callable[[Asked], Asked]
"""Those of them that each of these readers may open today: of many in as few questions as of one."""

destinations: Registry[StillOpen] = Registry("pages that messages lead to, by the names of their addresses")
"""A message stays when a right has ended or a row is gone; its link doesn't. The app with the page says who may open
it, as the page itself does."""


def everybody(asked: Asked) -> Asked:
    """A page that everybody who is signed in may open, whatever it shows them."""
    return asked


def reader_by_reader(may_open: Callable[[User, Collection[str]], Collection[str]]) -> StillOpen:
    """Pages that few are told of, or about which no row has to be read."""

    def still_open(asked: Asked) -> Asked:
        return {reader: may_open(reader, keys) for reader, keys in asked.items()}

    return still_open
