"""Participants in files."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db.models import Model
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from import_export.fields import Field

from portal.core.addresses import clean_address
from portal.core.dates import check_year
from portal.core.errors import DomainError
from portal.core.names import validate_name
from portal.users.models import User
from programmes.constants import (
    EnrolmentSource,
    EnrolmentStatus,
    ExitKind,
    ImportKind,
)
from programmes.extensions import importers
from programmes.models import Enrolment
from programmes.queries.programmes import listed_with
from programmes.resources.cells import Code, Day, code_choices
from programmes.resources.lines import Line, Row
from programmes.resources.rows import DECIDED_IN_THE_PORTAL, ServiceResource
from programmes.services.enrolment_dates import correct_entry, correct_exit
from programmes.services.enrolments import leave_programme
from programmes.services.entering import OnPaper, Typed, enter_people
from programmes.services.taken_back import remove_entered, undo_leaving

ENTERED_AGAIN = _("Who has left is entered again on the page of the participation.")


class EnrolmentRow(forms.Form):
    email = forms.EmailField()
    programme = forms.CharField(max_length=60)
    name = forms.CharField(max_length=120, required=False, validators=[validate_name])
    consent_received_on = Day(years=check_year)
    entered_on = Day(years=check_year)
    left_on = Day(years=check_year)
    exit_kind = Code(choices=code_choices(ExitKind), required=False)

    def clean(self) -> dict[str, object]:
        values = super().clean() or {}
        if self.errors:  # what can't be understood is not missing as well
            return values
        if values.get("left_on") and not values.get("exit_kind"):
            raise ValidationError({"exit_kind": _("Say how the participation ended.")})
        if values.get("exit_kind") and not values.get("left_on"):
            raise ValidationError({"left_on": _("Say when the participation ended.")})
        return values


@importers.register(ImportKind.PARTICIPANTS)
class EnrolmentResource(ServiceResource):
    """One participant a row, recognised by address and programme.

    Somebody new takes part where the file says when their consent on paper was received; everybody else is invited.
    """

    called = ImportKind.PARTICIPANTS.label
    row_form = EnrolmentRow
    model = Enrolment
    labels = {
        "email": _("E-mail address"),
        "name": _("name"),
        "consent_received_on": _("Consent on paper received"),
    }
    hints = {
        "email": _("The address the person has given, or stands in the list with."),
        "name": _("Needed for whoever is new here and has agreed on paper."),
        "consent_received_on": _("The person takes part from then on; left empty, they are invited."),
        "programme": _("Short name of the programme."),
        "entered_on": _("Left empty, it is the day on which the consent on paper was received."),
    }
    kept_because = {
        "name": _("People write their names themselves."),
        "consent_received_on": _("It is noted when somebody is entered."),
        "status": DECIDED_IN_THE_PORTAL,
        "source": DECIDED_IN_THE_PORTAL,
        "pseudonym": DECIDED_IN_THE_PORTAL,
        "entered_on": _("Who takes part has a day of entry, and nobody else."),
        "left_on": ENTERED_AGAIN,
        "exit_kind": ENTERED_AGAIN,
    }
    found_by = frozenset({"email", "programme"})
    shown_with = ("paper_consents", "person", "programme__parent", "consent")
    stored_fields = ("person_id", "status", "source", "entered_on", "left_on", "exit_kind")
    email = Field(attribute="person__email", column_name="email", readonly=True)
    consent_received_on = Field(column_name="consent_received_on", readonly=True)
    name = Field(attribute="person__name", column_name="name", readonly=True)
    programme = Field(attribute="programme__slug", column_name="programme", readonly=True)

    class Meta:
        model = Enrolment
        fields = (
            "email",
            "name",
            "programme",
            "status",
            "consent_received_on",
            "entered_on",
            "left_on",
            "exit_kind",
            "source",
            "pseudonym",
        )
        export_order = import_order = fields
        skip_diff = True

    def place(self, line: Line) -> None:
        line.into = [self.importable(line.cleaned["programme"])]

    def identity(self, line: Line) -> str:
        return f"{clean_address(line.cleaned['email'])}|{line.into[0].pk}"

    def find_all(self, lines: Sequence[Line]) -> None:
        programmes = {line.into[0].pk for line in lines}
        listed = listed_with(programmes, {clean_address(line.cleaned["email"]) for line in lines})
        rows = Enrolment.objects.visible_to(self.by, "import").filter(
            pk__in=list(listed.values_list("pk", flat=True))
        )
        there = {
            (self.dehydrate_email(row), row.programme_id): row
            for row in rows.prefetch_related(*self.shown_with)
        }
        for line in lines:
            line.found = there.get((clean_address(line.cleaned["email"]), line.into[0].pk))

    def check_new(self, line: Line) -> None:
        """Nobody new is entered on paper without a name, nor has left before."""
        is_on_paper = "consent_received_on" in line.cleaned
        if is_on_paper and not line.cleaned.get("name"):
            raise ValidationError({"name": [_("Give a name for whoever is new here.")]})
        if line.cleaned.get("left_on") and not is_on_paper:
            raise ValidationError({"left_on": [_("Nobody with this address takes part.")]})

    def dehydrate_email(self, row: Enrolment) -> str:
        person: User | None = getattr(row, "person", None)
        return (person.email or person.contact_email) if person else ""

    def dehydrate_consent_received_on(self, row: Enrolment) -> str:
        """The oldest paper there is."""
        papers = row.paper_consents.all() if row.pk else ()
        return min((each.received_on.isoformat() for each in papers), default="")

    def has_changes(self, line: Line) -> bool:
        """Who takes part already stays as they are, unless the row corrects a day or ends it."""
        return self._corrects_entry(line) or self._ends(line) or self._corrects_exit(line)

    def _corrects_entry(self, line: Line) -> bool:
        entered_on = line.found.entered_on
        return entered_on is not None and line.cleaned.get("entered_on", entered_on) != entered_on

    def _ends(self, line: Line) -> bool:
        return line.found.status != EnrolmentStatus.LEFT and "left_on" in line.cleaned

    def _corrects_exit(self, line: Line) -> bool:
        row = line.found
        if row.status != EnrolmentStatus.LEFT or row.left_on is None or "left_on" not in line.cleaned:
            return False
        return (line.cleaned["left_on"], line.cleaned["exit_kind"]) != (row.left_on, row.exit_kind)

    def enter(self, lines: Sequence[Line]) -> Sequence[Model | DomainError]:
        return enter_people(
            people=[_typed(line) for line in lines], source=EnrolmentSource.IMPORT, by=self.by
        )

    def finish(self, line: Line) -> Enrolment:
        """Who has left already, leaves."""
        if self._ends(line):
            return leave_programme(enrolment=line.found, by=self.by, **_exit(line))
        row: Enrolment = line.found
        return row

    def change(self, line: Line) -> Enrolment:
        row: Enrolment = Enrolment.objects.visible_to(self.by, "import").get(pk=line.found.pk)
        if self._corrects_entry(line):
            row = correct_entry(enrolment=row, entered_on=line.cleaned["entered_on"], by=self.by)
        if self._ends(line):
            row = leave_programme(enrolment=row, by=self.by, **_exit(line))
        elif self._corrects_exit(line):
            row = correct_exit(enrolment=row, by=self.by, **_exit(line))
        return row

    def stored(self, row: Enrolment) -> dict[str, object]:
        is_in_force = row.consent is not None and row.consent.withdrawn_at is None
        return super().stored(row) | {"has_consent": is_in_force}

    def put_back(self, row: Enrolment, values: Mapping[str, object]) -> None:
        super().put_back(row, values)
        if "status" in values:
            undo_leaving(enrolment=row, had_consent=bool(values.get("has_consent")), by=self.by)

    def remove(self, rows: Sequence[Enrolment]) -> None:
        remove_entered(enrolments=rows, by=self.by)

    def title(self, cells: Row) -> str:
        return cells.get("email", "").lower()


def _typed(line: Line) -> Typed:
    received_on = line.cleaned.get("consent_received_on")
    return Typed(
        programme=line.into[0],
        name=line.cleaned.get("name", ""),
        contact_email=line.cleaned["email"],
        language=get_language() or settings.LANGUAGE_CODE,
        entered_on=line.cleaned.get("entered_on"),
        paper=OnPaper(received_on=received_on) if received_on else None,
    )


def _exit(line: Line) -> dict[str, Any]:
    return {name: line.cleaned[name] for name in ("left_on", "exit_kind")}
