"""A server on the open internet: it takes its secrets from the environment and doesn't start without them."""

import logging

from portal.settings import environment, refusals

refusals.check()

logging.raiseExceptions = False  # a line that can't be written is not printed with all that it holds

from portal.settings.base import *  # noqa: E402, F403
from portal.settings.base import TRUSTED_PROXIES  # noqa: E402

SECRET_KEY = environment.text("SECRET_KEY")
ALLOWED_HOSTS = environment.strings("ALLOWED_HOSTS")
SITE_URL = environment.text("SITE_URL", f"https://{ALLOWED_HOSTS[0].lstrip('.')}").rstrip("/")
CSRF_TRUSTED_ORIGINS = [f"https://{host.lstrip('.')}" for host in ALLOWED_HOSTS]

# Behind a proxy each page would lead to itself for ever if the proxy were not believed that it speaks TLS.
TRUSTED_PROXIES = [proxy for proxy in TRUSTED_PROXIES if proxy != refusals.NO_PROXY]
SECURE_SSL_REDIRECT = True
SECURE_REDIRECT_EXEMPT = [r"^readyz$"]  # asked from inside, without TLS
SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
LANGUAGE_COOKIE_SECURE = True

STORAGES = {
    "default": environment.media_storage(),
    "staticfiles": {
        "BACKEND": "portal.core.storages.StaticStorage",
        # Uploads are their owner's alone; these may be collected by one user and served by another.
        "OPTIONS": {"file_permissions_mode": 0o644, "directory_permissions_mode": 0o755},
    },
}
