"""The programme somebody works on at the moment: kept in the session, narrowing every list and widening none."""

from __future__ import annotations

from typing import Any, NamedTuple

from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest
from django.utils.html import format_html_join
from django.utils.safestring import SafeString, mark_safe

from portal.unread import unread_of
from portal.users.models import User
from programmes.models import Programme
from programmes.querysets.programmes import ProgrammeQuerySet
from programmes.scoping import CompiledForReader

SESSION_KEY = "programme_in_view"
SELECTED = mark_safe(" selected")


class OwnProgramme(NamedTuple):
    pk: int
    slug: str
    acronym: str
    above: str | None
    """The acronym of the programme that it belongs to."""

    @property
    def words(self) -> str:
        return f"{self.above} · {self.acronym}" if self.above else self.acronym


def own_programmes(user: User | AnonymousUser) -> ProgrammeQuerySet:
    """Programmes the person works in, by a membership that leads into the admin; all of them for the operator."""
    rows: ProgrammeQuerySet = Programme.objects.administered_by(user)
    return rows


def own_programmes_by_name(request: HttpRequest) -> list[OwnProgramme]:
    """The same, as they are named on every page. Read once a request."""
    if not hasattr(request, "_own_programmes"):
        rows = _BY_NAME(request.user)
        request._own_programmes = [OwnProgramme(*row[:4]) for row in rows]
        request._unread = rows[0][4] if rows else None
    own: list[OwnProgramme] = request._own_programmes
    return own


def _by_name(reader: User) -> QuerySet[Any, tuple[Any, ...]]:
    counted = own_programmes(reader).annotate(unread=Coalesce(Subquery(unread_of(reader)), 0))
    return counted.values_list("pk", "slug", "acronym", "parent__acronym", "unread")


_BY_NAME = CompiledForReader(_by_name)


def unread_beside_programmes(request: HttpRequest) -> int | None:
    """How many messages are unread, asked with the names of the programmes; None for who has no programme.

    A list may ask eight statements, and both stand at the head of each.
    """
    own_programmes_by_name(request)
    unread: int | None = request._unread
    return unread


def programme_choices(request: HttpRequest) -> SafeString:
    """The programmes one may choose, for a form."""
    chosen = chosen_programme(request)
    return format_html_join(
        "",
        '<option value="{}"{}>{}</option>',
        [
            (each.slug, SELECTED if chosen and each.pk == chosen.pk else "", each.words)
            for each in own_programmes_by_name(request)
        ],
    )


def chosen_programme(request: HttpRequest) -> Programme | None:
    """The programme chosen in the switcher, if the person still works in it. Read once per request."""
    if not hasattr(request, "_chosen_programme"):
        pk = request.session.get(SESSION_KEY)
        chosen = own_programmes(request.user).filter(pk=pk).first() if isinstance(pk, int) else None
        request._chosen_programme = chosen
    return request._chosen_programme


def programmes_in_view(request: HttpRequest) -> ProgrammeQuerySet:
    """The chosen programme with what is below it, or everything the person works in."""
    chosen = chosen_programme(request)
    mine = own_programmes(request.user)
    return mine.with_below(chosen) if chosen else mine


def choose_programme(request: HttpRequest, slug: str) -> Programme | None:
    """Keep the choice; an empty or unknown slug means "all my programmes"."""
    chosen = own_programmes(request.user).filter(slug=slug).first() if slug else None
    if chosen is None:
        request.session.pop(SESSION_KEY, None)
    else:
        request.session[SESSION_KEY] = chosen.pk
    request._chosen_programme = chosen
    return chosen
