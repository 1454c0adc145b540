"""What the clock and the queue call, once in a real worker."""

from django.utils import timezone

from portal.core.jobs import enqueue
from portal.privacy.models import DataCopy, ErasureRequest, RetentionRun
from portal.privacy.services.copies import request_copy
from portal.privacy.services.erasures import request_erasure
from portal.users.models import User
from tests.factories import make_user


def test_the_clock_carries_out_what_is_due(celery_worker):
    person = make_user()
    request_erasure(person=person, by=person)
    ErasureRequest.objects.update(due_at=timezone.now())
    enqueue("privacy.execute_due_erasures")
    celery_worker.wait_for(lambda: not User.objects.filter(pk=person.pk).exists())


def test_what_is_carried_out_at_once_needs_no_clock(celery_worker):
    person = make_user()
    asked = request_erasure(person=person, by=person)
    ErasureRequest.objects.update(due_at=timezone.now())
    enqueue("privacy.execute_erasure", asked.pk)
    celery_worker.wait_for(lambda: not User.objects.filter(pk=person.pk).exists())


def test_a_copy_that_was_asked_for_is_made_by_a_worker(celery_worker):
    person = make_user()
    made = request_copy(person=person, language="en", by=person)
    celery_worker.wait_for(lambda: DataCopy.objects.filter(pk=made.pk, state="ready").exists())


def test_the_clock_deletes_copies_that_were_kept_long_enough(celery_worker):
    made = DataCopy.objects.create(person=make_user(), state="ready", expires_at=timezone.now())
    enqueue("privacy.sweep_copies")
    celery_worker.wait_for(lambda: DataCopy.objects.filter(pk=made.pk, state="expired").exists())


def test_the_clock_deletes_what_was_kept_long_enough(celery_worker):
    enqueue("privacy.apply_retention")
    celery_worker.wait_for(lambda: RetentionRun.objects.filter(finished_at__isnull=False).exists())
