from __future__ import annotations

from typing import TYPE_CHECKING, Self

from events.constants import Presence
from programmes.scoping import ScopedQuerySet

if TYPE_CHECKING:
    from events.models import Attendance


class AttendanceQuerySet(ScopedQuerySet["Attendance"]):
    def present(self) -> Self:
        return self.filter(presence=Presence.PRESENT)
