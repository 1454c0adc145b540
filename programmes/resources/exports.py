"""Rows of lists as they leave in files: what an import of the same kind reads again."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db.models import Model, QuerySet

from portal.users.models import User
from programmes.extensions import exporters
from programmes.models import Enrolment, Organisation
from programmes.resources.enrolments import EnrolmentResource
from programmes.resources.organisations import OrganisationResource
from programmes.resources.rows import ServiceResource


class ResourceExporter:
    """The columns of a resource."""

    model: type[Model]
    resource: ClassVar[type[ServiceResource]]
    related: ClassVar[tuple[str, ...]] = ()
    prefetched: ClassVar[tuple[str, ...]] = ()

    def __init__(self, *, by: User) -> None:
        self._resource = self.resource(by=by)
        self._fields = self._resource.get_export_fields()

    def head(self) -> list[str]:
        return [str(field.column_name) for field in self._fields]

    def prepare(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        """What the list itself shows beside its rows is not needed here."""
        return rows.select_related(*self.related).prefetch_related(None).prefetch_related(*self.prefetched)

    def cells(self, row: Any) -> list[object]:
        return [self._resource.export_field(field, row) for field in self._fields]


@exporters.register("programmes.organisation")
class OrganisationExporter(ResourceExporter):
    model = Organisation
    resource = OrganisationResource
    prefetched = ("programmes",)


@exporters.register("programmes.enrolment")
class EnrolmentExporter(ResourceExporter):
    model = Enrolment
    resource = EnrolmentResource
    related = ("person", "programme")
    prefetched = ("paper_consents",)
