"""What apps add to shared pages is about the reader's own rows: the same with and without a second person's.

A provider that nobody has written a case for fails, and so does a registry that isn't named here.
"""

import sys
from collections.abc import Callable, Iterable, Mapping
from dataclasses import astuple, dataclass, replace
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.utils import timezone

from evaluation.queries.contributions import CONTRIBUTIONS
from matching.dashboard.placements import newest_offers
from matching.queries.open_offers import open_offers
from portal.core.encryption import SEALED_COLUMNS
from portal.core.locales import first_countries
from portal.core.personal_data import holdings, without_people
from portal.core.registry import Registry
from portal.navigation import navigation
from portal.notifications.extensions import KINDS, destinations, quotations
from portal.privacy.extensions import (
    accounts_in_use,
    consent_places,
    erasers,
    erasure_clerks,
    held_people,
    keepers,
    pages,
    retention_rules,
)
from portal.users.extensions import carriers, demo_people, held_without_account, mergers, settings_pages
from portal.users.models import User
from programmes.access import access_of
from programmes.constants import ProgrammeStatus
from programmes.extensions import (
    ActionCount,
    Section,
    action_counts,
    appointment_subjects,
    birth_dates,
    bulk_acts,
    conversation_subjects,
    ends_on_organisation_pages,
    ends_on_programme_pages,
    enrolment_pages,
    exporters,
    hours_sources,
    importers,
    next_steps,
    offer_lists,
    organisation_page_sections,
    organisation_sections,
    own_dates,
    pictures,
    programme_sections,
    questionnaire_subjects,
    read_with_organisations,
    reminder_kinds,
    role_pages,
    sections,
    shown_on_organisation_pages,
    shown_on_programme_pages,
    workplaces,
)
from programmes.models import Programme
from programmes.roles import extra_roles
from tests.architecture.sides import Side
from tests.architecture.source import PACKAGES
from tests.factories import make_user

pytestmark = pytest.mark.django_db

SHOW_NO_ROWS = [
    (carriers, "How mails travel."),
    (held_without_account, "Whom nothing deletes because they take part in nothing."),
    (demo_people, "The demonstration's listed people."),
    (shown_on_programme_pages, "Models, whose changes make pages for visitors anew."),
    (shown_on_organisation_pages, "Models, whose changes make pages for visitors anew."),
    (read_with_organisations, "Names of what is read along; the sections that show it are asked."),
    (ends_on_programme_pages, "Moments."),
    (ends_on_organisation_pages, "Moments."),
    (bulk_acts, "Acts; on which rows each is tried: tests/programmes/services/test_bulk_acts.py."),
    (reminder_kinds, "Who is told of what, by a worker: tests/matching/services/test_answers.py."),
    (enrolment_pages, "Links about a participation that is one's own: tests/portal/test_navigation.py."),
    (role_pages, "Links to pages, by right and never by row: tests/portal/test_first_pages.py."),
    (settings_pages, "The same pages for everybody."),
    (consent_places, "The same pages for everybody."),
    (offer_lists, "The same page for everybody."),
    (exporters, "Kinds of rows; which of them somebody reaches is asked of the list and of the matrix."),
    (importers, "Kinds of files; which rows one reaches is asked for each."),
    (destinations, "Yes or no, about pages that are named."),
    (
        quotations,
        "What each reader may read of rows that are named: tests/programmes/dashboard/test_conversations.py.",
    ),
    (questionnaire_subjects, "What is asked about answers, to rows that were found for the reader."),
    (conversation_subjects, "What is asked about conversations that were found for the reader."),
    (KINDS, "What can be said; who is told is each notice's."),
    (SEALED_COLUMNS, "Columns, for the operator's command."),
    (keepers, "Rows of one person, for their own erasure."),
    (erasers, "Files of one person, for their own erasure."),
    (erasure_clerks, "Yes or no, about a person who is named."),
    (retention_rules, "What the daily run deletes; it tells numbers."),
    (accounts_in_use, "Whose account stays though nobody signs in."),
    (held_people, "Whom the daily run leaves alone."),
    (holdings, "Where something is held about people, not what."),
    (without_people, "Where nothing is."),
    (birth_dates, "Read through what the reader administers: tests/programmes/services/test_people.py."),
    (mergers, "Rows of two people who are one, for the act that joins them."),
    (appointment_subjects, "What appointments are about that were found for the reader."),
    (hours_sources, "What was attended, by keys of rows that were found for the reader."),
    (first_countries, "Countries of public programmes, the same for everybody."),
    (CONTRIBUTIONS, "Conditions on rows that are given."),
]


# --- How each registry is asked --------------------------------------------------------------------------------------


def of_user(provider: Callable, side: Side, reader: Any) -> Any:
    return provider(reader)


def of_programme(provider: Callable, side: Side, reader: Any) -> Any:
    return provider(side.programme, reader)


def of_organisation(provider: Callable, side: Side, reader: Any) -> Any:
    return provider(side.organisation, reader)


def of_programmes(provider: Callable, side: Side, reader: Any) -> Any:
    """Whoever has other programmes in view than their own is still shown theirs alone."""
    is_operator = access_of(reader).is_operator
    in_view = Programme.objects.filter(pk=side.programme.pk) if is_operator else Programme.objects.all()
    return provider(reader, in_view)


def of_programmes_and_choice(provider: Callable, side: Side, reader: Any) -> Any:
    return of_programmes(lambda *given: provider(*given, None), side, reader)


def of_role(provider: Any, side: Side, reader: Any) -> Any:
    found = User.objects.filter(provider, pk=reader.pk).exists()
    return ["holds the role"] if found else []


def of_user_now(provider: Callable, side: Side, reader: Any) -> Any:
    return provider(reader, timezone.now())


ASKED: list[tuple[Registry[Any], Callable]] = [
    (next_steps, of_user),
    (sections, of_user),
    (programme_sections, of_programme),
    (workplaces, of_programme),
    (organisation_sections, of_organisation),
    (organisation_page_sections, of_organisation),
    (action_counts, of_programmes),
    (pictures, of_programmes_and_choice),
    (pages, of_user),
    (extra_roles, of_role),
    (own_dates, of_user_now),
]


def of_first_page(_provider: None, side: Side, reader: Any) -> Any:
    return newest_offers(reader, open_offers(reader))


def of_head(_provider: None, side: Side, reader: Any) -> Any:
    request = RequestFactory().get("/")
    request.user = reader
    return [f"unread: {navigation(request)['unread_count']}"]


def said(answer: Any) -> list[str]:
    """Everything that the answer shows, as text."""
    if answer is None:
        return []
    if isinstance(answer, Section):
        return [render_to_string(answer.template, answer.context)]
    if isinstance(answer, ActionCount):
        return [str([str(part) for part in astuple(replace(answer, waiting=answer.number))])]
    if isinstance(answer, Mapping):
        return [str(pair) for pair in answer.items()]
    if isinstance(answer, str) or not isinstance(answer, Iterable):
        return [str(answer) if isinstance(answer, str) else str([str(part) for part in astuple(answer)])]
    return [text for part in answer for text in said(part)]


# --- Who is shown what -----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Case:
    """`reader` of the own side is shown something in which `shown` stands; None: nothing at all.

    `neighbours`: the other side's people take part in the own programme too. It's left out for staff and contacts, who
    are meant to see them. `public`: everybody sees what is public, so the other side has only what isn't.
    """

    reader: str
    shown: str | None
    neighbours: bool = False
    public: bool = False


PERSONAL = {"neighbours": True}

CASES: dict[tuple[str, str], list[Case]] = {
    (next_steps.purpose, "programmes.find_a_programme"): [Case("newcomer", "/programmes/")],
    (next_steps.purpose, "programmes.work"): [Case("coordinator", "/admin/")],
    (next_steps.purpose, "programmes.answers"): [
        Case("contact_of_declined", "Declined Own was not verified"),
        Case("newcomer", "Asking Own asks you", **PERSONAL),
    ],
    (next_steps.purpose, "programmes.conversations"): [
        Case("person", "1 conversation has new messages", **PERSONAL),
        Case("contact", "Company Own"),
    ],
    (next_steps.purpose, "matching.applications"): [Case("person", "Company Own offers you", **PERSONAL)],
    (next_steps.purpose, "matching.placements"): [
        Case("contact", "1 application waits"),
        Case("contact", "1 placement needs"),
    ],
    (next_steps.purpose, "events.equipment"): [Case("keeper", "1 event asks for your equipment")],
    (next_steps.purpose, "matching.arriving"): [Case("taker", "Confirm your first day", **PERSONAL)],
    (next_steps.purpose, "matching.first_days_wished"): [Case("contact", "Another first day")],
    (next_steps.purpose, "matching.profile"): [Case("person", "1 of 6", **PERSONAL)],
    (next_steps.purpose, "evaluation.work"): [Case("evaluator", "/evaluation/")],
    (next_steps.purpose, "evaluation"): [Case("person", "your start in Own", **PERSONAL)],
    (sections.purpose, "programmes.my_programmes"): [Case("person", "The programme own", **PERSONAL)],
    (sections.purpose, "programmes.hours"): [Case("attending", "6.67 of 8 hours", **PERSONAL)],
    (sections.purpose, "matching.applications"): [Case("person", "Shown Own", **PERSONAL)],
    (sections.purpose, "matching.arriving"): [Case("taker", "Shown Own", **PERSONAL)],
    (sections.purpose, "matching.fitting_offers"): [Case("person", "Shown Own", public=True)],
    (sections.purpose, "events.coming"): [Case("person", "Event Own", **PERSONAL)],
    (sections.purpose, "events.classes"): [Case("teacher", "2 consents are missing")],
    (programme_sections.purpose, "matching.newest"): [
        Case("visitor", "Shown Own"),
        Case("person", "Shown Own", **PERSONAL),
    ],
    (programme_sections.purpose, "events.upcoming"): [
        Case("visitor", "Event Own"),
        Case("person", "Event Own"),
    ],
    (organisation_sections.purpose, "matching.placements"): [Case("contact", "Submitted Own")],
    (organisation_sections.purpose, "events.classes"): [Case("contact", "Classes that come to you")],
    (organisation_sections.purpose, "events.hosted"): [Case("contact", "Your events")],
    (organisation_sections.purpose, "events.tables"): [Case("contact", "Your tables at matchmaking days")],
    (organisation_sections.purpose, "events.equipment"): [Case("keeper", "1 device")],
    (organisation_sections.purpose, "matching.answers"): [Case("contact", "6 of 7 applications")],
    (organisation_page_sections.purpose, "matching.answers"): [
        Case("visitor", "6 of 7 applications"),
        Case("person", "6 of 7 applications", **PERSONAL),
    ],
    (organisation_page_sections.purpose, "matching.newest"): [
        Case("visitor", "Shown Own"),
        Case("person", "Shown Own", **PERSONAL),
    ],
    (workplaces.purpose, "evaluation"): [Case("evaluator", "/evaluation/own/"), Case("person", None)],
    (pages.purpose, "programmes"): [Case("person", "/programmes/own/leave/", **PERSONAL)],
    (extra_roles.purpose, "mentor"): [Case("mentor", "holds the role"), Case("newcomer", None)],
    **{
        (action_counts.purpose, name): [Case("coordinator", f"'{number}'"), Case("operator", f"'{number}'")]
        for name, number in {
            "programmes.organisations": 1,
            "programmes.contacts": 1,
            "programmes.enrolments": 1,
            "programmes.hours": 1,
            "programmes.milestones": 1,
            "programmes.reports": 1,
            "matching.postings": 1,
            "matching.applications": 1,
            "matching.names": 1,
            "events.waiting": 1,
            "events.changes": 1,
            "evaluation": 1,
        }.items()
    },
    (own_dates.purpose, "programmes.appointments"): [
        Case("person", "Interview: Shown Own", **PERSONAL),
        Case("contact", "Interview: Shown Own"),
    ],
    (own_dates.purpose, "events.trainers"): [Case("coordinator", "Event Own")],
    (own_dates.purpose, "events.registrations"): [Case("person", "Event Own", **PERSONAL)],
    (pictures.purpose, "evaluation.entries"): [
        Case("coordinator", "', 2)]"),
        Case("evaluator", "', 2)]"),
        Case("operator", "', 2)]"),
    ],
    ("the first page", "newest offers"): [Case("visitor", "Shown Own", public=True)],
    ("the head of every page", "unread messages"): [Case("person", "unread: 3", **PERSONAL)],
}


def everything() -> list[tuple[str, str, Any, Callable]]:
    """Purpose, name, provider, and how it is asked: all that is registered, and what two pages of the roof ask."""
    found = [
        (registry.purpose, name, provider, ask)
        for registry, ask in ASKED
        for name, provider in registry.items()
    ]
    return [
        *found,
        ("the first page", "newest offers", None, of_first_page),
        ("the head of every page", "unread messages", None, of_head),
    ]


def reader_of(side: Side, name: str) -> Any:
    """Read anew: what a person may see is kept on the object."""
    if name == "visitor":
        return AnonymousUser()
    if name == "operator":
        return User.objects.filter(is_superuser=True).first() or make_user("Operator", is_superuser=True)
    return User.objects.get(pk=getattr(side, name).pk)


@pytest.mark.parametrize(
    ("ask", "provider", "case"),
    [
        pytest.param(ask, provider, case, id=f"{purpose}: {name}, for {case.reader}: {case.shown}")
        for purpose, name, provider, ask in everything()
        for case in CASES.get((purpose, name), [])
    ],
)
def test_a_reader_is_shown_the_own_rows_and_no_other(ask, provider, case):
    own = Side("Own")
    before = said(ask(provider, own, reader_of(own, case.reader)))
    assert any(case.shown in text for text in before) if case.shown else before == [], before
    other = Side("Another", kinds=["job"], **({"status": ProgrammeStatus.DRAFT} if case.public else {}))
    if case.neighbours:
        own.welcome(other)
    after = said(ask(provider, own, reader_of(own, case.reader)))
    assert after == before


def test_whose_rows_they_are_decides_and_not_what_is_asked_about():
    """The other side's page shows a reader of this side nothing of what isn't public."""
    own, other = Side("Own"), Side("Another")
    for registry, ask, name in (
        (workplaces, of_programme, "evaluator"),
        (workplaces, of_programme, "coordinator"),
        (organisation_sections, of_organisation, "contact"),
    ):
        texts = [text for provider in registry for text in said(ask(provider, other, reader_of(own, name)))]
        assert [text for text in texts if "another" in text.replace("Company Another", "").lower()] == []


def test_every_provider_has_a_case():
    assert {(purpose, name) for purpose, name, _provider, _ask in everything()} == set(CASES)


def test_every_registry_is_asked_or_shows_no_rows():
    known = {id(registry) for registry, _ in [*ASKED, *SHOW_NO_ROWS]}
    found = {
        id(value): f"{module.__name__}.{name}"
        for module in list(sys.modules.values())
        if getattr(module, "__name__", "").split(".")[0] in PACKAGES
        for name, value in list(vars(module).items())
        if isinstance(value, Registry)
    }
    assert [name for key, name in found.items() if key not in known] == []
