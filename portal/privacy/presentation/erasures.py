"""How an erasure reads: what would go and what must stay; and the certificate of one that was carried out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from portal.core.personal_data import Text, holdings
from portal.privacy.constants import ErasureReason
from portal.privacy.models import ErasureRequest
from portal.privacy.queries import may_enter_erasure, prospects_of
from portal.privacy.workflows import ERASURE
from portal.users.models import User


@dataclass(frozen=True)
class Line:
    """One kind of rows: how it is called, how many there are, why it is held or stays, and until when it stays."""

    name: str
    rows: int
    reason: Text = ""
    until: str = ""


def prospects_in_words(user: User) -> dict[str, list[Line]]:
    """What would go and what would stay of the person, for the page on which they decide."""
    found = list(prospects_of(user))
    gone = [Line(each.holding.title, each.gone, each.holding.purpose) for each in found if each.gone]
    kept = [
        Line(each.holding.title, each.kept, each.holding.kept, _until(each.until, each.holding.model))
        for each in found
        if each.kept
    ]
    return {"gone": gone, "kept": kept}


def certificate_of(request: ErasureRequest) -> dict[str, object]:
    """The certificate's context; while the request waits, it says when it will be carried out."""
    return {
        "erasure": request,
        "is_waiting": ERASURE.allows("carry_out", request.state),
        "is_unused": request.reason == ErasureReason.UNUSED,
        "is_done": request.done_at is not None,
        "badge": ERASURE.badge(request.state),
        "gone": list(_lines(request.erased)),
        "kept": list(_lines(request.kept)),
    }


def name_for(reader: User, request: ErasureRequest) -> str:
    """Whom a letter is about, to who entered it and may still act for the person; else the number of the request."""
    person = request.person
    is_known = person is not None and request.done_at is None and may_enter_erasure(reader, person)
    return str(person) if is_known else _("no. %(number)s") % {"number": request.pk}


def _lines(entries: Iterable[Mapping[str, object]]) -> Iterable[Line]:
    for entry in entries:
        label = str(entry["model"])
        reason = holdings[label].kept if label in holdings and "until" in entry else ""
        day = entry.get("until")
        until = _until(date.fromisoformat(str(day)) if day else None, label) if "until" in entry else ""
        yield Line(_name(label), int(str(entry["rows"])), reason, until)


def _name(label: str) -> str:
    """What the rows are called; the bare label for a model that has gone with an upgrade."""
    return holdings[label].title if label in holdings else label


def _until(day: date | None, label: str) -> str:
    if day is None and label in holdings and (while_ := holdings[label].kept_while):
        return str(while_)
    return date_format(day, "DATE_FORMAT") if day else _("not known yet: the funder has not closed its books")
