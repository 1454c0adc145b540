"""Participants in files."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from import_export.fields import Field

from portal.core.addresses import clean_address
from portal.core.dates import check_year
from portal.core.names import validate_name
from portal.users.models import User
from programmes.constants import (
    EnrolmentSource,
    EnrolmentStatus,
    ExitKind,
    ImportKind,
)
from programmes.extensions import importers
from programmes.models import Enrolment, Programme
from programmes.queries import listed_with_address
from programmes.resources.cells import Code, Day, code_choices
from programmes.resources.rows import DECIDED_IN_THE_PORTAL, Row, ServiceResource
from programmes.services.enrolment_dates import correct_entry, correct_exit
from programmes.services.enrolments import leave_programme
from programmes.services.people import OnPaper, enter_person

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
    stored_fields = ("status", "source", "entered_on", "left_on", "exit_kind")
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

    def find(self, cleaned: Mapping[str, Any]) -> Enrolment | None:
        self.into = self.importable(cleaned["programme"])
        listed = listed_with_address(self.into, clean_address(cleaned["email"])).values("pk")
        rows = Enrolment.objects.visible_to(self.by, "import").select_related("person", "programme")
        found: Enrolment | None = rows.filter(pk__in=listed).first()
        if found is None:
            self._check_new(cleaned)
        return found

    def _check_new(self, cleaned: Mapping[str, Any]) -> None:
        """Nobody new is entered on paper without a name, nor has left before."""
        is_on_paper = "consent_received_on" in cleaned
        if is_on_paper and not cleaned.get("name"):
            raise ValidationError({"name": [_("Give a name for whoever is new here.")]})
        if cleaned.get("left_on") and not is_on_paper:
            raise ValidationError({"left_on": [_("Nobody with this address takes part.")]})

    def dehydrate_email(self, row: Enrolment) -> str:
        person: User | None = getattr(row, "person", None)
        return (person.email or person.contact_email) if person else ""

    def dehydrate_consent_received_on(self, row: Enrolment) -> str:
        """The oldest paper there is."""
        papers = row.paper_consents.all() if row.pk else ()
        return min((each.received_on.isoformat() for each in papers), default="")

    def has_changes(self, instance: Enrolment) -> bool:
        """Who takes part already stays as they are, unless the row corrects a day or ends it."""
        return self._corrects_entry(instance) or self._ends(instance) or self._corrects_exit(instance)

    def _corrects_entry(self, row: Enrolment) -> bool:
        return row.entered_on is not None and self.cleaned.get("entered_on", row.entered_on) != row.entered_on

    def _ends(self, row: Enrolment) -> bool:
        return row.status != EnrolmentStatus.LEFT and "left_on" in self.cleaned

    def _corrects_exit(self, row: Enrolment) -> bool:
        if row.status != EnrolmentStatus.LEFT or row.left_on is None or "left_on" not in self.cleaned:
            return False
        return (self.cleaned["left_on"], self.cleaned["exit_kind"]) != (row.left_on, row.exit_kind)

    def carry_out(self, instance: Enrolment, is_new: bool) -> Enrolment:  # noqa: FBT001
        if is_new:
            received_on = self.cleaned.get("consent_received_on")
            row = enter_person(
                programme=self.into,
                name=self.cleaned.get("name", ""),
                contact_email=self.cleaned["email"],
                entered_on=self.cleaned.get("entered_on"),
                paper=OnPaper(received_on=received_on) if received_on else None,
                source=EnrolmentSource.IMPORT,
                by=self.by,
            )
        else:
            row = Enrolment.objects.visible_to(self.by, "import").get(pk=instance.pk)
            if self._corrects_entry(row):
                row = correct_entry(enrolment=row, entered_on=self.cleaned["entered_on"], by=self.by)
        if self._ends(row):
            row = leave_programme(enrolment=row, by=self.by, **self._exit())
        elif self._corrects_exit(row):
            row = correct_exit(enrolment=row, by=self.by, **self._exit())
        return row

    def _exit(self) -> dict[str, Any]:
        return {name: self.cleaned[name] for name in ("left_on", "exit_kind")}

    def identity_words(self, row: Enrolment) -> str:
        return f"{row.person_id}|{row.programme_id}"

    def title(self, cells: Row) -> str:
        return cells.get("email", "").lower()

    def programmes_of_row(self) -> list[Programme]:
        return [self.into]
