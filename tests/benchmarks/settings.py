"""The portal as `make run` runs it, with two things more: the view that is the floor, and a stopwatch around all."""

from portal.settings.local import *  # noqa: F403
from portal.settings.local import MIDDLEWARE

ROOT_URLCONF = "tests.benchmarks.urls"
MIDDLEWARE = ["tests.benchmarks.stopwatch.StopwatchMiddleware", *MIDDLEWARE]
