from datetime import timedelta

import pytest
from django.utils import timezone

from mentoring.models import Mentor, MentoringRound
from programmes.constants import CLOSING_DAYS
from tests.factories import make_member, make_programme, make_user

pytestmark = pytest.mark.django_db


def test_an_adviser_finds_the_mentors_of_a_round_until_its_papers_are_closed():
    programme = make_programme()
    for days in (CLOSING_DAYS, CLOSING_DAYS + 1):
        ended = timezone.localdate() - timedelta(days=days)
        round_ = MentoringRound.objects.create(
            programme=programme, title="Round", starts_on=ended - timedelta(days=90), ends_on=ended
        )
        Mentor.objects.create(round=round_, user=make_user("Mentor"))
    assert Mentor.objects.visible_to(make_member(programme, "adviser")).count() == 1
    assert Mentor.objects.visible_to(make_member(programme)).count() == 2
