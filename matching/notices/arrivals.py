"""What is said four weeks after the start of the work."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from matching.notices.applications import OfApplication
from portal.core.links import PagePath
from portal.notifications.extensions import register_notice
from programmes.notices.reminders import Reminding


@register_notice
@dataclass(frozen=True, kw_only=True)
class ArrivalAsked(Reminding, OfApplication):
    """The question itself. `token` answers it without signing in; it is blanked once the mail has left."""

    token: str = ""

    name = "matching.arrival_asked"
    label = gettext_lazy("Some weeks after the start: are you there, and how is it?")
    secret_fields = frozenset({"token"})

    def names(self) -> dict[str, str]:
        return OfApplication.names(self)

    def title(self) -> str:
        return _("At %(organisation)s: are you there, and how is it?") % self.names()

    def words(self) -> list[str]:
        return [_("It is about “%(offer)s”. Two questions, half a minute.") % self.names()]

    def facts(self) -> list[str]:
        return [
            _(
                "Coordinators and advisers of the programmes that showed you the offer read your answer, to help where "
                "something is wrong. Who evaluates these programmes sees under a pseudonym whether you are there, and "
                "nothing else of it. The company does not see it."
            )
        ]

    def action(self) -> tuple[str, str]:
        page = PagePath.to("matching:arrival_link", self.token) if self.token else self.application_page()
        return _("Answer"), page


@register_notice
@dataclass(frozen=True, kw_only=True)
class ArrivalNeedsHelp(OfApplication):
    """To coordinators: an answer says that it did not go well. What it says stands on its page."""

    name = "matching.arrival_needs_help"
    label = gettext_lazy("Somebody who had taken a place may need you")

    def dedupe_key(self) -> str:
        return str(self.application)

    def title(self) -> str:
        return _("Somebody with a place may need you: “%(offer)s”") % self.names()

    def paragraphs(self) -> list[str]:
        return [
            _(
                "Four weeks after the start they are not there, or it does not go well. See what they have answered."
            )
        ]

    def action(self) -> tuple[str, str]:
        return _("See the answer"), self.application_page()
