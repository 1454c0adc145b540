"""What the admin tells of earlier changes, and what it writes down about looking."""

import pytest
from i18nfield.strings import LazyI18nString

from evaluation.models import ParticipantRecord
from matching.models import Talent
from portal.privacy.models import AccessLog
from programmes.models import Organisation, Programme
from tests.workplace import address, organisation_form

pytestmark = pytest.mark.django_db


def test_history_says_who_changed_what_and_where(coordinator, mine):
    page = address(Organisation, "change", mine.organisation.pk)
    coordinator.post(page, organisation_form(name="MYOWN Renamed", city="Erfurt", country="DE"))
    response = coordinator.get(address(Organisation, "history", mine.organisation.pk))
    step = response.context["changes"][0]
    assert (step.who, step.address) == (str(mine.coordinator), page)
    assert {(f.field, f.before, f.after) for f in step.fields} >= {("Name", "MYOWN Works", "MYOWN Renamed")}


def test_history_shows_texts_as_they_look_and_zones_by_town(coordinator, mine):
    mine.programme.description = LazyI18nString({"de": "Wer **bleibt**, hilft."})
    mine.programme.time_zone = "Europe/Vienna"
    mine.programme.save()
    page = coordinator.get(address(Programme, "history", mine.programme.pk)).content.decode()
    assert "<strong>bleibt</strong>" in page
    assert "Vienna, Austria" in page
    assert "**" not in page
    assert "Europe/Vienna" not in page


@pytest.mark.parametrize("page", ["change", "history"])
@pytest.mark.parametrize(
    ("model", "name", "person"),
    [(ParticipantRecord, "record", "participant"), (Talent, "talent", "participant")],
)
def test_each_look_at_a_participants_row_or_its_history_is_logged(
    coordinator, mine, foreign, model, name, person, page
):
    row = getattr(mine, name)
    assert coordinator.get(address(model, page, row.pk)).status_code == 200
    entry = AccessLog.objects.get()
    assert (entry.actor, entry.subject, entry.kind) == (
        mine.coordinator,
        getattr(mine, person).person,
        "read",
    )
    assert (entry.object_label, entry.object_id) == (model._meta.label_lower, str(row.pk))
    assert entry.purpose != ""
    assert coordinator.get(address(model, page, getattr(foreign, name).pk)).status_code == 404
    assert coordinator.get(address(model, "changelist")).status_code == 200
    assert AccessLog.objects.count() == 1


def test_answers_sent_with_a_mistake_are_shown_again_which_is_logged_and_saved_ones_are_not(
    coordinator, mine
):
    page = address(ParticipantRecord, "change", mine.record.pk)
    answers = {"gender": "f", "birth_date": "1998-03-04", "status_entry": "unemployed", "isced_entry": "6"}
    assert coordinator.post(page, answers).status_code == 302
    assert AccessLog.objects.count() == 0
    assert coordinator.post(page, {**answers, "birth_date": "9999-12-31"}).status_code == 200
    assert AccessLog.objects.count() == 1


def test_history_of_what_is_not_sensitive_is_not_logged(coordinator, mine):
    assert coordinator.get(address(Organisation, "history", mine.organisation.pk)).status_code == 200
    assert AccessLog.objects.count() == 0
