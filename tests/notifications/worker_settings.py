"""The test worker's, with mails that leave over SMTP."""

from portal.settings.test import *  # noqa: F403

EMAIL_BACKEND = "portal.notifications.backends.WatchedBackend"
