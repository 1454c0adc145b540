"""Who asks for pages: nobody in particular, and the people whom everybody who knows the region knows."""

import http.client
import time
from dataclasses import dataclass

from tests.benchmarks.region.programmes import COORDINATOR, EVALUATOR, OPERATOR
from tests.benchmarks.region.sizes import CONTACTS_FROM, PEOPLE_FROM
from tests.benchmarks.stopwatch import HEADER

VISITOR, GRADUATE, CONTACT = "visitor", "graduate", "contact"
PEOPLE = {
    VISITOR: None,
    GRADUATE: PEOPLE_FROM + 1,
    CONTACT: CONTACTS_FROM + 1,
    "coordinator": COORDINATOR,
    "evaluator": EVALUATOR,
    "operator": OPERATOR,
}
PATIENCE = 60


@dataclass(frozen=True)
class Answer:
    seconds: float
    status: int
    body: bytes
    cpu: float
    """In seconds, of the thread that answered."""
    statements: int


class Visitor:
    """A browser: keeps its connection, and its session."""

    def __init__(self, person: str, host: str, port: int) -> None:
        self.connection = http.client.HTTPConnection(host, port, timeout=PATIENCE)
        self.headers = {"Accept-Encoding": "identity", "Accept-Language": "en"}
        if PEOPLE[person] is not None:
            self.headers["Cookie"] = f"sessionid={session_of(PEOPLE[person])}"

    def get(self, address: str) -> Answer:
        begun = time.perf_counter()
        try:
            self.connection.request("GET", address, headers=self.headers)
            response = self.connection.getresponse()
            body = response.read()
        except (OSError, http.client.HTTPException):
            self.connection.close()
            return Answer(time.perf_counter() - begun, 0, b"", 0, 0)
        cpu, statements = (response.getheader(HEADER) or "0 0").split()
        return Answer(time.perf_counter() - begun, response.status, body, float(cpu) / 1000, int(statements))


def session_of(key: int) -> str:
    """A session row as signing in leaves it; whoever works for a programme has a second factor, too."""
    from allauth.mfa.models import Authenticator
    from django.test import Client

    from portal.users.models import User
    from tests.sessions import sign_in

    person, client = User.objects.get(pk=key), Client()
    if person.is_superuser or person.memberships.exists():
        Authenticator.objects.get_or_create(
            user=person, type=Authenticator.Type.WEBAUTHN, defaults={"data": {}}
        )
    sign_in(client, person)
    return client.cookies["sessionid"].value
