import re
from datetime import date
from io import BytesIO

import pytest
from django.core.files.base import ContentFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from PIL import Image

from programmes.constants import PartnerRole, ProgrammeStatus
from programmes.models import Activity, Funding, Partnership, WorkPackage
from tests.factories import (
    i18n,
    make_enrolment,
    make_member,
    make_organisation,
    make_placement,
    make_programme,
)
from tests.programmes.views.conftest import HOSTILE_ADDRESSES, signed_in

pytestmark = pytest.mark.django_db


def picture():
    stream = BytesIO()
    Image.new("RGB", (4, 4), "teal").save(stream, "PNG")
    return ContentFile(stream.getvalue(), name="logo.svg")


def fill(programme, number):
    present = programme.work_packages.count()
    for index in range(present, present + number):
        organisation = make_organisation(programme)
        Partnership.objects.create(programme=programme, organisation=organisation, role=PartnerRole.PARTNER)
        make_placement(organisation, programme)
        Funding.objects.create(programme=programme, funder=i18n(f"Funder {index}"))
        work_package = WorkPackage.objects.create(
            programme=programme, number=index, title=i18n(f"Work {index}")
        )
        Activity.objects.create(work_package=work_package, title=i18n(f"Activity {index}"))
        make_programme(parent=programme)


def test_the_list_shows_top_level_programmes_and_counts_what_is_below(visitor):
    parent = make_programme("danube")
    make_programme("velenje", parent=parent)
    make_programme("maribor", parent=parent)
    make_programme("hidden", parent=parent, status=ProgrammeStatus.DRAFT)
    response = visitor.get("/programmes/")
    assert [card["slug"] for card in response.context["cards"]] == ["danube"]
    assert "2 subprogrammes" in response.context["cards"][0]["meta"]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("q=danube", ["danube"]),
        ("q=velenje", ["danube"]),
        ("q=fachkräfte", ["leipzig"]),
        ("q=Fachkräfte+Sachsen", ["leipzig"]),
        ("q=saxony", ["leipzig"]),
        ("q=Saška", ["leipzig"]),
        ("q=nothing+of+this", []),
        ("country=SI", ["danube"]),
        ("country=DE", ["danube", "leipzig"]),
        ("instrument=interreg", ["danube"]),
        ("instrument=nonsense", ["danube", "leipzig"]),
        ("country=XX", ["danube", "leipzig"]),
    ],
)
def test_the_list_is_searched_and_narrowed_down(visitor, query, found):
    danube = make_programme("danube")
    make_programme("city", parent=danube, place="Velenje", country="SI")
    make_programme("leipzig", title=i18n("Skilled people", de="Fachkräfteallianz"), region="DED51")
    Funding.objects.create(programme=danube, funder=i18n("Interreg"), instrument="interreg")
    Funding.objects.create(programme=danube, funder=i18n("Interreg again"), instrument="interreg")
    response = visitor.get(f"/programmes/?{query}")
    assert [card["slug"] for card in response.context["cards"]] == found


@pytest.mark.parametrize("value", HOSTILE_ADDRESSES)
def test_no_query_string_breaks_the_list(visitor, value):
    make_programme()
    for name in ("q", "country", "instrument", "page"):
        assert visitor.get("/programmes/", {name: value}).status_code == 200


def test_a_programmes_page_shows_who_pays_who_takes_part_and_what_is_done(visitor):
    programme = make_programme(
        "wort",
        starts_on=date(2025, 1, 1),
        ends_on=date(2027, 12, 31),
        funding_statement=i18n("Funded by the state."),
    )
    fill(programme, 1)
    page = visitor.get("/programmes/wort/").content.decode()
    for words in (
        "Funded by the state.",
        "Funder 0",
        "Work 0",
        "Activity 0",
        "1\xa0January 2025 – 31\xa0December 2027",
    ):
        assert words in page, words


def test_a_city_shows_the_funders_of_the_programme_it_is_part_of(visitor):
    parent = make_programme()
    Funding.objects.create(programme=parent, funder=i18n("Interreg Danube"))
    make_programme("city", parent=parent, is_example=True)
    page = visitor.get("/programmes/city/").content.decode()
    assert ("Interreg Danube" in page, "Example:" in page) == (True, True)


@pytest.mark.parametrize("status", [ProgrammeStatus.DRAFT, ProgrammeStatus.ARCHIVED])
def test_a_public_city_names_what_it_is_part_of_to_those_alone_who_may_see_that(visitor, status):
    parent = make_programme("secret", acronym="SECRET", status=status)
    Funding.objects.create(programme=parent, funder=i18n("Secret funder"))
    city = make_programme("city", parent=parent)
    for address in (
        "/programmes/city/",
        "/programmes/city/join/",
        "/programmes/",
        "/events/",
        "/offers/",
        "/",
    ):
        page = visitor.get(address, follow=True).content.decode()
        assert ("secret" in page.lower()) is False, address
    staff_of_city, staff_of_parent = (signed_in(make_member(each)) for each in (city, parent))
    assert "SECRET" not in staff_of_city.get("/programmes/city/").content.decode()
    assert "SECRET" in staff_of_parent.get("/programmes/city/").content.decode()


def test_a_public_city_of_a_draft_stands_in_the_list_by_itself(visitor):
    parent = make_programme("danube", status=ProgrammeStatus.DRAFT)
    make_programme("velenje", parent=parent)
    assert [card["slug"] for card in visitor.get("/programmes/").context["cards"]] == ["velenje"]
    parent.status = ProgrammeStatus.RUNNING
    parent.save()
    assert [card["slug"] for card in Client().get("/programmes/?q=").context["cards"]] == ["danube"]


@pytest.mark.parametrize("status", [ProgrammeStatus.DRAFT, ProgrammeStatus.ARCHIVED])
def test_what_is_not_public_does_not_exist_for_outsiders(visitor, status):
    programme = make_programme("quiet", status=status, logo=picture())
    paths = ["", "colour.css", "logo/", "join/"]
    assert [visitor.get(f"/programmes/quiet/{path}").status_code for path in paths] == [404] * 4
    foreign = signed_in(make_member(make_programme()))
    assert [foreign.get(f"/programmes/quiet/{path}").status_code for path in paths] == [404] * 4
    own = signed_in(make_member(programme))
    assert [own.get(f"/programmes/quiet/{path}").status_code for path in paths] == [200] * 4


def test_the_queries_of_public_pages_do_not_grow(visitor):
    programme, counts = make_programme("big"), {}
    reader = signed_in(make_enrolment(programme).person)
    visitor.get("/")  # makes what the process keeps of offers
    for number in (1, 30):
        fill(programme, number)
        for _ in range(number):
            make_programme()
        for path in ("/", "/programmes/", "/programmes/big/"):
            for client, limit in (
                (visitor, 9),
                (reader, {"/": 9, "/programmes/": 8, "/programmes/big/": 15}[path]),
            ):
                with CaptureQueriesContext(connection) as queries:
                    assert client.get(path).status_code == 200
                counts.setdefault((path, client is reader, limit), []).append(len(queries))
    for (path, is_signed_in, limit), (few, many) in counts.items():
        assert few == many, (path, is_signed_in)
        assert many <= limit, (path, is_signed_in)


def test_the_colour_is_a_stylesheet_that_browsers_keep(visitor):
    make_programme("blue", colour="#004080")
    response = visitor.get("/programmes/blue/colour.css")
    assert (response["Content-Type"], response["Cache-Control"]) == (
        "text/css; charset=utf-8",
        "public, max-age=300",
    )
    assert "--accent-light: #004080; --accent-ink-light: #ffffff;" in response.content.decode()
    again = visitor.get("/programmes/blue/colour.css", headers={"If-None-Match": response["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_the_colours_of_all_public_programmes_come_in_one_sheet(visitor):
    make_programme("blue", colour="#004080")
    make_programme("secret", status=ProgrammeStatus.DRAFT)
    css = visitor.get("/programmes/colours.css").content.decode()
    assert ('[data-colour="blue"] { --accent: light-dark(#004080,' in css, "secret" in css) == (True, False)


def test_a_logo_has_the_type_of_its_content_and_not_of_its_name(visitor):
    programme = make_programme("blue", logo=picture())
    funding = Funding.objects.create(programme=programme, funder=i18n("Funder"), logo=picture())
    for path in ("/programmes/blue/logo/", f"/programmes/blue/funders/{funding.pk}/logo/"):
        response = visitor.get(path)
        assert (response["Content-Type"], response["X-Content-Type-Options"]) == ("image/png", "nosniff")
        assert b"".join(response.streaming_content).startswith(b"\x89PNG")


def test_a_picture_that_is_missing_or_none_does_not_exist(visitor):
    make_programme("none")
    make_programme("text", logo=ContentFile(b"<svg onload=alert(1)>", name="logo.png"))
    gone = make_programme("gone", logo=picture())
    gone.logo.storage.delete(gone.logo.name)
    assert [visitor.get(f"/programmes/{slug}/logo/").status_code for slug in ("none", "text", "gone")] == [
        404
    ] * 3


@pytest.mark.parametrize("pk", [0, 2**63, 10**30])
def test_no_number_breaks_a_page(visitor, pk):
    make_programme("blue")
    paths = [f"/programmes/blue/funders/{pk}/logo/", f"/organisations/{pk}/", f"/events/{pk}/"]
    assert [visitor.get(path).status_code for path in paths] == [404] * 3


@pytest.mark.parametrize(
    ("role", "address"),
    [
        ("coordinator", "/admin/programmes/programme/{pk}/change/"),
        ("trainer", "/admin/programmes/programme/{pk}/change/"),
        ("evaluator", "/evaluation/wort/"),
    ],
)
def test_a_programmes_staff_are_led_to_their_work_and_not_asked_to_join(role, address):
    programme = make_programme("wort")
    below = make_programme("unten", parent=programme)
    client = signed_in(make_member(programme, role))
    for each in (programme, below):
        text = client.get(f"/programmes/{each.slug}/").text
        expected = address.format(pk=each.pk).replace("wort", each.slug)
        assert (expected in text, f"/programmes/{each.slug}/join/" in text) == (True, False)
        assert client.get(expected).status_code == 200
    other = make_programme("anders")
    assert f"/programmes/{other.slug}/join/" in client.get(f"/programmes/{other.slug}/").text


def test_a_public_programme_is_shared_with_a_picture_of_its_own_and_a_draft_with_none(visitor):
    programme = make_programme("north", colour="#8a1c4f")
    html = visitor.get(programme.get_absolute_url(), headers={"Accept-Language": "de"}).content.decode()
    address = re.findall(r'property="og:image" content="http://testserver([^"]+)"', html)[0]
    assert address.startswith("/programmes/north/de-")
    response = visitor.get(address)
    assert (response.status_code, response["Content-Type"]) == (200, "image/png")
    assert Image.open(BytesIO(response.content)).size == (1200, 630)
    assert visitor.get("/programmes/north/de-0.png")["Location"] == address
    assert visitor.get("/programmes/north/xx-0.png").status_code == 404
    programme.status = ProgrammeStatus.DRAFT
    programme.save()
    assert visitor.get(address).status_code == 404
