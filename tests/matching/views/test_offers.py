import re
from datetime import date
from decimal import Decimal
from xml.etree import ElementTree

import pytest
from django.test import Client

from matching.models import PlacementLanguage, PlacementSkill, TalentLanguage, TalentSkill
from matching.services.search import index_placement
from tests.factories import (
    i18n,
    make_contact,
    make_member,
    make_placement,
    make_skill,
    make_talent,
)
from tests.matching.conftest import page, signed_in

pytestmark = pytest.mark.django_db


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
        "Haselgrund Sensorik",
        "<b>Suhl</b>",
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
        client.get("/offers/")  # now the process has seen what was changed
        with django_assert_max_num_queries(8) as queries:
            client.get("/offers/?level=4&kind=job&q=")
        counts.append(len(queries))
    assert counts[0] == counts[1]
    assert counts[0] <= {"visitor": 2}.get(viewer, 8), viewer


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


def test_what_is_left_out_is_said_above_the_list_and_the_folded_filters_are_open(client, organisation):
    """On a phone they are folded: what is said in them would not be seen, and the list read as the answer."""
    make_placement(organisation, title=i18n("Care job"))
    html = page(client, "/offers/?around=Xyzzyburg&kind=nonsense", status=400)
    assert "We could not use everything in your search. Left out: Kind, Where" in html
    assert '<details class="filters sticky" open>' in html
    town = re.search(r'<input type="text" id="filter-town"[^>]*>', html).group()
    assert 'aria-invalid="true" aria-describedby="filter-town-error"' in town
    assert '<ul class="error" id="filter-town-error">' in html
    assert "aria-invalid" not in re.search(r'<input type="search" id="filter-search"[^>]*>', html).group()
    understood = page(client, "/offers/?around=Suhl")
    assert "so it is left out" not in understood
    assert '<details class="filters sticky">' in understood


@pytest.mark.parametrize("path", ["/events/?programme=nonsense", "/programmes/?country=nonsense"])
def test_other_lists_open_their_filters_too_where_one_is_not_understood(client, path):
    assert '<details class="filters sticky" open>' in page(client, path)
    assert '<details class="filters sticky">' in page(client, path.partition("?")[0])


def test_what_has_no_word_to_look_for_is_said_so(client, organisation):
    make_placement(organisation)
    wordless = page(client, "/offers/?q=...")
    assert "There is no word in “...” that could be looked for." in wordless
    assert "Save this search" not in wordless
    assert "Save this search" in page(client, "/offers/?q=unheard-of")
    assert "There is no word in" not in page(client, "/offers/?q=unheard-of")


def test_empty_list_offers_a_way_on(client, organisation):
    assert "No offers at the moment" in page(client, "/offers/")
    make_placement(organisation)
    assert "Nothing matches all of this" in page(client, "/offers/?kind=visit")
    assert "Nothing matches all of this" in page(client, "/offers/?q=unheard-of")


def test_search_words_with_markup_are_shown_as_words(client, organisation):
    index_placement(placement=make_placement(organisation))
    html = page(client, "/offers/?q=%22%3E%3Cscript%3Ealert(1)%3C/script%3E")
    assert "<script>alert(1)" not in html


ATOM = "{http://www.w3.org/2005/Atom}"


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


def test_what_lies_around_a_town_is_found_by_page_feed_and_whoever_asks_again(client, organisation):
    """From the pages that are kept ready, too: town and distance are parts of the address that count."""
    make_placement(organisation, title=i18n("Near"), city="Ilmenau")
    make_placement(organisation, title=i18n("Far"), city="München")
    for _ in range(2):
        html = page(client, "/offers/?around=Suhl&km=50")
        assert ("Near" in html, "Far" in html) == (True, False)
        assert '<input type="text" id="filter-town" dir="auto" name="around" value="Suhl"' in html
        assert '<option value="50" selected>50 km (1)</option>' in html
        assert "Near" not in page(client, "/offers/?around=Suhl&km=10")
        feed = page(client, "/offers/feed.atom?around=Suhl&km=50")
        assert ("Near" in feed, "Far" in feed) == (True, False)
    assert "around=Suhl" in html.partition("feed.atom")[2][:60]


def test_a_town_that_the_list_has_not_is_named_beside_its_line(client, organisation):
    make_placement(organisation, title=i18n("Job"))
    response = client.get("/offers/?around=Ilmenua")
    assert response.status_code == 400
    assert "Did you mean “Ilmenau”?" in response.content.decode()


def test_languages_are_chosen_with_how_many_offers_each_leaves(client, organisation):
    organisation.languages = ["en", "fr"]
    organisation.save()
    make_placement(organisation, title=i18n("Two", de="Zwei"), description=i18n("Text", de="Text"))
    make_placement(organisation, title=i18n("One"))
    html = page(client, "/offers/?written=de&spoken=fr")
    assert ("Two" in html, ">One<" in html) == (True, False)
    for name, value, number in (("written", "en", 2), ("written", "de", 1), ("spoken", "fr", 1)):
        assert re.search(
            rf'name="{name}" value="{value}"( checked)?><span>\w+</span><span class="n">{number}<', html
        )


def test_a_control_character_in_a_title_does_not_break_the_feed(client, organisation):
    make_placement(organisation, title=i18n("Process\x0bengineer"), city="Suhl\x08")
    response = client.get("/offers/feed.atom")
    entry = ElementTree.fromstring(response.content).find(f"{ATOM}entry")  # noqa: S314 - our own answer
    assert entry.find(f"{ATOM}title").text == "Process engineer – Haselgrund Sensorik"


@pytest.mark.parametrize(
    ("language", "hours", "pay"),
    [
        ("en", "Full time, 38.5 hours a week", "13.90–15.00 € an hour"),
        ("de", "Vollzeit, 38,5 Stunden pro Woche", "13,90–15,00 € pro Stunde"),
        ("sl", "Polni delovni čas, 38,5 ure na teden", "13,90–15,00 € na uro"),
    ],
)
def test_hours_and_pay_are_shown_exactly_on_page_list_and_feed(client, organisation, language, hours, pay):
    placement = make_placement(
        organisation, hours=Decimal("38.5"), pay_min=Decimal("13.90"), pay_max=15, pay_period="hour"
    )
    client.cookies["django_language"] = language
    html = page(client, placement.get_absolute_url())
    assert hours in html
    for text in (html, page(client, "/offers/"), page(client, "/offers/feed.atom")):
        assert pay in text
