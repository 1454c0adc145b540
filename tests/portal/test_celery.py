"""The tests' own worker is a real one: it takes what `enqueue` sends, from another process."""

from portal.core.jobs import enqueue


def test_worker_takes_what_is_enqueued(celery_worker):
    enqueue("no.such_task", 1)

    celery_worker.wait_for(lambda: "no.such_task" in celery_worker.log.read_text())
