"""Which rows somebody may touch: the queryset that applies the matrix of `programmes.roles`.

Every domain model derives from `Scoped` and says where its programme is, who owns a row, and which
organisation it belongs to. Lists, forms' choices, admin, exports and background work all ask `visible_to`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, ClassVar, Generic, Literal, Self, TypeVar

from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import Http404

from portal.core.compiled import CompiledQuery, FrozenMoment, Parameter
from programmes.access import Access, ModelOrRow, access_of, read_access, remember_access
from programmes.roles import FOLLOWS_PARTICIPATION, REACH, Reach, Role, grants

if TYPE_CHECKING:
    from django.contrib.auth.base_user import AbstractBaseUser
    from django.contrib.auth.models import AnonymousUser

    from portal.notifications.extensions import Asked, StillOpen
    from portal.users.models import User

Paths = str | tuple[str, ...]
Row = TypeVar("Row", bound="Scoped")
Answer = TypeVar("Answer")


class ScopedQuerySet(models.QuerySet[Row]):
    def visible_to(self, user: User | AnonymousUser, action: str = "view") -> Self:
        """Rows on which `user` may do `action`: those their roles reach. The operator reaches all.

        Adds conditions only, no rows twice, and no query of its own beyond the person's access.
        """
        access = access_of(user)
        return self.all() if access.is_operator else self.filter(self._granted_to(user, access, action))

    def _granted_to(self, user: AbstractBaseUser | AnonymousUser, access: Access, action: str) -> models.Q:
        """What the person's roles reach, whether or not they operate the portal."""
        label = self.model._meta.label_lower
        condition = models.Q(pk__in=[])
        for role in access.roles:
            if grants(role, action, label):
                condition |= self._reached_by(role, user, access)
        return condition

    def public(self) -> Self:
        """Rows that everybody may see. None, unless a model says otherwise (`_is_public`)."""
        return self.filter(self._is_public())

    def in_programmes(self, programmes: Iterable[object]) -> Self:
        """Rows that belong to one of these programmes (objects, ids or a queryset)."""
        return self.filter(self._of_programmes(programmes))

    def administered_by(
        self, user: AbstractBaseUser | AnonymousUser, action: str = "view", model: ModelOrRow | None = None
    ) -> Self:
        """Rows in programmes where `user` may do `action` by a membership that works in the admin. The operator: all.

        `visible_to` also lets people see what is public and what is their own. Neither belongs into a workplace: a
        coordinator who takes part in another programme must not find, or change, herself there. `action` is on these
        rows, or on those of `model`: programmes into which somebody may import organisations.
        """
        access = access_of(user)
        if access.is_operator:
            return self
        condition = models.Q(pk__in=[])
        for role in sorted(access.admin_roles(action, model or self.model)):
            condition |= self._reached_by(role, user, access)
        return self.filter(condition)

    def administered_in(
        self,
        programmes: Iterable[models.Model],
        user: AbstractBaseUser | AnonymousUser,
        action: str = "view",
    ) -> Self:
        """Those of `administered_by` that belong to these programmes.

        Where these are all that the person's roles reach, it is not asked twice: PostgreSQL takes two conditions that
        say the same for two that are rarely true together, expects few rows, and reads on through whole tables.
        """
        rows, access, within = self.administered_by(user, action), access_of(user), list(programmes)
        reached: set[int] = set().union(
            *(access.programmes[role] for role in access.admin_roles(action, self.model))
        )
        if not access.is_operator and reached <= {each.pk for each in within}:
            return rows
        return rows.in_programmes(within)

    def worked_on_by(self, user: User | AnonymousUser, action: str = "view") -> Self:
        """Rows on which `user` may do `action` for a programme or an organisation. The operator: all.

        `visible_to` without what is public or one's own, for lists and counts of what somebody works on: conditions
        that all hold, of which PostgreSQL can begin with the narrowest.
        """
        access = access_of(user)
        if access.is_operator:
            return self.all()
        label = self.model._meta.label_lower
        condition = models.Q(pk__in=[])
        for role in (*access.programmes, *access.organisations):
            if grants(role, action, label):
                condition |= self._reached_by(role, user, access)
        return self.filter(condition)

    def exportable_by(self, user: AbstractBaseUser | AnonymousUser) -> Self:
        """Rows that `user` may take away in a file."""
        return self.administered_by(user, "export")

    def _reached_by(self, role: Role, user: AbstractBaseUser | AnonymousUser, access: Access) -> models.Q:
        match REACH[role]:
            case Reach.PROGRAMME:
                rows = self._of_programmes(access.programmes[role]) & self._usable()
                return rows & self._worked_with() if role in FOLLOWS_PARTICIPATION else rows
            case Reach.ORGANISATION:
                return self._of_organisations(access.organisations[role]) & self._usable()
            case Reach.OWN:
                return self._match_paths(self.model.owner_path, user.pk, lookup="exact")
            case Reach.PUBLIC:
                return self._is_public() & self._is_meant_for(access)

    def _is_public(self) -> models.Q:
        """May everybody see the row?"""
        return models.Q(pk__in=[])

    def _is_meant_for(self, access: Access) -> models.Q:
        """Of what everybody may see, what this reader is shown: all, unless a model says otherwise for pupils."""
        return models.Q()

    def _usable(self) -> models.Q:
        """Rows that others may be shown: not of somebody who has asked to be erased, unless a duty needs them."""
        return self._in_use() if self.model.is_hidden_while_restricted else models.Q()

    def in_use(self) -> Self:
        """Rows whose owner's data is used: nothing is done with who waits for their erasure (Article 18 GDPR).

        For acts and what counts their rows: whoever accounts for people, and the operator, see more than that.
        """
        return self.filter(self._in_use())

    def _in_use(self) -> models.Q:
        first, _, rest = str(self.model.owner_path).partition("__")
        owner: Any = self.model._meta.get_field(first).related_model
        restricted = owner._base_manager.filter(
            **{"__".join(filter(None, (rest, "restricted_at__isnull"))): False}
        )
        return ~is_among(
            restricted, pk=first
        )  # they are few, and found by an index, where a join reads everybody

    def _worked_with(self) -> models.Q:
        """What a role that works with people reads of such rows: all; a model of what passes says which."""
        return models.Q()

    def _of_programmes(self, programmes: Iterable[object]) -> models.Q:
        """A model whose rows belong to a programme for a time only says more than its path does."""
        return self._match_paths(self.model.programme_path, programmes)

    def _of_organisations(self, organisations: Iterable[object]) -> models.Q:
        """A model whose rows an organisation reads for a time only says more than its path does."""
        return self._match_paths(self.model.organisation_path, organisations)

    def _match_paths(self, paths: Paths, value: object, *, lookup: str = "in") -> models.Q:
        condition = models.Q(pk__in=[])
        for path in (paths,) if isinstance(paths, str) else paths:
            condition |= _matches(self.model, path, f"__{lookup}", value)
        return condition


def _matches(model: type[models.Model], path: str, lookup: str, value: object) -> models.Q:
    """Does the path lead from a row to this value? Where it meets many rows, they are asked and not joined."""
    if (meeting := _first_of_many(model, path)) is None:
        return models.Q(**{path + lookup: value})
    rows: models.QuerySet[Any] = meeting.model._base_manager.filter(**{meeting.onward + lookup: value})
    return is_among(rows, **{meeting.link: meeting.until})


def is_among(rows: models.QuerySet[Any], **found_by: str) -> models.Q:
    """Is there one of these rows whose key is the row's own, or, as in `placement="pk"`, whose field says this of it?

    Asked of the row, so that the database looks at what belongs to it, and not for all that there is: of `pk IN (...)`
    with another condition beside it, PostgreSQL makes the whole list first, for a single row, too.
    """
    outer = {field: models.OuterRef(path) for field, path in (found_by or {"pk": "pk"}).items()}
    return models.Q(models.Exists(rows.filter(**outer)))


class CompiledForReader(Generic[Answer]):
    """A query over what somebody sees, compiled once for all who reach the same (`portal.core.compiled`).

    `write` is told who reads and whatever else a call says:

        SENT = CompiledForReader(lambda reader, placement: Application.objects.visible_to(reader).filter(...))
        rows = SENT(user, placement=placement.pk)

    Of everybody who is here for themselves, the key alone differs. Programmes and organisations of who works for
    others stand in the query. One that depends on today's date is written anew each time.
    """

    def __init__(self, write: Callable[..., models.QuerySet[Any, Answer]]) -> None:
        self._write = write
        self._compiled: dict[object, CompiledQuery[Answer]] = {}
        self._frozen: set[object] = set()

    def __call__(self, user: User | AnonymousUser, **values: Any) -> list[Answer]:
        access = access_of(user)
        shape = access.shape
        if shape not in self._frozen:
            try:
                return self._query(shape, access, values)(user=user.pk, **values)
            except FrozenMoment:
                self._frozen.add(shape)
        return list(self._write(user, **values))

    def among(self, asked: Collection[tuple[User, Any]], name: str, kind: str) -> set[tuple[int, Any]]:
        """Of readers and values of this parameter, of this type in the database, those to which there is an answer.

        One question for all who reach the same, and a reader's key in what is found.
        """
        read_access([reader for reader, _value in asked])
        by_shape: dict[object, list[tuple[User, Any]]] = defaultdict(list)
        for reader, value in asked:
            by_shape[access_of(reader).shape].append((reader, value))
        found: set[tuple[int, Any]] = set()
        for shape, pairs in by_shape.items():
            found |= self._among(shape, pairs, name, kind)
        return found

    def _among(
        self, shape: object, pairs: Sequence[tuple[User, Any]], name: str, kind: str
    ) -> set[tuple[int, Any]]:
        if shape not in self._frozen:
            readers, values = [reader.pk for reader, _value in pairs], [value for _reader, value in pairs]
            try:
                query = self._query(shape, access_of(pairs[0][0]), [name])
                return query.among({"user": ("bigint", readers), name: (kind, values)})
            except FrozenMoment:
                self._frozen.add(shape)
        return {
            (reader.pk, value) for reader, value in pairs if self._write(reader, **{name: value}).exists()
        }

    def first(self, user: User | AnonymousUser, **values: Any) -> Answer | None:
        return next(iter(self(user, **values)), None)

    def _query(self, shape: object, access: Access, values: Iterable[str]) -> CompiledQuery[Answer]:
        query = self._compiled.get(shape)
        if query is None:
            told = {name: Parameter(name) for name in values}
            query = CompiledQuery(lambda: self._write(_Reader(access), **told))
            if len(self._compiled) >= MOST_SHAPES:
                self._compiled.clear()  # who asks next compiles theirs anew
            self._compiled[shape] = query
        return query


def whoever_reaches(
    rows: Callable[[User], models.QuerySet[Any, Any]], *, by: Literal["pk", "slug"] = "pk"
) -> StillOpen:
    """Pages about one row each, for whoever reaches it; the address names it `by` this field."""
    query = CompiledForReader(lambda reader, key: rows(reader).filter(**{by: key}).order_by().values("pk"))
    kind = "bigint" if by == "pk" else "text"

    def still_open(asked: Asked) -> Asked:
        """A key that no row can have is nobody's."""
        pairs = [(reader, key) for reader, keys in asked.items() for key in keys]
        values = {key: _as_number(key) if by == "pk" else key for _reader, key in pairs}
        found = query.among(
            [(reader, values[key]) for reader, key in pairs if values[key] is not None], "key", kind
        )
        return {
            reader: {key for key in keys if (reader.pk, values[key]) in found}
            for reader, keys in asked.items()
        }

    return still_open


def _as_number(key: str) -> int | None:
    return int(key) if key.isdecimal() and len(key) < 19 else None


MOST_SHAPES = 200
"""Kinds of access for which a process remembers a query."""


class _Reader:
    """Stands for whoever reaches this, while a query is compiled."""

    is_authenticated = True

    def __init__(self, access: Access) -> None:
        self.pk = Parameter("user")
        remember_access(self, access)


class Scoped(models.Model):
    """Base of every domain model whose rows not everybody may see. An empty path reaches nothing.

    `is_hidden_while_restricted` rows are shown to their owner alone from the day on which the owner asks to be erased
    (Article 18 GDPR); the operator, who carries it out, sees them.
    """

    programme_path: ClassVar[Paths] = ()
    owner_path: ClassVar[Paths] = ()
    organisation_path: ClassVar[Paths] = ()
    is_hidden_while_restricted: ClassVar[bool] = False

    objects = ScopedQuerySet.as_manager()

    class Meta:
        abstract = True


def get_visible_or_404(
    source: type[Row] | ScopedQuerySet[Row],
    user: User | AnonymousUser,
    action: str = "view",
    **lookup: object,
) -> Row:
    """The row, if `user` may do `action` on it, else as `granted_or_404`. `source` is a scoped model or queryset."""
    rows = source if isinstance(source, ScopedQuerySet) else source.objects.all()
    try:
        row = with_grant(rows.visible_to(user), user, action).get(**lookup)
    except (rows.model.DoesNotExist, ValueError, OverflowError) as error:
        raise Http404 from error
    return granted_or_404(row)


def with_grant(rows: ScopedQuerySet[Any], user: User | AnonymousUser, action: str) -> Any:
    """`is_granted`: may `user` do `action` on each of these rows, which they see?"""
    if action == "view":
        return rows
    granted: Any = rows.model._default_manager
    granted = granted.visible_to(user, action).filter(pk=models.OuterRef("pk"))
    return rows.annotate(is_granted=models.Exists(granted))


def granted_or_404(row: Row | None) -> Row:
    """A row looked for `with_grant`. Unseen is as if not there: Http404. What is refused: PermissionDenied."""
    if row is None:
        raise Http404
    if not getattr(row, "is_granted", True):
        raise PermissionDenied
    return row


def sees_public(user: User | AnonymousUser, model: type[Scoped]) -> bool:
    """Does everything public of this model show to `user`? Whoever keeps such rows for all asks this, and no row."""
    access, label = access_of(user), model._meta.label_lower
    return access.is_operator or any(
        REACH[role] is Reach.PUBLIC and grants(role, "view", label) for role in access.roles
    )


@dataclass(frozen=True)
class _Meeting:
    """Where a path meets a to-many relation: from there on rows could repeat if they were joined."""

    until: str
    """Where the path is until then."""
    model: type[models.Model]
    """Many of whose rows belong to one that the path has come by; of a many-to-many relation, the table between."""
    link: str
    """The field of that model that says to which."""
    onward: str
    """The path from there on."""


@cache
def _first_of_many(model: type[models.Model], path: str) -> _Meeting | None:
    names = path.split("__")
    for number, name in enumerate(names):
        if name == "pk":
            return None
        relation: Any = model._meta.get_field(name)
        if relation.many_to_many or relation.one_to_many:
            many, link, *target = _links_of(relation)
            until = "__".join(names[:number]) or "pk"
            return _Meeting(until, many, link, "__".join([*target, *names[number + 1 :]]) or "pk")
        model = relation.related_model
    return None


def _links_of(relation: Any) -> tuple[Any, ...]:
    """The model that holds the key of this relation, the field that does, and the one that leads on, if any."""
    if relation.one_to_many:
        return relation.related_model, relation.field.name
    field = getattr(relation, "field", relation)
    ends = field.m2m_field_name(), field.m2m_reverse_field_name()
    return field.remote_field.through, *(ends if field is relation else ends[::-1])
