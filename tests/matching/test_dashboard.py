from urllib.parse import urlsplit

import pytest

from programmes.extensions import action_counts
from programmes.models import Programme
from tests.factories import make_member, make_organisation, make_placement, make_programme

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
