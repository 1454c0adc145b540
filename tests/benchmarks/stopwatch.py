"""How a request was answered, in a header: processor time of its thread, and how many statements it sent."""

import time
from collections.abc import Callable
from typing import Any

from django.db import connection
from django.http import HttpRequest, HttpResponse

HEADER = "X-Measured"


class StopwatchMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        statements = 0

        def count(execute: Callable[..., Any], *arguments: Any) -> Any:
            nonlocal statements
            statements += 1
            return execute(*arguments)

        begun = time.thread_time()
        with connection.execute_wrapper(count):
            response = self.get_response(request)
        response[HEADER] = f"{(time.thread_time() - begun) * 1000:.3f} {statements}"
        return response
