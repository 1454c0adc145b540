"""The pages of one's exports: found again, fetched by who may, and by nobody else."""

import pytest
from django.urls import reverse
from django.utils import timezone

from portal.privacy.models import AccessLog
from programmes.models import Export, Membership
from tests.exporting import asked, content_of, made
from tests.factories import make_member, make_organisation, make_programme, make_user
from tests.sessions import sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def mine():
    return make_programme("mine")


@pytest.fixture
def by(client, mine):
    person = make_member(mine)
    make_organisation(mine, name="Works")
    sign_in(client, person)
    return person


def page_of(export, page: str = "detail") -> str:
    return reverse(f"programmes:export_{page}", args=[export.pk])


def test_an_export_is_fetched_under_a_name_that_says_what_it_is(client, by):
    export = made(by)
    answer = client.get(page_of(export, "fetch"))
    assert b"".join(answer.streaming_content) == content_of(export)
    day = timezone.localdate()
    assert answer["Content-Disposition"] == f'attachment; filename="organisation-{day:%Y-%m-%d}.csv"'
    assert "no-store" in answer["Cache-Control"]
    assert AccessLog.objects.filter(kind="download", actor=by).count() == 1


def test_fetching_asks_who_is_there(client, by):
    export = made(by)
    sign_in(client, by, minutes_ago=10)
    for answer in (client.get(page_of(export, "fetch")), client.post(page_of(export, "retry"))):
        assert answer.url.split("?")[0] == reverse("account_reauthenticate")
    assert not AccessLog.objects.filter(kind="download").exists()


def test_somebody_else_finds_no_page_and_no_file(client, by, mine):
    export = made(by)
    for person in (make_member(mine), make_member(make_programme("other")), make_user(is_superuser=True)):
        sign_in(client, person)
        for page in ("detail", "fetch"):
            assert client.get(page_of(export, page)).status_code == 404
        for page in ("retry", "discard"):
            assert client.post(page_of(export, page)).status_code == 404
    assert Export.objects.get().state == "ready"


def test_who_has_lost_the_role_gets_nothing(client, by):
    export = made(by)
    Membership.objects.filter(user=by).delete()
    assert [client.get(page_of(export, page)).status_code for page in ("detail", "fetch")] == [404, 404]


def test_who_has_lost_some_rows_is_told_so_on_the_page(client, by):
    other = make_programme("other")
    lost = Membership.objects.create(user=by, programme=other, role="coordinator")
    make_organisation(other)
    export = made(by)
    lost.delete()
    answer = client.get(page_of(export, "fetch"), follow=True)
    assert answer.redirect_chain == [(page_of(export), 302)]
    assert "lost the right to some of its rows" in answer.text
    assert not AccessLog.objects.filter(kind="download").exists()


def test_what_has_run_out_can_not_be_fetched_also_before_it_is_deleted(client, by):
    export = made(by)
    Export.objects.update(expires_at=timezone.now())
    assert client.get(page_of(export, "fetch")).status_code == 404
    assert "The file is gone" in client.get(page_of(export)).text


def test_a_file_that_is_gone_from_the_disk_is_not_found(client, by):
    export = made(by)
    export.file.storage.delete(export.file.name)
    assert client.get(page_of(export, "fetch")).status_code == 404


def test_a_failed_export_says_why_and_is_tried_again(client, by):
    export = made(by, query="nothing__like=this")
    assert "be filtered like that any more" in client.get(page_of(export)).text
    assert client.post(page_of(export, "retry")).url == page_of(export)
    export.refresh_from_db()
    assert export.state == "queued"


def test_exports_are_found_again_and_deleted(client, by):
    listed = reverse("programmes:export_list")
    assert "No export yet" in client.get(listed).text
    export = made(by)
    assert page_of(export) in client.get(listed).text
    assert client.post(page_of(export, "discard")).url == listed
    assert "The export and its file are gone" in client.get(listed).text
    assert not Export.objects.exists()


def test_an_export_under_way_is_not_deleted(client, by):
    export = asked(by)
    assert "Wait" in client.get(page_of(export)).text
    client.post(page_of(export, "discard"))
    assert Export.objects.get() == export


def test_the_page_shows_the_filter_in_words_and_leads_back_to_the_list(client, by):
    export = made(by, query="q=Works&verification__exact=verified&o=-1")
    page = client.get(page_of(export)).text
    assert "Search: Works; Verification: Verified" in page
    assert "/admin/programmes/organisation/?q=Works&amp;verification__exact=verified&amp;o=-1" in page
