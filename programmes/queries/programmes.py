"""Whose rows the admin shows: those of the programmes a membership leads to, and nothing a person sees otherwise.

`visible_to` also lets people see what is public and what is their own. Neither belongs into a workplace: a
coordinator who takes part in another programme must not find, or change, herself there.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from difflib import SequenceMatcher
from itertools import islice
from typing import Any

from allauth.account.models import EmailAddress
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Exists, Model, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Lower

from portal.core.addresses import Mailbox, mailbox, one_slip_apart, one_slip_from
from portal.core.collation import in_order
from portal.core.text import fold
from portal.core.words.column import beginnings
from portal.core.workflow import Actor, Step
from portal.privacy.models import PurposeVersion
from portal.users.models import User
from programmes.access import access_of, may_administer, may_for
from programmes.constants import EnrolmentStatus
from programmes.extensions import birth_dates
from programmes.models import (
    Contact,
    ContactInvitation,
    Enrolment,
    Hours,
    Membership,
    MembershipInvitation,
    Organisation,
    Programme,
)
from programmes.querysets.programmes import ProgrammeQuerySet, oldest_open
from programmes.roles import ADMIN_ROLES
from programmes.scoping import CompiledForReader, Scoped, ScopedQuerySet, is_among
from programmes.workflows.programmes import ENROLMENT

RelationField = models.ForeignKey[Model, Model] | models.ManyToManyField[Model, Model]
Kept = QuerySet[Model, dict[str, object]] | list[int]
"""Keys of rows, or the query that reads them."""


def people_known_to(user: User | AnonymousUser) -> models.QuerySet[User]:
    """People who can be named in a form: staff, participants and contacts of one's programmes.

    Nobody who has asked to be erased, but oneself.
    """
    people = User.objects.all()
    if may_administer(user, "view", User):
        return people
    known = Q(pk__in=[])
    for rows, name in (
        (Membership.objects.administered_by(user), "user"),
        (Enrolment.objects.administered_by(user), "person"),
        (Contact.objects.administered_by(user), "user"),
    ):
        known |= is_among(rows.order_by(), **{name: "pk"})
    return people.filter(Q(pk=user.pk) | (known & Q(restricted_at__isnull=True)))


def choices_for(db_field: RelationField, user: User | AnonymousUser, intent: str) -> QuerySet[Model]:
    """Rows that a foreign key or many-to-many field may point to.

    The field that decides which programme a row belongs to offers only rows of programmes in which the person
    may do `intent` ("add" or "change") with such rows: who trains in one programme can't put an event into another.
    """
    related, model = db_field.remote_field.model, db_field.model
    if related is User:
        return people_known_to(user)
    rows: QuerySet[Model] = related._default_manager.all()
    if not isinstance(rows, ScopedQuerySet):
        return rows
    rows = rows.administered_by(user)
    if issubclass(model, Scoped) and _decides_programme(model, db_field.name):
        rows = rows.administered_by(user, intent, model)
    return rows


def _decides_programme(model: type[Scoped], field_name: str) -> bool:
    paths = model.programme_path
    return any(path.split("__")[0] == field_name for path in ((paths,) if isinstance(paths, str) else paths))


def with_kept(rows: QuerySet[Model], kept: Kept) -> QuerySet[Model]:
    """`rows`, and those with these keys."""
    return rows.model._default_manager.filter(is_among(rows.order_by()) | Q(pk__in=kept))


def values_below(model: type[models.Model], parent: models.Model, name: str) -> Kept:
    """What stands in the column `name` of the rows of `model` that belong to `parent`."""
    link = next(field for field in model._meta.fields if field.related_model is type(parent))
    return model._default_manager.filter(**{link.name: parent}).order_by().values(name)


def may_manage_contacts(user: User, organisation: Organisation) -> bool:
    """Managers of the organisation decide who speaks for it, and so do coordinators of one of its programmes."""
    return may_for(user, "add", Contact, organisation)


def names_of(keys: Collection[int]) -> dict[int, str]:
    """Names of the people with these keys."""
    return {person.pk: str(person) for person in User.objects.filter(pk__in=keys)}


def enrolment_steps(enrolment: Enrolment) -> list[Step[EnrolmentStatus]]:
    """What the person can do about taking part; only a programme that takes people in is joined again."""
    steps = ENROLMENT.steps_from(enrolment.status, Actor.PERSON)
    return [step for step in steps if step.name != "rejoin" or enrolment.programme.is_joinable]


def current_text(programme: Programme) -> PurposeVersion | None:
    """The wording people agree to when they join today: the programme's own, else that of the one it is part of."""
    purpose = programme.purpose or (programme.parent.purpose if programme.parent else None)
    return purpose.versions.order_by("-number").first() if purpose else None


def invitations_for(*, person: User) -> QuerySet[ContactInvitation]:
    """Open invitations to an address that the person has confirmed."""
    is_theirs = Exists(confirmed_owner(OuterRef("email")).filter(pk=person.pk))
    return ContactInvitation.objects.open().filter(is_theirs).select_related("organisation").order_by("pk")


def membership_invitations_for(*, person: User) -> QuerySet[MembershipInvitation]:
    """Open invitations to work for a programme, to an address that the person has confirmed."""
    is_theirs = Exists(confirmed_owner(OuterRef("email")).filter(pk=person.pk))
    return MembershipInvitation.objects.open().filter(is_theirs).select_related("programme").order_by("pk")


def _awaited(reader: User) -> QuerySet[Any, tuple[str, int, str, str]]:
    own = access_of(reader).organisation_ids("change", Organisation)
    to_correct = Organisation.objects.visible_to(reader, "change").declined().filter(pk__in=own)
    asks = invitations_for(person=reader).values("organisation")
    organisations = Organisation.objects.filter(Q(pk__in=to_correct.values("pk")) | Q(pk__in=asks))
    programmes = membership_invitations_for(person=reader)
    offered = participations_offered(person=reader)
    rows = organisations.order_by().values_list(Value("organisation"), "pk", "name", "verification")
    asked = programmes.order_by().values_list(Value("programme"), "pk", "programme__acronym", Value(""))
    entered = offered.order_by().values_list(Value("participation"), "pk", "programme__acronym", Value(""))
    return rows.union(asked, entered, all=True)


_AWAITED = CompiledForReader(_awaited)


def answers_awaited(user: User) -> list[tuple[str, int, str, str]]:
    """Who waits for the person's answer: what they are, key and name, and an organisation's verification.

    One query, whoever asks: it is asked often, and seldom has anybody waited.
    """
    return _AWAITED(user)


def confirmed_owner(address: str | OuterRef) -> QuerySet[User]:
    """Who has confirmed this address and may act for others: organisations, programmes. Pupils may not."""
    return User.objects.active().with_confirmed_email(address).filter(guardian_consent__isnull=True)


def coordinates_person(user: User, person: User) -> bool:
    """May `user` admit, and so ask for the erasure of, somebody who takes part in a programme of theirs?"""
    return bool(Enrolment.objects.administered_by(user, "change").filter(person=person).exists())


# --- Who works for a programme -------------------------------------------------------------------------------------


def people_working_for(programme: Programme) -> QuerySet[User]:
    """Those with a membership today, in the programme or in the one it is part of, in a role that works with people
    and rows: who evaluates, does not.
    """
    there = Membership.objects.in_force().filter(
        programme__in=[programme.pk, programme.parent_id or 0], role__in=ADMIN_ROLES
    )
    return User.objects.active().filter(is_among(there.order_by(), user="pk"))


# --- Whom staff has entered ----------------------------------------------------------------------------------------


def listed_with(programmes: Collection[int], addresses: Collection[str]) -> QuerySet[Enrolment]:
    """The programmes' own participants and invited people who stand in their lists with one of these addresses.

    People are found first, by their index: a programme may have many participants, and an address one owner. The list
    is asked whether or not anybody has the address, so that the work tells nothing; nobody has the key 0.
    """
    theirs = Q(lower_email__in=addresses) | Q(is_unclaimed=True, contact_email__in=addresses)
    people = list(User.objects.alias(lower_email=Lower("email")).filter(theirs).values_list("pk", flat=True))
    rows: QuerySet[Enrolment] = Enrolment.objects.filter(person__in=[0, *people], programme__in=programmes)
    return rows


def addresses_listed(programmes: Collection[int], addresses: Collection[str]) -> dict[tuple[int, str], str]:
    """Pairs of a programme and an address that stands in its list, among these → the state of who has it."""
    rows = listed_with({*programmes}, {address for address in addresses if address})
    found = rows.values_list("programme", "person__email", "person__contact_email", "status")
    return {(pk, email or contact): status for pk, email, contact, status in found}


def participations_offered(*, person: User) -> QuerySet[Enrolment]:
    """Participations that a programme offers to an address which the person has confirmed, until they lapse."""
    return asked_of(person=person).filter(status__in=ENROLMENT.sources("accept"))


def people_to_claim(*, person: User) -> QuerySet[User]:
    """Those whom staff has entered with an address that the person has confirmed, and asks to take over."""
    return _entered_with_address_of(person).filter(asked_to_claim_at__gt=oldest_open()).order_by("pk")


def _entered_with_address_of(person: User) -> QuerySet[User]:
    is_theirs = Exists(confirmed_owner(OuterRef("contact_email")).filter(pk=person.pk))
    rows: QuerySet[User] = User.objects.asked_to_claim().filter(is_theirs)
    return rows


def lapsed_for(*, person: User) -> list[str]:
    """Who has asked the person and no longer waits for an answer: names of programmes and organisations."""
    entered = _entered_with_address_of(person).filter(asked_to_claim_at__lte=oldest_open()).values("pk")
    address = {"email__in": EmailAddress.objects.filter(user=person, verified=True).values("email")}
    programmes = Programme.objects.filter(
        Q(enrolments__person__in=entered)
        | Q(pk__in=MembershipInvitation.objects.lapsed().filter(**address).values("programme"))
    )
    organisations = Organisation.objects.filter(
        pk__in=ContactInvitation.objects.lapsed().filter(**address).values("organisation")
    )
    names = programmes.order_by().values_list("acronym", flat=True)
    return sorted(names.union(organisations.order_by().values_list("name", flat=True)), key=in_order)


def asked_of(*, person: User) -> QuerySet[Enrolment]:
    """What the person is asked to take part in, and what was entered on paper that they can take over."""
    rows: QuerySet[Enrolment] = Enrolment.objects.filter(
        person__in=people_to_claim(person=person).values("pk")
    )
    return rows.select_related("programme", "person").order_by("pk")


ALIKE = 0.85
"""How much of two names agrees when they may be one person's; found by trying misspelt names."""


def look_alikes(
    *,
    by: User,
    programme: Programme,
    name: str,
    birth_date: date | None,
    address: str,
    apart_from: User | None = None,
) -> list[Enrolment]:
    """People of the programme and its relatives who may be the same person, among those whom `by` works on.

    The same name and no other date of birth, or a similar name and the same date, or an address of the same mailbox or
    one slip of the finger away. Dates are those that staff has typed and those that `by` may read in the answers for
    the funder. Nobody else is looked at: whether another programme, or an account, has the address or the name is
    answered in the same way, and by the same work, as if nobody had.
    """
    family = Programme.objects.filter(
        Q(pk__in=[programme.pk, programme.parent_id]) | Q(parent=programme.parent_id or programme.pk)
    )
    rows = Enrolment.objects.administered_by(by).filter(programme__in=family)
    if apart_from is not None:
        rows = rows.exclude(person=apart_from)
    sought = Likeness(fold(name), birth_date, mailbox(address))
    born_then = _told(by, family, birth_date, ()) if birth_date else {}
    columns = ("pk", "person__name", "person__birth_date", "person__email", "person__contact_email")
    near = rows.filter(Q(person__in=_people_like(sought)) | Q(pk__in=born_then)).order_by("pk")
    found: list[int] = []
    lines = near.values_list(*columns).iterator()
    while some := list(islice(lines, LOOKED_AT_ONCE)):
        told = born_then | _told(by, family, None, [row[0] for row in some])
        found += [
            key
            for key, theirs, born, email, contact in some
            if sought.fits(Likeness(fold(theirs), born or told.get(key), mailbox(email or contact)))
        ]
        if len(found) >= MOST_LOOK_ALIKES:
            break
    return list(
        rows.filter(pk__in=found[:MOST_LOOK_ALIKES]).select_related("person", "programme").order_by("pk")
    )


MOST_LOOK_ALIKES = 5
LOOKED_AT_ONCE = 500


def _told(
    by: User, family: ProgrammeQuerySet, day: date | None, enrolments: Collection[int]
) -> dict[int, date]:
    found = (provider(by, family, day, enrolments) for provider in birth_dates)
    return {key: born for each in found for key, born in each.items()}


def _people_like(sought: Likeness) -> QuerySet[User, dict[str, object]]:
    """Whoever has the words of the name, the date of birth, or a mailbox at most a slip away: each by its index.

    So are people found, before it is asked in which programmes they are: the work is the same whoever is known.
    """
    everybody = User.objects.order_by()
    named = beginnings(sought.name, whole=True)
    found = [everybody.filter(words=named)] if named is not None else []
    if sought.born is not None:
        found.append(everybody.filter(birth_date=sought.born))
    if sought.mailbox:
        kept = everybody.alias(mailbox=Mailbox("email", "contact_email"))
        found.append(kept.filter(mailbox__in=one_slip_from(sought.mailbox)))
    first, *others = (rows.values("pk") for rows in found or [everybody.none()])
    return first.union(*others) if others else first


@dataclass(frozen=True)
class Likeness:
    """What two entries are compared by: folded name, date of birth, mailbox."""

    name: str
    born: date | None
    mailbox: str

    def fits(self, other: Likeness) -> bool:
        have_other_dates = None not in (self.born, other.born) and self.born != other.born
        if self.name == other.name and not have_other_dates:
            return True
        if self.born is not None and self.born == other.born and _alike(self.name, other.name):
            return True
        return bool(self.mailbox and other.mailbox) and one_slip_apart(self.mailbox, other.mailbox)


def _alike(one: str, other: str) -> bool:
    match = SequenceMatcher(None, one, other)
    return match.real_quick_ratio() >= ALIKE and match.quick_ratio() >= ALIKE and match.ratio() >= ALIKE


def taking_part(user: User) -> list[Any]:
    """Enrolments in what the person takes part or asks to, with `minutes`, read once for all parts of a page."""
    if not hasattr(user, _TAKING_PART):
        setattr(user, _TAKING_PART, _TAKES_PART_IN(user))
    rows: list[Any] = getattr(user, _TAKING_PART)
    return rows


_TAKING_PART = "_programmes_taking_part"


def _takes_part_in(reader: User) -> QuerySet[Any]:
    rows = Enrolment.objects.visible_to(reader).filter(person=reader.pk).not_left()
    return Hours.objects.added_to(rows.select_related("programme", "funding"))


_TAKES_PART_IN = CompiledForReader(_takes_part_in)
