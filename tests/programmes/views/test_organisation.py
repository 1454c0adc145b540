from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from PIL import Image

from portal.users.models import User
from programmes.constants import ProgrammeStatus, Verification
from programmes.models import Organisation
from tests.factories import (
    i18n,
    make_contact,
    make_member,
    make_organisation,
    make_placement,
    make_programme,
    make_pupil,
    make_user,
)
from tests.programmes.views.conftest import HOSTILE_TEXTS, signed_in

pytestmark = pytest.mark.django_db


FORM = {
    "programme": "wort",
    "name": "Werrawerk",
    "kind": "company",
    "city": "Schmalkalden",
    "country": "DE",
    "website": "werrawerk.example",
}
DETAILS = FORM | {
    "about_0": "We make gears.",
    "about_1": "Wir machen Zahnräder.",
    "size": "small",
    "nace": "C",
    "languages": ["de", "en"],
    "newcomer_support": ["mentor", "housing"],
}


def test_a_visitor_who_registers_an_organisation_registers_first():
    response = Client().get("/organisation/register/")
    assert response["Location"] == f"{reverse('account_signup')}?next=%2Forganisation%2Fregister%2F"


def test_a_person_registers_an_organisation_and_reads_what_happens_next():
    make_programme("wort")
    person = make_user()
    client = signed_in(person)
    response = client.post("/organisation/register/", FORM)
    assert (response.status_code, response["Location"]) == (302, "/organisation/")
    organisation = Organisation.objects.get()
    assert (organisation.website, organisation.city) == ("https://werrawerk.example", "Schmalkalden")
    assert "Waiting for verification" in client.get("/organisation/").content.decode()


def test_the_same_organisation_is_refused_beside_its_name_and_keeps_what_was_typed():
    make_organisation(make_programme("wort"), name="Werrawerk")
    response = signed_in(make_user()).post("/organisation/register/", FORM)
    assert (response.status_code, list(response.context["form"].errors)) == (400, ["name"])
    assert "werrawerk.example" in response.content.decode()
    assert Organisation.objects.count() == 1


def test_a_new_organisation_is_asked_only_for_what_shows_who_it_is():
    make_programme("wort")
    form = signed_in(make_user()).get("/organisation/register/").context["form"]
    assert list(form.fields) == ["programme", "name", "kind", "city", "region", "country", "website"]


def test_the_details_are_asked_in_sections_and_can_be_looked_at_as_others_see_them():
    organisation = make_organisation(make_programme("wort"), name="Werrawerk")
    client = signed_in(make_contact(organisation))
    address = f"/organisation/{organisation.pk}/edit/"
    page = client.get(address)
    asked = [field.name for fields in page.context["form"].sections.values() for field in fields]
    assert sorted(asked) == sorted(page.context["form"].fields)
    version = page.context["form"].made_from
    sent = DETAILS | {
        "made_from": version,
        "name": organisation.name,
        "country": organisation.country,
        "then": "look",
    }
    answer = client.post(address, sent)
    assert (answer.status_code, answer["Location"]) == (302, organisation.get_absolute_url())
    assert "We make gears." in client.get(answer["Location"]).text


def test_a_town_that_is_meant_is_chosen_from_the_error():
    make_programme("wort")
    client = signed_in(make_user())
    wrong = FORM | {"city": "Schmalkaldn"}
    assert 'name="fill" value="city=Schmalkalden"' in client.post("/organisation/register/", wrong).text
    client.post("/organisation/register/", wrong | {"fill": "city=Schmalkalden"})
    assert Organisation.objects.get().city == "Schmalkalden"


def test_programmes_that_do_not_run_are_not_offered():
    make_programme("wort", status=ProgrammeStatus.DRAFT)
    client = signed_in(make_user())
    assert "No programme takes organisations in" in client.get("/organisation/register/").content.decode()
    assert list(client.post("/organisation/register/", FORM).context["form"].errors) == ["programme"]


@pytest.mark.parametrize("field", sorted(FORM))
@pytest.mark.parametrize("value", HOSTILE_TEXTS)
def test_no_input_breaks_the_registration(field, value):
    make_programme("wort")
    response = signed_in(make_user()).post("/organisation/register/", FORM | {field: value})
    assert response.status_code in (302, 400)
    assert Organisation.objects.count() == (1 if response.status_code == 302 else 0)


@pytest.mark.parametrize("website", ["javascript:alert(1)", "ftp://example.org/", "http://", "//"])
def test_a_website_is_reached_by_http(website):
    make_programme("wort")
    response = signed_in(make_user()).post("/organisation/register/", FORM | {"website": website})
    assert [len(each) for each in response.context["form"].errors.values()] == [1]
    assert list(response.context["form"].errors) == ["website"]


def test_a_pupil_registers_no_organisation():
    assert signed_in(make_pupil(has_consent=True)).get("/organisation/register/").status_code == 403


def test_who_speaks_for_nobody_is_shown_how_to_register():
    assert "/organisation/register/" in signed_in(make_user()).get("/organisation/").content.decode()


def test_a_contact_of_two_organisations_chooses_between_them():
    one, two = make_organisation(name="Alpha"), make_organisation(name="Beta")
    contact = make_contact(one)
    make_contact(two, user=contact)
    client = signed_in(contact)
    shown = [
        client.get("/organisation/", {"organisation": wanted}).context["organisation"]
        for wanted in (two.pk, "", "\x00")
    ]
    assert shown == [two, one, one]


def test_nobody_chooses_an_organisation_they_do_not_speak_for():
    own, foreign = make_organisation(), make_organisation()
    response = signed_in(make_contact(own)).get("/organisation/", {"organisation": foreign.pk})
    assert response.context["organisation"] == own


def test_a_declined_organisation_reads_the_reason_corrects_and_is_sent_again():
    organisation = make_organisation(
        make_programme("wort"), verification=Verification.DECLINED, decline_reason="No such address."
    )
    client = signed_in(make_contact(organisation))
    assert "No such address." in client.get("/organisation/").content.decode()
    assert "Correct" in [step["label"] for step in client.get("/me/").context["steps"]]
    assert client.post(f"/organisation/{organisation.pk}/edit/", FORM).status_code == 302
    organisation.refresh_from_db()
    assert (organisation.verification, organisation.name) == (Verification.WAITING, "Werrawerk")


def test_the_name_of_a_verified_organisation_stays_whatever_is_sent():
    organisation = make_organisation(make_programme("wort"), name="Verified works")
    response = signed_in(make_contact(organisation)).post(f"/organisation/{organisation.pk}/edit/", FORM)
    organisation.refresh_from_db()
    assert (response.status_code, organisation.name, organisation.city) == (
        302,
        "Verified works",
        "Schmalkalden",
    )


@pytest.mark.parametrize("page", ["edit", "contacts"])
def test_pages_of_an_organisation_are_for_its_contacts_and_coordinators(page):
    programme = make_programme()
    waiting = make_organisation(programme, verification=Verification.WAITING)
    verified = make_organisation(programme)
    stranger = signed_in(make_contact(make_organisation(make_programme())))
    coordinator, contact = signed_in(make_member(programme)), signed_in(make_contact(waiting))
    path = f"/organisation/{waiting.pk}/{page}/"
    assert [client.get(path).status_code for client in (stranger, coordinator, contact)] == [404, 200, 200]
    assert stranger.get(f"/organisation/{verified.pk}/{page}/").status_code == 403


def test_the_public_page_is_for_verified_organisations_and_for_those_who_speak_for_one():
    programme = make_programme("wort")
    verified = make_organisation(programme, about=i18n("<script>alert(1)</script> We make **gears**."))
    waiting = make_organisation(programme, verification=Verification.WAITING)
    visitor, own = Client(), signed_in(make_contact(waiting))
    page = visitor.get(f"/organisations/{verified.pk}/").content.decode()
    assert ("<strong>gears</strong>" in page, "<script>alert" in page) == (True, False)
    assert [client.get(f"/organisations/{waiting.pk}/").status_code for client in (visitor, own)] == [
        404,
        200,
    ]


def test_the_public_page_shows_its_open_placements_and_those_of_nobody_else():
    programme = make_programme()
    organisation, other = make_organisation(programme), make_organisation(programme)
    make_placement(organisation, title=i18n("Gear engineer"))
    make_placement(other, title=i18n("Baker"))
    page = Client().get(f"/organisations/{organisation.pk}/").content.decode()
    assert ("Gear engineer" in page, "Baker" in page) == (True, False)


def test_the_page_says_in_the_readers_language_what_newcomers_get_and_nothing_where_nothing_is_said():
    programme = make_programme()
    organisation = make_organisation(programme, newcomer_support=["visa", "housing", "gone"])
    german = {"Accept-Language": "de"}
    html = Client().get(organisation.get_absolute_url(), headers=german).content.decode()
    assert html.index("Hilfe bei der Wohnungssuche") < html.index("Hilfe bei Visum und Aufenthaltserlaubnis")
    assert "gone" not in html
    organisation.newcomer_support = []
    organisation.save()
    html = Client().get(organisation.get_absolute_url(), headers=german).content.decode()
    assert "Das bekommen neu Zugezogene hier" not in html


def test_support_that_is_not_in_the_list_is_refused():
    organisation = make_organisation(make_programme("wort"))
    client = signed_in(make_contact(organisation))
    form = DETAILS | {"newcomer_support": ["castle"]}
    answer = client.post(f"/organisation/{organisation.pk}/edit/", form)
    assert (answer.status_code, "newcomer_support" in answer.context["form"].errors) == (400, True)


def test_the_public_page_shows_on_a_map_where_it_is_and_says_so_in_words():
    programme = make_programme("wort")
    known = make_organisation(programme, city="Suhl", region="DEG", country="DE")
    page = Client().get(known.get_absolute_url()).text
    assert '<svg class="map"' in page
    assert 'role="img" aria-label="Map: where Suhl, Germany is"' in page
    unknown = make_organisation(programme, name="Elsewhere", city="Atlantis", region="", country="PT")
    assert "<svg" not in Client().get(unknown.get_absolute_url()).text.split("<main")[1].split("</main>")[0]


def picture(name: str = "logo.png") -> SimpleUploadedFile:
    stream = BytesIO()
    Image.new("RGB", (8, 8), "teal").save(stream, "PNG")
    return SimpleUploadedFile(name, stream.getvalue())


def send_details(organisation: Organisation, person: User, **fields: object) -> HttpResponse:
    client, address = signed_in(person), f"/organisation/{organisation.pk}/edit/"
    made_from = client.get(address).context["form"].made_from
    own = {"made_from": made_from, "name": organisation.name, "country": organisation.country}
    return client.post(address, DETAILS | own | fields)


def test_a_logo_stands_on_the_public_page_until_it_is_taken_away():
    organisation = make_organisation(make_programme("wort"))
    person = make_contact(organisation)
    address = f"/organisations/{organisation.pk}/logo/"
    assert send_details(organisation, person, logo=picture("logo.txt")).status_code == 302
    assert f'<img src="{address}" alt="">' in Client().get(organisation.get_absolute_url()).text
    assert Client().get(address)["Content-Type"] == "image/png"
    assert send_details(organisation, person).status_code == 302
    assert Client().get(address).status_code == 200, "what is not sent again stays"
    assert send_details(organisation, person, **{"logo-clear": "on"}).status_code == 302
    assert Client().get(address).status_code == 404
    assert address not in Client().get(organisation.get_absolute_url()).text


def test_what_is_no_picture_is_no_logo():
    organisation = make_organisation(make_programme("wort"))
    upload = SimpleUploadedFile("logo.png", b"<svg onload=alert(1)>")
    response = send_details(organisation, make_contact(organisation), logo=upload)
    assert (response.status_code, list(response.context["form"].errors)) == (400, ["logo"])


def test_the_logo_of_an_organisation_that_waits_is_for_its_own_people():
    organisation = make_organisation(
        make_programme("wort"), verification=Verification.WAITING, logo=picture()
    )
    address = f"/organisations/{organisation.pk}/logo/"
    assert Client().get(address).status_code == 404
    assert signed_in(make_contact(organisation)).get(address)["Cache-Control"] == "private, no-store"
