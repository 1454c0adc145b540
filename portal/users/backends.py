"""Who signs in with a password: one look and one hash, whatever was typed."""

from typing import Any

from allauth.account import auth_backends
from django.contrib.auth import get_user_model
from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest


class AuthenticationBackend(auth_backends.AuthenticationBackend):
    """allauth's asks by address and by user name, and hashes once for each account it finds and again for none.

    Here an "@" decides which of the two was typed, one query looks, and the password is hashed exactly once: for the
    account found, or for one that nobody can sign in to. So the time taken doesn't tell whether there is an account.
    """

    def authenticate(self, request: HttpRequest | None, **credentials: Any) -> AbstractBaseUser | None:
        password, login = credentials.get("password"), credentials.get("email") or credentials.get("username")
        if not password or not login:
            return None
        user_model = get_user_model()
        found = user_model.objects.signing_in_with(login).first()
        return self._check_password(found or user_model(), password)
