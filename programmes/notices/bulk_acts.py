"""What is said about an act on many rows, to whoever asked for it."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.core.links import PagePath
from portal.notifications.extensions import Notice, register_notice
from programmes.extensions import bulk_acts


@register_notice
@dataclass(frozen=True, kw_only=True)
class BulkActDone(Notice):
    name = "programmes.bulk_act_done"
    label = gettext_lazy("Something you asked to be done for many is done")
    holds_words_of_others = False

    act: int
    kind: str

    def dedupe_key(self) -> str:
        return str(self.act)

    def title(self) -> str:
        return _("Done: %(title)s") % {"title": bulk_acts[self.kind].title}

    def paragraphs(self) -> list[str]:
        return [_("The page says for how many it was done, and for how many it was not possible.")]

    def action(self) -> tuple[str, str]:
        return _("See what was done"), PagePath.to("programmes:bulk_act", self.act)
