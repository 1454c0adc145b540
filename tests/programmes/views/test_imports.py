"""What becomes of a file is seen by who sent it, page by page, and left and found again."""

import io

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from programmes.models import Import, Membership, Organisation
from programmes.services import import_work
from programmes.services.imports import confirm_import
from programmes.views import imports
from tests.factories import make_member, make_organisation, make_programme, make_user
from tests.importing import HEAD, imported, previewed, sent, work_on
from tests.sessions import sign_in

pytestmark = pytest.mark.django_db

ROW = HEAD + "mine;Works;company;Suhl;DE\n"


@pytest.fixture
def mine():
    return make_programme("mine")


@pytest.fixture
def by(mine):
    return make_member(mine)


@pytest.fixture
def coordinator(client, by):
    sign_in(client, by)
    return client


def do(client, step: str, batch: Import):
    return client.post(reverse(f"programmes:import_{step}", args=[batch.pk]))


def test_a_page_of_work_under_way_shows_how_far_it_is_and_looks_again(coordinator, by, monkeypatch):
    monkeypatch.setattr(import_work, "PORTION", 1)
    monkeypatch.setattr(import_work, "PORTIONS", 1)
    batch = sent(by, ROW + "mine;Other;company;Suhl;DE\n")
    waiting = coordinator.get(batch.get_absolute_url()).content.decode()
    assert 'hx-trigger="every 1s"' in waiting
    assert f'<noscript><p><a href="{batch.get_absolute_url()}">' in waiting
    import_work.read_import(batch_id=batch.pk, turn=batch.turn)
    assert (
        '<progress id="progress" max="100" value="50">'
        in coordinator.get(batch.get_absolute_url()).content.decode()
    )
    assert "hx-get" not in coordinator.get(work_on(batch).get_absolute_url()).content.decode()


def test_a_preview_is_confirmed_and_its_import_undone(coordinator, by):
    batch = previewed(by, ROW)
    assert do(coordinator, "confirm", batch).url == batch.get_absolute_url()
    assert work_on(batch).state == "done"
    assert Organisation.objects.count() == 1
    do(coordinator, "undo", batch)
    assert (work_on(batch).state, Organisation.objects.count()) == ("undone", 0)
    assert do(coordinator, "discard", batch).url == reverse("programmes:import_list")
    assert Import.objects.count() == 0


@pytest.mark.parametrize("step", ["confirm", "undo"])
def test_who_confirms_or_undoes_proves_first_who_they_are(client, by, step):
    batch = previewed(by, ROW) if step == "confirm" else imported(by, ROW)
    client.force_login(by)
    answer = do(client, step, batch)
    assert (answer.status_code, answer.url.split("?")[0]) == (302, reverse("account_reauthenticate"))
    state = batch.state
    batch.refresh_from_db()
    assert batch.state == state


def test_a_preview_goes_in_pages_and_by_outcome(coordinator, by, mine, monkeypatch):
    monkeypatch.setattr(imports, "ROWS_ON_A_PAGE", 2)
    make_organisation(mine, name="Same", city="Suhl")
    text = ROW + "mine;Same;company;Suhl;DE\nmine;Third;company;Suhl;DE\n"
    batch = previewed(by, text)
    page = coordinator.get(batch.get_absolute_url() + "?page=2")
    assert [row.number for row in page.context["page"]] == [4]
    page = coordinator.get(batch.get_absolute_url() + "?rows=same")
    assert [row.number for row in page.context["page"]] == [3]
    assert [(label, number) for _url, label, _now, number in page.context["tabs"]] == [
        ("All rows", 3),
        ("New", 2),
        ("Unchanged", 1),
    ]


def test_what_is_left_out_stands_on_the_page(coordinator, by, mine):
    make_organisation(mine, name="Works", city="Suhl")
    batch = previewed(
        by, "programme;name;kind;city;verification;plz\nmine;Works;company;Suhl;declined;98527\n"
    )
    page = coordinator.get(batch.get_absolute_url() + "?rows=noted").content.decode()
    assert "Left out: the portal has no such column" in page
    assert "“declined” is left out. It is decided in the portal, not in a file." in page


def test_a_page_costs_the_same_for_one_row_and_for_many(
    coordinator, by, django_assert_max_num_queries, django_assert_num_queries
):
    one = previewed(by, ROW)
    many = previewed(by, HEAD + "".join(f"mine;Works {n};company;Suhl;DE\n" for n in range(30)))
    with django_assert_max_num_queries(15) as first:
        coordinator.get(one.get_absolute_url())
    with django_assert_num_queries(len(first.captured_queries)):
        coordinator.get(many.get_absolute_url())


def test_the_list_finds_what_one_has_left(coordinator, by, mine):
    mine_now = sent(by, ROW)
    sent(make_member(mine), ROW)
    page = coordinator.get(reverse("programmes:import_list"))
    assert list(page.context["page"]) == [mine_now]


def test_somebody_else_s_import_does_not_exist(coordinator, mine):
    theirs = previewed(make_member(mine), ROW)
    assert coordinator.get(theirs.get_absolute_url()).status_code == 404
    for step in ("confirm", "undo", "discard"):
        assert do(coordinator, step, theirs).status_code == 404


def test_who_may_import_nothing_has_no_list(client):
    sign_in(client, make_user())
    assert client.get(reverse("programmes:import_list")).status_code == 403
    assert client.get(reverse("programmes:import_template", args=["organisation"])).status_code == 403


def test_a_right_that_is_lost_takes_the_page_away(coordinator, by):
    batch = previewed(by, ROW)
    Membership.objects.all().delete()
    assert coordinator.get(batch.get_absolute_url()).status_code == 404


def test_a_step_that_is_no_longer_possible_gets_a_sentence(coordinator, by):
    batch = previewed(by, ROW)
    confirm_import(batch=batch, by=by)
    answer = coordinator.post(reverse("programmes:import_confirm", args=[batch.pk]), follow=True)
    assert [str(each) for each in answer.context["messages"]] == [
        "This step is no longer possible. The page shows where things stand now."
    ]


@pytest.mark.parametrize(("language", "head"), [("de", "Ort"), ("sl", "Kraj"), ("en", "Town")])
def test_a_template_speaks_the_reader_s_language_and_is_read_back(coordinator, by, language, head):
    address = reverse("programmes:import_template", args=["organisation"])
    type(by).objects.filter(pk=by.pk).update(language=language)
    answer = coordinator.get(address)
    book = load_workbook(io.BytesIO(b"".join(answer.streaming_content)))
    sheet, lists = book.worksheets
    names = [cell.value for cell in sheet[1]]
    assert (head in names, lists.sheet_state, len(sheet.data_validations.dataValidation) > 6) == (
        True,
        "hidden",
        True,
    )
    chosen = {
        cell.column: [row[0].value for row in lists.iter_rows(min_col=cell.column, max_col=cell.column)]
        for cell in lists[1]
    }
    sheet.append(["mine", "Works", chosen[2][0], *[None] * 6, "Suhl"])
    file = io.BytesIO()
    book.save(file)
    assert imported(by, file.getvalue()).state == "done"
    assert Organisation.objects.get().name == "Works"


def test_a_template_of_what_can_t_be_imported_does_not_exist(coordinator):
    assert coordinator.get(reverse("programmes:import_template", args=["user"])).status_code == 404


def test_long_files_are_told_in_numbers_as_the_reader_writes_them(coordinator, by):
    batch = previewed(by, ROW)
    batch.rows_total, batch.columns = 40_000, [{"title": "Name", "key": "name", "filled": 39_999}]
    batch.save()
    page = coordinator.get(batch.get_absolute_url()).content.decode()
    assert "40,000 rows" in page
    assert "39,999" in page
