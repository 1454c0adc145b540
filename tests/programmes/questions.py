"""What questions are asked about in tests of `programmes`: events, which every portal has."""

import pytest
from django.utils import timezone

from events.models import Event
from portal.core.links import Link
from programmes.extensions import questionnaire_subjects
from programmes.workflows.questionnaires import QuestionnaireSubject
from tests.factories import i18n

ABOUT = "events.event"


@pytest.fixture
def about_events(monkeypatch):
    subject = QuestionnaireSubject(
        label="Events",
        rows=Event.objects.all,
        ended=lambda before: Event.objects.filter(ends_at__lt=before),
        note=lambda days: f"The trainer reads it; after {days} days it is gone.",
        uses=lambda key, user: [Link("/where/it/is/asked/", "Registration for the open day")],
        links=lambda keys, user: {
            event.pk: Link(event.get_absolute_url(), str(event.title))
            for event in Event.objects.visible_to(user).filter(pk__in=keys)
        },
    )
    monkeypatch.setitem(questionnaire_subjects._items, ABOUT, subject)
    return subject


def make_event(programme, days_ago=0, **fields):
    """One that has ended so many days ago."""
    ends = timezone.now() - timezone.timedelta(days=days_ago)
    given = {"title": i18n("Open day"), "starts_at": ends - timezone.timedelta(hours=2), "ends_at": ends}
    return Event.objects.create(programme=programme, **given | fields)
