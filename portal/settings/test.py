"""The tests': production's behaviour, without waiting for password hashes or mail servers."""

import os

from portal.settings import environment

# A data folder of the tests' own, so that a portal running from `var/` is not disturbed. The variable keeps child
# processes (pytest's workers, Celery's) in the same one.
os.environ["BLEIBE_VAR"] = os.environ.setdefault(
    "BLEIBE_TEST_VAR", str(environment.data_directory() / "test")
)

from portal.settings.base import *  # noqa: F403
from portal.settings.base import DATABASES, REDIS_URL, VAR_DIR

SECRET_KEY = "only the tests know it"
FIELD_ENCRYPTION_KEYS = ["b25seSB0aGUgdGVzdHMgaGF2ZSB0aGlzIG9uZSBrZXk="]
ALLOWED_HOSTS = ["*"]
DEMO = True
DEMO_RELAXES_MFA = True
# A worker's mails; Django keeps those of the test itself in memory.
EMAIL_BACKEND = "portal.notifications.backends.FolderBackend"
MAIL_DIR = VAR_DIR / "mail"
# A test is one transaction, which a slow machine may leave waiting for long.
DATABASES["default"]["OPTIONS"]["options"] += " -c idle_in_transaction_session_timeout=0"
REDIS_URL = environment.redis_database(REDIS_URL, environment.pytest_worker() + 1)
CELERY_BROKER_URL = environment.celery_broker(REDIS_URL)
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}  # each test's own
STORAGES = {
    "default": {"BACKEND": "portal.core.storages.MediaStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
MESSAGE_STORAGE = "tests.page_messages.StrictPageMessages"
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True
