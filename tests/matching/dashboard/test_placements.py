import re
from urllib.parse import urlsplit

import pytest

from matching.models import PlacementLanguage
from programmes.extensions import action_counts
from programmes.models import Programme
from tests.factories import (
    i18n,
    make_member,
    make_organisation,
    make_placement,
    make_programme,
    make_talent,
    make_user,
)
from tests.matching.conftest import page, signed_in

pytestmark = pytest.mark.django_db


def test_the_number_to_review_is_the_length_of_the_list_it_leads_to(client):
    programme = make_programme()
    organisation = make_organisation(programme)
    waiting = make_placement(organisation, state="submitted")
    make_placement(organisation, state="draft")
    coordinator = make_member(programme)
    (count,) = action_counts["matching.postings"](coordinator, Programme.objects.all())
    client.force_login(coordinator)
    listed = client.get(count.url).context["cl"].result_list
    assert count.number == 1
    assert [posting.placement for posting in listed] == [waiting]
    assert urlsplit(count.url).query == "review=waiting"


def test_dashboard_shows_the_best_three_and_how_many_there_are(organisation):
    talent = make_talent(degree=7, kinds=["job"])
    for number in range(5):
        make_placement(organisation, title=i18n(f"Job {number}"))
    make_placement(organisation, title=i18n("A thesis"), kind="thesis")
    german = make_placement(organisation, title=i18n("Needs German"))
    PlacementLanguage.objects.create(placement=german, language="de")
    html = page(signed_in(talent.user), "/me/")
    assert html.count('class="card offer"') == 3
    assert "See all 5" in html
    assert "A thesis" not in html
    assert "Needs German" not in html


def test_dashboard_shows_what_was_published_just_now_and_nothing_that_was_withdrawn(organisation):
    talent = make_talent(degree=7)
    client = signed_in(talent.user)
    assert "Nothing fits right now" in page(client, "/me/")
    placement = make_placement(organisation, title=i18n("Just published"))
    assert "Just published" in page(client, "/me/")
    placement.state = "paused"
    placement.save()
    html = page(client, "/me/")
    assert "Just published" not in html
    assert "Nothing fits right now" in html


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


@pytest.mark.parametrize("is_found", [True, False])
def test_the_way_to_mails_of_new_offers_leads_to_the_very_choice(organisation, client, is_found):
    """It stands among kinds that have reached nobody; browsers open the part that an address points into."""
    talent = make_talent(degree=7, kinds=["job"])
    if is_found:
        make_placement(organisation, title=i18n("Job"))
    client.force_login(talent.user)
    (address,) = re.findall(r'href="([^"]*preferences/#[^"]*)"', client.get("/me/").text)
    assert f'id="{urlsplit(address).fragment}"' in client.get(urlsplit(address).path).text
