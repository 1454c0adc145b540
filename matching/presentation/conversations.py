"""What the conversation of an application is about, as each side reads it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from django.utils.translation import gettext as _

from matching.models import Application
from matching.presentation.applications import unheard_in_words
from matching.presentation.pupils import name_for_company
from matching.queries.applicants import reading_terms
from matching.queries.steps import is_heard
from matching.querysets.applications import ApplicationQuerySet
from matching.workflows.applications import APPLICATION
from portal.core.compiled import is_any_of
from portal.core.presentation import spoken
from portal.users.models import User
from programmes.models import Conversation
from programmes.scoping import CompiledForReader
from programmes.workflows.conversations import Subject


def about_applications(conversations: Collection[Conversation], reader: User) -> Mapping[int, Subject]:
    """Key of each → what it is about, as `reader` may know it. One question."""
    rows = _TALKED_ABOUT(reader, conversations=[each.pk for each in conversations])
    return {row.conversation_id: _subject(row, reader) for row in rows if row.conversation_id is not None}


def _talked_about(reader: User, conversations: Any) -> ApplicationQuerySet:
    rows = Application.objects.visible_to(reader).filter(is_any_of("conversation_id", "conversations"))
    rows = rows.with_reading().with_recruiters().select_related("placement__organisation", "talent__user")
    return rows.defer("placement__description", "placement__search").order_by()


_TALKED_ABOUT: CompiledForReader[Application] = CompiledForReader(_talked_about)
"""Whoever writes asks it each time, and with every page of a conversation."""


def subject_of_application(application: Application, reader: User) -> Subject:
    """The same of one that was read for `reader`, `with_reading` and `with_recruiters`."""
    return _subject(application, reader)


def _subject(row: Any, reader: User) -> Subject:
    is_own = row.talent.user_id == reader.pk
    in_vain = _written_in_vain(row, reader)
    return Subject(
        title=spoken(row.placement.title),
        url=f"{row.get_absolute_url()}#conversation",
        other=row.placement.organisation.name if is_own else _applicant(row),
        standing=in_vain or _standing(row),
        is_open=not in_vain,
        takes_text=not row.is_of_minor,
    )


def _applicant(row: Any) -> str:
    """A minor is named to companies as the page of the application names them."""
    return name_for_company(row)


def _written_in_vain(row: Any, reader: User) -> str:
    """Why nobody would read what `reader` writes; "" where somebody does. Coordinators read along with minors."""
    names = {"organisation": row.placement.organisation.name}
    is_own = row.talent.user_id == reader.pk
    if is_own and row.talent.user.restricted_at is not None:
        return unheard_in_words(row)
    if not is_heard(row, reader):
        return _("This conversation has ended: %(organisation)s reads nothing of it any more.") % names
    if is_own and not row.has_recruiters and not row.is_of_minor:
        return (
            _(
                "Nobody at %(organisation)s deals with its offers at the moment, so nobody would read what you "
                "write. Ask the coordinators of the offer's programmes."
            )
            % names
        )
    if not is_own and not row.talent.user.is_active:
        return _("The applicant's account is closed, so nobody would read what you write.")
    return ""


def _standing(row: Any) -> str:
    """Until when one can write: said plainly once the application has ended."""
    if row.state not in APPLICATION.final_states:
        return ""
    names = {"date": reading_terms(row).words_day()}
    return (
        _(
            "The application has ended. The conversation is still open: you can write to each other until %(date)s."
        )
        % names
    )
