from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING, Any, Protocol

from django.contrib.auth.base_user import BaseUserManager
from django.db import models
from django.db.models.functions import Lower

from portal.core.addresses import clean_address
from portal.users.extensions import held_without_account

if TYPE_CHECKING:
    from portal.users.models import User


class Coordinated(Protocol):
    """What people answer for: a programme. Who they are is known where programmes are, not here."""

    def coordinator_ids(self) -> Iterable[int]: ...


class Recruiting(Protocol):
    """What people look for others on behalf of: an organisation."""

    def recruiter_ids(self) -> Iterable[int]: ...


class Lending(Protocol):
    """What people keep devices for: an organisation."""

    def keeper_ids(self) -> Iterable[int]: ...


class UserQuerySet(models.QuerySet["User"]):
    def active(self) -> UserQuerySet:
        return self.filter(is_active=True)

    def unrestricted(self) -> UserQuerySet:
        """Whose data may be used: nobody who has asked to be erased."""
        return self.filter(restricted_at__isnull=True)

    def locked(self) -> UserQuerySet:
        """For one transaction at a time, such as what counts a person's rows before it adds one.

        Rows that point to the person, such as a message to them, may be written meanwhile: nobody who writes one waits,
        and none of two waits for the other for ever. Where the row itself is to go, `select_for_update` keeps them out.
        """
        return self.select_for_update(of=("self",), no_key=True)

    def with_login(self, login: str) -> UserQuerySet:
        """The person who signs in with this e-mail address or user name; letter case does not matter."""
        known = clean_address(login)  # a database that compares without cases takes "ı" for an i
        return self.filter(models.Q(email=known) | models.Q(username=known))

    def with_confirmed_email(self, address: str | models.OuterRef) -> UserQuerySet:
        """The person who has shown that mails to this address reach them; an unproven address is nobody's.

        The one finder by an address: letter case and blanks don't matter. A column (`OuterRef`) holds clean ones.
        """
        known = clean_address(address) if isinstance(address, str) else address
        return self.filter(emailaddress__email=known, emailaddress__verified=True)

    def signing_in_with(self, login: str) -> UserQuerySet:
        """Whom somebody means who types this to sign in; the first is the one. Takes no further filters.

        With an "@" it is whoever has confirmed the address, before somebody who has only registered with it; else
        whoever has the user name. An address that somebody has only added to an account counts for nobody.
        """
        login = clean_address(login)
        if "@" not in login:
            return self.alias(login=Lower("username")).filter(login=login)
        confirmed = self.with_confirmed_email(login).annotate(rank=models.Value(0))
        registered = self.alias(login=Lower("email")).filter(login=login).annotate(rank=models.Value(1))
        return confirmed.order_by().union(registered.order_by(), all=True).order_by("rank")

    def unclaimed(self) -> UserQuerySet:
        """Those whom staff has entered and who have not taken their data over."""
        return self.filter(is_unclaimed=True, joined_into__isnull=True)

    def reachable(self) -> UserQuerySet:
        """Those to whom something can be said: with an account that is in use, or guests with an address."""
        is_guest = models.Q(pk__in=self.model._default_manager.guests().values("pk"))
        return self.unrestricted().filter(models.Q(is_active=True) | is_guest)

    def held_by_no_app(self) -> UserQuerySet:
        """Of people without an account, those of whom nothing is held beside what staff does with participants."""
        people = self.unclaimed()
        for held in held_without_account:
            people = people.exclude(pk__in=held())
        return people

    def guests(self) -> UserQuerySet:
        """Those without an account who have shown that the address they gave is theirs."""
        return self.unclaimed().unrestricted().filter(contact_email_proven_at__isnull=False)

    def owner_of_address(self, address: str, *, apart_from: User) -> User | None:
        """Who has shown that the address is theirs: with an account, or else as a guest. Pupils have none."""
        account = self.active().unrestricted().with_confirmed_email(address).first()
        others = self.guests().exclude(pk=apart_from.pk)
        return account or others.filter(contact_email=address).order_by("pk").first()

    def asked_to_claim(self) -> UserQuerySet:
        """Those of them whom staff has asked to take over what was entered, at an address they gave.

        Nobody who has asked to be erased, of whom nothing is used meanwhile.
        """
        return (
            self.unclaimed().unrestricted().filter(asked_to_claim_at__isnull=False).exclude(contact_email="")
        )

    def untold(self) -> UserQuerySet:
        """Those who were asked and have not been told so since."""
        told_before = models.Q(told_to_claim_at__lt=models.F("asked_to_claim_at"))
        return self.asked_to_claim().filter(models.Q(told_to_claim_at__isnull=True) | told_before)

    def unused_since(self, moment: datetime) -> UserQuerySet:
        """In whose account nobody has signed in since then, or ever. Neither the operator nor a row joined away."""
        never = models.Q(last_login__isnull=True, date_joined__lt=moment)
        return self.filter(
            models.Q(last_login__lt=moment) | never, is_superuser=False, joined_into__isnull=True
        )

    def coordinating(self, programme: Coordinated) -> UserQuerySet:
        """Whoever answers for the programme today, and is told what waits in it. Nobody whose account is closed."""
        return self.active().filter(pk__in=programme.coordinator_ids())

    def recruiting_for(self, organisation: Recruiting) -> UserQuerySet:
        """Whoever deals with the organisation's placements and is told of them. Nobody whose account is closed."""
        return self.active().filter(pk__in=organisation.recruiter_ids())

    def keeping_equipment_of(self, organisation: Lending) -> UserQuerySet:
        """Whoever lends the organisation's devices and is told who asks. Nobody whose account is closed."""
        return self.active().filter(pk__in=organisation.keeper_ids())


class UserManager(BaseUserManager["User"].from_queryset(UserQuerySet)):  # type: ignore[misc]
    use_in_migrations = True

    def create_user(
        self,
        email: str | None = None,
        password: str | None = None,
        *,
        username: str | None = None,
        **fields: Any,
    ) -> User:
        user = self.model(
            email=self.normalize_email(email).lower() if email else None,
            username=username.lower() if username else None,
            **fields,
        )
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str | None = None, password: str | None = None, **fields: Any) -> User:
        return self.create_user(email, password, **{**fields, "is_superuser": True})

    def get_by_natural_key(self, login: str | None) -> User:
        return self.with_login(login or "").get()
