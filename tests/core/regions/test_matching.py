"""Text from before there was the list gets its code; what the list doesn't know stays."""

import pytest

from matching.models import Placement, Talent
from portal.core.regions.matching import match_lists, match_places, unmatch_lists, unmatch_places
from programmes.models import Programme
from tests.factories import make_organisation, make_placement, make_programme, make_talent

pytestmark = pytest.mark.django_db


def test_places_get_the_code_of_their_town_or_region():
    organisation = make_organisation(make_programme())
    before = [
        ("Suhl", "Südthüringen", "DEG04"),
        ("suhl", "", "DEG04"),
        ("Suhl", "Bayern", "DE2"),
        ("", "thuringia", "DEG"),
        ("Beispielbach", "Coast", "Coast"),
        ("Neustadt", "", ""),
        ("Suhl", "DEG", "DEG"),
    ]
    rows = [make_placement(organisation, city=city, region=region) for city, region, _code in before]
    assert match_places(Placement) == 4
    assert [Placement.objects.get(pk=row.pk).region for row in rows] == [code for *_place, code in before]
    assert [Placement.objects.get(pk=row.pk).city for row in rows] == [city for city, *_rest in before]
    assert match_places(Placement) == 0
    unmatch_places(Placement)
    assert Placement.objects.get(pk=rows[0].pk).region == "Suhl"


def test_several_regions_of_one_row_get_theirs():
    talent = make_talent(regions=["Südthüringen", "Coast", "leipzig"])
    match_lists(Talent, "regions")
    talent.refresh_from_db()
    assert talent.regions == ["DEG-SUED", "Coast", "DED51"]
    unmatch_lists(Talent, "regions")
    talent.refresh_from_db()
    assert talent.regions == ["Südthüringen", "Coast", "Leipzig"]


def test_a_programme_keeps_the_region_around_its_town():
    programme = make_programme(place="Schmalkalden", region="Südthüringen", country="DE")
    match_places(Programme, city="place", keeps_wider=True)
    programme.refresh_from_db()
    assert programme.region == "DEG-SUED"
