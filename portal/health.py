"""Whether the portal can do its work. Whether it lives at all is told by `portal.front`."""

from typing import Any

from django.conf import settings
from django.core.files.storage import default_storage
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from redis import Redis, RedisError

from portal.core import temporary
from portal.core.checks import role_is_ordinary


@never_cache
@require_safe
def readyz(request: HttpRequest) -> HttpResponse:
    """Ready: database and broker answer, files can be kept, the role is no superuser, nothing is left to migrate.

    503 tells what not.
    """
    checks = {"database": _database_answers(), "broker": _broker_answers(), "files": _files_can_be_kept()}
    checks["role"] = checks["database"] and role_is_ordinary()
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


def _files_can_be_kept() -> bool:
    storage: Any = default_storage
    return temporary.is_ready() and storage.answers()


def _broker_answers() -> bool:
    client = Redis.from_url(settings.REDIS_URL, **settings.REDIS_OPTIONS)
    try:
        return bool(client.ping())
    except RedisError:
        return False
    finally:
        client.close()
