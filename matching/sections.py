"""What matching shows on the pages whose parts are registered: the dashboard, the first page, a programme's."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, QuerySet, Window
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from matching.cards import offer_cards, with_card
from matching.models import Document, Placement, Recommendation, Talent
from matching.services.profiles import PARTS, filled_parts, is_fitted, profile_of, says_something
from programmes.access import access_of, may
from programmes.dashboard import (
    NextStep,
    Section,
    home_sections,
    next_steps,
    organisation_page_sections,
    programme_sections,
    sections,
)
from programmes.roles import Role

SHOWN = 3
_PROFILE = "_matching_profile"


@next_steps.register("matching.profile")
def profile_steps(user: Any) -> Iterable[NextStep]:
    """Fill the profile, then add a CV; for those who are here for themselves."""
    access = access_of(user)
    talent = _profile(user)
    is_here_for_others = access.is_staff or Role.CONTACT in access.roles
    if not may(user, "add", Talent) or (is_here_for_others and talent is None):
        return
    filled = sum(filled_parts(talent).values())
    if not says_something(talent):
        yield NextStep(
            title=_("Say what you can and what you look for"),
            hint=_("Five minutes; then you see which offers fit you, and why."),
            url=reverse("matching:profile"),
            action=_("Fill your profile"),
            urgency=30,
        )
    elif filled < len(PARTS):
        yield NextStep(
            title=_("Complete your profile"),
            hint=_("%(done)d of %(count)d parts filled. Each one makes the fit better.")
            % {"done": filled, "count": len(PARTS)},
            url=reverse("matching:profile"),
            action=pgettext("button", "Complete"),
            urgency=70,
        )
    if says_something(talent) and not talent.has_file and may(user, "add", Document):  # type: ignore[union-attr]
        yield NextStep(
            title=_("Add your CV"),
            hint=_("A PDF that you can send with every application."),
            url=reverse("matching:cv_add"),
            action=_("Add a CV"),
            urgency=75,
        )


@sections.register("matching.fitting_offers")
def fitting_offers(user: Any) -> Section | None:
    """The best three, or that they are being looked for."""
    if not may(user, "view", Recommendation):
        return None
    talent = _profile(user)
    if talent is None or not says_something(talent):
        return None
    if not is_fitted(talent):
        return Section("matching/section_fitting.html", {"is_fitted": False}, position=30)
    rows = list(_best(user, talent)[:SHOWN])
    context = {
        "is_fitted": True,
        "cards": offer_cards(rows, talent),
        "count": rows[0].found if rows else 0,  # type: ignore[attr-defined]
    }
    return Section("matching/section_fitting.html", context, position=30)


@home_sections.register("matching.newest")
def newest_offers(user: Any) -> Section | None:
    return _newest(user, Placement.objects.visible_to(user).open(), reverse("matching:offer_list"))


@programme_sections.register("matching.newest")
def newest_offers_of(programme: Any, user: Any) -> Section | None:
    """The newest offers that the programme, or one of its subprogrammes, shows."""
    offers = Placement.objects.visible_to(user).open().shown_by(programme)
    return _newest(user, offers, f"{reverse('matching:offer_list')}?programme={programme.slug}")


@organisation_page_sections.register("matching.newest")
def newest_offers_by(organisation: Any, user: Any) -> Section | None:
    """The newest offers of a verified organisation; the link finds all of them by its name."""
    offers = Placement.objects.visible_to(user).open().filter(organisation=organisation)
    query = urlencode({"q": organisation.name})
    return _newest(user, offers, f"{reverse('matching:offer_list')}?{query}")


def _newest(user: Any, offers: QuerySet[Placement], url: str) -> Section | None:
    rows = list(with_card(offers.order_by("-published_at", "-pk"))[:SHOWN])
    if not rows:
        return None
    talent = _profile(user)
    cards = offer_cards(rows, talent if says_something(talent) else None)
    return Section("matching/section_newest.html", {"cards": cards, "url": url}, position=40)


def _best(user: Any, talent: Talent) -> QuerySet[Placement]:
    """Open offers whose minima are met, of the kinds sought; `found` is how many there are."""
    offers = Placement.objects.visible_to(user).open()
    if talent.kinds:
        offers = offers.filter(kind__in=talent.kinds)
    offers = offers.filter(recommendations__talent=talent, recommendations__is_eligible=True)
    offers = offers.annotate(found=Window(Count("pk")))
    return with_card(offers.order_by("-recommendations__score", "pk"))


def _profile(user: Any) -> Talent | None:
    """The person's profile, read once for all parts of a page."""
    if not user.is_authenticated:
        return None
    if _PROFILE not in user.__dict__:
        user.__dict__[_PROFILE] = profile_of(user)
    talent: Talent | None = user.__dict__[_PROFILE]
    return talent
