from events.models.event import Event
from events.models.review import EventReview

__all__ = ["Event", "EventReview"]
