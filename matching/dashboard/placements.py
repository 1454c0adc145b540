"""What matching adds to shared pages: next steps and sections for talents and contacts, counts for coordinators."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

import numpy as np
from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet
from django.urls import reverse, reverse_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext

from matching.constants import ApplicationState
from matching.dashboard.arrivals import place_of
from matching.models import Application, Document, Placement, Posting, Recommendation, Talent
from matching.presentation.placements import offer_cards
from matching.queries.applicants import busiest
from matching.queries.bookmarks import marks_on
from matching.queries.expiry import next_expiry
from matching.queries.fits import fits_for
from matching.queries.offer_rows import rows_for_cards, rows_to_fit
from matching.queries.open_offers import OpenOffers, newest_open, open_offers
from matching.queries.profiles import PARTS, filled_parts, has_content, missing_steps, own_profile
from matching.querysets.applications import ApplicationQuerySet
from matching.querysets.placements import PlacementQuerySet
from matching.services.placements.review import publish_posting
from matching.services.talents import join_talents
from matching.workflows.applications import APPLICATION
from matching.workflows.placements import PLACEMENT
from portal.core.links import Link
from portal.core.presentation import spoken
from portal.notifications.extensions import destinations, everybody
from portal.privacy.extensions import RetentionRule, retention_rules
from portal.users.extensions import mergers
from portal.users.models import User
from programmes.access import access_of, may
from programmes.extensions import (
    Act,
    ActionCount,
    NextStep,
    Section,
    action_counts,
    bulk_acts,
    ends_on_organisation_pages,
    ends_on_programme_pages,
    next_steps,
    offer_lists,
    organisation_page_sections,
    organisation_sections,
    programme_sections,
    sections,
    shown_on_organisation_pages,
    shown_on_programme_pages,
)
from programmes.models import Enrolment, Organisation, Programme
from programmes.querysets.programmes import ProgrammeQuerySet
from programmes.scoping import CompiledForReader, sees_public, whoever_reaches

SHOWN = 3

mergers.add("matching.talent.user", join_talents)
shown_on_programme_pages.add("matching.placements", Placement)
ends_on_programme_pages.add("matching.placements", next_expiry)
shown_on_organisation_pages.add("matching.placements", Placement)
ends_on_organisation_pages.add("matching.placements", next_expiry)


def _placements_in_hand(reader: User) -> PlacementQuerySet:
    return Placement.objects.visible_to(reader, "change")


for page in ("placement_detail", "placement_edit", "placement_extend"):
    destinations.add(f"matching:{page}", whoever_reaches(_placements_in_hand))
destinations.add("matching:application_detail", whoever_reaches(Application.objects.visible_to))
destinations.add("matching:offer_list", everybody)
destinations.add("admin:matching_placement_change", whoever_reaches(Placement.objects.administered_by))
destinations.add("admin:matching_posting_change", whoever_reaches(Posting.objects.administered_by))


@next_steps.register("matching.applications")
def answers_to_give(user: User) -> Iterable[NextStep]:
    """For talents: companies that wait for their answer."""
    if not may(user, "add", Application):
        return []
    to_answer = [each for each in _in_motion(user) if each.waits_for_applicant]  # type: ignore[attr-defined]
    return [_answer(application) for application in to_answer[:SHOWN]]


def _in_motion(user: User) -> list[Application]:
    """One's latest applications and those that wait for an answer, a few of each: read once for all parts of a page."""
    if own_profile(user) is None:  # without one nobody has applied
        return []
    if _IN_MOTION not in user.__dict__:
        user.__dict__[_IN_MOTION] = _MOVED(user)
    rows: list[Application] = user.__dict__[_IN_MOTION]
    return rows


_IN_MOTION = "_matching_in_motion"


def _moved(reader: User) -> ApplicationQuerySet:
    mine = (
        Application.objects.visible_to(reader).filter(talent__user=reader.pk).order_by("-updated_at", "-pk")
    )
    few = (
        mine[:SHOWN].values("pk").union(mine.to_answer()[:SHOWN].values("pk"))
    )  # or all applications are read
    rows = Application.objects.filter(pk__in=few).with_waiting().select_related("placement__organisation")
    return rows.defer("placement__description", "placement__search").order_by("-updated_at", "-pk")


_MOVED = CompiledForReader(_moved)


def _answer(application: Application) -> NextStep:
    names = {"organisation": application.placement.organisation.name}
    is_offer = application.state == ApplicationState.OFFERED
    return NextStep(
        title=_("%(organisation)s offers you a place") % names
        if is_offer
        else _("%(organisation)s proposes times for an interview") % names,
        hint=spoken(application.placement.title),
        url=application.get_absolute_url(),
        action=_("Answer") if is_offer else _("Choose a time"),
        urgency=5 if is_offer else 10,
    )


@sections.register("matching.applications")
def what_moved(user: User) -> Section | None:
    """For talents: where their latest applications stand."""
    if not may(user, "add", Application):
        return None
    latest = _in_motion(user)[:SHOWN]
    if not latest:
        return None
    context = {"rows": [(application, APPLICATION.badge(application.state)) for application in latest]}
    return Section("matching/application_section.html", context, position=40)


@organisation_sections.register("matching.placements")
def placements_of(organisation: Organisation, user: User) -> Section | None:
    """For managers and recruiters: their latest placements, and how many applications wait."""
    if not access_of(user).speaks_for("change", Placement, organisation.pk):
        return None
    rows = busiest(organisation, user, SHOWN)
    context = {
        "organisation": organisation,
        "rows": [(placement, PLACEMENT.badge(placement.state)) for placement in rows],
    }
    return Section("matching/placement_section.html", context, position=10)


@next_steps.register("matching.profile")
def profile_steps(user: User) -> Iterable[NextStep]:
    """Fill the profile, then add a CV; for those who are here for themselves."""
    access = access_of(user)
    talent = own_profile(user)
    if not may(user, "add", Talent) or (access.is_for_others and talent is None):
        return
    filled = sum(filled_parts(talent).values())
    if not has_content(talent):
        yield NextStep(
            title=_("Say what you can and what you look for"),
            hint=_("Four minutes; then you see which offers fit you, and why."),
            url=reverse("matching:profile_step", args=missing_steps(talent)[:1]),
            action=_("Fill your profile"),
            urgency=30,
        )
    elif filled < len(PARTS):
        yield NextStep(
            title=_("Complete your profile"),
            hint=ngettext(
                "%(done)d of %(count)d part filled. Each one makes the fit better.",
                "%(done)d of %(count)d parts filled. Each one makes the fit better.",
                len(PARTS),
            )
            % {"done": filled, "count": len(PARTS)},
            url=reverse("matching:profile_step", args=missing_steps(talent)[:1]),
            action=pgettext("button", "Complete"),
            urgency=70,
        )
    if has_content(talent) and not talent.has_file and may(user, "add", Document):  # type: ignore[union-attr]
        yield NextStep(
            title=_("Add your CV"),
            hint=_("A PDF that you can send with every application."),
            url=reverse("matching:cv_add"),
            action=_("Add a CV"),
            urgency=75,
        )


@sections.register("matching.fitting_offers")
def fitting_offers(user: User) -> Section | None:
    """The best three of what one is eligible for and looks for; who has just taken a place is led to the list."""
    if not may(user, "view", Recommendation) or place_of(user) is not None:
        return None
    talent = own_profile(user)
    if talent is None or not has_content(talent):
        return None
    fits = fits_for(talent)
    among = fits.is_recommended
    if access_of(user).is_pupil:
        among = among & np.isin(fits.demand_ids, open_offers(user).index.ids)
    best = fits.demand_ids[fits.best(SHOWN, among=among)]
    rows = rows_to_fit(best, user) if sees_public(user, Placement) else []
    cards = offer_cards(rows, talent, marks_on(rows, user))
    context = {"cards": cards, "count": int(among.sum())}
    return Section("matching/section_fitting.html", context, position=30)


offer_lists.add("matching", Link(reverse_lazy("matching:offer_list"), gettext_lazy("See the offers")))


def newest_offers(user: User | AnonymousUser, offers: OpenOffers) -> Section | None:
    """For the first page."""
    return _newest(user, newest_open(offers, SHOWN), reverse("matching:offer_list"))


@programme_sections.register("matching.newest")
def newest_offers_of(programme: Programme, user: User | AnonymousUser) -> Section | None:
    """The newest offers that the programme, or one of its subprogrammes, shows."""
    ids = newest_open(open_offers(user), SHOWN, programme=programme.pk)
    return _newest(user, ids, f"{reverse('matching:offer_list')}?programme={programme.slug}")


MOST_OF_NAME = 198
"""What the list's line for words has room for, in quotation marks."""


@organisation_page_sections.register("matching.newest")
def newest_offers_by(organisation: Organisation, user: User | AnonymousUser) -> Section | None:
    """The newest offers of a verified organisation; the link finds all of them by its name as it stands."""
    name = organisation.name.replace('"', " ")[:MOST_OF_NAME]
    query = urlencode({"q": f'"{name}"'})
    ids = _NEWEST_BY(user, organisation=organisation.pk)
    return _newest(user, ids, f"{reverse('matching:offer_list')}?{query}")


def _newest_by(reader: User, organisation: int) -> QuerySet[Placement, int]:
    offers = Placement.objects.visible_to(reader).open().filter(organisation=organisation)
    return offers.order_by("-published_at", "-pk").values_list("pk", flat=True)[:SHOWN]


_NEWEST_BY = CompiledForReader(_newest_by)


def _newest(user: User | AnonymousUser, ids: Iterable[int], url: str) -> Section | None:
    talent = own_profile(user)
    fitted = talent if has_content(talent) else None
    rows = (rows_to_fit if fitted else rows_for_cards)(ids, user)
    if not rows:
        return None
    context = {"cards": offer_cards(rows, fitted, marks_on(rows, user)), "url": url}
    return Section("matching/section_newest.html", context, position=40)


bulk_acts.add(
    "publish-placements",
    Act(
        title=gettext_lazy("Publish the placements that wait"),
        button=gettext_lazy("Publish those that are ticked"),
        explanation=gettext_lazy(
            "Everybody sees them then, and their organisations are told. Read one you don’t know before you publish it."
        ),
        last=gettext_lazy("Last published together on %(date)s"),
        model=Posting,
        action="publish",
        waiting=lambda rows: rows.waiting(),
        carry_out=lambda row, by: publish_posting(posting=row, by=by),
        shown_with=("placement__organisation", "programme"),
    ),
)


@action_counts.register("matching.postings")
def placements_to_review(user: User, programmes: ProgrammeQuerySet) -> Iterator[ActionCount]:
    if not access_of(user).reaches("publish", Posting):
        return
    rows = Posting.objects.administered_in(programmes, user, "publish").waiting()
    yield ActionCount(
        label=_("Placements to review"),
        waiting=rows,
        url=f"{reverse('admin:matching_posting_changelist')}?review=waiting",
        hint=_("Nobody sees them before you publish them."),
        act="publish-placements",
    )


@action_counts.register("matching.applications")
def applications_unanswered(user: User, programmes: ProgrammeQuerySet) -> Iterator[ActionCount]:
    if not access_of(user).reaches("view", Application):
        return
    rows = Application.objects.administered_in(programmes, user)
    yield ActionCount(
        label=_("Applications unanswered for more than a week"),
        waiting=rows.late(),
        url=f"{reverse('admin:matching_application_changelist')}?answer=late",
        hint=_("Ask the companies to answer."),
        act="remind-companies",
    )


# --- What is deleted by itself -------------------------------------------------------------------------------------


def _applications_of_people_who_left(before: datetime) -> QuerySet[Any]:
    rows = Application.objects.filter(updated_at__lt=before)
    return rows.exclude(talent__user__in=Enrolment.objects.not_left().values("person"))


def _documents_of_people_who_left(before: datetime) -> QuerySet[Any]:
    rows = Document.objects.filter(updated_at__lt=before)
    sent = Application.objects.filter(cv__isnull=False, updated_at__gte=before).values("cv")
    return rows.exclude(talent__user__in=Enrolment.objects.not_left().values("person")).exclude(pk__in=sent)


retention_rules.add(
    "applications",
    RetentionRule(
        title=gettext_lazy("Applications of people who take part in no programme any more"),
        why=gettext_lazy("After some time nobody asks why somebody was declined."),
        days=183,
        least=90,
        rows=_applications_of_people_who_left,
    ),
)
retention_rules.add(
    "documents",
    RetentionRule(
        title=gettext_lazy("Documents of people who take part in no programme any more"),
        why=gettext_lazy("Whoever comes back brings a newer CV."),
        days=183,
        least=30,
        rows=_documents_of_people_who_left,
    ),
)
