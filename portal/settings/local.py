"""One's own machine: the demo, with its data under `var/` and nothing to configure."""

import os

from portal.settings import environment

os.environ.setdefault("BLEIBE_DEMO", "1")
os.environ.setdefault("OPERATOR_NAME", "Ankommen und Bleiben e. V. (example)")
os.environ.setdefault("OPERATOR_ADDRESS", "Beispielweg 1, 00000 Beispielthal")
os.environ.setdefault("OPERATOR_EMAIL", "office@example.org")

from portal.settings.base import *  # noqa: F403
from portal.settings.base import FIELD_ENCRYPTION_KEYS, VAR_DIR

SECRET_KEY = environment.persistent_secret(VAR_DIR / "secret_key")
FIELD_ENCRYPTION_KEYS = FIELD_ENCRYPTION_KEYS or [
    environment.persistent_secret(VAR_DIR / "field_encryption_key", environment.encryption_key)
]
ALLOWED_HOSTS = environment.strings(
    "ALLOWED_HOSTS", ("localhost", "127.0.0.1", "[::1]", environment.text("HOST"))
)
if "0.0.0.0" in ALLOWED_HOSTS:
    ALLOWED_HOSTS = ["*"]

DEMO_RELAXES_MFA = True
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True
