"""The tests' settings for a portal of several processes, with files and mails in a folder of its own."""

import os
from pathlib import Path

from portal.settings import environment
from portal.settings.test import *  # noqa: F403
from portal.settings.test import REDIS_URL

MEDIA_ROOT = Path(os.environ["JOURNEYS_DIR"]) / "media"
MAIL_DIR = Path(os.environ["JOURNEYS_DIR"]) / "mail"

# A queue of its own: this portal's worker must not take what other tests enqueue for rows of their database.
REDIS_URL = environment.redis_database(REDIS_URL, 9)
CELERY_BROKER_URL = environment.celery_broker(REDIS_URL)

# A browser keeps what it has, as it does in production: pages ask for their pictures and styles once.
WHITENOISE_AUTOREFRESH = False
WHITENOISE_MAX_AGE = 3600  # seconds
