"""The tests' own worker is a real one: it takes what `enqueue` sends, from another process."""

from portal.celery import app
from portal.core.jobs import enqueue


def test_worker_takes_what_is_enqueued(celery_worker):
    enqueue("no.such_task", 1)

    celery_worker.wait_for(lambda: "no.such_task" in celery_worker.log.read_text())


def test_worker_unpickles_nothing(celery_worker):
    with app.connection_for_write() as connection:
        queue = connection.SimpleQueue(app.conf.task_default_queue)
        queue.put([["not", "for you"], {}, {}], serializer="pickle")
        queue.close()

    celery_worker.wait_for(
        lambda: "Refusing to deserialize untrusted content of type pickle" in celery_worker.log.read_text()
    )
