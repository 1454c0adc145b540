"""What one person's memberships, contacts and consents amount to, read once per user object, that is per request."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.contrib.auth import get_user_model
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, Func, Model, OuterRef, Q, QuerySet
from django.db.models.functions import JSONObject

from portal.core.compiled import CompiledQuery, Parameter, is_any_of
from programmes.constants import ENDS_WITH_PROGRAMME, ProgrammeStatus
from programmes.roles import ADMIN_ROLES, NAMED_CONTACTS, STAFF_ROLES, Role, extra_roles, grants

if TYPE_CHECKING:
    from django.contrib.auth.base_user import AbstractBaseUser
    from django.contrib.auth.models import AnonymousUser

    from programmes.models import Organisation, Programme

_CACHE = "_programmes_access"

ModelOrRow = type[Model] | Model
"""A right is on a model; a row stands for the model it is of."""


@dataclass(frozen=True)
class Access:
    """`roles` the person holds, and the ids of programmes or organisations that each of them reaches."""

    roles: frozenset[Role]
    programmes: Mapping[Role, frozenset[int]] = field(default_factory=dict)
    organisations: Mapping[Role, frozenset[int]] = field(default_factory=dict)
    is_operator: bool = False
    has_mfa: bool = False

    @property
    def shape(self) -> Hashable:
        """The same for all who reach the same rows beside their own."""
        reached = (self.programmes.items(), self.organisations.items())
        return (self.roles, self.is_operator, *map(frozenset, reached))

    @property
    def is_staff(self) -> bool:
        """Does the person hold a membership, or operate the portal? Then a second factor is required."""
        return self.is_operator or bool(self.programmes)

    @property
    def works_in_admin(self) -> bool:
        return self.is_operator or any(role in ADMIN_ROLES for role in self.programmes)

    @property
    def is_for_others(self) -> bool:
        """Is the person here to work for a programme or to speak for an organisation, and not for themselves alone?"""
        return self.is_staff or Role.CONTACT in self.roles

    @property
    def is_pupil(self) -> bool:
        """A minor, about whom a guardian decides until their eighteenth birthday.

        No free text reaches or leaves them; they see what is for pupils.
        """
        return bool(self.roles & {Role.PUPIL, Role.PUPIL_WITHOUT_CONSENT})

    @property
    def waits_for_guardian(self) -> bool:
        """A pupil whose guardian has not agreed, or no longer does: nothing may be processed about them."""
        return Role.PUPIL_WITHOUT_CONSENT in self.roles

    def reaches(
        self, action: str, model: ModelOrRow, programme: Programme | QuerySet[Programme] | None = None
    ) -> bool:
        """May the person do `action` on rows of `model` by a membership: in this programme, or one of these?

        Without `programme`: in any. The operator may everywhere.
        """
        return self.is_operator or _is_among(self.programme_ids(action, model), programme)

    def administers(
        self, action: str, model: ModelOrRow, programme: Programme | QuerySet[Programme] | None = None
    ) -> bool:
        """The same, by roles that work in the admin alone.

        Whoever evaluates one programme and works for another doesn't bring the first along: evaluators see pseudonyms.
        """
        return self.is_operator or _is_among(self.programme_ids(action, model, ADMIN_ROLES), programme)

    def programme_ids(
        self, action: str, model: ModelOrRow, roles: Collection[Role] = STAFF_ROLES
    ) -> frozenset[int]:
        """Programmes to which a membership in one of these roles leads that grants `action` on `model`.

        None stands here for the operator, who needs no membership: ask `reaches`, or a scoped queryset.
        """
        label = model._meta.label_lower
        reached = (
            ids for role, ids in self.programmes.items() if role in roles and grants(role, action, label)
        )
        return frozenset().union(*reached)

    def admin_roles(self, action: str, model: ModelOrRow) -> frozenset[Role]:
        """Roles by which the person may do `action` on rows of `model` in the admin. The same ones reach the same."""
        label = model._meta.label_lower
        held = (role for role in ADMIN_ROLES if role in self.programmes)
        return frozenset(role for role in held if grants(role, action, label))

    def is_contact_of(self, organisation_id: int) -> bool:
        """Is the person an approved contact of this organisation, in whatever role?"""
        return organisation_id in self.organisations.get(Role.CONTACT, frozenset())

    def organisation_ids(self, action: str, model: ModelOrRow) -> frozenset[int]:
        """Organisations in which the person's role as a contact grants `action` on rows of `model`."""
        label = model._meta.label_lower
        reached = (ids for role, ids in self.organisations.items() if grants(role, action, label))
        return frozenset().union(*reached)

    def speaks_for(self, action: str, model: ModelOrRow, organisation_id: int) -> bool:
        """May the person do `action` on such rows of the organisation, as an approved contact of it?"""
        return organisation_id in self.organisation_ids(action, model)


VISITOR = Access(roles=frozenset({Role.VISITOR}))


def access_of(user: AbstractBaseUser | AnonymousUser) -> Access:
    """The person's access. One query, remembered on the user object."""
    if not user.is_authenticated:
        return VISITOR
    access: Access | None = getattr(user, _CACHE, None)
    if access is None:
        access = _load(user)
        remember_access(user, access)
    return access


def remember_access(user: object, access: Access) -> None:
    """`request.user` wraps the person, who may be handed on bare: what the one is told, the other remembers, too."""
    setattr(user, _CACHE, access)


def forget_access(user: AbstractBaseUser) -> None:
    """Read the person's access anew: after a service has given or taken a role within the same request."""
    if hasattr(user, _CACHE):
        delattr(user, _CACHE)


def may(user: AbstractBaseUser | AnonymousUser, action: str, target: ModelOrRow) -> bool:
    """May `user` do `action` on this row, or, given a model, on any row of it at all?"""
    access = access_of(user)
    if access.is_operator:
        return True
    label = target._meta.label_lower
    if not any(grants(role, action, label) for role in access.roles):
        return False
    if isinstance(target, type):
        return True
    rows = type(target)._default_manager.visible_to(user, action)  # type: ignore[attr-defined]
    return bool(rows.filter(pk=target.pk).exists())


def may_administer(user: AbstractBaseUser | AnonymousUser, action: str, target: ModelOrRow) -> bool:
    """May `user` do `action` on this row, or, given a model, on any row of it, by a membership?"""
    return _administers(user, action, target, None if isinstance(target, type) else target)


def may_administer_below(
    user: AbstractBaseUser | AnonymousUser, action: str, model: type[Model], parent: Model | None
) -> bool:
    """May `user` do `action` on rows of `model` in a programme of `parent`?

    A parent that is yet to be added, or belongs to no programme, stands for any.
    """
    has_programme = parent is not None and parent.pk is not None and hasattr(parent, "programme_path")
    return _administers(user, action, model, parent if has_programme else None)


def _administers(
    user: AbstractBaseUser | AnonymousUser, action: str, model: ModelOrRow, row: Model | None
) -> bool:
    """May `user` do `action` on such rows in a programme that `row` belongs to? No row stands for any."""
    access = access_of(user)
    may_somewhere = access.administers(action, model)
    if row is None or access.is_operator or not may_somewhere:
        return may_somewhere
    rows = type(row)._default_manager.administered_by(user, action, model)  # type: ignore[attr-defined]
    return bool(rows.filter(pk=row.pk).exists())


def may_for(
    user: AbstractBaseUser | AnonymousUser, action: str, model: ModelOrRow, organisation: Organisation
) -> bool:
    """May `user` do `action` on such rows of the organisation: as its contact, or as staff of a programme it is in?"""
    access = access_of(user)
    if access.speaks_for(action, model, organisation.pk):
        return True
    return access.reaches(action, model, organisation.programmes.all())


def _is_among(ids: frozenset[int], programme: Programme | QuerySet[Programme] | None) -> bool:
    """Is the programme, or one of several, among these? Without one: are there any?"""
    if programme is None or not ids:
        return bool(ids)
    if isinstance(programme, QuerySet):
        return programme.filter(pk__in=ids).exists()
    return programme.pk in ids


def read_access(people: Collection[AbstractBaseUser]) -> None:
    """Remember the access of all of these, with one query for those of whom it isn't known yet."""
    unknown = {person.pk: person for person in people if not hasattr(person, _CACHE)}
    if len(unknown) > 1:  # one is asked for where it is wanted
        rows = {row["pk"]: row for row in _QUERY_OF_MANY(users=list(unknown))}
        for pk, person in unknown.items():
            remember_access(person, _access(person, rows.get(pk)))


def _load(user: AbstractBaseUser) -> Access:
    return _access(user, _QUERY.first(user=user.pk))


def _access(user: AbstractBaseUser, row: Mapping[str, Any] | None) -> Access:
    if row is None:
        return VISITOR
    programmes: dict[Role, set[int]] = defaultdict(set)
    for membership in row["member_of"]:
        role = Role(membership["role"])
        programmes[role] |= {membership["programme"], *_reached_below(role, membership["below"])}
    roles = {Role.VISITOR, _personal_role(row), *programmes}
    roles |= {Role(name) for name, _exists in extra_roles.items() if row[name]}
    organisations = _organisations_by_role(row["speaks_for"])
    return Access(
        roles=frozenset(roles | organisations.keys()),
        programmes={role: frozenset(ids) for role, ids in programmes.items()},
        organisations=organisations,
        is_operator=user.is_active and getattr(user, "is_superuser", False),
        has_mfa=row["has_mfa"],
    )


def _reached_below(role: Role, subprogrammes: Iterable[Mapping[str, Any]]) -> set[int]:
    """Subprogrammes that the role reaches: in the archive, too, those that account for what was."""
    return {
        below["programme"]
        for below in subprogrammes
        if role.value not in ENDS_WITH_PROGRAMME or below["status"] != ProgrammeStatus.ARCHIVED
    }


def _organisations_by_role(contacts: Iterable[Mapping[str, Any]]) -> dict[Role, frozenset[int]]:
    """All of them in the role of a contact, some in a role that grants more."""
    organisations: dict[Role, set[int]] = defaultdict(set)
    for contact in contacts:
        organisations[Role.CONTACT].add(contact["organisation"])
        if contact["role"] in NAMED_CONTACTS:
            organisations[Role(contact["role"])].add(contact["organisation"])
    return {role: frozenset(ids) for role, ids in organisations.items()}


def _personal_role(row: Mapping[str, object]) -> Role:
    if not row["is_pupil"]:
        return Role.TALENT
    return Role.PUPIL if row["has_guardian_consent"] else Role.PUPIL_WITHOUT_CONSENT


def _query(whom: Q | Func) -> QuerySet[Any, dict[str, Any]]:
    """What the database says about active accounts that meet this condition."""
    membership = apps.get_model("programmes", "Membership")
    contact = apps.get_model("programmes", "Contact")
    programme = apps.get_model("programmes", "Programme")
    guardian_consent = apps.get_model("privacy", "GuardianConsent")
    authenticator = apps.get_model("mfa", "Authenticator")
    below = ArraySubquery(
        programme.objects.filter(parent=OuterRef("programme_id"))
        .order_by()
        .values(data=JSONObject(programme="pk", status="status"))
    )
    mine = membership.objects.in_force().filter(user=OuterRef("pk"))
    guarded = guardian_consent.objects.filter(pupil=OuterRef("pk"))
    people = get_user_model()._default_manager.filter(whom, is_active=True)
    extra = dict(extra_roles.items())
    return (
        people.order_by()
        .annotate(
            member_of=ArraySubquery(
                mine.order_by().values(data=JSONObject(role="role", programme="programme_id", below=below))
            ),
            speaks_for=ArraySubquery(
                contact.objects.approved()
                .filter(user=OuterRef("pk"))
                .order_by()
                .values(data=JSONObject(role="role", organisation="organisation_id"))
            ),
            is_pupil=Exists(guarded.of_minors()),
            has_guardian_consent=Exists(guarded.in_force()),
            has_mfa=Exists(authenticator.objects.filter(user=OuterRef("pk")).exclude(type="recovery_codes")),
            **extra,
        )
        .values(
            "pk",
            "member_of",
            "speaks_for",
            "is_pupil",
            "has_guardian_consent",
            "has_mfa",
            *extra,
        )
    )


_QUERY = CompiledQuery(lambda: _query(Q(pk=Parameter("user"))))
_QUERY_OF_MANY = CompiledQuery(lambda: _query(is_any_of("pk", "users")))
