"""Answering several applications at once: who is chosen, what each reads, and that nothing happens before a yes."""

import re

import pytest
from django.urls import reverse
from django.utils.translation import override

from matching.constants import DeclineReason
from matching.models import Application, ApplicationEvent
from matching.notices.reasons import reason_sentence
from matching.services import bulk_answers
from matching.views import answers
from portal.notifications.models import Notification
from tests.factories import (
    make_application,
    make_contact,
    make_member,
    make_organisation,
    make_placement,
    make_talent,
    make_user,
)
from tests.matching.conftest import signed_in
from tests.workplace import text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def placement(organisation):
    return make_placement(organisation)


@pytest.fixture
def company(organisation):
    return signed_in(make_contact(organisation))


def applicant(placement, name, **fields):
    return make_application(placement, make_talent(make_user(name)), **fields)


def address(placement, state="declined"):
    return reverse("matching:placement_answers", args=[placement.pk, state])


def states(placement):
    return list(
        Application.objects.filter(placement=placement).order_by("pk").values_list("state", flat=True)
    )


def chosen(*applications, **more):
    return {"application": [row.pk for row in applications], **more}


def test_the_reason_is_chosen_then_read_then_told(company, placement):
    first, second, third = (applicant(placement, name) for name in ("Ada", "Ben", "Cem"))
    asked = company.post(address(placement), chosen(first, second))
    assert [name in text_of(asked) for name in ("Ada", "Ben", "Cem")] == [True, True, False]
    assert reason_sentence("many") in text_of(asked).replace("&#x27;", "'")
    values = chosen(first, second, reason="many", message="All the best!")
    looked = company.post(address(placement), values | {"look": "yes"})
    assert "What each of them reads" in text_of(looked)
    assert "All the best!" in text_of(looked)
    assert states(placement) == ["received"] * 3
    done = company.post(address(placement), values | {"confirmed": "yes"}, follow=True)
    assert "2 applications are answered, and each person has been told." in text_of(done)
    assert states(placement) == ["declined", "declined", "received"]
    steps = ApplicationEvent.objects.filter(state="declined")
    assert set(steps.values_list("reason", "message")) == {("many", "All the best!")}
    assert third.pk not in steps.values_list("application", flat=True)


def test_each_reads_the_reason_in_their_own_language_and_no_other_s_name(company, placement):
    first, second = applicant(placement, "Ada"), applicant(placement, "Ben")
    company.post(address(placement), chosen(first, second, reason="start", confirmed="yes"))
    for application in (first, second):
        message = Notification.objects.get(
            recipient=application.talent.user, kind="matching.application_moved"
        )
        with override("de"):
            text = " ".join(message.notice.paragraphs())
            assert reason_sentence("start") in text
        assert "Ada" not in text
        assert "Ben" not in text


def test_the_applicant_reads_the_reason_on_the_page_of_the_application(company, placement):
    application = applicant(placement, "Ada")
    company.post(address(placement), chosen(application, reason="not_filled", confirmed="yes"))
    page = signed_in(application.talent.user).get(application.get_absolute_url())
    assert "does not fill the place after all" in text_of(page)


def test_without_a_reason_nobody_is_declined(company, placement):
    application = applicant(placement, "Ada")
    for values in (
        {"confirmed": "yes"},
        {"confirmed": "yes", "reason": "ugly"},
        {"look": "yes", "reason": ""},
    ):
        answer = company.post(address(placement), chosen(application, **values))
        assert answer.status_code == 400
        assert "It helps the person with the next application." in text_of(answer) or "reason" in text_of(
            answer
        )
    assert states(placement) == ["received"]


def test_all_that_wait_are_declined_and_nobody_who_is_in_talks(company, placement):
    applicant(placement, "Ada")
    applicant(placement, "Ben", state="viewed")
    applicant(placement, "Cem", state="shortlisted")
    company.post(address(placement), {"chosen": "waiting", "reason": "many", "look": "yes"})
    asked = company.post(address(placement), {"chosen": "waiting"})
    keys = [row.pk for row in asked.context["chosen"]]
    company.post(address(placement), {"application": keys, "reason": "many", "confirmed": "yes"})
    assert states(placement) == ["declined", "declined", "shortlisted"]


def test_what_is_over_is_left_out_and_who_has_withdrawn_meanwhile_is_named(company, placement, monkeypatch):

    first, gone = applicant(placement, "Ada"), applicant(placement, "Ben")
    real = answers.answer_applications

    def after_ben_has_gone(**values):
        Application.objects.filter(pk=gone.pk).update(state="withdrawn")
        return real(**values)

    monkeypatch.setattr(answers, "answer_applications", after_ben_has_gone)
    done = company.post(address(placement), chosen(first, gone, reason="many", confirmed="yes"), follow=True)
    assert "1 application is answered, and the person has been told." in text_of(done)
    assert "Ben: This step is no longer possible." in text_of(done)
    assert states(placement) == ["declined", "withdrawn"]


def test_several_are_put_on_the_shortlist_after_a_yes(company, placement):
    first, second = applicant(placement, "Ada"), applicant(placement, "Ben", state="interview")
    company.post(address(placement, "shortlisted"), chosen(first, second))
    assert states(placement) == ["received", "interview"]
    company.post(address(placement, "shortlisted"), chosen(first, second, confirmed="yes"))
    assert states(placement) == ["shortlisted", "interview"]


@pytest.mark.parametrize("state", ["accepted", "offered", "interview", "nonsense"])
def test_nothing_else_is_answered_to_several(company, placement, state):
    assert company.post(address(placement, state), chosen(applicant(placement, "Ada"))).status_code == 404


def test_nobody_else_s_applications_are_answered(company, placement, programme):
    other = make_placement(make_organisation(programme))
    foreign = applicant(other, "Cem")
    company.post(address(placement), chosen(foreign, reason="many", confirmed="yes"))
    assert company.post(address(other), chosen(foreign, reason="many", confirmed="yes")).status_code == 403
    staff = signed_in(make_member(programme))
    staff.post(address(other), chosen(foreign, reason="many", confirmed="yes"))
    assert states(other) == ["received"]


@pytest.mark.parametrize("keys", [["x"], ["-1"], ["9" * 30], [], ["١"]])
def test_what_is_no_key_is_nobody_s(company, placement, keys):
    applicant(placement, "Ada")
    answer = company.post(address(placement), {"application": keys, "reason": "many", "confirmed": "yes"})
    assert answer.status_code == 302
    assert states(placement) == ["received"]


def test_one_is_declined_with_the_same_reasons_or_with_words_alone(company, placement):
    first, second = applicant(placement, "Ada"), applicant(placement, "Ben")
    page = reverse("matching:application_step", args=[first.pk, "declined"])
    assert "Very many people have applied" in text_of(company.get(page))
    company.post(page, {"reason": "many", "message": ""})
    company.post(reverse("matching:application_step", args=[second.pk, "declined"]), {"message": "Sorry."})
    assert list(ApplicationEvent.objects.order_by("pk").values_list("reason", "message")) == [
        ("many", ""),
        ("", "Sorry."),
    ]


def test_the_page_of_a_placement_offers_it_where_something_can_be_answered(company, placement):
    page = reverse("matching:placement_detail", args=[placement.pk])
    assert "Decline the chosen" not in text_of(company.get(page))
    applicant(placement, "Ada", state="declined")
    assert "Decline the chosen" not in text_of(company.get(page))
    waiting = applicant(placement, "Ben")
    text = text_of(company.get(page))
    assert f'name="application" value="{waiting.pk}"' in text
    assert text.count('name="application"') == 1
    assert "Decline the one that waits" in text


def test_every_reason_has_its_sentence():
    assert len({reason_sentence(reason) for reason in DeclineReason.values}) == len(DeclineReason)
    assert reason_sentence("") == reason_sentence("gone") == ""


@pytest.mark.parametrize("is_ticked", [False, True], ids=["all that wait", "ticked"])
def test_of_more_than_are_answered_at_once_it_is_said_how_many_are_left_before_and_after(
    company, placement, monkeypatch, is_ticked
):
    monkeypatch.setattr(answers, "AT_ONCE", 3)
    monkeypatch.setattr(bulk_answers, "AT_ONCE", 3)
    rows = [applicant(placement, f"Ada {number}") for number in range(5)]
    way = chosen(*rows) if is_ticked else {"chosen": "waiting"}
    looked = company.post(address(placement), way | {"reason": "many", "look": "yes"})
    assert "2 more that were chosen are left out: this page answers 3 at once." in text_of(looked)
    kept = re.findall(r'name="(application|left)" value="(\d+)"', looked.text)
    sent = {"application": [key for name, key in kept if name == "application"], "left": dict(kept)["left"]}
    done = company.post(address(placement), sent | {"reason": "many", "confirmed": "yes"}, follow=True)
    assert "3 applications are answered" in text_of(done)
    assert "2 more that were chosen are not answered yet." in text_of(done)
    assert states(placement) == ["declined"] * 3 + ["received"] * 2


def test_where_all_are_answered_at_once_nothing_is_said_to_be_left(company, placement, monkeypatch):
    monkeypatch.setattr(answers, "AT_ONCE", 2)
    for name in ("Ada", "Ben"):
        applicant(placement, name)
    looked = company.post(address(placement), {"chosen": "waiting", "reason": "many", "look": "yes"})
    assert "left out" not in text_of(looked)
    assert 'name="left"' not in looked.text
