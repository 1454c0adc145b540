import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from matching.filters import OfferFilterForm
from matching.models import Placement
from portal.home import ON_MAP
from programmes.constants import ProgrammeStatus
from programmes.models import Funding, Programme
from tests.factories import i18n, make_event, make_organisation, make_placement, make_programme

pytestmark = pytest.mark.django_db


@pytest.fixture
def visitor():
    return Client()


def test_the_first_page_shows_the_public_programmes(visitor):
    make_programme("open", title=i18n("Open to all"))
    make_programme("secret", title=i18n("Not told yet"), status=ProgrammeStatus.DRAFT)
    page = visitor.get("/").content.decode()
    assert ("Open to all" in page, "Not told yet" in page) == (True, False)


def test_the_first_page_shows_the_newest_offers_and_searches_all(visitor):
    programme = make_programme("open")
    make_placement(make_organisation(programme), title=i18n("Welder"))
    page = visitor.get(reverse("home")).content.decode()
    assert "Welder" in page
    assert f'action="{reverse("matching:offer_list")}"' in page


def test_the_first_page_shows_what_comes_next(visitor):
    programme = make_programme("open", modules=["placements", "events"])
    for days, title in ((5, "Third"), (1, "First"), (9, "Fourth"), (3, "Second")):
        make_event(programme, days, title=i18n(title))
    make_event(programme, 2, title=i18n("Draft"), state="draft")
    make_event(programme, 2, title=i18n("Invited"), access="invited")
    shown = visitor.get("/").context["events"]
    assert [str(card["title"]) for card in shown.context["cards"]] == ["First", "Second", "Third"]
    assert shown.context["all_url"] == reverse("events:list")


def test_pages_stand_without_any_programme(visitor):
    assert [visitor.get(path).status_code for path in ("/", "/programmes/")] == [200, 200]


def figures(page):
    found = re.findall(
        r'<span class="soft small">([^<]+)</span>\s*<span class="value">(?:<a[^>]*>)?(\d+)', page
    )
    return {label: int(value) for label, value in found}


def test_the_figures_are_those_of_what_is_public_at_this_moment(visitor):
    organisation = make_organisation(make_programme("open"))
    make_programme("secret", status=ProgrammeStatus.DRAFT)
    old = make_placement(organisation, city="Suhl", region="")
    make_placement(organisation, city="Ilmenau", region="")
    make_placement(organisation, city="Erfurt", region="", state="draft")
    Placement.objects.filter(pk=old.pk).update(published_at=timezone.now() - timedelta(days=8))
    assert figures(visitor.get("/").content.decode()) == {
        "Open offers": 2,
        "New this week": 1,
        "Regions and towns with offers": 2,
        "Programmes": 1,
    }
    Placement.objects.update(state="paused")
    assert figures(visitor.get("/").content.decode()) == {"Programmes": 1}


def test_a_figure_leads_to_as_many_as_it_says(visitor):
    offer = make_placement(make_organisation(make_programme("open")))
    for number in range(ON_MAP + 1):
        make_programme(f"more-{number}", parent=None)
    make_placement(offer.organisation)
    Placement.objects.filter(pk=offer.pk).update(published_at=timezone.now() - timedelta(days=8))
    page = visitor.get("/").content.decode()
    assert figures(page)["Programmes"] == Programme.objects.count() == ON_MAP + 2
    linked = dict(
        re.findall(r'<span class="soft small">([^<]+)</span>\s*<span class="value"><a href="([^"]*)"', page)
    )
    assert linked == {"Open offers": reverse("matching:offer_list"), "Programmes": reverse("programmes:list")}


def test_what_and_where_are_asked_in_two_fields_which_the_list_of_offers_knows(visitor):
    page = visitor.get("/").content.decode()
    fields = set(re.findall(r'<input type="search"[^>]* name="(\w+)"', page))
    assert fields == {"q", "around"}
    assert fields <= set(OfferFilterForm.base_fields)


def test_each_programme_is_a_link_on_the_map_and_in_the_list_beside_it(visitor):
    programme = make_programme("open", acronym="OPEN", place="Suhl", region="DEG", country="DE")
    make_programme("part", acronym="PART", place="Erfurt", country="DE", parent=programme)
    page = visitor.get("/").content.decode()
    assert page.count(f'href="{programme.get_absolute_url()}"') == 2
    assert ">PART<" not in page
    Programme.objects.filter(pk=programme.pk).update(status=ProgrammeStatus.DRAFT)
    assert "OPEN" not in visitor.get("/").content.decode()


def test_who_pays_is_named_once_and_the_union_with_its_emblem(visitor):
    programme = make_programme("open")
    for instrument, funder in [("state", "Land"), ("esf_plus", "ESF+"), ("esf_plus", "ESF+")]:
        Funding.objects.create(programme=programme, funder=i18n(funder), instrument=instrument)
    hidden = make_programme("secret", status=ProgrammeStatus.DRAFT)
    Funding.objects.create(programme=hidden, funder=i18n("Nobody knows"), instrument="other")
    page = visitor.get("/").content.decode()
    assert "Co-funded by the European Union" in page
    assert [page.count(text) for text in ("Land", "ESF+", "Nobody knows")] == [1, 1, 0]
    Funding.objects.exclude(instrument="state").delete()
    assert "European Union" not in visitor.get("/").content.decode()


def test_the_first_page_costs_as_much_with_many_rows_as_with_few(visitor, django_assert_max_num_queries):
    for number in range(9):
        programme = make_programme(f"p{number}")
        Funding.objects.create(programme=programme, funder=i18n("Land"), instrument="state")
        make_placement(make_organisation(programme))
    visitor.get("/?fresh=1")
    Placement.objects.update(seats=2)
    with django_assert_max_num_queries(12):
        visitor.get("/")
