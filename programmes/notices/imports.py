"""What is said about files of rows: to whoever sent one, and to those whose programme it filled."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.notifications.extensions import Notice, register_notice


@dataclass(frozen=True, kw_only=True)
class OfImport(Notice):
    """To whoever sent a file of rows."""

    batch: int
    file_name: str
    at: str

    def dedupe_key(self) -> str:
        return f"{self.batch}:{self.at}"

    def action(self) -> tuple[str, str]:
        return _("Open the import"), reverse("programmes:import_detail", args=[self.batch])


@register_notice
@dataclass(frozen=True, kw_only=True)
class ImportReady(OfImport):
    name = "programmes.import_ready"
    label = gettext_lazy("The preview of a file you want to import is ready")

    def title(self) -> str:
        return _("The preview of %(file)s is ready") % {"file": self.file_name}

    def paragraphs(self) -> list[str]:
        return [_("Nothing has been changed yet. Look at it, and confirm it within a day.")]


@register_notice
@dataclass(frozen=True, kw_only=True)
class ImportDone(OfImport):
    name = "programmes.import_done"
    label = gettext_lazy("A file was imported")

    def title(self) -> str:
        return _("%(file)s is imported") % {"file": self.file_name}

    def paragraphs(self) -> list[str]:
        return [
            _("The page of the import shows what each row did. For a while, all of it can be undone there.")
        ]


@register_notice
@dataclass(frozen=True, kw_only=True)
class ImportFailed(OfImport):
    name = "programmes.import_failed"
    label = gettext_lazy("A file could not be imported")

    def title(self) -> str:
        return _("%(file)s was not imported") % {"file": self.file_name}

    def paragraphs(self) -> list[str]:
        return [_("The page of the import says why.")]


@register_notice
@dataclass(frozen=True, kw_only=True)
class ImportUndone(OfImport):
    name = "programmes.import_undone"
    label = gettext_lazy("An import was undone")

    def title(self) -> str:
        return _("The import of %(file)s is undone") % {"file": self.file_name}

    def paragraphs(self) -> list[str]:
        return [
            _("Its page names the rows that were left as they are, because somebody has changed them since.")
        ]


@register_notice
@dataclass(frozen=True, kw_only=True)
class OrganisationsImported(Notice):
    """To the other coordinators: one message, however many organisations."""

    name = "programmes.organisations_imported"
    label = gettext_lazy("Organisations were entered from a file")

    batch: int
    programme: str

    def dedupe_key(self) -> str:
        return f"{self.batch}:{self.programme}"

    def title(self) -> str:
        return _("Organisations of %(programme)s were entered from a file") % {"programme": self.programme}

    def paragraphs(self) -> list[str]:
        return [_("They can't publish anything before somebody has verified them.")]

    def action(self) -> tuple[str, str]:
        address = reverse("admin:programmes_organisation_changelist")
        return _("See who waits"), f"{address}?verification__exact=waiting"
