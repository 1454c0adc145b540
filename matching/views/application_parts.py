"""What an application's page is made of, for applicant, company and staff, in the order in which they need it.

A part is asked for each reader anew and leaves itself out where it has nothing to say. Whoever adds one writes it in a
module of its own and enters it here.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from matching.constants import ApplicationState
from matching.dashboard.placements import fitting_offers
from matching.presentation.applicants import fit_of
from matching.presentation.applications import (
    application_timeline,
    no_way_back,
    nobody_deals_with_it,
    nobody_reads_it,
    terms_for_applicant,
    terms_for_company,
    terms_of_pupil,
    unheard_in_words,
)
from matching.presentation.pupils import chosen_sentences, first_day_in_words, state_in_words
from matching.presentation.talents import profile_facts
from matching.queries.applicants import reading_terms
from matching.queries.steps import is_heard
from matching.views.application_arrival import arriving, contacts, first_day, four_weeks_later
from matching.views.application_view import ApplicationView
from matching.views.conversations import the_conversation
from matching.views.interview_part import (
    awaited_while_meeting,
    interview_to_answer,
    next_while_meeting,
    the_interviews,
)
from matching.workflows.applications import APPLICATION
from matching.workflows.first_days import FIRST_DAY
from portal.core.workflow import Actor, Button
from programmes.extensions import Section
from programmes.models import Enrolment


@dataclass(frozen=True)
class Act:
    """A page on which the reader takes a step."""

    label: str | Promise
    url: str


Part = Callable[[ApplicationView], Section | None]


def parts_of(view: ApplicationView, parts: Iterable[Part]) -> list[Section]:
    return [section for part in parts if (section := part(view)) is not None]


def what_is_next(view: ApplicationView) -> Section | None:
    """What the reader can do now, or what everybody waits for."""
    if not view.is_own and not view.speaks_for_company:
        return None
    context = {
        "view": view,
        "explanation": _explanation(view),
        "detail": _detail(view),
        "awaited": _awaited(view),
        **(_about_first_day(view) if view.is_accepted else _about_steps(view)),
    }
    if view.has_nobody and context["awaited"] is Actor.ORGANISATION:
        context |= {"explanation": nobody_deals_with_it(), "detail": "", "awaited": None}
    return Section("matching/application_next.html", context)


def _explanation(view: ApplicationView) -> str:
    """What the state means to the reader; of a pupil's application in words of its own."""
    if view.is_own and view.has_ended_with_consent:
        return _("It ended when your guardian took the consent back. You have not withdrawn it yourself.")
    if view.is_unheard:
        return unheard_in_words(view.application)
    return str(state_in_words(view.application, view.side))


def _detail(view: ApplicationView) -> str:
    """What follows from more than the state: where the interview stands; that no button leads back."""
    if view.is_unheard:
        return ""
    if view.state == ApplicationState.INTERVIEW:
        return next_while_meeting(view)
    has_ended_it = view.is_own and view.state in APPLICATION.sources("take_up")
    return no_way_back(view.application) if has_ended_it and not view.steps else ""


def _awaited(view: ApplicationView) -> Actor | None:
    """Whose turn it is: the same of whom a next step is asked on their own page."""
    if view.is_unheard:
        return None
    if view.is_accepted:
        return FIRST_DAY.state(view.first_day.state).waits_for if view.first_day else Actor.ORGANISATION
    if view.state == ApplicationState.INTERVIEW:
        return awaited_while_meeting(view)
    if view.state in APPLICATION.sources("offer"):
        return Actor.ORGANISATION
    return APPLICATION.state(view.state).waits_for


def _about_steps(view: ApplicationView) -> dict[str, object]:
    acts = [
        Act(step.label, reverse("matching:application_step", args=[view.application.pk, step.target]))
        for step in view.steps
    ]
    has_main = bool(view.steps) and view.steps[0].button is Button.MAIN
    return {"acts": acts[:1] if has_main else [], "others": acts[1:] if has_main else acts}


def _about_first_day(view: ApplicationView) -> dict[str, object]:
    """Who is awaited confirms the day by one click; each side may name another."""
    if view.is_unheard:
        return {}
    url = reverse("matching:first_day", args=[view.application.pk])
    day = view.first_day
    waits = day is not None and FIRST_DAY.state(day.state).waits_for == view.side
    name = _("Name another day") if day else _("Suggest the first day")
    is_first = day is None and not view.is_own
    return {
        "confirm": day if waits else None,
        "acts": [Act(name, url)] if is_first else [],
        "others": [] if is_first else [Act(name, url)],
        "explanation": first_day_in_words(view.application, day, view.side),
    }


def name_to_show(view: ApplicationView) -> Section | None:
    """Where a pupil has a place, coordinators tell the company who comes."""
    return Section("matching/application_name.html", {"view": view}) if view.shows_name else None


def what_was_sent(view: ApplicationView) -> Section | None:
    sentences = chosen_sentences(view.application)
    return Section("matching/application_sent.html", {"view": view, "sentences": sentences})


def how_it_fits(view: ApplicationView) -> Section | None:
    """While it is being decided; whoever has come to the end of it reads of other things."""
    has_ended = view.is_own and view.state in APPLICATION.final_states
    if view.profile is None or view.offer is None or has_ended:
        return None
    score, reasons = fit_of(view.offer, view.profile, view.skill_names)
    return Section("matching/application_fit.html", {"view": view, "score": score, "reasons": reasons})


def the_profile(view: ApplicationView) -> Section | None:
    if view.profile is None or view.is_own:
        return None
    facts = profile_facts(view.profile, view.skill_names)
    return Section("matching/application_profile.html", {"facts": facts})


def what_has_happened(view: ApplicationView) -> Section | None:
    timeline = application_timeline(view.application, view.taken_steps, view.reader)
    return Section("matching/application_timeline.html", {"timeline": timeline})


def who_reads_it(view: ApplicationView) -> Section | None:
    """Until when the company reads what: told to both sides."""
    terms = reading_terms(view.application)
    if view.is_own and not is_heard(view.application, view.reader):
        text = nobody_reads_it(view.organisation.name)
    elif view.application.is_of_minor and (view.is_own or view.speaks_for_company):
        text = terms_of_pupil(terms, view.organisation.name)
    elif view.is_own:
        text = terms_for_applicant(terms, view.organisation.name)
    elif view.speaks_for_company:
        text = terms_for_company(terms)
    else:
        return None
    return Section("matching/application_terms.html", {"terms": text})


def the_way_on(view: ApplicationView) -> Section | None:
    """Where somebody goes on whose application has ended without a place, or waits in vain: offers that fit, and who
    helps.
    """
    is_over = view.is_unheard or view.has_nobody or view.state in APPLICATION.final_states
    if not view.is_own or view.is_accepted or not is_over:
        return None
    enrolments = Enrolment.objects.visible_to(view.reader).not_left().filter(person=view.reader)
    programmes = [each.programme for each in enrolments.select_related("programme")]
    context = {"offers": fitting_offers(view.reader), "programmes": programmes}
    return Section("matching/application_way_on.html", context)


def where_to_go(view: ApplicationView) -> Section | None:
    if not view.is_own:
        return None
    return Section("matching/application_elsewhere.html", {"offer": view.offer})


MAIN: tuple[Part, ...] = (
    interview_to_answer,
    what_is_next,
    name_to_show,
    the_way_on,
    the_interviews,
    the_conversation,
    contacts,
    first_day,
    arriving,
    four_weeks_later,
    what_was_sent,
    how_it_fits,
    the_profile,
)
"""Below one another: what is next, appointment, conversation, contacts, first day, what was sent, fit, profile."""

BESIDE: tuple[Part, ...] = (what_has_happened, who_reads_it, where_to_go)
