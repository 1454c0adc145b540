from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class EventFormat(models.TextChoices):
    WORKSHOP = "workshop", _("Workshop")
    COURSE = "course", _("Course")
    INFO = "info", _("Information event")
    VISIT = "visit", _("Company visit")
    DIALOGUE = "dialogue", _("Dialogue")
    NETWORK = "network", _("Network meeting")
    SHADOWING_DAY = "shadowing_day", _("Job shadowing day")
    MATCHMAKING = "matchmaking", _("Matchmaking day")


class EventState(models.TextChoices):
    DRAFT = "draft", _("Draft")
    SUBMITTED = "submitted", _("Submitted")
    PUBLISHED = "published", _("Published")
    DONE = "done", _("Done")
    CANCELLED = "cancelled", _("Cancelled")


class SessionState(models.TextChoices):
    """Of one date of an event."""

    STANDING = "standing", pgettext_lazy("a date of an event", "Takes place")
    CANCELLED = "cancelled", pgettext_lazy("a date of an event", "Cancelled")


class EventAccess(models.TextChoices):
    """Who finds an event that is published, and may come."""

    PUBLIC = "public", pgettext_lazy("who may come to an event", "Everybody")
    INVITED = "invited", pgettext_lazy("who may come to an event", "Whoever is invited")
    INTERNAL = "internal", pgettext_lazy("who may come to an event", "Whoever works for the programme")


class AttendanceMode(models.TextChoices):
    """How somebody takes part."""

    ON_SITE = "on_site", _("On site")
    ONLINE = "online", _("Online")


class TargetGroup(models.TextChoices):
    """Whom an event is meant for."""

    STUDENTS = "students", pgettext_lazy("a target group", "Students")
    GRADUATES = "graduates", pgettext_lazy("a target group", "Graduates")
    NEWCOMERS = "newcomers", pgettext_lazy("a target group", "Newcomers to the region")
    WORKERS = "workers", pgettext_lazy("a target group", "Skilled workers")
    FAMILIES = "families", pgettext_lazy("a target group", "Families")
    PUPILS = "pupils", pgettext_lazy("a target group", "Pupils")
    SCHOOLS = "schools", pgettext_lazy("a target group", "Schools")
    COMPANIES = "companies", pgettext_lazy("a target group", "Companies")
    ADVISERS = "advisers", pgettext_lazy("a target group", "People who advise and teach")


class FeeState(models.TextChoices):
    """What has become of the fee that a registration owes."""

    DUE = "due", pgettext_lazy("a fee", "Due")
    PAID = "paid", pgettext_lazy("a fee", "Paid")
    WAIVED = "waived", pgettext_lazy("a fee", "Waived")


class RegistrationState(models.TextChoices):
    UNCONFIRMED = "unconfirmed", pgettext_lazy("a registration", "Not confirmed yet")
    INVITED = "invited", pgettext_lazy("a registration", "Invited")
    REGISTERED = "registered", pgettext_lazy("a registration", "Registered")
    WAITING = "waiting", pgettext_lazy("a registration", "On the waiting list")
    OFFERED = "offered", pgettext_lazy("a registration", "Place offered")
    LAPSED = "lapsed", pgettext_lazy("a registration", "Offer lapsed")
    CANCELLED = "cancelled", pgettext_lazy("a registration", "Cancelled")


BOOKED = (RegistrationState.REGISTERED, RegistrationState.WAITING, RegistrationState.OFFERED)
"""A place, a place in line, or one that is held."""


class ClassState(models.TextChoices):
    """Of a class that comes to an event."""

    BOOKED = "booked", pgettext_lazy("a class", "Booked")
    CONFIRMED = "confirmed", pgettext_lazy("a class", "Confirmed")
    DECLINED = "declined", pgettext_lazy("a class", "Declined")
    CANCELLED = "cancelled", pgettext_lazy("a class", "Cancelled")
    DONE = "done", pgettext_lazy("a class", "Done")


CLASS_COMES = (ClassState.BOOKED, ClassState.CONFIRMED)
"""In these states places are taken for the class."""


class ConsentState(models.TextChoices):
    """Of what a guardian says to one number of a class."""

    ASKED = "asked", pgettext_lazy("a guardian's answer", "No answer yet")
    GIVEN = "given", pgettext_lazy("a guardian's answer", "Agreed")
    REFUSED = "refused", pgettext_lazy("a guardian's answer", "Not agreed")
    WITHDRAWN = "withdrawn", pgettext_lazy("a guardian's answer", "Taken back")


class Travel(models.TextChoices):
    """How a class comes to where it is expected."""

    BY_ITSELF = "by_itself", _("The class comes by itself")
    NEEDS_TRANSPORT = "needs_transport", _("The class needs transport")


class ReviewStep(models.TextChoices):
    SUBMITTED = "submitted", pgettext_lazy("a step of a review", "Submitted")
    PUBLISHED = "published", pgettext_lazy("a step of a review", "Published")
    SENT_BACK = "sent_back", pgettext_lazy("a step of a review", "Sent back")
    HIDDEN = "hidden", pgettext_lazy("a step of a review", "Hidden")
    CANCELLED = "cancelled", pgettext_lazy("a step of a review", "Cancelled")
    HELD_AFTER_ALL = "held_after_all", pgettext_lazy("a step of a review", "Held after all")


NOTE_LENGTH = 2000
"""Signs of what coordinators and those who draft write to each other about an event."""


class Handover(models.TextChoices):
    """How a device comes to where it is used."""

    BROUGHT = "brought", _("The organisation brings it")
    FETCHED = "fetched", _("Whoever borrows it fetches it")
    ON_SITE = "on_site", _("It is used where it stands")


class ReservationState(models.TextChoices):
    REQUESTED = "requested", pgettext_lazy("of a reservation", "Asked for")
    CONFIRMED = "confirmed", pgettext_lazy("of a reservation", "Confirmed")
    HANDED_OVER = "handed_over", pgettext_lazy("of a reservation", "Handed over")
    RETURNED = "returned", pgettext_lazy("of a reservation", "Returned")
    DECLINED = "declined", pgettext_lazy("of a reservation", "Declined")
    CANCELLED = "cancelled", pgettext_lazy("of a reservation", "Cancelled")


class ReservationAct(models.TextChoices):
    """What was done with a reservation."""

    REQUESTED = "requested", pgettext_lazy("done with a reservation", "Asked for")
    ASKED_AGAIN = (
        "asked_again",
        pgettext_lazy("done with a reservation", "Asked for again, as the event was moved"),
    )
    CONFIRMED = "confirmed", pgettext_lazy("done with a reservation", "Confirmed")
    DECLINED = "declined", pgettext_lazy("done with a reservation", "Declined")
    HANDED_OVER = "handed_over", pgettext_lazy("done with a reservation", "Handed over")
    RETURNED = "returned", pgettext_lazy("done with a reservation", "Returned")
    CANCELLED = "cancelled", pgettext_lazy("done with a reservation", "Cancelled")


DESCRIPTION_LENGTH = 4000
"""Signs of what a device is for."""
DAYS_AROUND_EVENT = 14
"""So long before an event a device may be fetched, and so long after it be brought back."""
HOLD_HOURS = 24
"""So long a place that has come free is held for whoever waits, though never past the event's beginning."""
MOST_COMPANIONS = 9
MOST_SEATS = 10_000
GUEST_LINK_HOURS = 24
"""So long whoever registers without an account can prove the address."""
NEEDS_LENGTH = 500
NEEDS_DAYS = 14
"""So long after the event it is kept what somebody needed there."""
REASON_LENGTH = 2000
PICTURE_WIDTH = 1600
"""Pixels: wider pictures are made smaller when they come, as no page shows more."""
MOST_PUPILS = 32
"""Of a class that comes together."""
HIGHEST_GRADE = 13
MOST_HOURS_A_DAY = 7
"""Of pupils on a day of practice (section 7 of the German Youth Labour Protection Act, Jugendarbeitsschutzgesetz)."""
MOST_HOURS_A_WEEK = 35
"""Of the same, in a week of practice."""
CONSENT_DAYS = 30
"""So long after the event it is kept what guardians have answered."""

CLASS_PURPOSE = "class-visit"
CLASS_PURPOSE_TITLE = _("A class that comes to an event")
CLASS_TEXT = _(
    "I am this child’s parent or guardian. I agree that my child comes along to the event with the class, and that the "
    "portal keeps my name, and the first name or the initials of my child if I give them, until some weeks after the "
    "event. The school alone reads them. Whoever receives the class reads how many pupils of which grade come, what "
    "the class needs, and how its teacher is reached, and nothing about my child. Until the event begins I can take "
    "this back on this page; what I gave is deleted then."
)
"""What a guardian agrees to. A change of these words is a new version; consents given keep theirs."""
CLASS_PHOTO_PURPOSE = "class-photographs"
CLASS_PHOTO_TITLE = _("Photographs of a class at an event")
CLASS_PHOTO_TEXT = _(
    "My child may be seen on photographs of the event that those who run it publish. My child comes along whether or "
    "not I agree to this."
)


class ConflictKind(models.TextChoices):
    """What stands against a date that is planned. Each is a warning: nobody is kept from planning."""

    ROOM = "room", pgettext_lazy("what stands against a date", "Room")
    TRAINER = "trainer", pgettext_lazy("what stands against a date", "Who leads it")
    HOST = "host", pgettext_lazy("what stands against a date", "Host")
    EQUIPMENT = "equipment", pgettext_lazy("what stands against a date", "Equipment")
    PUBLIC_HOLIDAY = "public_holiday", pgettext_lazy("what stands against a date", "Public holiday")
    SCHOOL_HOLIDAYS = "school_holidays", pgettext_lazy("what stands against a date", "School holidays")
    PLACES = "places", pgettext_lazy("what stands against a date", "Places")


# --- Matchmaking days ----------------------------------------------------------------------------------------------


class WishSide(models.TextChoices):
    """Of a matchmaking day."""

    PERSON = "person", pgettext_lazy("side of a matchmaking day", "Person")
    TABLE = "table", pgettext_lazy("side of a matchmaking day", "Organisation")


class MeetingOutcome(models.TextChoices):
    """What one side says after a meeting."""

    AGAIN = "again", pgettext_lazy("after a meeting", "We meet again")
    NOT_NOW = "not_now", pgettext_lazy("after a meeting", "Not this time")


MOST_SLOTS = 40
"""Meetings one after another, of a day."""
MOST_AT_ONCE = 6
"""People whom one organisation meets at the same time."""
MOST_TABLES = 200


HELD = (EventState.PUBLISHED, EventState.DONE)
"""Events that take place."""


class Presence(models.TextChoices):
    """Where somebody who belonged to a date of an event stands."""

    EXPECTED = "expected", pgettext_lazy("presence at a date", "Not noted")
    PRESENT = "present", pgettext_lazy("presence at a date", "Was there")
    ABSENT = "absent", pgettext_lazy("presence at a date", "Was not there")
    EXCUSED = "excused", pgettext_lazy("presence at a date", "Was excused")


class NotedBy(models.TextChoices):
    """How somebody's presence came to be known."""

    LIST = "list", pgettext_lazy("how presence is noted", "From the list")
    SCAN = "scan", pgettext_lazy("how presence is noted", "Ticket scanned")
    TYPED = "typed", pgettext_lazy("how presence is noted", "Code typed")
    ONLINE = "online", pgettext_lazy("how presence is noted", "Code of the meeting")
    PERSON = "person", pgettext_lazy("how presence is noted", "Said by the person beforehand")


class ScanOutcome(models.TextChoices):
    NOTED = "noted", pgettext_lazy("outcome of a scan", "Noted")
    AGAIN = "again", pgettext_lazy("outcome of a scan", "Noted before, at another door")
    SINCE = "since", pgettext_lazy("outcome of a scan", "Noted otherwise in the list since")
    NO_PLACE = "no_place", pgettext_lazy("outcome of a scan", "Has no place any more, or none yet")
    UNKNOWN = "unknown", pgettext_lazy("outcome of a scan", "Belongs to no registration of this event")


GRACE_MINUTES = 15
"""Who comes so late, or leaves so early, was there for all of it: there are queues at doors."""
CODE_SECONDS = 60
"""So long a code of an online meeting is shown."""
CODE_STILL_COUNTS = 30
"""Seconds for which a code counts after the next is shown: it takes a while to type it."""
CODE_MINUTES_BEFORE = 15
"""So long before a date begins its first code is shown."""
CHECK_IN_HOURS_BEFORE = 3
"""So long before a date begins people may be noted as there."""
DEVICE_DAYS = 1
"""So long after a date a device keeps its list, whatever becomes of the connection."""
SCAN_DAYS = 30
"""So long after an event it is kept what was scanned at its doors."""
MOST_BREAK_MINUTES = 8 * 60
SHARE_OF_DATES = 80
"""Per cent of an event's dates that somebody attends for a certificate, where the event says nothing else."""
CERTIFICATE_YEARS = 3
"""So long after it was issued a guest’s certificate can be verified: the regular limitation, section 195 BGB."""
CERTIFICATE_TEXT_LENGTH = 2000


class CertificateKind(models.TextChoices):
    """ESF+ counts who gains a qualification: for that, what was learnt is assessed; having been there is not enough."""

    ATTENDANCE = "attendance", _("Confirmation of attendance")
    QUALIFICATION = "qualification", _("Qualification, after an assessment")


class CertificateState(models.TextChoices):
    ISSUED = "issued", pgettext_lazy("of a certificate", "Valid")
    REVOKED = "revoked", pgettext_lazy("of a certificate", "Revoked")
    REPLACED = "replaced", pgettext_lazy("of a certificate", "Replaced")


class Lack(models.TextChoices):
    """Why somebody gets no certificate."""

    SHARE = "share", _("Was there less often than is asked")
    ASSESSMENT = "assessment", _("Nobody has noted yet whether they passed")
    PASSED = "passed", _("Has not passed")
