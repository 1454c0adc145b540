"""Whether the portal can do its work. Whether it lives at all is told by `portal.front`."""

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from redis import Redis, RedisError


@never_cache
@require_safe
def readyz(request: HttpRequest) -> HttpResponse:
    """Ready: the database and the broker answer and every migration is applied; 503 tells which one is not."""
    checks = {"database": _database_answers(), "broker": _broker_answers()}
    checks["migrations"] = checks["database"] and migrations_are_applied()
    return JsonResponse(checks, status=200 if all(checks.values()) else 503)


def _database_answers() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return False
    return True


def migrations_are_applied() -> bool:
    executor = MigrationExecutor(connection)
    return not executor.migration_plan(executor.loader.graph.leaf_nodes())


def _broker_answers() -> bool:
    client = Redis.from_url(settings.REDIS_URL, **settings.REDIS_OPTIONS)
    try:
        return bool(client.ping())
    except RedisError:
        return False
    finally:
        client.close()
