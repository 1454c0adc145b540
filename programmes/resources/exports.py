"""Rows of lists as they leave in files: what an import of the same kind reads again.

The database writes the cells itself, so a column says here in a query what its resource says of one row; a test holds
each against the other.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import CharField, F, Func, JSONField, Min, Model, OuterRef, QuerySet, Subquery, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce, Collate, NullIf

from portal.core.regions.inputs import shown
from portal.core.regions.tree import regions
from portal.users.models import User
from programmes.extensions import exporters
from programmes.models import Enrolment, Organisation, PaperConsent, Programme
from programmes.resources.enrolments import EnrolmentResource
from programmes.resources.organisations import OrganisationResource
from programmes.resources.rows import ServiceResource


class ResourceExporter:
    """The columns of a resource."""

    model: type[Model]
    resource: ClassVar[type[ServiceResource]]

    def __init__(self, *, by: User) -> None:
        self.by = by
        self._columns = [str(field.column_name) for field in self.resource(by=by).get_export_fields()]

    def head(self) -> list[str]:
        return self._columns

    def texts(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        """A column that no method of the exporter speaks of is the field of its name."""
        worked_out = self.worked_out()
        named = {f"{name}_text": worked_out.get(name, F(name)) for name in self._columns}
        return rows.prefetch_related(None).annotate(**named).values_list("pk", *named)

    def worked_out(self) -> Mapping[str, Combinable]:
        """Columns that are more than a field of the row."""
        return {}


class Words(Func):
    """A list of words as one text, in their order in the alphabet of codes."""

    template = "array_to_string(ARRAY(SELECT word FROM unnest(%(expressions)s) word ORDER BY word COLLATE \"C\"), ' ')"
    output_field = CharField()


class Named(Func):
    """What stands in a dictionary for a code; nothing for others."""

    function = "jsonb_extract_path_text"
    output_field = CharField()


class Joined(Func):
    function = "array_to_string"
    output_field = CharField()


@exporters.register("programmes.organisation")
class OrganisationExporter(ResourceExporter):
    model = Organisation
    resource = OrganisationResource

    def worked_out(self) -> Mapping[str, Combinable]:
        seen = Programme.objects.administered_by(self.by, "view", Organisation)
        theirs = seen.filter(organisations=OuterRef("pk")).order_by(Collate("slug", "C"))
        name = Named(Value(_region_names(), JSONField()), F("region"))
        return {
            "programme": Joined(ArraySubquery(theirs.values("slug")), Value(", ")),
            "region": Coalesce(name, F("region"), output_field=CharField()),
            "languages": Words("languages"),
        }


@exporters.register("programmes.enrolment")
class EnrolmentExporter(ResourceExporter):
    model = Enrolment
    resource = EnrolmentResource

    def worked_out(self) -> Mapping[str, Combinable]:
        papers = PaperConsent.objects.filter(enrolment=OuterRef("pk")).order_by().values("enrolment")
        return {
            "email": Coalesce(NullIf("person__email", Value("")), "person__contact_email"),
            "name": F("person__name"),
            "programme": F("programme__slug"),
            "consent_received_on": Subquery(papers.annotate(first=Min("received_on")).values("first")),
        }


def _region_names() -> dict[str, str]:
    """What the reader's language calls each region, as an import in any language knows it again."""
    return {code: shown(code) for code in regions()}
