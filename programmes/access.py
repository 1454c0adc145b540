"""What one person's memberships, contacts and consents amount to, read once per user object, that is per request."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.apps import apps
from django.contrib.auth import get_user_model
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, Model, OuterRef
from django.db.models.functions import JSONObject

from programmes.roles import ADMIN_ROLES, Role, extra_roles, grants

_CACHE = "_programmes_access"


@dataclass(frozen=True)
class Access:
    """`roles` the person holds, the ids of programmes each staff role reaches, and of organisations they speak for."""

    roles: frozenset[Role]
    programmes: Mapping[Role, frozenset[int]] = field(default_factory=dict)
    organisations: frozenset[int] = frozenset()
    is_operator: bool = False
    has_mfa: bool = False

    @property
    def is_staff(self) -> bool:
        """Does the person hold a membership, or operate the portal? Then a second factor is required."""
        return self.is_operator or bool(self.programmes)

    @property
    def works_in_admin(self) -> bool:
        return self.is_operator or any(role in ADMIN_ROLES for role in self.programmes)

    def programme_ids(self, action: str, label: str) -> frozenset[int]:
        """Programmes in which the person may do `action` on the model with this label by a membership."""
        reached = [ids for role, ids in self.programmes.items() if grants(role, action, label)]
        return frozenset().union(*reached)

    def administered_programme_ids(self, action: str, label: str) -> frozenset[int]:
        """The same, by roles that work in the admin alone.

        Whoever evaluates one programme and works for another doesn't bring the first along: evaluators see pseudonyms.
        """
        ids = (self.programmes.get(role, frozenset()) for role in ADMIN_ROLES if grants(role, action, label))
        return frozenset().union(*ids)


VISITOR = Access(roles=frozenset({Role.VISITOR}))


def access_of(user: Any) -> Access:
    """The person's access. One query, remembered on the user object."""
    if not user.is_authenticated:
        return VISITOR
    if _CACHE not in user.__dict__:
        user.__dict__[_CACHE] = _load(user)
    access: Access = user.__dict__[_CACHE]
    return access


def forget_access(user: Any) -> None:
    """Read the person's access anew: after a service has given or taken a role within the same request."""
    user.__dict__.pop(_CACHE, None)


def may(user: Any, action: str, target: type[Model] | Model) -> bool:
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


def may_administer(user: Any, action: str, target: type[Model] | Model) -> bool:
    """May `user` do `action` on this row, or, given a model, on any row of it, by a membership?"""
    access = access_of(user)
    if access.is_operator:
        return True
    ids = access.administered_programme_ids(action, target._meta.label_lower)
    if isinstance(target, type) or not ids:
        return bool(ids)
    rows = type(target)._default_manager.in_programmes(ids)  # type: ignore[attr-defined]
    return bool(rows.filter(pk=target.pk).exists())


def _load(user: Any) -> Access:
    row = _query(user).first()
    if row is None:
        return VISITOR
    programmes: dict[Role, set[int]] = defaultdict(set)
    for membership in row["member_of"]:
        programmes[Role(membership["role"])] |= {membership["programme"], *membership["below"]}
    roles = {Role.VISITOR, _personal_role(row), *programmes}
    roles |= {Role(name) for name, _exists in extra_roles.items() if row[name]}
    if row["speaks_for"]:
        roles.add(Role.CONTACT)
    return Access(
        roles=frozenset(roles),
        programmes={role: frozenset(ids) for role, ids in programmes.items()},
        organisations=frozenset(row["speaks_for"]),
        is_operator=user.is_superuser and user.is_active,
        has_mfa=row["has_mfa"],
    )


def _personal_role(row: dict[str, Any]) -> Role:
    if not row["is_pupil"]:
        return Role.TALENT
    return Role.PUPIL if row["has_guardian_consent"] else Role.PUPIL_WITHOUT_CONSENT


def _query(user: Any) -> Any:
    membership = apps.get_model("programmes", "Membership")
    contact = apps.get_model("programmes", "Contact")
    programme = apps.get_model("programmes", "Programme")
    guardian_consent = apps.get_model("privacy", "GuardianConsent")
    authenticator = apps.get_model("mfa", "Authenticator")
    below = ArraySubquery(programme.objects.filter(parent=OuterRef("programme_id")).values("pk"))
    mine = membership.objects.in_force().filter(user=OuterRef("pk"))
    guarded = guardian_consent.objects.filter(pupil=OuterRef("pk"))
    people = get_user_model()._default_manager.filter(pk=user.pk, is_active=True)
    extra = dict(extra_roles.items())
    return people.annotate(
        member_of=ArraySubquery(
            mine.values(data=JSONObject(role="role", programme="programme_id", below=below))
        ),
        speaks_for=ArraySubquery(
            contact.objects.approved().filter(user=OuterRef("pk")).values("organisation_id")
        ),
        is_pupil=Exists(guarded),
        has_guardian_consent=Exists(guarded.in_force()),
        has_mfa=Exists(authenticator.objects.filter(user=OuterRef("pk")).exclude(type="recovery_codes")),
        **extra,
    ).values(
        "member_of",
        "speaks_for",
        "is_pupil",
        "has_guardian_consent",
        "has_mfa",
        *extra,
    )
