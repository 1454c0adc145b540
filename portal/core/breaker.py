"""What to do when a server has stopped answering: one tries from time to time, the others go on without it."""

import threading
import time


class Breaker:
    """What this process knows of one server's health. All threads share it.

    While it is closed everybody asks the server. A failure opens it: for `rest` seconds nobody asks. Then one is let
    through to try, and the others wait for nothing: they go on without the server until that one has had an answer.
    """

    def __init__(self, rest: float) -> None:
        self.rest = rest
        self.resting_until = 0.0  # on the clock of `time.monotonic`; 0 while the server is taken to be well
        self._lock = threading.Lock()

    def lets_through(self) -> bool:
        """May the caller ask the server? Whoever may must say how it went: `succeeded` or `failed`."""
        if not self.resting_until:
            return True
        with self._lock:
            now = time.monotonic()
            if now < self.resting_until:
                return False
            self.resting_until = now + self.rest  # this caller tries; the others see it rest on
            return True

    def failed(self) -> None:
        self.resting_until = time.monotonic() + self.rest

    def succeeded(self) -> None:
        self.resting_until = 0.0


REDIS = Breaker(rest=10)
"""Cache and queue are the same Redis, so what one of them has found out the other needn't."""

DATABASE = Breaker(rest=5)
REPLICA = Breaker(rest=5)
"""A copy of the database that is away says nothing about the database."""
