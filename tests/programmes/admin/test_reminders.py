"""Reminders in the admin: what a coordinator sees of them and may change."""

from datetime import timedelta

import pytest
from django.utils import timezone
from django.utils.translation import override

from programmes.extensions import reminder_kinds
from programmes.models import Programme, Reminder, ReminderOccasion
from programmes.services.reminders import add_standard_reminders
from tests.factories import i18n, make_programme, make_user
from tests.workplace import address, programme_form, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def standard(mine):
    add_standard_reminders()
    return Reminder.objects.get(programme=mine.programme, kind="matching.unanswered", standard="first")


def sent(reminder, occasion, days_ago, told=1):
    when = timezone.now() - timedelta(days=days_ago)
    ReminderOccasion.objects.create(
        reminder=reminder, kind=reminder.kind, rule=reminder.rule, occasion=occasion,
        programme=reminder.programme, together=1, due_at=when, settled_at=when, told=told,
    )  # fmt: skip


def form(**values):
    return {
        "is_on": "",
        "offset": "",
        "unit": "",
        "condition": "",
        "text_0": "",
        "text_1": "",
        "text_2": "",
        **values,
    }


def test_a_list_says_when_each_goes_and_what_was_sent_lately(coordinator, mine, foreign, standard):
    for occasion, days in enumerate((1, 20, 31)):
        sent(standard, occasion, days)
    sent(standard, 9, 1, told=0)
    page = text_of(coordinator.get(address(Reminder, "changelist")))
    assert "5 days after" in page
    assert "10 days after" in page
    assert "FOREIGN" not in page
    rows = coordinator.get(address(Reminder, "changelist")).context["cl"].result_list
    assert [row.sent_lately for row in rows if row.pk == standard.pk] == [2]


def test_the_page_says_when_to_whom_and_what_people_read(coordinator, mine, standard):
    standard.text = i18n(
        "{number} people wait for {organisation}.", de="{number} Menschen warten auf {organisation}."
    )
    standard.save()
    page = text_of(coordinator.get(address(Reminder, "change", standard.pk)))
    assert "5 days after · In the morning at eight" in page
    assert "3 people wait for Example company." in page
    assert "3 Menschen warten auf" in page


def test_a_text_that_names_what_nobody_knows_is_refused_in_words(coordinator, mine, standard):
    page = address(Reminder, "change", standard.pk)
    answer = coordinator.post(page, form(text_1="Hallo {nummer}, {organisation}"))
    assert answer.status_code == 200
    [error] = answer.context["adminform"].form.errors["text"]
    assert error == (
        "The text names {nummer}, which nobody can fill in here. It may name {organisation}, {number}, {since}."
    )
    assert coordinator.post(page, form(text_1="Hallo {organisation}")).status_code == 302


def test_half_a_distance_is_refused(coordinator, mine, standard):
    answer = coordinator.post(address(Reminder, "change", standard.pk), form(offset="3"))
    assert answer.context["adminform"].form.errors["offset"]
    answer = coordinator.post(address(Reminder, "change", standard.pk), form(offset="9999", unit="days"))
    assert answer.context["adminform"].form.errors["offset"]


def test_switching_on_counts_from_now(coordinator, mine, standard):
    page = address(Reminder, "change", standard.pk)
    coordinator.post(page, form(is_on="False"))
    Reminder.objects.update(on_since=timezone.now() - timedelta(days=99))
    coordinator.post(page, form(is_on="True"))
    standard.refresh_from_db()
    assert standard.is_on
    assert timezone.now() - standard.on_since < timedelta(minutes=1)


def test_a_reminder_of_ones_own_is_added_and_deleted_and_a_standard_one_is_not(
    coordinator, mine, foreign, standard
):
    values = {
        **form(is_on="True", offset="8", unit="days"),
        "programme": mine.programme.pk,
        "kind": standard.kind,
    }
    assert coordinator.post(address(Reminder, "add"), values).status_code == 302
    added = Reminder.objects.get(programme=mine.programme, offset=8)
    assert coordinator.post(address(Reminder, "delete", added.pk), {"post": "yes"}).status_code == 302
    assert coordinator.post(address(Reminder, "delete", standard.pk), {"post": "yes"}).status_code == 403
    assert (
        coordinator.post(address(Reminder, "add"), values | {"programme": foreign.programme.pk}).status_code
        == 200
    )
    assert not Reminder.objects.filter(programme=foreign.programme, offset=8).exists()


@pytest.mark.parametrize("missing", [{"is_on": ""}, {"offset": "", "unit": ""}])
def test_a_reminder_of_ones_own_has_no_standard_to_leave_anything_to(coordinator, mine, missing):
    answer = coordinator.post(
        address(Reminder, "change", mine.reminder.pk),
        form(is_on="True", offset="3", unit="days") | missing,
    )
    assert answer.status_code == 200
    assert "Say when this reminder goes, and whether it is switched on." in text_of(answer)


def test_a_subprogramme_says_what_it_has_from_the_one_above(coordinator, mine):
    part = make_programme("part", parent=mine.programme, purpose=mine.programme.purpose)
    add_standard_reminders()
    rows = Reminder.objects.filter(kind="matching.unanswered", standard="first")
    rows.filter(programme=mine.programme).update(offset=4, unit="days")
    page = text_of(coordinator.get(address(Reminder, "change", rows.get(programme=part).pk)))
    assert "4 days after" in page
    assert f"What is left empty here is as in {mine.programme}." in page


def test_a_new_programme_has_its_reminders_at_once(client):
    client.force_login(make_user("Operator", is_superuser=True))
    values = programme_form(make_programme("template"), slug="brand-new", acronym="NEW")
    assert client.post(address(Programme, "add"), values).status_code == 302
    assert Reminder.objects.filter(programme__slug="brand-new").exists()


def test_the_preview_speaks_the_languages_of_the_programme(coordinator, mine, standard):
    mine.programme.languages = ["sl"]
    mine.programme.save()
    with override("en"):
        page = text_of(coordinator.get(address(Reminder, "change", standard.pk)))
    assert '<section lang="sl">' in page
    assert '<section lang="de">' not in page


def test_the_history_calls_a_kind_and_its_condition_as_the_page_does(coordinator, standard):
    page = text_of(coordinator.get(address(Reminder, "history", standard.pk)))
    assert str(reminder_kinds[standard.kind].label) in page
    assert standard.kind not in page
