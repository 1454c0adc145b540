"""What granian serves."""

import os
import sys

from django.core.wsgi import get_wsgi_application
from granian.utils.proxies import wrap_wsgi_with_proxy_headers

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings.local")

# Who only asks whether the portal lives waits for its turn among all that compute; Python's turns are 5 ms each.
sys.setswitchinterval(0.0005)

django_application = get_wsgi_application()

from django.conf import settings  # noqa: E402  (only now are they there)

from portal.core.changes.ahead import begin_ahead  # noqa: E402
from portal.front import Application, Front  # noqa: E402

application: Application = Front(django_application, seats=settings.REQUESTS_AT_ONCE)
if settings.TRUSTED_PROXIES:
    application = wrap_wsgi_with_proxy_headers(application, settings.TRUSTED_PROXIES)
begin_ahead()
