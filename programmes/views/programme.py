"""Programmes as everybody sees them: the list, a programme's page, its colour and its pictures."""

import hashlib

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from portal.core.collation import Alphabetical
from portal.core.colour import ink_on, readable_on_dark
from portal.core.http import asked
from portal.core.links import Link
from portal.core.share_pictures import Shared, answer_picture
from portal.core.visitor_pages.declared import for_visitors, shown_to_visitors
from portal.core.workflow import Actor
from portal.users.models import User
from programmes.access import access_of
from programmes.constants import EU_INSTRUMENTS, EnrolmentStatus, PartnerRole
from programmes.extensions import (
    ends_on_programme_pages,
    offer_lists,
    programme_sections,
    sections_from,
    shown_on_programme_pages,
    workplaces,
)
from programmes.filters import ProgrammeFilter
from programmes.models import Activity, Enrolment, Funding, Organisation, Partnership, Programme, WorkPackage
from programmes.presentation.documents import payers_among
from programmes.presentation.programmes import programme_card, programme_facts, programme_share_picture
from programmes.scoping import CompiledForReader, get_visible_or_404
from programmes.views.pictures import SHORT_WHILE, answer_stored_picture
from programmes.workflows.programmes import PROGRAMME

PAGE_SIZE = 24


@for_visitors(shows=[Programme], knows=[*ProgrammeFilter.base_filters, "page"])
@require_safe
def programme_list(request: HttpRequest) -> HttpResponse:
    visible = Programme.objects.visible_to(request.user).public()
    countries = visible.order_by("country").values_list("country", flat=True).distinct()
    rows = visible.top_level().with_subprogramme_count().order_by("-status", Alphabetical())
    chosen = ProgrammeFilter(request.GET or None, queryset=rows, countries=countries)
    page = Paginator(chosen.qs, PAGE_SIZE).get_page(asked(request, "page"))
    return render(
        request,
        "programmes/programme_list.html",
        {
            "filter": chosen,
            "form": chosen.form,
            "offers": next(iter(offer_lists), None),
            "page": page,
            "cards": [programme_card(programme) for programme in page],
            "active_count": sum(bool(asked(request, name)) for name in chosen.filters),
        },
    )


@for_visitors(shows=lambda: [Programme, Organisation, *shown_on_programme_pages])
@require_safe
def programme_detail(request: HttpRequest, slug: str) -> HttpResponse:
    programme = _NAMED.first(request.user, slug=slug)
    if programme is None:
        raise Http404
    below = _BELOW(request.user, parent=programme.pk)
    _say_what_is_shown(request, [programme.pk, *(each.pk for each in below)])
    fundings = _fundings(programme, request.user)
    return render(
        request,
        "programmes/programme_detail.html",
        {
            "programme": programme,
            "facts": programme_facts(programme, parent=_parent(programme, request.user)),
            "fundings": fundings,
            "funder_logos": _funder_logos(programme, fundings),
            "is_paid_by_eu": any(funding.instrument in EU_INSTRUMENTS for funding in fundings),
            "partners": _partners(programme, request.user),
            "work_packages": _work_packages(programme, request.user),
            "subprogrammes": [programme_card(each) for each in below],
            "sections": sections_from(programme_sections, programme, request.user),
            "enrolment": _enrolment(programme, request.user),
            "workplace": _workplace(programme, request.user),
            "status": EnrolmentStatus,
            "explanation": PROGRAMME.explanation(programme.status, Actor.STAFF),
            "share": _shared(programme) if programme.is_public else None,
        },
    )


def _say_what_is_shown(request: HttpRequest, family: list[int]) -> None:
    shown = shown_to_visitors(request)
    for model in shown_on_programme_pages:
        shown.only(model, programmes=family)
    for next_end in ends_on_programme_pages:
        shown.until(next_end)


@require_safe
def programme_colour(request: HttpRequest, slug: str) -> HttpResponseBase:
    programme = get_visible_or_404(Programme, request.user, slug=slug)
    return _stylesheet(request, f":root {{ {_accents(programme.colour)} }}\n", _caching(programme))


@require_safe
def programme_colours(request: HttpRequest) -> HttpResponseBase:
    """The colours of all public programmes, each for whatever stands inside `[data-colour="<slug>"]`."""
    rows = Programme.objects.visible_to(request.user).public().order_by("slug").values_list("slug", "colour")
    rules = [f'[data-colour="{slug}"] {{ --accent: {_both_themes(colour)}; }}\n' for slug, colour in rows]
    return _stylesheet(request, "".join(rules), f"public, {SHORT_WHILE}")


@require_safe
def programme_picture(request: HttpRequest, slug: str, language: str, digest: str) -> HttpResponse:
    """What others show of a public programme that is shared, in the language of the page that names it."""
    programme = get_visible_or_404(Programme, request.user, slug=slug)
    if not programme.is_public or language not in dict(settings.LANGUAGES):
        raise Http404
    with override(language):
        share = _shared(programme)
    return answer_picture(request, share, digest)


def _shared(programme: Programme) -> Shared:
    """The picture of a programme in the language of the page, and where it is."""
    picture = programme_share_picture(programme)
    address = reverse("programmes:programme_picture", args=[programme.slug, get_language(), picture.digest])
    return Shared(picture, address)


@require_safe
def programme_logo(request: HttpRequest, slug: str) -> HttpResponseBase:
    programme = get_visible_or_404(Programme, request.user, slug=slug)
    return answer_stored_picture(programme.logo, _caching(programme))


@require_safe
def funding_logo(request: HttpRequest, slug: str, pk: int) -> HttpResponseBase:
    rows = Funding.objects.visible_to(request.user).select_related("programme")
    funding = get_visible_or_404(rows, request.user, programme__slug=slug, pk=pk)
    return answer_stored_picture(funding.logo, _caching(funding.programme))


# What a programme's page asks for, of those whom the reader may see.
_NAMED = CompiledForReader(
    lambda reader, slug: (
        Programme.objects.visible_to(reader).select_related("parent").filter(slug=slug).order_by()
    )
)
_BELOW = CompiledForReader(
    lambda reader, parent: Programme.objects.visible_to(reader).filter(parent=parent).order_by(Alphabetical())
)
_FUNDINGS = CompiledForReader(
    lambda reader, programme, parent: (
        Funding.objects.visible_to(reader)
        .filter(Q(programme=programme) | Q(programme=parent))
        .select_related("programme")
    )
)
_PARTNERS = CompiledForReader(
    lambda reader, programme: (
        Partnership.objects.visible_to(reader)
        .filter(programme=programme)
        .select_related("organisation")
        .order_by(Alphabetical("organisation__sort_keys"))
    )
)
_WORK_PACKAGES = CompiledForReader(
    lambda reader, programme: (
        WorkPackage.objects.visible_to(reader).filter(programme=programme).order_by("number", "pk")
    )
)
_ACTIVITIES = CompiledForReader(
    lambda reader, programme: (
        Activity.objects.visible_to(reader)
        .filter(work_package__programme=programme)
        .order_by("starts_on", "pk")
    )
)
_MINE = CompiledForReader(
    lambda reader, programme: Enrolment.objects.visible_to(reader).filter(
        person=reader.pk, programme=programme
    )
)


def _parent(programme: Programme, user: User | AnonymousUser) -> Programme | None:
    """What the programme is part of, for whoever may see that programme; a draft is named to nobody else."""
    parent = programme.parent
    if parent is None or parent.is_public:
        return parent
    found: Programme | None = Programme.objects.visible_to(user).filter(pk=parent.pk).first()
    return found


def _fundings(programme: Programme, user: User | AnonymousUser) -> list[Funding]:
    """Who pays, as far as the reader may know."""
    return payers_among(programme, _FUNDINGS(user, programme=programme.pk, parent=programme.parent_id))


def _funder_logos(programme: Programme, fundings: list[Funding]) -> list[tuple[str, str, str]]:
    return [
        (
            reverse("programmes:funding_logo", args=[funding.programme.slug, funding.pk]),
            funding.funder,
            "",
        )
        for funding in fundings
        if funding.logo
    ]


def _partners(programme: Programme, user: User | AnonymousUser) -> list[tuple[str, list[Partnership]]]:
    """Partners by their role, the lead first."""
    found = _PARTNERS(user, programme=programme.pk)
    groups = ((role.label, [row for row in found if row.role == role]) for role in PartnerRole)
    return [(str(label), members) for label, members in groups if members]


def _work_packages(
    programme: Programme, user: User | AnonymousUser
) -> list[tuple[WorkPackage, list[Activity]]]:
    """What the programme does, in parts, each with its activities."""
    packages = _WORK_PACKAGES(user, programme=programme.pk)
    activities = _ACTIVITIES(user, programme=programme.pk) if packages else []
    return [(each, [row for row in activities if row.work_package_id == each.pk]) for each in packages]


def _workplace(programme: Programme, user: User | AnonymousUser) -> Link | None:
    """Where the programme's own staff work on it, and what to call it."""
    if access_of(user).administers("view", Programme, programme):
        address = reverse("admin:programmes_programme_change", args=[programme.pk])
        return Link(address, _("Open the administration"))
    return next((link for place in workplaces if (link := place(programme, user))), None)


def _enrolment(programme: Programme, user: User | AnonymousUser) -> Enrolment | None:
    if not user.is_authenticated:
        return None
    return _MINE.first(user, programme=programme.pk)


def _accents(colour: str) -> str:
    dark = readable_on_dark(colour)
    return (
        f"--accent-light: {colour}; --accent-ink-light: {ink_on(colour)}; "
        f"--accent-dark: {dark}; --accent-ink-dark: {ink_on(dark)};"
    )


def _both_themes(colour: str) -> str:
    return f"light-dark({colour}, {readable_on_dark(colour)})"


def _caching(programme: Programme) -> str:
    """A programme's look is the same for everybody; one that is not public stays with the person who may see it."""
    return f"public, {SHORT_WHILE}" if programme.is_public else "private, no-store"


def _stylesheet(request: HttpRequest, css: str, caching: str) -> HttpResponseBase:
    etag = quote_etag(hashlib.sha256(css.encode()).hexdigest()[:32])
    response = HttpResponse(css, content_type="text/css; charset=utf-8")
    response["ETag"] = etag
    response["Cache-Control"] = caching
    return get_conditional_response(request, etag=etag, response=response) or response
