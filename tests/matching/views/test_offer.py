"""The page of one offer."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from matching.constants import PlacementState
from matching.models import PlacementLanguage, PlacementSkill, TalentLanguage, TalentSkill
from portal.core import share_pictures
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
from tests.matching.conftest import page, signed_in, structured

pytestmark = pytest.mark.django_db


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
    html = page(signed_in(talent.user), placement.get_absolute_url())
    for text in (
        "English C1",
        "Asked for: B2",
        "German B1",
        "This has to be met. It is not in the profile.",
        "Master, Diplom or state examination",
        "Asked for: Bachelor, Meister, Techniker or Fachwirt",
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
    assert "Good: CAD" in html


def test_a_pupil_asks_for_a_place_and_sends_no_profile(organisation):
    placement = make_placement(organisation, kind="visit")
    html = page(signed_in(make_pupil(has_consent=True)), placement.get_absolute_url())
    assert "Ask for a place" in html
    assert "Your profile and your CV go" not in html
    assert f"{placement.get_absolute_url()}apply/" in html


def test_description_cannot_run_anything(client, organisation):
    attack = "<script>alert(1)</script> [x](javascript:alert(1)) </script><img src=x onerror=alert(1)>"
    placement = make_placement(
        organisation, title=i18n("</title><script>alert(2)</script>"), description=i18n(attack)
    )
    html = page(client, placement.get_absolute_url())
    assert "<script>alert" not in html
    assert "<img src=x" not in html
    assert 'href="javascript' not in html


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


# --- What others show of it -------------------------------------------------------------------------------------------
def picture_of(client, placement, language="en"):
    answer = client.get(placement.get_absolute_url(), headers={"Accept-Language": language})
    html = answer.content.decode()
    found = re.findall(r'property="og:image" content="http://testserver([^"]+)"', html)
    assert len(found) == 1
    return found[0], html


def test_an_offer_is_shared_with_a_picture_of_its_own_in_the_language_of_the_page(client, organisation):
    placement = make_placement(organisation, title=i18n("Process engineer", de="Verfahrensingenieurin"))
    english, _html = picture_of(client, placement)
    german, html = picture_of(client, placement, "de")
    assert english.startswith(f"/offers/{placement.pk}/en-")
    assert german.startswith(f"/offers/{placement.pk}/de-")
    assert 'name="twitter:card" content="summary_large_image"' in html
    assert 'property="og:image:alt" content="Verfahrensingenieurin, ' in html
    response = client.get(german)
    assert (response.status_code, response["Content-Type"]) == (200, "image/png")
    assert response.content != client.get(english).content


def test_the_address_of_an_older_picture_leads_to_what_the_offer_says_now(client, organisation):
    placement = make_placement(organisation, title=i18n("Process engineer"))
    older, _html = picture_of(client, placement)
    placement.title = i18n("Production engineer")
    placement.save()
    newer, _html = picture_of(client, placement)
    response = client.get(older)
    assert (response.status_code, response["Location"]) == (302, newer)


def test_an_offer_that_is_not_open_has_no_picture_for_anybody(client, organisation):
    placement = make_placement(organisation)
    address, _html = picture_of(client, placement)
    recruiter = make_contact(organisation)
    placement.state = PlacementState.PAUSED
    placement.save()
    assert client.get(address).status_code == 404
    client.force_login(recruiter)
    assert client.get(address).status_code == 404
    assert "share.png" in picture_of(client, placement)[0]


def test_an_unknown_language_or_offer_has_no_picture(client, organisation):
    placement = make_placement(organisation)
    for path in (f"/offers/{placement.pk}/xx-0.png", "/offers/0/de-0.png", f"/offers/{2**63}/de-0.png"):
        assert client.get(path).status_code == 404


def test_nobody_has_pictures_drawn_without_end(client, organisation, monkeypatch):
    monkeypatch.setitem(share_pictures.RATES, "picture", "2/m")
    address, _html = picture_of(client, make_placement(organisation))
    assert [client.get(address).status_code for _time in range(3)] == [200, 200, 429]
