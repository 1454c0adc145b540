"""What conversations about applications are about; what mails quote of an application and its steps."""

from collections.abc import Collection, Mapping

from matching.models import Application, ApplicationEvent
from matching.presentation.conversations import about_applications
from matching.queries.conversations import KIND, programmes_of_reports, with_conversation
from portal.notifications.extensions import Quote, quotations
from portal.users.models import User
from programmes.extensions import conversation_subjects
from programmes.workflows.conversations import ConversationSubject

conversation_subjects.add(
    KIND,
    ConversationSubject(
        rows=with_conversation,
        read_by_organisations=Application.objects.readable,
        about=about_applications,
        programmes=programmes_of_reports,
    ),
)


@quotations.register("matching.application")
def what_was_sent(asked: Mapping[User, Collection[int]]) -> Mapping[tuple[int, int], Quote]:
    """The message an application was sent with, to those who may read it today."""
    return {
        (reader.pk, pk): Quote(text=message)
        for reader, keys in asked.items()
        for pk, message in Application.objects.visible_to(reader)
        .filter(pk__in=list(keys))
        .exclude(message="")
        .values_list("pk", "message")
    }


@quotations.register("matching.step")
def what_was_said(asked: Mapping[User, Collection[int]]) -> Mapping[tuple[int, int], Quote]:
    """The message that came with a step, to those who may read it today."""
    return {
        (reader.pk, pk): Quote(text=message)
        for reader, keys in asked.items()
        for pk, message in ApplicationEvent.objects.visible_to(reader)
        .filter(pk__in=list(keys))
        .exclude(message="")
        .values_list("pk", "message")
    }
