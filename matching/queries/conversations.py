"""Who talks about an application: the applicant and the company; where the applicant is a minor, coordinators too."""

from __future__ import annotations

from matching.constants import PostingState
from matching.models import Application
from matching.queries.steps import speaks_for_company
from matching.querysets.applications import ApplicationQuerySet
from portal.users.models import User
from programmes.access import access_of
from programmes.models import Conversation, Organisation, Programme

KIND = "matching.application"
"""The name of what these conversations are about."""


def may_talk(application: Application, user: User) -> bool:
    """Is `user` on one of the sides that talk about this application?"""
    if application.talent.user_id == user.pk or speaks_for_company(application, user):
        return True
    if not access_of(user).reaches("change", Conversation) or not application.is_of_minor:
        return False
    return any(
        access_of(user).reaches("change", Conversation, each) for each in programmes_behind(application)
    )


def sides_of(application: Application) -> list[User | Organisation | Programme]:
    sides: list[User | Organisation | Programme] = [
        application.talent.user,
        application.placement.organisation,
    ]
    return [*sides, *programmes_behind(application)] if application.is_of_minor else sides


def programmes_behind(application: Application) -> list[Programme]:
    """Those that show the placement, or, where none does any more, all that it was sent to."""
    postings = list(application.placement.postings.select_related("programme").order_by("pk"))
    shown = [posting for posting in postings if posting.state == PostingState.PUBLISHED]
    return [posting.programme for posting in shown or postings]


def programmes_of_reports(conversation: Conversation) -> list[Programme]:
    """Whose coordinators look at what is reported in a conversation about an application."""
    rows = Application.objects.select_related("placement").filter(conversation=conversation)
    application = rows.first()
    return programmes_behind(application) if application is not None else []


def with_conversation() -> ApplicationQuerySet:
    return Application.objects.filter(conversation__isnull=False)
