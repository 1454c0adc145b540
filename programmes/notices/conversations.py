"""What is said about messages. Their text is looked up when it is read, for whoever may read it by then."""

from dataclasses import dataclass
from datetime import timedelta

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.core.links import PagePath
from portal.core.workflow import Actor
from portal.notifications.extensions import Notice, register_notice
from programmes.workflows.conversations import REPORT, ReportState


@dataclass(frozen=True, kw_only=True)
class OfConversation(Notice):
    conversation: int

    def action(self) -> tuple[str, str]:
        return _("Open the conversation"), PagePath.to("programmes:conversation", self.conversation)


@register_notice
@dataclass(frozen=True, kw_only=True)
class MessageWritten(OfConversation):
    """Several that nobody has mailed or read yet go as one mail, with all their texts."""

    message: int

    name = "programmes.message_written"
    label = gettext_lazy("Somebody has written to you")
    needs_quote = True
    pause = timedelta(minutes=2)

    def dedupe_key(self) -> str:
        return str(self.message)

    def bundle(self) -> str:
        return conversation_bundle(self.conversation)

    def quotes(self) -> tuple[str, int]:
        return "programmes.message", self.message

    def title(self) -> str:
        return _("Somebody has written to you")

    def action(self) -> tuple[str, str]:
        return _("Read and answer"), PagePath.to("programmes:conversation", self.conversation)


def conversation_bundle(conversation: int) -> str:
    """What is said of new messages in one conversation goes together."""
    return f"programmes.conversation:{conversation}"


@register_notice
@dataclass(frozen=True, kw_only=True)
class MessageReported(Notice):
    """To coordinators: what was written is read in the administration alone, where each look is noted."""

    report: int

    name = "programmes.message_reported"
    label = gettext_lazy("A message was reported")
    holds_words_of_others = False

    def dedupe_key(self) -> str:
        return str(self.report)

    def title(self) -> str:
        return _("Somebody has reported a message")

    def paragraphs(self) -> list[str]:
        return [
            _("Please read it with the messages around it, and decide what comes of it."),
            _("Whoever reported it waits for you. That you read it is noted."),
        ]

    def action(self) -> tuple[str, str]:
        return _("Look at the report"), PagePath.to("admin:programmes_messagereport_change", self.report)


@dataclass(frozen=True, kw_only=True)
class AboutReport(OfConversation):
    """How the look at a report has ended, as one side is told."""

    holds_words_of_others = False

    report: int
    state: str

    def dedupe_key(self) -> str:
        return str(self.report)


@register_notice
@dataclass(frozen=True, kw_only=True)
class ReportClosed(AboutReport):
    """To the side that reported."""

    name = "programmes.report_closed"
    label = gettext_lazy("What became of a message you reported")

    def title(self) -> str:
        return _("A coordinator has looked at the message you reported")

    def paragraphs(self) -> list[str]:
        return [str(REPORT.explanation(ReportState(self.state), Actor.PERSON))]


@register_notice
@dataclass(frozen=True, kw_only=True)
class ToldOfRules(AboutReport):
    """To the side that wrote, where something follows for it."""

    name = "programmes.told_of_rules"
    label = gettext_lazy("A message of yours was against the rules")
    is_duty = True

    def title(self) -> str:
        return _("A message from your side was reported")

    def paragraphs(self) -> list[str]:
        return [str(REPORT.explanation(ReportState(self.state), Actor.ORGANISATION))]
