"""What is said about files of rows: to whoever sent one, and to those whose programme it filled."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.core.links import PagePath
from portal.notifications.extensions import Notice, register_notice
from programmes.notices.programmes import OfEnrolment


@dataclass(frozen=True, kw_only=True)
class OfImport(Notice):
    """To whoever sent a file of rows."""

    batch: int
    file_name: str
    at: str

    def dedupe_key(self) -> str:
        return f"{self.batch}:{self.at}"

    def action(self) -> tuple[str, str]:
        return _("Open the import"), PagePath.to("programmes:import_detail", self.batch)


@register_notice
@dataclass(frozen=True, kw_only=True)
class ImportReady(OfImport):
    name = "programmes.import_ready"
    label = gettext_lazy("The preview of a file you want to import is ready")

    def title(self) -> str:
        return _("The preview is ready: %(file)s") % {"file": self.file_name}

    def paragraphs(self) -> list[str]:
        return [_("Nothing has been changed yet. Look at it, and confirm it within a day.")]


@register_notice
@dataclass(frozen=True, kw_only=True)
class ImportDone(OfImport):
    name = "programmes.import_done"
    label = gettext_lazy("A file was imported")

    def title(self) -> str:
        return _("Imported: %(file)s") % {"file": self.file_name}

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
        return _("Not imported: %(file)s") % {"file": self.file_name}

    def paragraphs(self) -> list[str]:
        return [_("The page of the import says why.")]


@register_notice
@dataclass(frozen=True, kw_only=True)
class ImportUndone(OfImport):
    name = "programmes.import_undone"
    label = gettext_lazy("An import was undone")

    def title(self) -> str:
        return _("The import is undone: %(file)s") % {"file": self.file_name}

    def paragraphs(self) -> list[str]:
        return [
            _(
                "Its page names each row that was left as it is because somebody has changed it since, if there is "
                "one."
            )
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


@register_notice
@dataclass(frozen=True, kw_only=True)
class ImportTakenBack(Notice):
    """To the other coordinators, once for each programme: what they were told of, or saw, is gone again."""

    name = "programmes.import_taken_back"
    label = gettext_lazy("An import into your programme was undone")

    batch: int
    programme: str

    def dedupe_key(self) -> str:
        return f"{self.batch}:{self.programme}"

    def title(self) -> str:
        return _("An import into %(programme)s was undone") % {"programme": self.programme}

    def paragraphs(self) -> list[str]:
        return [
            _("What it had entered or changed is as it was before, unless somebody has worked on it since.")
        ]

    def action(self) -> tuple[str, str]:
        return _("Open the administration"), PagePath.to("admin:index")


@register_notice
@dataclass(frozen=True, kw_only=True)
class StillTakesPart(OfEnrolment):
    """To whom a file had ended the participation."""

    name = "programmes.still_takes_part"
    label = gettext_lazy("You take part in a programme after all")

    def title(self) -> str:
        return _("You still take part in %(programme)s") % {"programme": self.programme}

    def paragraphs(self) -> list[str]:
        return [
            _("The message that you have left it was a mistake of the programme's staff, and is taken back."),
            _("What you agreed to holds as before. If you do want to leave, you can do so at any time."),
        ]

    def action(self) -> tuple[str, str]:
        return _("See your programmes"), PagePath.to("programmes:my_programmes")


@register_notice
@dataclass(frozen=True, kw_only=True)
class EntryTakenBack(OfEnrolment):
    """To the owner of an address that a file had given."""

    name = "programmes.entry_taken_back"
    label = gettext_lazy("A programme no longer asks you to take part")

    def title(self) -> str:
        return _("%(programme)s no longer asks you to take part") % {"programme": self.programme}

    def paragraphs(self) -> list[str]:
        return [_("Its staff had noted your address in a list by mistake. What they had noted is deleted.")]

    def action(self) -> tuple[str, str]:
        return _("See your invitations"), PagePath.to("programmes:my_invitations")
