"""Participants in files."""

from __future__ import annotations

from collections.abc import Mapping

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from import_export.fields import Field

from portal.core.dates import check_year
from programmes.constants import (
    EnrolmentSource,
    EnrolmentStatus,
    ExitKind,
)
from programmes.models import Enrolment
from programmes.queries import person_with_address
from programmes.resources.rows import (
    Code,
    Row,
    ServiceResource,
    code_choices,
)
from programmes.services.enrolments import NobodyRegistered, enrol_person, leave_programme


class EnrolmentRow(forms.Form):
    email = forms.EmailField()
    programme = forms.CharField(max_length=50)
    entered_on = forms.DateField(required=False, validators=[check_year])
    left_on = forms.DateField(required=False, validators=[check_year])
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


class EnrolmentResource(ServiceResource):
    """One participant a row, recognised by address and programme."""

    row_form = EnrolmentRow
    email = Field(attribute="person__email", column_name="email", readonly=True)
    name = Field(attribute="person__name", column_name="name", readonly=True)
    programme = Field(attribute="programme__slug", column_name="programme", readonly=True)

    class Meta:
        model = Enrolment
        fields = (
            "email",
            "name",
            "programme",
            "status",
            "entered_on",
            "left_on",
            "exit_kind",
            "source",
            "pseudonym",
        )
        export_order = import_order = fields
        skip_unchanged = True
        report_skipped = True

    def find(self, cleaned: Mapping[str, object]) -> Enrolment | None:
        self.into = self.importable(cleaned["programme"])
        person = person_with_address(cleaned["email"])
        if person is None:
            raise ValidationError({"email": [str(NobodyRegistered())]})
        self.person = person
        rows = Enrolment.objects.visible_to(self.by, "import").select_related("person", "programme")
        found: Enrolment | None = rows.filter(person=person, programme=self.into).first()
        return found

    def import_instance(self, instance: Enrolment, row: Row, **kwargs: object) -> None:
        instance.person, instance.programme = self.person, self.into
        for name in ("left_on", "exit_kind"):
            if name in self.cleaned:
                setattr(instance, name, self.cleaned[name])
        if instance._state.adding:
            instance.entered_on = self.cleaned.get("entered_on")
            instance.status, instance.source = EnrolmentStatus.ACTIVE, EnrolmentSource.IMPORT
        if "left_on" in self.cleaned:
            instance.status = EnrolmentStatus.LEFT

    def skip_row(
        self,
        instance: Enrolment,
        original: Enrolment,
        row: Row,
        import_validation_errors: Mapping[str, object] | None = None,
    ) -> bool:
        """Who takes part already stays as they are, unless the row ends it."""
        if instance._state.adding:
            return False
        return original.status == EnrolmentStatus.LEFT or "left_on" not in self.cleaned

    def carry_out(self, instance: Enrolment, is_new: bool) -> Enrolment:  # noqa: FBT001
        if is_new:
            row = enrol_person(
                person=self.person,
                programme=self.into,
                entered_on=self.cleaned.get("entered_on"),
                source=EnrolmentSource.IMPORT,
                by=self.by,
            )
        else:
            row = Enrolment.objects.visible_to(self.by, "import").get(pk=instance.pk)
        if "left_on" in self.cleaned:
            row = leave_programme(
                enrolment=row,
                exit_kind=self.cleaned["exit_kind"],
                left_on=self.cleaned["left_on"],
                by=self.by,
            )
        return row
