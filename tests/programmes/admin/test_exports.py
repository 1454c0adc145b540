"""Lists leave the admin as files: what the list shows, or what was ticked in it, made by a worker."""

import io

import pytest
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.urls import reverse
from openpyxl import load_workbook

from programmes.constants import Verification
from programmes.models import Export
from tests.exporting import (
    ORGANISATIONS,
    PARTICIPANTS,
    PURPOSE,
    address,
    ask_by_page,
    content_of,
    rows_of,
    work_on,
)
from tests.factories import (
    make_confirmed_user,
    make_enrolment,
    make_member,
    make_organisation,
    make_programme,
)
from tests.importing import outcomes, previewed
from tests.sessions import sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def mine():
    return make_programme("mine")


@pytest.fixture
def foreign():
    return make_programme("foreign")


@pytest.fixture
def by(mine):
    return make_member(mine)


@pytest.fixture
def coordinator(client, by):
    sign_in(client, by)
    return client


def exported(client, kind=ORGANISATIONS, **more) -> Export:
    return work_on(ask_by_page(client, kind, **more))


def names(export: Export) -> list[str]:
    return [row["name"] for row in rows_of(export)]


def test_an_export_holds_own_rows_and_own_programmes_only(coordinator, mine, foreign):
    make_organisation(mine, foreign, name="Shared")
    make_organisation(foreign, name="Theirs")
    rows = rows_of(exported(coordinator))
    assert [(row["name"], row["programme"]) for row in rows] == [("Shared", "mine")]


def test_an_export_follows_filter_search_and_order_and_not_the_page_one_was_on(coordinator, mine):
    make_organisation(mine, name="Beta", city="Suhl", verification=Verification.WAITING)
    make_organisation(mine, name="Alpha", city="Suhl", verification=Verification.WAITING)
    make_organisation(mine, name="Gamma", city="Jena", verification=Verification.WAITING)
    make_organisation(mine, name="Delta", city="Suhl")
    made = exported(coordinator, verification__exact="waiting", q="Suhl", o="-1", p="7")
    assert (names(made), made.query) == (["Beta", "Alpha"], "verification__exact=waiting&q=Suhl&o=-1")


def test_an_export_follows_the_programme_in_view(client):
    above, other = make_programme("above"), make_programme("other")
    below = make_programme("below", parent=above)
    person = make_member(above)
    other.memberships.create(user=person, role="coordinator")
    for programme in (above, below, other):
        make_organisation(programme, name=programme.slug)
    sign_in(client, person)
    client.post(reverse("admin:switch_programme"), {"programme": "above"})
    assert sorted(names(exported(client))) == ["above", "below"]


def test_chosen_rows_alone_are_exported(coordinator, mine, foreign):
    ticked, theirs = make_organisation(mine, name="Ticked"), make_organisation(foreign, name="Theirs")
    make_organisation(mine, name="Left")
    page = coordinator.post(
        reverse("admin:programmes_organisation_changelist"),
        {"action": "export_chosen", ACTION_CHECKBOX_NAME: [ticked.pk]},
    )
    assert "1 chosen row is exported" in page.text
    assert f'<input type="hidden" name="chosen" value="{ticked.pk}"' in page.text
    assert names(exported(coordinator, chosen=[ticked.pk, theirs.pk])) == ["Ticked"]


def test_all_rows_are_meant_where_all_of_them_were_ticked(coordinator, mine):
    rows = [make_organisation(mine, name=f"Works {number}") for number in range(2)]
    page = coordinator.post(
        reverse("admin:programmes_organisation_changelist", query={"kind__exact": "company"}),
        {"action": "export_chosen", ACTION_CHECKBOX_NAME: [rows[0].pk], "select_across": "1"},
    )
    assert "2 rows are exported" in page.text
    assert 'name="chosen"' not in page.text
    assert 'action="/admin/programmes/organisation/export/?kind__exact=company"' in page.text


def test_an_excel_export_can_be_opened_and_starts_no_formula(coordinator, mine):
    make_organisation(mine, name="=HYPERLINK(1)")
    sheet = load_workbook(io.BytesIO(content_of(exported(coordinator, format="xlsx")))).active
    assert [cell.value for cell in sheet["B"]] == ["name", "'=HYPERLINK(1)"]


def test_a_csv_export_has_the_mark_by_which_excel_knows_it_and_starts_no_formula(coordinator, mine):
    make_organisation(mine, name="@Öko")
    content = content_of(exported(coordinator))
    assert content.startswith("\ufeffprogramme;name".encode())
    assert "mine;'@Öko;" in content.decode()


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_what_an_export_writes_an_import_reads_as_unchanged(coordinator, by, mine, kind):
    make_organisation(mine, name="=Werkzeugbau Öko", languages=["de", "sl"], postcode="01067", size="micro")
    content = content_of(exported(coordinator, format=kind))
    assert outcomes(previewed(by, content)) == [(2, "same")]


def test_participants_are_exported_as_an_import_reads_them(coordinator, by, mine):
    make_enrolment(mine, make_confirmed_user())
    content = content_of(exported(coordinator, PARTICIPANTS, format="xlsx"))
    assert outcomes(previewed(by, content, "programmes.enrolment")) == [(2, "same")]


def test_asking_leads_to_a_page_that_looks_every_second_and_shows_the_link_once_there_is_a_file(
    coordinator, mine
):
    make_organisation(mine)
    export = ask_by_page(coordinator)
    waiting = coordinator.get(export.get_absolute_url())
    assert (waiting.status_code, 'hx-trigger="every 1s"' in waiting.text) == (200, True)
    work_on(export)
    ready = coordinator.get(export.get_absolute_url())
    fetch = reverse("programmes:export_fetch", args=[export.pk])
    assert ("hx-trigger" in ready.text, fetch in ready.text) == (False, True)


def test_whoever_does_not_say_what_for_is_asked_and_keeps_what_was_chosen(coordinator, mine):
    row = make_organisation(mine)
    page = coordinator.post(address(ORGANISATIONS), {"format": "csv", "purpose": "", "chosen": [row.pk]})
    assert "Say what you need the rows for" in page.text
    assert f'name="chosen" value="{row.pk}"' in page.text
    assert not Export.objects.exists()


@pytest.mark.parametrize("chosen", [["x"], ["-1"], ["9" * 30], ["1"] * 501, ["²"]])
def test_what_is_no_key_is_refused_with_a_sentence(coordinator, mine, chosen):
    make_organisation(mine)
    page = coordinator.post(address(ORGANISATIONS), {"format": "csv", "purpose": PURPOSE, "chosen": chosen})
    assert (page.status_code, "Choose the rows in the list again" in page.text) == (200, True)


@pytest.mark.parametrize("sent", [{"format": "exe"}, {"purpose": "Curiosity"}, {"format": ""}])
def test_another_kind_of_file_or_purpose_is_refused(coordinator, mine, sent):
    make_organisation(mine)
    page = coordinator.post(address(ORGANISATIONS), {"format": "csv", "purpose": PURPOSE, **sent})
    assert (page.status_code, Export.objects.exists()) == (200, False)


def test_an_empty_list_offers_nothing_to_export(coordinator):
    page = coordinator.get(address(ORGANISATIONS))
    assert "There is nothing to export" in page.text
    assert "Make the file" not in page.text


@pytest.mark.parametrize("query", ["verification__exact=%00", "programmes__id__exact=x", "o=99", "p=x"])
def test_no_query_breaks_the_page(coordinator, mine, query):
    make_organisation(mine)
    assert coordinator.get(f"{address(ORGANISATIONS)}?{query}").status_code in (200, 302, 400)


def test_an_export_asks_again_who_is_there(client, by):
    client.force_login(by)
    answer = client.get(address(ORGANISATIONS))
    assert (answer.status_code, answer.url.split("?")[0]) == (302, reverse("account_reauthenticate"))


@pytest.mark.parametrize("role", ["assistant", "adviser", "trainer"])
def test_only_coordinators_export_and_import(client, mine, role):
    sign_in(client, make_member(mine, role))
    for kind in (ORGANISATIONS, PARTICIPANTS):
        assert client.get(address(kind)).status_code == 403
        assert client.get(address(kind).replace("export", "import")).status_code == 403
    assert client.get(reverse("programmes:export_list")).status_code == 403


def test_a_search_about_which_the_list_has_something_to_say_can_be_exported(coordinator, mine):
    make_organisation(mine, name="Works", city="Suhl")
    words = " ".join(["Works"] * 100)
    assert coordinator.get(address(ORGANISATIONS, {"q": words})).context["number"] == 1
    assert names(exported(coordinator, q=words)) == ["Works"]
