"""What the database writes into a cell is what the column's resource says of the row."""

from datetime import date

import pytest
from django.utils.translation import override

from portal.core.regions.finding import find_region
from programmes.extensions import exporters
from programmes.models import Enrolment, Organisation, PaperConsent
from programmes.resources.enrolments import EnrolmentResource
from programmes.resources.organisations import OrganisationResource
from tests.factories import make_enrolment, make_member, make_organisation, make_programme, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def mine():
    return make_programme("mine")


def populate(mine) -> None:
    other = make_programme("other")
    make_organisation(
        mine, other, name="=Žiga; “Bau”", languages=["sl", "de"], city="Maribor", region="SI032"
    )
    make_organisation(mine, make_programme("a-mine", parent=mine), name="Bau", languages=[], region="Coast")
    left = {
        "entered_on": date(2026, 3, 1),
        "left_on": date(2026, 4, 1),
        "status": "left",
        "exit_kind": "planned",
    }
    make_enrolment(mine, **left)
    people = [
        make_user("No Address", email=None, username="none", contact_email="typed@example.org"),
        make_user("Nothing", email=None, username="nothing"),
    ]
    for person in people:
        row = make_enrolment(mine, person)
        for day in (date(2026, 2, 3), date(2026, 1, 2)):
            PaperConsent.objects.create(enrolment=row, received_on=day)


@pytest.mark.parametrize(
    ("model", "resource"), [(Organisation, OrganisationResource), (Enrolment, EnrolmentResource)]
)
def test_the_database_writes_what_the_resource_says_of_each_row(mine, model, resource):
    populate(mine)
    by = make_member(mine)
    exporter = exporters[model._meta.label_lower](by=by)
    told = resource(by=by)
    expected = [
        (row.pk, *(str(told.export_field(field, row) or "") for field in told.get_export_fields()))
        for row in model.objects.order_by("pk")
    ]
    found = [
        (key, *("" if value is None else str(value) for value in values))
        for key, *values in exporter.texts(model.objects.order_by("pk"))
    ]
    assert found == expected
    assert len(found) > 1
    assert exporter.head() == [field.column_name for field in told.get_export_fields()]


@override("de")
def test_a_region_leaves_by_the_name_that_an_import_knows_it_by(mine):
    populate(mine)
    exporter = exporters["programmes.organisation"](by=make_member(mine))
    column = exporter.head().index("region") + 1
    names = [row[column] for row in exporter.texts(Organisation.objects.order_by("pk"))]
    assert names == ["Region Drau", "Coast"]
    assert find_region(names[0]) == "SI032"
