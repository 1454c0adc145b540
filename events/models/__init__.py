from events.models.attendance import Attendance, Scan, SignedList
from events.models.certificate import Certificate
from events.models.classes import ClassBooking, ClassConsent, ClassOffer
from events.models.equipment import Equipment, Reservation, ReservationStep
from events.models.event import Event
from events.models.matchmaking import (
    DayProfile,
    Encounter,
    MatchmakingDay,
    MeetingPlan,
    Table,
    Wish,
)
from events.models.registration import Admission, Registration
from events.models.review import EventReview
from events.models.room import Room
from events.models.session import Session
from events.models.trainer import EventTrainer

__all__ = [
    "Admission",
    "Attendance",
    "Certificate",
    "ClassBooking",
    "ClassConsent",
    "ClassOffer",
    "DayProfile",
    "Encounter",
    "Equipment",
    "Event",
    "EventReview",
    "EventTrainer",
    "MatchmakingDay",
    "MeetingPlan",
    "Registration",
    "Reservation",
    "ReservationStep",
    "Room",
    "Scan",
    "Session",
    "SignedList",
    "Table",
    "Wish",
]
