"""What to put into another site's page so that it shows the coming events of a programme."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.html import format_html
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import override

from events.models import Event
from portal.core.collation import Alphabetical
from portal.core.locales import own_language_name
from programmes.access import may_administer
from programmes.models import Programme


@dataclass(frozen=True)
class Embedding:
    """A programme, the sites that may show its events, and what to put into their pages, by language."""

    programme: Programme
    hosts: str
    snippets: list[tuple[str, str, str]]
    """Code and name of the language, and the text."""
    change_address: str


def other_sites(request: HttpRequest, model_admin: Any) -> HttpResponse:
    if not may_administer(request.user, "view", Event):
        raise PermissionDenied
    programmes = Programme.objects.administered_by(request.user, "view", Event).order_by(Alphabetical())
    return TemplateResponse(
        request,
        "events/admin/other_sites.html",
        {
            **model_admin.admin_site.each_context(request),
            "title": _("Show events on other sites"),
            "opts": model_admin.opts,
            "embeddings": [_embedding(request, each) for each in programmes if each.is_public],
        },
    )


def _embedding(request: HttpRequest, programme: Programme) -> Embedding:
    may_change = may_administer(request.user, "change", programme)
    page = reverse("admin:programmes_programme_change", args=[programme.pk])
    return Embedding(
        programme=programme,
        hosts=", ".join(programme.embedding_hosts),
        snippets=[
            (code, own_language_name(code), _snippet(request, programme, code)) for code in _spoken(programme)
        ],
        change_address=page if may_change else "",
    )


def _spoken(programme: Programme) -> list[str]:
    """Languages of the portal in which the programme works; English where it is none of them."""
    known = [code for code in programme.languages if code in dict(settings.LANGUAGES)]
    return known or ["en"]


def _snippet(request: HttpRequest, programme: Programme, language: str) -> str:
    query = urlencode({"programme": programme.slug, "lang": language})
    address = request.build_absolute_uri(f"{reverse('events:embed')}?{query}")
    with override(language):
        title = _("Coming events of %(programme)s") % {"programme": programme.acronym}
    return format_html(
        '<iframe title="{}" lang="{}" src="{}" width="100%" height="600" loading="lazy"></iframe>',
        title,
        language,
        address,
    )
