"""Signing in as allauth does, with a note of when."""

import time
from typing import Any


def sign_in(client: Any, person: Any, minutes_ago: float = 0) -> None:
    """Sign in as somebody who typed a password so many minutes ago."""
    client.force_login(person)
    session = client.session
    session["account_authentication_methods"] = [{"method": "password", "at": time.time() - 60 * minutes_ago}]
    session["account_authentication_methods_user"] = str(person.pk)
    session.save()
