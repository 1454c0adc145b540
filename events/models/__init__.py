from events.models.equipment import Equipment, Reservation, ReservationStep
from events.models.event import Event
from events.models.registration import Admission, Registration
from events.models.review import EventReview
from events.models.session import Session

__all__ = [
    "Admission",
    "Equipment",
    "Event",
    "EventReview",
    "Registration",
    "Reservation",
    "ReservationStep",
    "Session",
]
