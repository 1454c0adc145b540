"""What people send: the five forms that most rows come from, each with what stands in it and a little more."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from matching.models import Application, Placement
from tests.benchmarks.region.programmes import PASSWORD
from tests.benchmarks.visitors import CONTACT, GRADUATE, VISITOR
from tests.pages import sent_from


@dataclass(frozen=True)
class Deed:
    name: str
    person: str
    address: Callable[[], str]
    typed: dict[str, str]

    def prepare(self, client: Client) -> Callable[[], HttpResponse]:
        """Open the page and fill in its form; what is left is to send it, as a browser would."""
        address = self.address()
        sent = sent_from(client.get(address).content.decode(), having=next(iter(self.typed)))
        for name, value in self.typed.items():
            sent[name] = value
        return lambda: client.post(
            address, sent.urlencode(), content_type="application/x-www-form-urlencoded"
        )


def deeds() -> Iterator[Deed]:
    yield Deed(
        "sign in",
        VISITOR,
        lambda: reverse("account_login"),
        {"login": "contact.7@works.example", "password": PASSWORD},
    )
    new = {"name": "Amira Novak", "email": "amira.novak@example.org", "password1": "a quiet river bends"}
    yield Deed("register", VISITOR, lambda: reverse("account_signup"), new)
    yield Deed("apply", GRADUATE, _apply, {"message": "I know lathes."})
    more = {"headline": "Turner"}
    yield Deed("save the profile", GRADUATE, lambda: reverse("matching:profile_step", args=["more"]), more)
    yield Deed("save an offer", CONTACT, _edit, {"city": "Suhl", "region": ""})


def _apply() -> str:
    """The address for one of the open offers that the graduate has not applied for."""
    known = Application.objects.filter(talent=1).values("placement")
    offer = Placement.objects.open().exclude(pk__in=known).order_by("pk").first()
    return f"{offer.get_absolute_url()}apply/"


def _edit() -> str:
    offer = Placement.objects.open().filter(organisation=1).order_by("pk").first()
    return reverse("matching:placement_edit", args=[offer.pk])
