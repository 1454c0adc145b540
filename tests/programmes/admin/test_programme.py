"""A programme's own page in the admin."""

from datetime import date

import pytest
from django.urls import reverse

from portal.core.formsets import NEW_ROWS
from programmes.models import (
    Programme,
)
from tests.factories import make_enrolment, make_member, make_programme
from tests.sessions import sign_in
from tests.workplace import address, programme_form, text_of

pytestmark = pytest.mark.django_db


def test_a_changed_consent_text_is_a_new_version(coordinator, mine, foreign):
    page = reverse("admin:programmes_programme_consent_text", args=[mine.programme.pk])
    assert coordinator.get(page).status_code == 200
    coordinator.post(page, {"text_0": "I agree to more.", "text_1": "", "text_2": ""})
    assert list(mine.programme.purpose.versions.values_list("number", flat=True)) == [2, 1]
    other = reverse("admin:programmes_programme_consent_text", args=[foreign.programme.pk])
    assert coordinator.post(other, {"text_0": "Mine now."}).status_code == 404


def test_a_text_that_other_programmes_share_is_not_rewritten_for_them(coordinator, mine, foreign):
    foreign.programme.purpose = mine.programme.purpose
    foreign.programme.save()
    page = reverse("admin:programmes_programme_consent_text", args=[mine.programme.pk])
    coordinator.post(page, {"text_0": "I agree to more."})
    mine.programme.refresh_from_db()
    assert mine.programme.purpose != foreign.programme.purpose
    assert foreign.programme.purpose.versions.count() == 1


@pytest.mark.parametrize("prefix", ["fundings", "partnerships", "work_packages"])
def test_five_thousand_lines_below_a_row_are_refused_with_a_word(coordinator, mine, prefix):
    page = address(Programme, "change", mine.programme.pk)
    data = programme_form(mine.programme, acronym="OTHER") | {f"{prefix}-TOTAL_FORMS": 5000}
    answer = coordinator.post(page, data)
    assert "This page was sent with more lines than are possible. Nothing was saved." in text_of(answer)
    [sent] = [inline for inline in answer.context["inline_admin_formsets"] if inline.formset.prefix == prefix]
    assert len(sent.formset.forms) <= 1 + NEW_ROWS
    mine.programme.refresh_from_db()
    assert mine.programme.acronym == "MYOWN"


def test_a_programme_moves_on_step_by_step(coordinator, mine):
    page = address(type(mine.programme), "change", mine.programme.pk)
    refused = coordinator.post(page, programme_form(mine.programme, status="archived"))
    assert refused.context["adminform"].form.errors["status"] == ["This step is not possible from here."]
    assert coordinator.post(page, programme_form(mine.programme, status="closing")).status_code == 302
    mine.programme.refresh_from_db()
    assert mine.programme.status == "closing"


def test_only_the_operator_moves_a_programme_to_another_address(coordinator, mine):
    page = address(type(mine.programme), "change", mine.programme.pk)
    coordinator.post(page, programme_form(mine.programme, slug="elsewhere", is_example="on"))
    mine.programme.refresh_from_db()
    assert (mine.programme.slug, mine.programme.is_example) == ("myown", False)


def test_who_only_looks_reads_the_time_zone_by_its_place(client, mine):
    sign_in(client, make_member(mine.programme, role="adviser"))
    page = text_of(client.get(address(Programme, "change", mine.programme.pk)))
    assert "Berlin, Germany" in page
    assert "Europe/Berlin" not in page


def test_the_parts_of_a_programme_say_what_they_do_and_which_does_nothing_yet(coordinator, mine):
    page = coordinator.get(address(Programme, "change", mine.programme.pk)).content.decode()
    assert "Mentoring has no pages yet" in page


def test_a_new_period_is_held_against_who_takes_part_already(coordinator, mine):
    part = make_programme("part", parent=mine.programme)
    make_enrolment(part, entered_on=date(2024, 5, 2))
    mine.participant.entered_on = date(2024, 3, 1)
    mine.participant.save()
    page = address(Programme, "change", mine.programme.pk)
    asked = "2 people have entered the programme outside its period"
    moved = programme_form(mine.programme, starts_on="2024-06-01", ends_on="2027-12-31")
    assert asked in text_of(coordinator.post(page, moved, follow=True))
    assert asked not in text_of(coordinator.post(page, moved | {"place": "Suhl"}, follow=True))
    begun = programme_form(mine.programme, starts_on="2024-03-01", ends_on="2027-12-31")
    assert "outside its period" not in text_of(coordinator.post(page, begun, follow=True))
