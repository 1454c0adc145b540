"""The list for other sites: framed by the sites that a programme names, and by nobody else, as nothing else is."""

import re

import pytest
from django.test import Client

from programmes.models import Programme
from tests.factories import i18n, make_event, make_member, make_programme, make_user
from tests.sessions import sign_in
from tests.workplace import address, programme_form

pytestmark = pytest.mark.django_db

PAGE = "/events/embed/?programme=north"


def ancestors(response) -> tuple[str, str | None]:
    (found,) = re.findall(r"frame-ancestors ([^;]+)", response["Content-Security-Policy"])
    return found, response.get("X-Frame-Options")


@pytest.fixture
def north() -> Programme:
    return make_programme("north", acronym="NORTH", modules=["events"])


def test_the_list_is_framed_by_the_sites_that_its_programme_names_and_nothing_else_is(north):
    event = make_event(north)
    make_programme("south", embedding_hosts=["www.south.example"])
    assert ancestors(Client().get(PAGE)) == ("'none'", "DENY")
    Programme.objects.filter(pk=north.pk).update(embedding_hosts=["www.town.example", "uni.example"])
    for _time in range(2):
        allowed = ancestors(Client().get(PAGE))
        assert allowed == ("https://www.town.example https://uni.example", None)
    for other in (
        "/",
        "/events/",
        "/events/embed/?programme=nowhere",
        "/events/embed/",
        "/events/feed.atom",
        event.get_absolute_url(),
        f"/events/{event.pk}/register/",
        north.get_absolute_url(),
        "/offers/",
        "/accounts/login/",
        "/admin/login/",
    ):
        assert ancestors(Client().get(other, follow=True)) == ("'none'", "DENY"), other


def test_it_lists_what_everybody_may_see_of_one_programme_with_the_filters_of_the_list(north):
    part = make_programme("north-city", parent=north, modules=["events"])
    make_event(part, 2, title=i18n("Walk"))
    make_event(north, title=i18n("Course", de="Kurs"), format="course")
    make_event(north, title=i18n("Draft"), state="draft")
    make_event(north, title=i18n("Invited"), access="invited")
    make_event(make_programme(), title=i18n("Elsewhere"))
    staff = Client()
    sign_in(staff, make_member(north))
    for client in (Client(), staff):
        page = client.get(PAGE)
        assert [str(card["title"]) for card in page.context["cards"]] == ["Walk", "Course"]
    page = Client().get(f"{PAGE}&format=course&lang=de")
    assert not page.cookies
    assert [str(card["title"]) for card in page.context["cards"]] == ["Kurs"]
    assert (page["Content-Language"], re.findall(r'<html lang="(\w+)"', page.text)) == ("de", ["de"])
    assert 'href="/events/?programme=north&amp;format=course"' in page.text
    assert ('<base target="_top">' in page.text, "<script" in page.text) == (True, False)
    north.status = "draft"
    north.save()
    assert staff.get(PAGE).status_code == 404


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("www.Town.example, Bücher.example, www.town.example", ["www.town.example", "xn--bcher-kva.example"]),
        ("", []),
        ("https://www.town.example", None),
        ("*.town.example", None),
        ("town.example:8080", None),
        ("localhost", None),
        ("10.0.0.1", None),
        ("town.example; script-src *", None),
    ],
)
def test_coordinators_name_sites_and_what_is_none_is_refused_beside_the_field(client, north, typed, kept):
    sign_in(client, make_member(north))
    answer = client.post(
        address(Programme, "change", north.pk),
        programme_form(north, embedding_hosts=typed, modules=["events"]),
    )
    north.refresh_from_db()
    if kept is None:
        assert list(answer.context["adminform"].form.errors) == ["embedding_hosts"]
    assert north.embedding_hosts == (kept or [])


def test_staff_finds_what_to_put_into_the_other_page_in_each_language_of_the_programme(client, north):
    Programme.objects.filter(pk=north.pk).update(
        embedding_hosts=["www.town.example"], languages=["de", "uk", "sl"]
    )
    make_programme("south", embedding_hosts=["www.south.example"])
    sign_in(client, make_member(north, "trainer"))
    assert (
        "/admin/events/event/other-sites/"
        in client.get(address(make_event(north).__class__, "changelist")).text
    )
    page = client.get("/admin/events/event/other-sites/")
    (embedding,) = page.context["embeddings"]
    assert [code for code, _name, _text in embedding.snippets] == ["de", "sl"]
    assert embedding.snippets[0][2] == (
        '<iframe title="Kommende Veranstaltungen von NORTH" lang="de" '
        'src="http://testserver/events/embed/?programme=north&amp;lang=de" '
        'width="100%" height="600" loading="lazy"></iframe>'
    )
    assert "&lt;iframe title=" in page.text
    other = Client()
    sign_in(other, make_user())
    assert other.get("/admin/events/event/other-sites/").status_code != 200
