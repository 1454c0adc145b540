"""What a person is asked on joining and on leaving."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from evaluation.models import ParticipantRecord
from programmes.constants import EnrolmentStatus
from programmes.extensions import steps_for
from tests.evaluation.views.conftest import page
from tests.factories import (
    make_enrolment,
    make_member,
    make_programme,
    make_pupil,
    make_record,
    make_user,
)

pytestmark = pytest.mark.django_db


ENTRY = {"gender": "f", "birth_date": "1998-03-04", "status_entry": "inactive", "isced_entry": "6"}


EXIT = {
    "status_exit": "employed",
    "is_job_searching_exit": "no",
    "is_in_education_exit": "no",
    "has_qualification_exit": "yes",
}


def test_the_person_answers_on_entry_and_the_step_goes_away(client):
    enrolment = make_enrolment(make_programme("wortplus"))
    client.force_login(enrolment.person)
    url = reverse("evaluation:entry_questions", args=["wortplus"])
    assert url in [step.url for step in steps_for(enrolment.person)]
    assert client.get(url).status_code == 200
    response = client.post(url, ENTRY)
    assert (response.status_code, response.url) == (302, reverse("programmes:me"))
    record = ParticipantRecord.objects.get()
    assert (record.gender, record.birth_date, record.status_entry, record.isced_entry) == (
        "f", date(1998, 3, 4), "inactive", 6,
    )  # fmt: skip
    assert url not in [step.url for step in steps_for(enrolment.person)]
    form = client.get(url).context["form"]
    assert form["birth_date"].value() == date(1998, 3, 4)


def test_the_person_answers_on_leaving_and_the_step_goes_away(client):
    today = timezone.localdate()
    enrolment = make_enrolment(
        make_programme("wortplus"),
        status=EnrolmentStatus.LEFT,
        entered_on=today - timedelta(days=90),
        left_on=today,
    )
    make_record(enrolment)
    client.force_login(enrolment.person)
    url = reverse("evaluation:exit_questions", args=["wortplus"])
    assert url in [step.url for step in steps_for(enrolment.person)]
    response = client.post(url, {**EXIT, "exit_checked_on": today.isoformat()})
    assert response.status_code == 302
    record = ParticipantRecord.objects.get()
    assert (record.status_exit, record.is_job_searching_exit, record.has_qualification_exit) == (
        "employed",
        False,
        True,
    )
    assert url not in [step.url for step in steps_for(enrolment.person)]
    form = client.get(url).context["form"]
    assert (form["has_qualification_exit"].value(), form["is_job_searching_exit"].value()) == ("yes", "no")


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("gender", ""),
        ("gender", "x\0"),
        ("birth_date", "2025-01-01"),
        ("birth_date", "0001-01-01"),
        ("birth_date", "9999-12-31"),
        ("birth_date", "\0"),
        ("birth_date", "yesterday"),
        ("status_entry", "\N{PILE OF POO}"),
        ("isced_entry", "99999999999999999999"),
        ("isced_entry", "six"),
        ("isced_entry", "x" * 100_000),
    ],
)
def test_an_answer_that_makes_no_sense_is_refused_beside_its_field(client, field, value):
    enrolment = make_enrolment(make_programme("wortplus"))
    client.force_login(enrolment.person)
    response = client.post(reverse("evaluation:entry_questions", args=["wortplus"]), {**ENTRY, field: value})
    assert response.status_code == 400
    assert list(response.context["form"].errors) == [field]
    assert ParticipantRecord.objects.get().is_complete is False


def test_nobody_has_to_say_their_gender_and_is_told_what_follows(client):
    enrolment = make_enrolment(make_programme("wortplus", modules=["evaluation"]))
    client.force_login(enrolment.person)
    address = reverse("evaluation:entry_questions", args=["wortplus"])
    assert "You need not say." in client.get(address).content.decode()
    assert client.post(address, {**ENTRY, "gender": "x"}).status_code == 302
    record = ParticipantRecord.objects.get()
    assert (record.gender, record.is_answered, record.is_complete) == ("x", True, False)
    assert address not in client.get("/me/").content.decode(), "nobody asks again"


@pytest.mark.parametrize("days", [-1, 1, 29])
def test_the_day_of_the_exit_answers_lies_in_the_window(client, days):
    today = timezone.localdate()
    enrolment = make_enrolment(
        make_programme("wortplus"),
        status=EnrolmentStatus.LEFT,
        entered_on=today - timedelta(days=9),
        left_on=today,
    )
    client.force_login(enrolment.person)
    response = client.post(
        reverse("evaluation:exit_questions", args=["wortplus"]),
        {**EXIT, "exit_checked_on": (today + timedelta(days=days)).isoformat()},
    )
    assert (response.status_code, list(response.context["form"].errors)) == (400, ["exit_checked_on"])


def test_questions_wait_for_their_time(client):
    enrolment = make_enrolment(make_programme("wortplus"), status=EnrolmentStatus.APPLIED, entered_on=None)
    client.force_login(enrolment.person)
    for name, data in [("entry_questions", ENTRY), ("exit_questions", EXIT)]:
        response = page(client, name, "wortplus")
        assert (response.status_code, b"These questions open later" in response.content) == (200, True)
        assert client.post(reverse(f"evaluation:{name}", args=["wortplus"]), data).status_code == 400
    assert steps_for(enrolment.person) == [] or all(
        "entry" not in step.url for step in steps_for(enrolment.person)
    )


def test_questions_of_others_do_not_exist(client):
    programme = make_programme("wortplus")
    make_enrolment(programme)
    for user in (make_user("Charlie"), make_member(programme), make_pupil(has_consent=False)):
        assert page(client, "entry_questions", "wortplus", user=user).status_code == 404
        assert client.post(reverse("evaluation:entry_questions", args=["wortplus"]), ENTRY).status_code == 404


def test_programmes_that_do_not_evaluate_ask_nothing():
    enrolment = make_enrolment(make_programme(modules=["placements"]))
    assert not [step for step in steps_for(enrolment.person) if "/entry/" in step.url]
