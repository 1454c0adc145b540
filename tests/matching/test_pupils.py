"""A pupil is shown what is meant for pupils and nothing else: in lists, search, counts, feeds, pages and mails."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import QueryDict
from django.test import Client
from django.urls import reverse

from matching.constants import SHOWN_TO_PUPILS, PlacementKind
from matching.filters import OfferFilter
from matching.forms.talent import ProfileForm
from matching.models import Placement, PlacementLanguage, Recommendation
from matching.queries.fits import SHOWN_PLACEMENTS
from matching.queries.open_offers import open_offers
from matching.queries.profiles import read_talents
from matching.services import recommendations
from matching.services.recommendations import _chosen
from matching.services.search import index_all
from portal.users.models import User
from tests.factories import (
    i18n,
    make_organisation,
    make_placement,
    make_programme,
    make_pupil,
    make_talent,
    make_user,
)
from tests.sessions import sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def offers():
    """One of each kind, all about welding."""
    organisation = make_organisation(make_programme("zumiro"), name="Works")
    made = {
        kind: make_placement(organisation, kind=kind, title=i18n(f"Welding as a {kind}"))
        for kind in PlacementKind.values
    }
    index_all()
    return made


@pytest.fixture(params=[True, False], ids=["with consent", "without"])
def pupil(request):
    return make_pupil(has_consent=request.param)


def anew(user: User) -> User:
    return User.objects.get(pk=user.pk)


def signed_in(person) -> Client:
    client = Client()
    sign_in(client, person)
    return client


def meant(offers) -> set[int]:
    return {offers[kind].pk for kind in SHOWN_TO_PUPILS}


def test_rows_and_index_agree_for_pupils_and_for_everybody_else(offers, pupil):
    for reader, expected in (
        (pupil, meant(offers)),
        (make_user(), {each.pk for each in offers.values()}),
        (AnonymousUser(), {each.pk for each in offers.values()}),
    ):
        assert set(Placement.objects.visible_to(reader).open().values_list("pk", flat=True)) == expected
        assert set(open_offers(reader).index.ids.tolist()) == expected


def test_an_offer_that_changes_its_kind_comes_and_goes(offers, pupil):
    assert open_offers(pupil).index.ids.size == len(SHOWN_TO_PUPILS)
    Placement.objects.filter(pk=offers["job"].pk).update(kind="visit")
    assert set(open_offers(anew(pupil)).index.ids.tolist()) == {*meant(offers), offers["job"].pk}


def test_what_an_offer_of_another_kind_asks_for_is_not_shown_either(offers, pupil):
    for kind in ("job", "visit"):
        PlacementLanguage.objects.create(placement=offers[kind], language="de", level=3)
    seen = PlacementLanguage.objects.visible_to(pupil).values_list("placement__kind", flat=True)
    assert list(seen) == ["visit"]


def test_search_and_counts_know_no_other_kind(offers, pupil):
    found = OfferFilter(QueryDict("q=welding"), user=pupil)
    assert (found.total, set(found.ordered.tolist())) == (len(SHOWN_TO_PUPILS), meant(offers))
    assert OfferFilter(QueryDict("kind=job"), user=pupil).total == 0
    assert OfferFilter(QueryDict("q=welding"), user=make_user()).total == len(PlacementKind)


def test_nothing_is_suggested_or_corrected_to_what_occurs_in_another_kind(pupil):
    organisation = make_organisation(make_programme("zumiro"), name="Works")
    make_placement(organisation, kind="visit", title=i18n("Weldingworkshop"))
    make_placement(organisation, kind="job", title=i18n("Weldinginspector"), city="Rostock")
    index_all()
    address = "/offers/suggestions/?q=weld"
    seen = {who: signed_in(who).get(address).content.decode() for who in (pupil, make_user())}
    assert ["Weldingworkshop" in text for text in seen.values()] == [True, True]
    assert ["Weldinginspector" in text for text in seen.values()] == [False, True]
    kinds = signed_in(pupil).get("/offers/suggestions/?q=jo").content.decode()
    assert "Job" not in kinds.replace("Job shadowing", "")
    page = signed_in(pupil).get("/offers/?q=weldinginspectr").content.decode()
    assert "weldinginspector" not in page.lower()


def test_the_first_page_shows_a_graduate_no_pupils_day_while_there_is_anything_else(offers):
    page = signed_in(make_user()).get("/").content.decode()
    assert ("Welding as a visit" in page, "Welding as a shadowing" in page) == (False, False)
    Placement.objects.exclude(kind="visit").delete()
    assert "Welding as a visit" in signed_in(make_user()).get("/").content.decode()


def test_no_page_and_no_feed_names_another_kind(offers, pupil):
    client = signed_in(pupil)
    organisation = offers["job"].organisation.get_absolute_url()
    pages = ["/", "/offers/", "/offers/?q=welding", "/offers/feed.atom", "/programmes/zumiro/", organisation]
    for page in pages:
        text = client.get(page).content.decode()
        assert [
            kind
            for kind in PlacementKind.values
            if f"Welding as a {kind}" in text and kind not in SHOWN_TO_PUPILS
        ] == []
        assert any(f"Welding as a {kind}" in text for kind in SHOWN_TO_PUPILS), page


def test_the_page_of_another_kind_does_not_exist(offers, pupil):
    client = signed_in(pupil)
    answers = {kind: client.get(each.get_absolute_url()).status_code for kind, each in offers.items()}
    assert {kind for kind, status in answers.items() if status == 200} == SHOWN_TO_PUPILS
    assert {status for kind, status in answers.items() if kind not in SHOWN_TO_PUPILS} == {404}


def test_a_pupil_is_recommended_no_other_kind_whatever_the_profile_says(offers, monkeypatch):
    monkeypatch.setattr(recommendations, "LEAST_TOLD", 0)  # whatever fits, however little
    pupil = make_pupil(has_consent=True)
    talent = make_talent(pupil, kinds=["job", "visit"], headline="x", degree=3)
    page = signed_in(pupil).get("/me/").content.decode()
    assert ("Welding as a visit" in page, "Welding as a job" in page) == (True, False)
    grown = make_talent(make_user(), kinds=["job", "visit"], degree=3)
    talents = list(read_talents(type(talent).objects.filter(pk__in=[talent.pk, grown.pk])))
    told = dict(zip(talents, _chosen(talents, SHOWN_PLACEMENTS.current()), strict=True))
    kinds = {each.pk: {Placement.objects.get(pk=pk).kind for pk, _score in told[each]} for each in talents}
    assert kinds == {talent.pk: {"visit"}, grown.pk: {"job", "visit"}}
    assert not Recommendation.objects.exists()


@pytest.mark.parametrize(
    ("is_pupil", "expected"), [(True, SHOWN_TO_PUPILS), (False, set(PlacementKind.values))]
)
def test_a_pupil_is_asked_for_pupils_kinds_only(is_pupil, expected):
    form = ProfileForm(step="wishes", is_pupil=is_pupil)
    assert {value for value, _label in form.fields["kinds"].choices} == expected


def test_the_page_says_what_is_missing_and_how_to_ask(offers):
    without, with_consent = make_pupil(has_consent=False), make_pupil(has_consent=True)
    address = offers["visit"].get_absolute_url()
    page = signed_in(without).get(address).content.decode()
    assert "has to agree first" in page
    assert reverse("privacy:guardians") in page
    page = signed_in(with_consent).get(address).content.decode()
    assert "has to agree first" not in page
    assert "Ask for a place" in page
