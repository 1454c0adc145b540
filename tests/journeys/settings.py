"""The tests' settings for a portal of several processes, with files and mails in a folder of its own."""

import os
from pathlib import Path

from portal.settings.test import *  # noqa: F403

MEDIA_ROOT = Path(os.environ["JOURNEYS_DIR"]) / "media"
MAIL_DIR = Path(os.environ["JOURNEYS_DIR"]) / "mail"
