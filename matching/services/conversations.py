"""The conversation of an application: between the applicant and the organisation's recruiters of the day."""

from django.db import transaction

from matching.models import Application
from matching.queries.conversations import KIND, may_talk, sides_of
from portal.core.errors import NotAllowed
from portal.users.models import User
from programmes.models import Conversation
from programmes.services.conversations.writing import start_conversation


@transaction.atomic
def begin_conversation(*, application: Application, by: User) -> Conversation:
    """The application's conversation; it is begun when the first of its sides wants to write. Raises NotAllowed."""
    if not may_talk(application, by):
        raise NotAllowed
    rows = Application.objects.select_for_update(of=["self"]).select_related(
        "placement__organisation", "talent__user"
    )
    application = rows.get(pk=application.pk)
    if application.conversation is not None:
        return application.conversation
    conversation = start_conversation(kind=KIND, sides=sides_of(application), by=by)
    Application.objects.filter(pk=application.pk).update(conversation=conversation)
    return conversation
