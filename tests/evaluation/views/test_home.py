"""Where evaluators begin."""

import pytest

from tests.evaluation.views.conftest import page
from tests.factories import (
    make_member,
    make_programme,
    make_user,
)

pytestmark = pytest.mark.django_db


def test_the_home_page_lists_the_own_programmes_only(client):
    own, parent = make_programme("own"), make_programme("parent")
    child = make_programme("child", parent=parent)
    make_programme("foreign")
    evaluator = make_member(own, "evaluator")
    response = page(client, "home", user=evaluator)
    assert [group[0].slug for group in response.context["groups"]] == ["own"]
    response = page(client, "home", user=make_member(parent))
    assert [(top.slug, [each.slug for each in below]) for top, below in response.context["groups"]] == [
        ("parent", ["child"])
    ]
    response = page(client, "home", user=make_member(child, "evaluator"))
    assert [(top.slug, below) for top, below in response.context["groups"]] == [("child", [])]
    assert page(client, "home", user=make_user("Talent")).status_code == 403
