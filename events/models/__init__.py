from events.models.equipment import Equipment, Reservation, ReservationStep
from events.models.event import Event
from events.models.review import EventReview

__all__ = ["Equipment", "Event", "EventReview", "Reservation", "ReservationStep"]
