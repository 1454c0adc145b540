"""How a class at an event reads: to its school, to whoever receives it, and to guardians."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import get_language, ngettext, override
from django.utils.translation import gettext as _

from events.constants import CLASS_PHOTO_TEXT, CLASS_TEXT, ConsentState
from events.models import ClassBooking, ClassConsent, ClassOffer, Event
from events.notices.classes import class_in_words
from events.presentation.events import when, where
from events.queries.classes import class_consent_token
from events.workflows.classes import CLASS_BOOKING
from portal.core.documents import typeset
from portal.core.moments import zone_in_words
from portal.core.presentation import Item, spoken
from portal.core.qr import qr_svg
from portal.core.workflow import Actor, Badge
from programmes.presentation.documents import of_programme


def offer_facts(offer: ClassOffer) -> list[Item]:
    """Items of components/facts.html: what a class should know."""
    found: list[Item] = [
        (_("Pupils"), _from_to(offer.fewest_pupils, offer.most_pupils)),
        (_("Grades"), _from_to(offer.lowest_grade, offer.highest_grade)),
        (_("Hours a day"), str(offer.hours_a_day)),
        (_("Hours a week"), str(offer.hours_a_week) if offer.hours_a_week > offer.hours_a_day else ""),
        (_("Protective clothing"), str(offer.clothing)),
        (_("Transport"), str(offer.transport)),
        (_("Insurance"), str(offer.insurance)),
        (_("Photographs"), _("Only of those whose guardians agree") if offer.takes_photos else ""),
    ]
    return [item for item in found if item[1]]


def _from_to(first: int, last: int) -> str:
    return str(first) if first == last else _("%(first)s to %(last)s") % {"first": first, "last": last}


def event_at_a_glance(event: Event) -> list[Item]:
    found: list[Item] = [
        (_("When"), f"{when(event)} ({zone_in_words(event.programme.time_zone)})"),
        (_("Where"), where(event)),
    ]
    return [item for item in found if item[1]]


def visit_facts(booking: ClassBooking) -> list[Item]:
    """All that whoever receives the class reads: how many, of which grade, what they need, and who is reached."""
    found: list[Item] = [
        *event_at_a_glance(booking.event),
        (_("Who comes"), class_in_words(booking)),
        (_("What the class needs"), booking.needs or ""),
        (_("Supervising teacher"), booking.supervisor_name),
        (_("Telephone on the day"), booking.supervisor_phone),
    ]
    return [item for item in found if item[1]]


def school_facts(booking: ClassBooking) -> list[Item]:
    """What the school reads: the same, and what is its own."""
    return [
        (_("School"), booking.school.name),
        (_("Class"), booking.class_name),
        *visit_facts(booking),
        (_("School event"), _("Yes") if booking.is_school_event else _("No")),
        (_("Way there"), str(booking.get_travel_display())),
    ]


def class_line(booking: ClassBooking, *, side: Actor) -> dict[str, object]:
    """What one line of a list says of a class."""
    is_school = side == Actor.PERSON
    page = "events:class_booking" if is_school else "events:class_visit"
    words = class_in_words(booking)
    missing = getattr(booking, "missing", None) or 0
    return {
        "row": booking,
        "url": reverse(page, args=[booking.pk]),
        "event": spoken(booking.event.title),
        "when": when(booking.event),
        "words": f"{booking.class_name}, {words}" if is_school else words,
        "missing": missing_words(missing) if is_school and booking.comes and missing else "",
        "state": booking.get_state_display(),
        "badge": CLASS_BOOKING.badge(booking.state),
    }


def missing_words(number: int) -> str:
    words = ngettext("%(number)d consent is missing", "%(number)d consents are missing", number)
    return words % {"number": number}


@dataclass(frozen=True)
class Number:
    """One number in the overview: green where a guardian agrees, else red."""

    words: str
    badge: str
    name: str


@dataclass(frozen=True)
class Overview:
    """How many have agreed, to photographs too, and which numbers are missing."""

    numbers: list[Number]
    given: str
    photos: str
    missing: str

    @property
    def is_complete(self) -> bool:
        return not self.missing


def overview_of(consents: Sequence[ClassConsent], *, takes_photos: bool) -> Overview:
    given = [row for row in consents if row.state == ConsentState.GIVEN]
    photos = [row for row in given if row.allows_photos]
    missing = [row.number for row in consents if row.state != ConsentState.GIVEN]
    return Overview(
        numbers=[_number(row) for row in consents],
        given=_of_all(len(given), len(consents)),
        photos=_of_all(len(photos), len(consents)) if takes_photos else "",
        missing=", ".join(map(str, missing)),
    )


def _of_all(number: int, of: int) -> str:
    return _("%(number)s of %(total)s") % {"number": str(number), "total": str(of)}


def _number(row: ClassConsent) -> Number:
    said = [str(row.get_state_display())]
    if row.allows_photos is not None:
        said.append(_("photographs: yes") if row.allows_photos else _("photographs: no"))
    return Number(
        words=f"{row.number}: {', '.join(said)}",
        badge=Badge.GOOD if row.state == ConsentState.GIVEN else Badge.BAD,
        name=row.pupil_name or "",
    )


def code_sheet(
    booking: ClassBooking, consents: Sequence[ClassConsent], address: Callable[[str], str]
) -> bytes:
    """A PDF with one slip for each number: what it is about, who pays, and the code of the guardian's page.

    `address` makes a path a whole address. That page's address stands on the paper, and nowhere else.
    """
    event, takes_photos = booking.event, takes_photos_at(booking.event)
    data = {
        **of_programme(event.programme),
        "heading": _("Code sheet"),
        "title": spoken(event.title),
        "when": f"{when(event)} ({zone_in_words(event.programme.time_zone)})",
        "asks": _(
            "Dear parents and guardians, may your child come along? Please scan the code, read what is planned, and "
            "answer there. You need no account."
        ),
        "photos": _("About photographs you are asked apart.") if takes_photos else "",
        "slips": [_slip(row, address) for row in consents],
        "foot": f"{booking.school.name}, {booking.class_name}",
    }
    title = f"{_('Code sheet')}: {booking.class_name}"
    return typeset("events/class_sheet.typ", data, language=get_language() or "en", title=title)


def _slip(row: ClassConsent, address: Callable[[str], str]) -> dict[str, str]:
    where = address(reverse("events:class_consent", args=[class_consent_token(row.pk)]))
    names = {"number": str(row.number), "name": row.booking.class_name}
    return {
        "heading": _("Number %(number)s, class %(name)s") % names,
        "address": where,
        "qr": qr_svg(where).decode(),
        "alt": _("Code of number %(number)s") % names,
    }


def takes_photos_at(event: Event) -> bool:
    offer: ClassOffer | None = getattr(event, "class_offer", None)
    return offer is not None and offer.takes_photos


def consent_facts(consent: ClassConsent) -> list[Item]:
    """What a guardian reads of the visit, without an account: of the class, and of nobody in it."""
    booking = consent.booking
    event = booking.event
    found: list[Item] = [
        *event_at_a_glance(event),
        (_("Whom the class visits"), event.host.name if event.host else event.programme.acronym),
        (_("School"), booking.school.name),
        (_("Class"), booking.class_name),
        (_("Number on the slip"), str(consent.number)),
    ]
    return [item for item in found if item[1]]


def texts_of(consent: ClassConsent, *, takes_photos: bool) -> list[str]:
    """The words that are agreed to, in the language in which that was done; else today's."""
    if consent.version is None:
        return [str(CLASS_TEXT), *([str(CLASS_PHOTO_TEXT)] if takes_photos else [])]
    with override(consent.language):
        agreed = [consent.version, consent.photo_version]
        return [str(version.text) for version in agreed if version is not None]
