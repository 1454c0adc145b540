"""Imports what a worker imports, and does nothing: `worker.py` forks processes that need not do it once more."""

import gc

import django

from portal.celery import app

django.setup()
app.loader.import_default_modules()
app.finalize()
gc.freeze()
