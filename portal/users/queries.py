"""Whose account it is: by an address or a user name, whatever one's role."""

from collections.abc import Iterator

from allauth.account.models import EmailAddress
from django.db.models import Model, Q, UniqueConstraint

from portal.core.personal_data import holdings
from portal.users.extensions import listed_demo_people
from portal.users.models import User


def find_demo_person(email: str) -> User | None:
    """The account of a listed demo person."""
    if email not in {person.email for person in listed_demo_people()}:
        return None
    return User.objects.active().filter(Q(email=email) | Q(username=email)).first()


def find_person(*, login: str) -> User | None:
    """Who signs in with this address or user name, whether or not they may at the moment."""
    return User.objects.with_login(login).first()


def is_proven(user: User, *, apart_from: EmailAddress | None = None) -> bool:
    """Has whoever signs in here shown who they are: by an address they confirmed, or a user name that staff gave?

    `apart_from`: leaving this address out. Of an account that nobody has proven, all that is known is what somebody
    typed who may have had no right to its address.
    """
    confirmed = EmailAddress.objects.filter(user=user, verified=True)
    others = confirmed.exclude(pk=apart_from.pk) if apart_from else confirmed
    return bool(user.username) or others.exists()


def links_to_people() -> Iterator[tuple[type[Model], str]]:
    """Each model and foreign key that say whom a row is about: what moves when two people are one."""
    return ((holding.model_class, key) for holding in holdings for key in holding.owner_keys)


def rules_beside(model: type[Model], key: str) -> list[tuple[tuple[str, ...], Q]]:
    """Fields that, together with the person at `key`, no two rows share, and the rows among which that holds.

    One entry a rule of the database; a rule over expressions is not read, and needs a merger of its own.
    """
    meta = model._meta
    rules = [rule for rule in meta.constraints if isinstance(rule, UniqueConstraint)]
    named = [(tuple(rule.fields), rule.condition or Q()) for rule in rules]
    named += [(tuple(names), Q()) for names in meta.unique_together]
    found = [(tuple(name for name in names if name != key), where) for names, where in named if key in names]
    return [*found, ((), Q())] if getattr(meta.get_field(key), "unique", False) else found
