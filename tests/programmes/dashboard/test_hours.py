"""What attended hours show on shared pages: the meter on one's own, and who is close to the threshold."""

import re

import pytest
from django.urls import reverse

from portal.notifications.models import Notification
from programmes.dashboard.hours import people_close_to_participation
from programmes.models import Programme
from programmes.queries.programmes import current_text
from programmes.services.enrolments import join_programme
from tests.attending import sessions_attended
from tests.factories import make_enrolment, make_funding, make_member, make_programme, make_user
from tests.workplace import text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def sessions():
    with sessions_attended() as kept:
        yield kept


def test_one_s_own_page_shows_how_many_hours_of_how_many_and_what_comes(client, sessions):
    programme = make_programme()
    funding = make_funding(programme, threshold_hours=8)
    person = make_enrolment(programme).person
    client.force_login(person)
    page = reverse("programmes:me")
    assert "0 of 8 hours" in text_of(client.get(page))
    sessions.attend(1, person, funding, 210)
    shown = client.get(page)
    assert "3.5 of 8 hours" in text_of(shown)
    assert re.search(r'<meter min="0" max="8" .* value="3.50"', shown.text)
    assert "the funder asks a few questions about your start" in text_of(shown)
    sessions.attend(2, person, funding, 270)
    assert "You count as a participant." in text_of(client.get(page))


def test_who_counts_without_hours_sees_no_meter(client):
    programme = make_programme()
    make_funding(programme)
    client.force_login(make_enrolment(programme).person)
    assert "Your hours" not in text_of(client.get(reverse("programmes:me")))


def test_the_week_counts_who_is_close_in_one_s_own_programmes(sessions):
    own, foreign = make_programme(), make_programme()
    for key, programme in enumerate((own, foreign), start=1):
        funding = make_funding(programme, threshold_hours=8)
        for number, minutes in enumerate((100, 400, 480)):
            sessions.attend(10 * key + number, make_enrolment(programme).person, funding, minutes)
    [count] = people_close_to_participation(make_member(own), Programme.objects.all())
    assert (count.number, count.url.partition("?")[2]) == (1, "hours=near")
    assert list(people_close_to_participation(make_member(own, "trainer"), Programme.objects.all())) == []


def joined(programme):
    person = make_user()
    join_programme(
        person=person, programme=programme, version=current_text(programme), language="en", by=person
    )
    return Notification.objects.get(recipient=person).notice.paragraphs()[0]


def test_who_joins_is_told_of_questions_only_where_they_are_put_at_once():
    programme = make_programme()
    assert "questions" in joined(programme)
    make_funding(programme, threshold_hours=8)
    assert "how many hours you have" in joined(programme)
