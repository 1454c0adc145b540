"""A mentor's page: the rounds one is in, and what one offers there."""

import pytest
from django.urls import reverse
from django.utils import timezone

from mentoring.models import Mentor, MentoringRound
from mentoring.services import update_mentor
from portal.core.errors import NotAllowed
from tests.factories import i18n, make_programme, make_user
from tests.sessions import sign_in

pytestmark = pytest.mark.django_db


def make_mentor(name: str = "Mara", word: str = "Autumn") -> Mentor:
    today = timezone.localdate()
    round_ = MentoringRound.objects.create(
        programme=make_programme(), title=i18n(word), starts_on=today, ends_on=today
    )
    return Mentor.objects.create(round=round_, user=make_user(name), topics=f"{word} topics")


def edit_page(mentor: Mentor) -> str:
    return reverse("mentoring:mentor_edit", args=[mentor.pk])


def test_a_mentor_sees_the_own_rounds_and_no_other(client):
    mine = make_mentor(word="Autumn")
    make_mentor("Milan", word="Spring")
    sign_in(client, mine.user)
    page = client.get("/mentoring/").content.decode()
    assert ("Autumn topics" in page, "Spring" in page) == (True, False)


def test_a_mentor_says_how_many_people_at_most(client):
    mentor = make_mentor()
    sign_in(client, mentor.user)
    answer = client.post(edit_page(mentor), {"topics": "Applications", "capacity": 3})
    mentor.refresh_from_db()
    assert (answer.url, mentor.topics, mentor.capacity) == ("/mentoring/", "Applications", 3)


def test_what_no_mentor_can_offer_is_named_beside_its_field(client):
    mentor = make_mentor()
    sign_in(client, mentor.user)
    answer = client.post(edit_page(mentor), {"topics": "Applications", "capacity": 21})
    mentor.refresh_from_db()
    assert (answer.status_code, list(answer.context["form"].errors), mentor.capacity) == (
        400,
        ["capacity"],
        1,
    )


def test_nobody_speaks_for_another_mentor(client):
    mine, other = make_mentor(), make_mentor("Milan")
    sign_in(client, mine.user)
    assert client.post(edit_page(other), {"topics": "", "capacity": 9}).status_code == 404
    with pytest.raises(NotAllowed):
        update_mentor(mentor=other, topics="", capacity=9, by=mine.user)


def test_who_is_no_mentor_has_no_such_page(client):
    sign_in(client, make_user())
    assert client.get("/mentoring/").status_code == 403
