"""The portal as `make run` runs it, with two things more: the view that is the floor, and a stopwatch around all."""

import os

from portal.settings.local import *  # noqa: F403
from portal.settings.local import EMAIL_BACKEND, MIDDLEWARE, TIME_ZONE

ROOT_URLCONF = "tests.benchmarks.urls"
MIDDLEWARE = ["tests.benchmarks.stopwatch.StopwatchMiddleware", *MIDDLEWARE]
TIME_ZONE = os.environ.get("BENCH_TIME_ZONE", TIME_ZONE)
if "BENCH_MAILS" in os.environ:
    EMAIL_BACKEND = "portal.notifications.backends.WatchedBackend"
