"""What an application's page is made of, for applicant, company and staff, in the order in which they need it.

A part is asked for each reader anew and leaves itself out where it has nothing to say. Whoever adds one writes it in a
module of its own and enters it here.
"""

from collections.abc import Callable, Iterable

from django.urls import reverse

from matching.presentation.applicants import fit_of
from matching.presentation.applications import (
    application_timeline,
    terms_for_applicant,
    terms_for_company,
)
from matching.presentation.talents import profile_facts
from matching.queries.applicants import reading_terms
from matching.views.application_view import ApplicationView
from matching.views.interview_part import the_interviews
from matching.workflows.applications import APPLICATION
from portal.core.workflow import Actor, Button
from programmes.extensions import Section

Part = Callable[[ApplicationView], Section | None]


def parts_of(view: ApplicationView, parts: Iterable[Part]) -> list[Section]:
    return [section for part in parts if (section := part(view)) is not None]


def what_is_next(view: ApplicationView) -> Section | None:
    """What the reader can do now, or what everybody waits for."""
    actor = Actor.PERSON if view.is_own else Actor.ORGANISATION
    explanation = APPLICATION.explanation(view.state, actor) if view.is_own or view.speaks_for_company else ""
    if not view.steps and not explanation:
        return None
    steps = [
        (step, reverse("matching:application_step", args=[view.application.pk, step.target]))
        for step in view.steps
    ]
    first = steps[:1] if view.steps and view.steps[0].button is Button.MAIN else []
    context = {"first": first, "others": steps[len(first) :], "explanation": explanation, "view": view}
    return Section("matching/application_next.html", context)


def what_was_sent(view: ApplicationView) -> Section | None:
    return Section("matching/application_sent.html", {"view": view})


def how_it_fits(view: ApplicationView) -> Section | None:
    if view.profile is None or view.offer is None:
        return None
    score, reasons = fit_of(view.offer, view.profile)
    return Section("matching/application_fit.html", {"view": view, "score": score, "reasons": reasons})


def the_profile(view: ApplicationView) -> Section | None:
    if view.profile is None or view.is_own:
        return None
    return Section("matching/application_profile.html", {"facts": profile_facts(view.profile)})


def what_has_happened(view: ApplicationView) -> Section | None:
    timeline = application_timeline(view.application, view.reader)
    return Section("matching/application_timeline.html", {"timeline": timeline})


def who_reads_it(view: ApplicationView) -> Section | None:
    """Until when the company reads what: told to both sides."""
    terms = reading_terms(view.application)
    if view.is_own:
        text = terms_for_applicant(terms, view.organisation.name)
    elif view.speaks_for_company:
        text = terms_for_company(terms)
    else:
        return None
    return Section("matching/application_terms.html", {"terms": text})


def where_to_go(view: ApplicationView) -> Section | None:
    if not view.is_own:
        return None
    return Section("matching/application_elsewhere.html", {"offer": view.offer})


MAIN: tuple[Part, ...] = (what_is_next, the_interviews, what_was_sent, how_it_fits, the_profile)
"""Below one another: what is next, appointment, conversation, contacts, first day, what was sent, fit, profile."""

BESIDE: tuple[Part, ...] = (what_has_happened, who_reads_it, where_to_go)
