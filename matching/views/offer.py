"""One offer, and why it fits or does not."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.html import strip_tags
from django.utils.text import Truncator, capfirst
from django.utils.translation import get_language, ngettext, override
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from matching.constants import KIND_LOOKS, PlacementKind, PlacementState
from matching.models import AnswerFigure, Application, Placement, Posting, Skill, Talent
from matching.presentation.answer_figures import answers_of
from matching.presentation.fits import reason_lines
from matching.presentation.levels import language_at, skill_level_name
from matching.presentation.placements import (
    asked_facts,
    initial_of,
    mark_of,
    offer_facts,
    offer_share_picture,
    offer_tags,
)
from matching.presentation.structured_data import job_posting
from matching.queries.bookmarks import mark_for
from matching.queries.fits import gap_of
from matching.queries.profiles import (
    has_content,
    placement_profile,
    profile_of,
    talent_profile,
    with_placement_profile,
)
from matching.queries.skills import skill_labels
from matching.scoring.rules import Fit, ReasonCode, explain
from portal.core.compiled import CompiledQuery, Parameter
from portal.core.dates import day
from portal.core.markdown import render_markdown
from portal.core.presentation import spoken
from portal.core.share_pictures import Shared, answer_picture
from portal.core.visitor_pages.declared import for_visitors, shown_to_visitors
from portal.users.models import User
from programmes.access import Access, access_of, may
from programmes.models import Organisation, Programme
from programmes.presentation.organisations import logo_address
from programmes.scoping import CompiledForReader

SUMMARY_LENGTH = 200


@for_visitors(shows=(Placement, Organisation, Programme, Skill, AnswerFigure))
@require_safe
def offer_detail(request: HttpRequest, pk: int, slug: str) -> HttpResponse:
    """One offer. Who may still see it is told when it is no longer open, applicants when it is reviewed again."""
    placement = _OFFER.first(request.user, pk=pk)
    if placement is None:
        application = own_application(request.user, pk)
        if application is None:
            raise Http404
        is_paused = application.placement.state == PlacementState.PAUSED
        context = {"application": application, "is_paused": is_paused}
        return render(request, "matching/offer_in_review.html", context)
    if slug != placement.slug:
        return HttpResponsePermanentRedirect(placement.get_absolute_url())
    shown = shown_to_visitors(request)
    shown.only(Placement, rows=[placement.pk])
    shown.only(Organisation, rows=[placement.organisation_id])
    shown.only(AnswerFigure, rows=[placement.organisation_id])
    shown.until(lambda: placement.expires_at)
    postings = _shown_by(placement)
    is_open = placement.is_on_show and bool(postings)
    talent = profile_of(request.user)
    fitted = talent if has_content(talent) else None
    fit = explain(talent_profile(fitted), placement_profile(placement)) if fitted else None
    labels = skill_labels([row["skill"] for row in placement.skill_rows])  # type: ignore[attr-defined]
    context = {
        **_about(request, placement, is_open=is_open),
        "is_open": is_open,
        "programme": postings[0].programme if len(postings) == 1 else None,
        "postings": postings,
        "fit": fit,
        "score_text": _score_text(fit) if fit else "",
        "reasons": reason_lines(fit, placement, labels) if fit else [],
        "gap": _gap(fitted, placement, labels) if fitted else None,
        "mark": mark_of(placement.pk, mark_for(placement, request.user) if is_open else None),
        "asked": [] if fit else asked_facts(placement),
        "application": own_application(request.user, pk) if talent else None,
        "can_apply": may(request.user, "add", Application) or not request.user.is_authenticated,
        "can_have_profile": may(request.user, "add", Talent),
        **_as_read_by(access_of(request.user), placement),
        "is_own": access_of(request.user).speaks_for("change", Placement, placement.organisation_id),
        "share": _shared(placement, postings) if is_open else None,
    }
    return render(request, "matching/offer_detail.html", context)


@require_safe
def offer_picture(request: HttpRequest, pk: int, language: str, digest: str) -> HttpResponse:
    """What others show of an open offer that is shared, in the language of the page that names it."""
    placement = _OFFER.first(request.user, pk=pk)
    if placement is None or not placement.is_on_show or language not in dict(settings.LANGUAGES):
        raise Http404
    postings = _shown_by(placement)
    if not postings:
        raise Http404
    with override(language):
        share = _shared(placement, postings)
    return answer_picture(request, share, digest)


def _shared(placement: Placement, postings: list[Posting]) -> Shared:
    """The picture of an offer in the language of the page, and where it is."""
    picture = offer_share_picture(placement, [posting.programme for posting in postings])
    address = reverse("matching:offer_picture", args=[placement.pk, get_language(), picture.digest])
    return Shared(picture, address)


def _as_read_by(reader: Access, placement: Placement) -> dict[str, object]:
    """A pupil asks for a place; everybody else applies."""
    until = _("Ask until %(date)s") if reader.is_pupil else _("Apply until %(date)s")
    return {
        "reader": reader,
        "apply_title": until % {"date": day(placement.expires_at)},
        "apply_label": _("Ask for a place") if reader.is_pupil else _("Apply with your profile"),
        "applied_title": _("You have asked for a place") if reader.is_pupil else _("You have applied"),
    }


def own_application(user: User | AnonymousUser, placement_id: int) -> Application | None:
    """What the person has sent for an offer, which they may not be able to read at the moment."""
    return _SENT.first(user, placement=placement_id)


def _offer(reader: User, pk: int) -> QuerySet[Placement]:
    rows = Placement.objects.visible_to(reader).filter(pk=pk).order_by()
    return with_placement_profile(rows.select_related("organisation__answer_figure").defer("search"))


def _sent(reader: User, placement: int) -> QuerySet[Application]:
    rows = Application.objects.visible_to(reader).filter(talent__user=reader.pk, placement=placement)
    return rows.select_related("placement__organisation")


_OFFER = CompiledForReader(_offer)
_SENT = CompiledForReader(_sent)


def _about(request: HttpRequest, placement: Placement, *, is_open: bool) -> dict[str, object]:
    """What the page says about the offer itself, whoever reads it."""
    address = request.build_absolute_uri(placement.get_absolute_url())
    description = render_markdown(str(placement.description))
    organisation = placement.organisation
    return {
        "placement": placement,
        "organisation": organisation,
        "answers": answers_of(organisation),
        "description": description,
        "summary": Truncator(strip_tags(description)).chars(SUMMARY_LENGTH),
        "about": render_markdown(str(organisation.about)) if str(organisation.about) else "",
        "initial": initial_of(organisation.name),
        "logo": logo_address(organisation),
        "look": KIND_LOOKS[PlacementKind(placement.kind)],
        "tags": offer_tags(placement),
        "facts": offer_facts(placement),
        "address": address,
        "job_posting": job_posting(placement, address) if is_open else None,
        "breadcrumbs": [(reverse("matching:offer_list"), _("Offers")), ("", spoken(placement.title))],
        "apply_url": reverse("matching:apply", args=[placement.pk, placement.slug]),
        "manage_url": reverse("matching:placement_detail", args=[placement.pk]),
        **({} if is_open else _closed(placement)),
    }


def _closed(placement: Placement) -> dict[str, str]:
    """What whoever still sees an offer that is not open has to know."""
    if placement.published_at is None:
        return {
            "closed_title": _("Not published yet"),
            "closed_text": _("Only the organisation and the programmes it is meant for see this page."),
        }
    return {
        "closed_title": _("This offer is no longer open"),
        "closed_text": _("You still see it because you have to do with it. Nobody can apply for it now."),
    }


def _shown_by(placement: Placement) -> list[Posting]:
    """Postings by programmes that have reviewed the placement and that have pages."""
    return _POSTINGS(placement=placement.pk)


def _postings(placement: Parameter) -> QuerySet[Posting]:
    return Posting.objects.shown().filter(placement=placement).select_related("programme")


_POSTINGS = CompiledQuery(lambda: _postings(Parameter("placement")))


def _score_text(fit: Fit) -> str:
    if fit.is_eligible:
        return _("%(score)d %% fit") % {"score": fit.score}
    return _("%(score)d %% fit, but something that has to be met is missing") % {"score": fit.score}


def _gap(talent: Talent, placement: Placement, labels: dict[int, str]) -> dict[str, object] | None:
    """The smallest step that helps this person most, if it would lift this offer."""
    gap = gap_of(talent)
    if gap is None or placement.pk not in gap.demand_ids:
        return None
    others = len(gap.demand_ids) - 1
    if gap.code is ReasonCode.LANGUAGE:
        step = language_at(str(gap.subject), gap.target)
    else:
        step = _("%(skill)s: %(level)s") % {
            "skill": capfirst(labels.get(int(gap.subject), "")),
            "level": skill_level_name(gap.target),
        }
    if not others:
        return {"step": step, "effect": _("It would lift this offer.")}
    effect = ngettext(
        "It would lift this offer and %(count)d other.",
        "It would lift this offer and %(count)d others.",
        others,
    )
    return {"step": step, "effect": effect % {"count": others}}
