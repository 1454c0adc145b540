from django.http import HttpRequest

from portal.users.models import User


class PersonRequest(HttpRequest):
    """What a view behind `login_required` gets, for the type checker: somebody is signed in."""

    user: User
