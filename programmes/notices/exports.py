"""What is said about exports, to whoever asked for one."""

from dataclasses import dataclass
from datetime import datetime

from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from portal.core.links import PagePath
from portal.notifications.extensions import Notice, register_notice
from programmes.extensions import exporters


@dataclass(frozen=True, kw_only=True)
class OfExport(Notice):
    holds_words_of_others = False

    export: int
    kind: str
    at: str

    def dedupe_key(self) -> str:
        return f"{self.export}:{self.at}"

    def rows_of(self) -> str:
        return str(exporters[self.kind].model._meta.verbose_name_plural)

    def action(self) -> tuple[str, str]:
        return _("Open the export"), PagePath.to("programmes:export_detail", self.export)


@register_notice
@dataclass(frozen=True, kw_only=True)
class ExportReady(OfExport):
    name = "programmes.export_ready"
    label = gettext_lazy("An export you asked for is ready")

    rows: int
    expires_at: str

    def title(self) -> str:
        return _("Your export is ready: %(rows)s") % {"rows": self.rows_of()}

    def paragraphs(self) -> list[str]:
        number = ngettext("It has %(number)s row.", "It has %(number)s rows.", self.rows)
        until = timezone.localtime(datetime.fromisoformat(self.expires_at))
        day = formats.date_format(until, "DATE_FORMAT")
        return [
            number % {"number": formats.localize(self.rows)},
            _("You can fetch the file until %(date)s; then it is deleted. Nobody but you can fetch it.")
            % {"date": day},
        ]


@register_notice
@dataclass(frozen=True, kw_only=True)
class ExportFailed(OfExport):
    name = "programmes.export_failed"
    label = gettext_lazy("An export you asked for could not be made")

    def title(self) -> str:
        return _("Your export could not be made: %(rows)s") % {"rows": self.rows_of()}

    def paragraphs(self) -> list[str]:
        return [_("The page of the export says why, and what you can do.")]
