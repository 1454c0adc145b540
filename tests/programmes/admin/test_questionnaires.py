"""Questionnaires in the admin: what a coordinator writes, sees beforehand, and reads of the answers."""

import pytest
from django.urls import reverse

from portal.privacy.models import AccessLog
from programmes.models import Question, Questionnaire, QuestionnaireVersion
from programmes.services.responses import keep_response
from tests.factories import ask, i18n, make_member, make_questionnaire, make_user
from tests.programmes.questions import about_events, make_event  # noqa: F401  a fixture
from tests.sessions import sign_in
from tests.workplace import act, address, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def asked(mine):
    childcare = ask("Childcare?", is_required=True)
    return make_questionnaire(
        mine.programme,
        childcare,
        ask("How many?", "choice", "One", "More", condition=childcare, condition_answers=["yes"]),
        ask("Food", "text", is_sensitive=True),
        ask("Good?", "scale", scale_from=1, scale_to=3),
        ask("Wishes", "text"),
    )


def answer(asked, **answers):
    person = make_user("Bob")
    return keep_response(
        questionnaire=asked,
        about=make_event(asked.programme),
        respondent=person,
        answers={"childcare": False, **answers},
        by=person,
    )


def lines(version, *added, **changes):
    """What the page of a version sends: its questions as they are, with these changes by their keys, and new ones."""
    found = list(version.questions.order_by("order"))
    sent = {
        "questions-TOTAL_FORMS": len(found) + len(added),
        "questions-INITIAL_FORMS": len(found),
        "introduction_0": "",
    }
    for number, question in enumerate(found):
        values = {
            "id": question.pk,
            "order": question.order,
            "kind": question.kind,
            "text_0": question.text.data["en"],
            "is_required": "on" if question.is_required else "",
            "is_sensitive": "on" if question.is_sensitive else "",
            "offered_0": "\n".join(each["text"]["en"] for each in question.choices),
            "scale_from": question.scale_from or "",
            "scale_to": question.scale_to or "",
            "only_if": [f"{question.condition_id}:{key}" for key in question.condition_answers],
            **changes.get(question.key.replace("-", "_"), {}),
        }
        sent |= {f"questions-{number}-{name}": value for name, value in values.items()}
    for number, values in enumerate(added, start=len(found)):
        sent |= {f"questions-{number}-{name}": value for name, value in values.items()}
    return {name: value for name, value in sent.items() if value not in ("", [])}


def send(coordinator, version, *added, **changes):
    page = address(QuestionnaireVersion, "change", version.pk)
    return coordinator.post(page, lines(version, *added, **changes))


def order_of(version):
    return list(version.questions.order_by("order").values_list("key", "order"))


def test_a_new_questionnaire_leads_on_to_its_questions(coordinator, mine, foreign):
    sent = {"programme": mine.programme.pk, "title_0": "Needs", "title_1": "Bedarf"}
    answered = coordinator.post(address(Questionnaire, "add"), sent)
    made = Questionnaire.objects.filter(programme=mine.programme).latest("pk")
    assert answered.url == address(QuestionnaireVersion, "change", made.newest.pk)
    assert (made.title.data["de"], made.current) == ("Bedarf", None)
    refused = coordinator.post(address(Questionnaire, "add"), sent | {"programme": foreign.programme.pk})
    assert refused.status_code == 200
    assert list(Questionnaire.objects.filter(programme=foreign.programme)) == [foreign.questionnaire]


def test_questions_are_written_with_their_answers_one_a_line_in_each_language(coordinator, asked):
    version = asked.current
    new = {
        "kind": "several",
        "text_0": "Topics",
        "text_1": "Themen",
        "offered_0": "Work\n\n  Homes \nLanguage",
        "offered_1": "Arbeit\nWohnen\nSprache",
        "only_if": [f"{version.in_order[0].pk}:no"],
    }
    assert send(coordinator, version, new).status_code == 302
    made = version.questions.get(kind="several")
    assert made.choices == [
        {"key": "1", "text": {"de": "Arbeit", "en": "Work"}},
        {"key": "2", "text": {"de": "Wohnen", "en": "Homes"}},
        {"key": "3", "text": {"de": "Sprache", "en": "Language"}},
    ]
    assert (made.order, made.condition, made.condition_answers) == (6, version.in_order[0], ["no"])


@pytest.mark.parametrize(
    ("wrong", "field", "said"),
    [
        (
            {"kind": "choice", "offered_0": "One"},
            "offered",
            "Write at least two answers, each in a line of its own.",
        ),
        (
            {"kind": "choice", "offered_0": "One\nTwo", "offered_1": "Eins"},
            "offered",
            "Each language needs as many lines as the others.",
        ),
        ({"kind": "scale", "scale_from": 3}, "scale_from", "Say from which number to which the scale goes."),
        (
            {"kind": "scale", "scale_from": 3, "scale_to": 3},
            "scale_to",
            "The scale must end above its beginning.",
        ),
        (
            {"kind": "yes_no", "order": 1, "only_if": ["{0}:yes"]},
            "only_if",
            "The question that this one looks back to must come before it.",
        ),
        (
            {"kind": "yes_no", "only_if": ["{0}:yes", "{3}:2"]},
            "only_if",
            "Choose answers to one question only.",
        ),
    ],
)
def test_what_a_question_lacks_is_said_beside_the_field(coordinator, asked, wrong, field, said):
    version = asked.current
    keys = [question.pk for question in version.in_order]
    new = {"text_0": "New", **wrong}
    new |= {"only_if": [each.format(*keys) for each in wrong.get("only_if", [])]}
    answered = send(coordinator, version, new)
    assert answered.status_code == 200
    errors = answered.context["inline_admin_formsets"][0].formset.errors
    assert errors == [{}] * 5 + [{field: [said]}]
    assert version.questions.count() == 5


def test_questions_are_put_in_another_order_and_numbered_anew(coordinator, asked):
    version = asked.current
    assert send(coordinator, version, food={"order": 1}).status_code == 302
    assert order_of(version) == [("food", 1), ("childcare", 2), ("how-many", 3), ("good", 4), ("wishes", 5)]
    assert send(coordinator, version, wishes={"DELETE": "on"}).status_code == 302
    assert [key for key, _number in order_of(version)] == ["food", "childcare", "how-many", "good"]


def test_a_question_that_another_looks_back_to_is_not_deleted_alone(coordinator, asked):
    version = asked.current
    answered = send(coordinator, version, childcare={"DELETE": "on"})
    assert answered.status_code == 200
    left = answered.context["inline_admin_formsets"][0].formset.forms[1]
    assert left.errors == {"only_if": ["The question that this one looks back to is being deleted."]}
    both = {"childcare": {"DELETE": "on"}, "how_many": {"DELETE": "on"}}
    assert send(coordinator, version, **both).status_code == 302
    assert [key for key, _number in order_of(version)] == ["food", "good", "wishes"]


def test_choices_keep_their_keys_when_one_is_put_between_and_one_is_worded_anew(coordinator, asked):
    version = asked.current
    assert send(coordinator, version, how_many={"offered_0": "None\nOne\nMore"}).status_code == 302
    found = version.questions.get(key="how-many")
    assert [(each["key"], each["text"]["en"]) for each in found.choices] == [
        ("3", "None"),
        ("1", "One"),
        ("2", "More"),
    ]
    assert send(coordinator, version, how_many={"offered_0": "None\nJust one\nMore"}).status_code == 302
    found.refresh_from_db()
    assert [each["key"] for each in found.choices] == ["3", "1", "2"]


def test_a_key_that_meant_something_in_an_answered_version_is_given_to_no_other_answer(coordinator, asked):
    send(coordinator, asked.current, how_many={"offered_0": "One\nMore\nLots"})
    answer(asked)
    act(coordinator, Questionnaire, "write_questions", asked)
    for offered in ("One\nMore", "One\nMore\nNone"):
        assert send(coordinator, asked.newest, how_many={"offered_0": offered}).status_code == 302
    found = asked.newest.questions.get(key="how-many")
    assert [each["key"] for each in found.choices] == ["1", "2", "4"]


def test_what_was_answered_is_changed_in_a_new_version(coordinator, asked):
    answer(asked)
    page = address(QuestionnaireVersion, "change", asked.current.pk)
    shown = text_of(coordinator.get(page))
    assert "1. Childcare? (Yes or no, must be answered): Yes / No" in shown
    assert 'name="questions-0-kind"' not in shown
    assert send(coordinator, asked.current).status_code == 403
    answered = act(coordinator, Questionnaire, "write_questions", asked)
    draft = asked.newest
    assert (answered.url, draft.number) == (address(QuestionnaireVersion, "change", draft.pk), 2)
    assert send(coordinator, draft, food={"text_0": "What do you eat?"}).status_code == 302
    assert str(draft.questions.get(key="food")) == "What do you eat?"
    act(coordinator, QuestionnaireVersion, "publish", draft)
    assert asked.current == draft


def test_a_draft_of_the_next_version_can_be_thrown_away_and_the_first_one_not(coordinator, asked):
    answer(asked)
    act(coordinator, Questionnaire, "write_questions", asked)
    deleted = coordinator.post(address(QuestionnaireVersion, "delete", asked.newest.pk), {"post": "yes"})
    assert deleted.status_code == 302
    assert asked.newest == asked.current
    refused = coordinator.post(address(QuestionnaireVersion, "delete", asked.current.pk), {"post": "yes"})
    assert refused.status_code == 403


def test_a_copy_leads_to_itself(coordinator, asked):
    answered = act(coordinator, Questionnaire, "copy", asked)
    copied = Questionnaire.objects.latest("pk")
    assert answered.url == address(Questionnaire, "change", copied.pk)


@pytest.mark.usefixtures("about_events")
def test_the_page_of_a_questionnaire_says_which_versions_there_are_and_where_it_is_used(coordinator, asked):
    answer(asked)
    answer(asked)
    page = text_of(coordinator.get(address(Questionnaire, "change", asked.pk)))
    assert "answered 2 times" in page
    assert '<a href="/where/it/is/asked/">Registration for the open day</a>' in page
    listed = coordinator.get(address(Questionnaire, "changelist")).context["cl"].result_list
    assert [
        (row.asked_now, row.being_written, row.number_of_responses) for row in listed if row == asked
    ] == [(1, None, 2)]


def test_the_preview_shows_the_questions_in_each_language_of_the_programme(coordinator, mine, asked):
    mine.programme.languages = ["de", "en"]
    mine.programme.save()
    Question.objects.filter(key="childcare").update(text=i18n("Childcare?", de="Kinderbetreuung?"))
    page = reverse("admin:programmes_questionnaireversion_preview", args=[asked.current.pk])
    assert "Childcare?" in text_of(coordinator.get(page))
    german = text_of(coordinator.get(f"{page}?language=de"))
    assert "Kinderbetreuung?" in german
    assert 'data-only-if="questions-childcare" data-answers="yes"' in german


# --- Answers ---------------------------------------------------------------------------------------------------------


def answers_page(asked, query=""):
    return reverse("admin:programmes_questionnaire_answers", args=[asked.pk]) + query


def test_answers_are_counted_with_their_share_and_texts_are_listed(coordinator, asked):
    answer(asked, childcare=True, good=3, wishes="More of it")
    answer(asked, childcare=True, good=2)
    answer(asked)
    tables = {table.question.key: table for table in coordinator.get(answers_page(asked)).context["tables"]}
    assert [(bar.words, bar.number, bar.share) for bar in tables["childcare"].bars] == [
        ("Yes", 2, "2 of 3: 67 %"),
        ("No", 1, "1 of 3: 33 %"),
    ]
    assert (tables["good"].answered, tables["good"].average) == (2, "2.5")
    assert [text for text, _day in tables["wishes"].texts] == ["More of it"]
    assert "food" not in tables


def test_sensitive_answers_are_shown_to_who_asks_for_them_and_that_is_noted(coordinator, asked, mine):
    response = answer(asked, food="No nuts")
    assert "No nuts" not in text_of(coordinator.get(answers_page(asked)))
    assert AccessLog.objects.count() == 0
    assert "No nuts" in text_of(coordinator.get(answers_page(asked, "?sensitive=yes")))
    lines = AccessLog.objects.values_list("actor", "subject", "object_id", "purpose")
    purpose = "Answers to the questions of a programme"
    assert list(lines) == [(mine.coordinator.pk, response.person_id, str(response.pk), purpose)]


def test_each_version_has_its_own_answers(coordinator, asked):
    answer(asked)
    act(coordinator, Questionnaire, "write_questions", asked)
    act(coordinator, QuestionnaireVersion, "publish", asked.newest)
    for query, number in (("", 1), ("?version=1", 1), ("?version=2", 0), ("?version=99", 1)):
        assert coordinator.get(answers_page(asked, query)).context["number"] == number


@pytest.mark.parametrize("role", ["trainer", "assistant"])
def test_who_only_uses_questionnaires_reads_no_answers(client, asked, mine, role):
    sign_in(client, make_member(mine.programme, role))
    assert client.get(address(Questionnaire, "change", asked.pk)).status_code == 200
    assert client.get(answers_page(asked)).status_code == 403
    assert client.get(address(QuestionnaireVersion, "change", asked.current.pk)).status_code == 200


def test_questionnaires_of_other_programmes_are_not_there(coordinator, foreign):
    theirs = make_questionnaire(foreign.programme, ask("Childcare?"))
    for page in (
        address(Questionnaire, "change", theirs.pk),
        address(QuestionnaireVersion, "change", theirs.current.pk),
        answers_page(theirs),
        reverse("admin:programmes_questionnaireversion_preview", args=[theirs.current.pk]),
    ):
        assert coordinator.get(page).status_code == 404
