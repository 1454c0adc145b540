"""Every kind of message matching sends can be read, in every language, and names nobody."""

from dataclasses import fields

import pytest
from django.conf import settings
from django.utils.translation import override

from matching.constants import ApplicationState
from matching.notices import applications, arrivals, placements
from matching.workflows.applications import APPLICATION
from portal.core.workflow import Actor
from portal.notifications.extensions import KINDS

SAMPLES = {
    "placement": 1,
    "application": 2,
    "posting": 3,
    "offer": {"en": "Process engineer", "de": "Prozessingenieurin"},
    "organisation": "Werra GmbH",
    "programme": "WORTplus",
    "note": "Name the pay, please.",
    "has_message": True,
    "step": 4,
    "closed": 2,
    "waiting": 2,
    "number": 3,
    "placements": [
        {
            "placement": 1,
            "offer": {"en": "Welder"},
            "organisation": "Werra",
            "number": 2,
            "since": "2027-01-01",
        }
    ],
    "organisations": [{"organisation": "Werra GmbH", "number": 2, "since": "2027-01-01"}],
    "offers": [
        {"placement": 1, "offer": {"en": "Process engineer"}, "organisation": "Werra GmbH", "score": 87}
    ],
}
OURS = [
    kind
    for kind in KINDS
    if kind.__module__ in (applications.__name__, arrivals.__name__, placements.__name__)
]


def sample(kind, **others):
    values = {field.name: SAMPLES.get(field.name, "2027-01-01") for field in fields(kind)}
    return kind(**{**values, **({"state": ApplicationState.ACCEPTED} if "state" in values else {}), **others})


@pytest.mark.parametrize("language", [code for code, _name in settings.LANGUAGES])
@pytest.mark.parametrize("kind", [kind for kind in OURS if "state" not in kind.__annotations__])
def test_every_message_can_be_read_and_leads_somewhere(kind, language):
    notice = sample(kind)
    with override(language):
        label, path = notice.action()
        assert all([notice.title(), label, path.startswith("/"), *notice.paragraphs()])


COMPANY_S = sorted(
    {state for step in APPLICATION.steps if Actor.ORGANISATION in step.actors for state in step.targets}
)


@pytest.mark.parametrize("state", COMPANY_S)
def test_every_step_of_a_company_has_its_own_words(state):
    notice = sample(applications.ApplicationMoved, state=state)
    titles = {sample(applications.ApplicationMoved, state=each).title() for each in COMPANY_S}
    assert len(titles) == len(COMPANY_S) >= 5
    assert notice.title() in titles
    assert notice.paragraphs()[0] == "It is about “Process engineer”."


@pytest.mark.parametrize(
    ("state", "title"),
    [
        ("accepted", "Your place was accepted: “Process engineer”"),
        ("not_taken", "Your place was not taken: “Process engineer”"),
        ("received", "An application was taken up again: “Process engineer”"),
        ("withdrawn", "An application was withdrawn: “Process engineer”"),
    ],
)
def test_the_company_reads_what_the_applicant_decided(state, title):
    assert sample(applications.ApplicantAnswered, state=state).title() == title


@pytest.mark.parametrize(
    ("closed", "told"),
    [
        (0, []),
        (1, ["One more person had applied and was told that the places are taken."]),
        (3, ["3 more people had applied and were told that the places are taken."]),
    ],
)
def test_a_filled_offer_speaks_of_others_only_where_there_were_some(closed, told):
    filled = sample(placements.PlacementFilled, closed=closed)
    assert filled.paragraphs() == ["It is no longer shown.", *told]


def test_the_offer_is_named_in_the_readers_language():
    with override("de"):
        assert "Prozessingenieurin" in sample(applications.ApplicationSent).title()


def test_a_message_survives_being_stored():
    notice = sample(applications.ApplicationMoved, state="offered")
    assert type(notice)(**notice.payload()) == notice
