"""What sends the schedule: it keeps nothing on disk, and a clock that is set back doesn't silence it."""

from datetime import datetime
from typing import Any

from celery import beat


class Scheduler(beat.Scheduler):
    """Celery's own without its file, which says when each entry was sent last, and would be believed.

    A clock that was ahead when that was noted, on a machine whose battery has died or that was moved, kept each entry
    waiting until the time that the wrong clock had shown. What is due is found in the rows, so nothing needs the file:
    a beat that starts sends each entry when its minute comes, with a full disk or a folder that can't be written, too.
    """

    _looked_at: datetime | None = None

    def tick(self, *args: Any, **kwargs: Any) -> float:
        now = self.app.now()
        if self._looked_at is not None and now < self._looked_at:
            self._begin_anew()
        self._looked_at = now
        wait: float = super().tick(*args, **kwargs)
        return wait

    def _begin_anew(self) -> None:
        """Whatever was to come by the clock of before comes by the one of now."""
        for entry in self.schedule.values():
            entry.last_run_at = entry.default_now()
        self._heap = None
