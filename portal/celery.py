"""The Celery application; everything about it is set in `portal.settings`."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings.local")

app = Celery("bleibe")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
