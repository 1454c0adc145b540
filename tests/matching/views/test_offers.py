import json
import re
from datetime import date, timedelta
from xml.etree import ElementTree

import pytest
from django.test import Client
from django.utils import timezone

from matching.constants import PlacementState
from matching.models import PlacementLanguage, PlacementSkill, TalentLanguage, TalentSkill
from matching.services.recommendations import refresh_talent
from matching.services.search import index_placement
from tests.factories import (
    i18n,
    make_application,
    make_contact,
    make_member,
    make_organisation,
    make_placement,
    make_programme,
    make_pupil,
    make_skill,
    make_talent,
    make_user,
)

pytestmark = pytest.mark.django_db
ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture
def programme():
    return make_programme("north")


@pytest.fixture
def organisation(programme):
    return make_organisation(programme, name="Haselgrund Sensorik")


def signed_in(user):
    client = Client()
    client.force_login(user)
    return client


def page(client, url, status=200):
    response = client.get(url)
    assert response.status_code == status
    return response.content.decode()


def structured(html):
    found = re.search(r'<script type="application/ld\+json">(.*?)</script>', html, re.DOTALL)
    return json.loads(found[1]) if found else None


# --- The list ---


def test_visitor_sees_open_offers_with_their_facts(client, organisation):
    make_placement(
        organisation,
        title=i18n("Process engineer"),
        city="Suhl",
        hours=40,
        pay_min=52000,
        pay_max=58000,
        starts_on=date(2027, 3, 1),
    )
    html = page(client, "/offers/")
    for text in (
        "1 offer",
        "Process engineer",
        "Haselgrund Sensorik, Suhl",
        "Full time",
        "52,000–58,000 € a year",
    ):
        assert text in html
    assert "<meter" not in html


@pytest.mark.parametrize("viewer", ["visitor", "talent", "coordinator", "contact"])
def test_number_of_queries_does_not_grow_with_the_list(
    viewer, programme, organisation, django_assert_max_num_queries
):
    clients = {
        "visitor": Client,
        "talent": lambda: signed_in(talent.user),
        "coordinator": lambda: signed_in(make_member(programme)),
        "contact": lambda: signed_in(make_contact(organisation)),
    }
    skill = make_skill("CAD")
    talent = make_talent(degree=7)
    TalentSkill.objects.create(talent=talent, skill=skill)
    client = clients[viewer]()
    counts = []
    for number in (1, 29):
        for _ in range(number):
            placement = make_placement(organisation)
            PlacementSkill.objects.create(placement=placement, skill=skill)
            PlacementLanguage.objects.create(placement=placement, language="de")
        refresh_talent(talent.pk)
        with django_assert_max_num_queries(8) as queries:
            client.get("/offers/?level=4&kind=job&q=")
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_talent_sees_how_well_each_offer_fits_and_the_deciding_reason(organisation):
    talent = make_talent(degree=7)
    TalentLanguage.objects.create(talent=talent, language="de", level=3)
    skill = make_skill("CAD")
    good, short, german = (
        make_placement(organisation, title=i18n(title)) for title in ("Good", "Short", "German")
    )
    for placement, level in ((good, 3), (german, 5)):
        PlacementLanguage.objects.create(placement=placement, language="de", level=level)
    PlacementSkill.objects.create(placement=short, skill=skill)
    html = page(signed_in(talent.user), "/offers/")
    assert html.count("<meter") == 3
    for text in ("German B1 is enough", "one skill short", "German C1 needed"):
        assert text in html


def test_pages_and_order_stand_in_the_address(client, organisation):
    for number in range(25):
        make_placement(organisation, title=i18n(f"Offer {number:02}"))
    assert page(client, "/offers/").count('class="card offer"') == 20
    assert page(client, "/offers/?page=2&sort=newest").count('class="card offer"') == 5
    for odd in ("abc", "0", "-1", "9" * 30, "%00", "9223372036854775808"):
        page(client, f"/offers/?page={odd}")
    assert "page=2" in page(client, "/offers/?sort=closing")


def test_htmx_gets_the_list_without_the_frame_of_the_page(client, organisation):
    make_placement(organisation)
    response = client.get("/offers/?kind=job", headers={"HX-Request": "true"})
    html = response.content.decode()
    assert "<html" not in html
    assert 'id="results"' in html
    assert 'id="filter-fields"' in html
    assert "HX-Request" in response["Vary"]


@pytest.mark.parametrize(
    "query", ["kind=nonsense", "q=%00", "level=9223372036854775808", "programme=nowhere", f"q={'x' * 9000}"]
)
def test_nonsense_in_the_address_is_named_and_the_list_is_shown(client, organisation, query):
    make_placement(organisation, title=i18n("Still here"))
    html = page(client, f"/offers/?{query}", status=400)
    assert 'class="error"' in html
    assert "Still here" in html
    assert client.get(f"/offers/?{query}", headers={"HX-Request": "true"}).status_code == 200


def test_empty_list_offers_a_way_on(client, organisation):
    assert "No offers at the moment" in page(client, "/offers/")
    make_placement(organisation)
    assert "Nothing matches all of this" in page(client, "/offers/?kind=visit")
    assert "Nothing matches all of this" in page(client, "/offers/?q=unheard-of")


def test_feed_holds_what_the_list_finds(client, organisation):
    kept = make_placement(organisation, title=i18n("Thesis <b>one</b>"), kind="thesis")
    make_placement(organisation, title=i18n("A job"))
    response = client.get("/offers/feed.atom?kind=thesis")
    assert response["Content-Type"].startswith("application/atom+xml")
    entries = ElementTree.fromstring(response.content).findall(f"{ATOM}entry")  # noqa: S314 - our own answer
    assert [entry.find(f"{ATOM}title").text for entry in entries] == [
        "Thesis <b>one</b> – Haselgrund Sensorik"
    ]
    assert entries[0].find(f"{ATOM}link").get("href").endswith(kept.get_absolute_url())
    assert client.get("/offers/feed.atom?kind=nonsense&q=%00").status_code == 200


def test_a_control_character_in_a_title_does_not_break_the_feed(client, organisation):
    make_placement(organisation, title=i18n("Process\x0bengineer"), city="Suhl\x08")
    response = client.get("/offers/feed.atom")
    entry = ElementTree.fromstring(response.content).find(f"{ATOM}entry")  # noqa: S314 - our own answer
    assert entry.find(f"{ATOM}title").text == "Process engineer – Haselgrund Sensorik"


# --- One offer ---


def test_wrong_name_in_the_address_leads_to_the_right_one_in_every_language(client, organisation):
    placement = make_placement(organisation, title=i18n("Process engineer", de="Verfahrensingenieurin"))
    url = f"/offers/{placement.pk}-process-engineer/"
    assert placement.get_absolute_url() == url
    response = client.get(f"/offers/{placement.pk}-anything/")
    assert (response.status_code, response["Location"]) == (301, url)
    assert client.get(url, headers={"Accept-Language": "de"}).status_code == 200


def test_offer_that_is_not_open_does_not_exist_for_visitors(client, organisation):
    for state in (
        PlacementState.DRAFT,
        PlacementState.SUBMITTED,
        PlacementState.PAUSED,
        PlacementState.FILLED,
    ):
        page(client, make_placement(organisation, state=state).get_absolute_url(), status=404)
    over = make_placement(organisation, expires_at=timezone.now() - timedelta(seconds=1))
    page(client, over.get_absolute_url(), status=404)
    for odd in (f"/offers/{2**63}-x/", f"/offers/{'9' * 400}-x/", "/offers/0-x/"):
        page(client, odd, status=404)


def test_offers_go_and_come_back_with_the_public_pages_of_the_programmes_that_show_them(client):
    north, south = make_programme("north"), make_programme("south")
    organisation = make_organisation(north, south, name="Haselgrund")
    here = make_placement(organisation, north, title=i18n("Only in the north"))
    both = make_placement(organisation, north, south, title=i18n("In both"))
    talent = make_talent(degree=6)
    refresh_talent(talent.pk)
    addresses = ("/offers/", "/offers/feed.atom", "/", organisation.get_absolute_url())
    for status, shown in (("closing", True), ("archived", False), ("draft", False), ("running", True)):
        north.status = status
        north.save()
        for address in addresses:
            html = client.get(address).content.decode()
            assert ("Only in the north" in html, "In both" in html) == (shown, True), (status, address)
        dashboard = page(signed_in(talent.user), "/me/")
        assert ("Only in the north" in dashboard, "In both" in dashboard) == (shown, True), status
        assert client.get(here.get_absolute_url()).status_code == (200 if shown else 404)
        assert client.get(both.get_absolute_url()).status_code == 200
        assert (here.is_open, both.is_open) == (shown, True)


def test_what_only_an_archived_programme_shows_stays_with_those_who_have_to_do_with_it(
    programme, organisation
):
    placement = make_placement(organisation, programme)
    programme.status = "archived"
    programme.save()
    contact, coordinator = make_contact(organisation), make_member(programme)
    for person in (contact, coordinator):
        assert "This offer is no longer open" in page(signed_in(person), placement.get_absolute_url())
    html = page(signed_in(contact), f"/organisation/placements/{placement.pk}/")
    assert "not shown: the programme shows no offers now" in html
    applicant = make_talent().user
    assert signed_in(applicant).get(f"{placement.get_absolute_url()}apply/").status_code == 404


def test_a_programme_shows_offers_while_it_has_them_switched_on(client, programme, organisation):
    placement = make_placement(organisation, programme, title=i18n("Process engineer"))
    for modules, shown in ((["events"], False), (["placements"], True)):
        programme.modules = modules
        programme.save()
        for address in ("/offers/", "/programmes/north/", organisation.get_absolute_url()):
            assert ("Process engineer" in client.get(address).content.decode()) is shown, address
        assert client.get(placement.get_absolute_url()).status_code == (200 if shown else 404)
        assert (placement.is_open, placement.postings.get().is_shown) == (shown, shown)


def test_skills_of_an_offer_are_as_public_as_the_offer(programme, organisation):
    asked = PlacementSkill.objects.create(
        placement=make_placement(organisation, programme), skill=make_skill("CAD")
    )
    assert list(PlacementSkill.objects.all().public()) == [asked]
    programme.status = "archived"
    programme.save()
    assert list(PlacementSkill.objects.all().public()) == []


def test_applicant_still_sees_an_offer_that_is_no_longer_open(organisation):
    talent = make_talent()
    placement = make_placement(organisation, state=PlacementState.FILLED)
    make_application(placement, talent)
    html = page(signed_in(talent.user), placement.get_absolute_url())
    assert "This offer is no longer open" in html
    assert "You have applied" in html
    assert structured(html) is None
    page(signed_in(make_user("Other")), placement.get_absolute_url(), status=404)


def test_contact_sees_the_own_draft_with_a_note_and_strangers_do_not(organisation):
    draft = make_placement(organisation, state=PlacementState.DRAFT, published_at=None)
    html = page(signed_in(make_contact(organisation)), draft.get_absolute_url())
    assert "Not published yet" in html
    page(signed_in(make_contact(make_organisation())), draft.get_absolute_url(), status=404)


def test_talent_reads_why_it_fits_and_what_is_missing(organisation):
    talent = make_talent(degree=7, field="07")
    TalentLanguage.objects.create(talent=talent, language="en", level=5)
    cad, plastics = make_skill("CAD"), make_skill("plastics processing")
    TalentSkill.objects.create(talent=talent, skill=cad, level=3)
    placement = make_placement(organisation, degree=6, fields=["07"])
    for skill in (cad, plastics):
        PlacementSkill.objects.create(placement=placement, skill=skill, level=2)
    PlacementLanguage.objects.create(placement=placement, language="en", level=4)
    PlacementLanguage.objects.create(placement=placement, language="de", level=3)
    refresh_talent(talent.pk)
    html = page(signed_in(talent.user), placement.get_absolute_url())
    for text in (
        "English C1",
        "Asked for: B2",
        "German B1",
        "This has to be met. It is not in the profile.",
        "Master or equivalent",
        "Asked for: Bachelor or equivalent",
        "1 of 2 skills asked for",
        "Plastics processing",
        "Asked for: Good. It is not in the profile.",
        "Smallest step that helps most",
        "It would lift this offer.",
        "but something that has to be met is missing",
    ):
        assert text in html, text


def test_talent_without_a_profile_and_visitor_are_told_how_to_see_the_fit(client, organisation):
    placement = make_placement(organisation)
    PlacementSkill.objects.create(placement=placement, skill=make_skill("CAD"))
    url = placement.get_absolute_url()
    assert "Fill your profile to see how well it fits you" in page(signed_in(make_user()), url)
    html = page(client, url)
    assert "Register to see how well it fits you" in html
    assert "CAD: Good" in html


def test_pupil_cannot_apply(organisation):
    placement = make_placement(organisation, kind="visit")
    html = page(signed_in(make_pupil(has_consent=True)), placement.get_absolute_url())
    assert "can't apply with this account" in html.replace("&#x27;", "'")
    assert f"{placement.get_absolute_url()}apply/" not in html


def test_description_cannot_run_anything(client, organisation):
    attack = "<script>alert(1)</script> [x](javascript:alert(1)) </script><img src=x onerror=alert(1)>"
    placement = make_placement(
        organisation, title=i18n("</title><script>alert(2)</script>"), description=i18n(attack)
    )
    html = page(client, placement.get_absolute_url())
    assert "<script>alert" not in html
    assert "<img src=x" not in html
    assert 'href="javascript' not in html


def test_open_job_is_described_for_search_engines(client, organisation):
    organisation.website = "https://example.org"
    organisation.save()
    placement = make_placement(
        organisation,
        title=i18n("Engineer </script><b>"),
        description=i18n("Run **lines**."),
        city="Suhl",
        region="South Thuringia",
        hours=20,
        pay_min=20,
        pay_max=25,
        pay_period="hour",
        is_remote=True,
    )
    data = structured(page(client, placement.get_absolute_url()))
    assert data["@type"] == "JobPosting"
    assert data["title"] == "Engineer </script><b>"
    assert data["description"] == "<p>Run <strong>lines</strong>.</p>\n"
    assert data["employmentType"] == "PART_TIME"
    assert data["validThrough"] == placement.expires_at.isoformat()
    assert data["datePosted"] == placement.published_at.date().isoformat()
    assert data["hiringOrganization"] == {
        "@type": "Organization",
        "name": "Haselgrund Sensorik",
        "sameAs": "https://example.org",
    }
    assert data["jobLocation"]["address"]["addressLocality"] == "Suhl"
    assert data["jobLocationType"] == "TELECOMMUTE"
    assert data["baseSalary"]["value"] == {
        "@type": "QuantitativeValue",
        "minValue": 20,
        "maxValue": 25,
        "unitText": "HOUR",
    }


@pytest.mark.parametrize("kind", ["thesis", "shadowing", "visit", "research", "challenge"])
def test_what_is_no_job_does_not_claim_to_be_one(client, organisation, kind):
    assert structured(page(client, make_placement(organisation, kind=kind).get_absolute_url())) is None


def test_offer_of_one_programme_carries_its_colour_and_of_several_none(client, organisation, programme):
    alone = make_placement(organisation)
    shared = make_placement(organisation, programme, make_programme("south"))
    assert 'data-programme="north"' in page(client, alone.get_absolute_url())
    assert "data-programme" not in page(client, shared.get_absolute_url())


def test_name_of_a_draft_programme_is_not_given_away(client):
    draft = make_programme("secret", status="draft", acronym="SECRET")
    placement = make_placement(make_organisation(draft, make_programme("north")))
    assert "SECRET" not in page(client, placement.get_absolute_url())
    assert "SECRET" not in page(client, "/offers/")


# --- On other pages ---


def test_dashboard_shows_the_best_three_and_how_many_there_are(organisation):
    talent = make_talent(degree=7, kinds=["job"])
    for number in range(5):
        make_placement(organisation, title=i18n(f"Job {number}"))
    make_placement(organisation, title=i18n("A thesis"), kind="thesis")
    german = make_placement(organisation, title=i18n("Needs German"))
    PlacementLanguage.objects.create(placement=german, language="de")
    refresh_talent(talent.pk)
    html = page(signed_in(talent.user), "/me/")
    assert html.count('class="card offer"') == 3
    assert "See all 5" in html
    assert "A thesis" not in html
    assert "Needs German" not in html


def test_dashboard_says_that_offers_are_being_looked_for(organisation):
    talent = make_talent(degree=7)
    client = signed_in(talent.user)
    assert "We are looking for offers that fit your profile." in page(client, "/me/")
    assert "We are looking" in page(client, "/me/offers/")
    make_placement(organisation)
    refresh_talent(talent.pk)
    html = page(client, "/me/offers/")
    assert "We are looking" not in html
    assert "<html" not in html
    assert html.count('class="card offer"') == 1


def test_dashboard_asks_for_a_profile_first_and_then_for_what_is_missing():
    alice = make_user()
    assert "Fill your profile" in page(signed_in(alice), "/me/")
    make_talent(alice, degree=7)
    html = page(signed_in(alice), "/me/")
    assert "Complete your profile" in html
    assert "Add your CV" in html


def test_newest_offers_stand_on_the_first_page_and_the_programmes(client, organisation, programme):
    make_placement(organisation, title=i18n("In the north"))
    south = make_programme("south")
    make_placement(make_organisation(south), title=i18n("In the south"))
    first = page(client, "/")
    assert "In the north" in first
    assert "In the south" in first
    html = page(client, programme.get_absolute_url())
    assert "In the north" in html
    assert "In the south" not in html


def test_search_words_with_markup_are_shown_as_words(client, organisation):
    index_placement(make_placement(organisation))
    html = page(client, "/offers/?q=%22%3E%3Cscript%3Ealert(1)%3C/script%3E")
    assert "<script>alert(1)" not in html
