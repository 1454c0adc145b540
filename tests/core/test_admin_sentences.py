"""Sentences of the admin name rows and no models, and are read in the reader's language."""

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse
from django.utils import translation

from portal.users.models import User
from tests.workplace import text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def milestone(mine):
    return mine.milestone


@pytest.fixture
def desk(coordinator):
    return coordinator


def said(answer) -> dict[str, str]:
    (message,) = get_messages(answer.wsgi_request)
    texts = {}
    for language in ("en", "de", "sl"):
        with translation.override(language):
            texts[language] = str(message)
    return texts


def test_what_was_saved_is_said_in_each_language_that_it_may_be_read_in(desk, milestone):
    address = reverse("admin:programmes_milestone_change", args=[milestone.pk])
    answer = desk.post(
        address, {"activity": milestone.activity_id, "title_0": "Kick-off", "due_on": "2027-05-01"}
    )
    milestone.refresh_from_db()
    assert said(answer) == {
        "en": f"“{milestone}” is saved.",
        "de": f"„{milestone}“ ist gespeichert.",
        "sl": f"Shranjeno: »{milestone}«.",
    }


def test_what_was_deleted_is_said_the_same_way(desk, milestone):
    answer = desk.post(reverse("admin:programmes_milestone_delete", args=[milestone.pk]), {"post": "yes"})
    assert said(answer)["sl"] == f"Izbrisano: »{milestone}«."


def test_of_rows_deleted_in_a_list_the_number_is_said(desk, milestone):
    chosen = {"action": "delete_selected", "_selected_action": [milestone.pk], "post": "yes"}
    answer = desk.post(reverse("admin:programmes_milestone_changelist"), chosen)
    assert said(answer)["de"] == "1 Eintrag ist gelöscht."


def test_who_chose_no_action_is_told_so_in_each_language(desk, milestone):
    answer = desk.post(
        reverse("admin:programmes_milestone_changelist"), {"action": "", "_selected_action": [milestone.pk]}
    )
    assert said(answer)["sl"] == "Najprej izberite dejanje."


@pytest.mark.parametrize(
    ("language", "heading", "button"),
    [("de", "löschen?", "Löschen"), ("sl", "Želite izbrisati:", "Izbrišite"), ("en", "Delete “", "Delete")],
)
def test_the_page_that_asks_before_a_deletion_names_the_row_in_its_heading(
    desk, milestone, language, heading, button
):
    User.objects.update(language=language)
    page = text_of(desk.get(reverse("admin:programmes_milestone_delete", args=[milestone.pk])))
    title = page[page.index("<h1") : page.index("</h1>")]
    assert heading in title
    assert str(milestone) in title
    assert f'class="step step-bad">{button}</button>' in page
