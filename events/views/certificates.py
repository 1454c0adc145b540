"""A certificate: the paper, for whoever has the link of the registration, and whether it holds, for everybody."""

from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import override
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from events.constants import CertificateState
from events.presentation.certificates import certificate_sheet, heading, verdict, verification_facts
from events.queries.certificates import certificate_of_code
from events.queries.registrations import registration_of_link
from portal.core.documents import typeset
from portal.core.http import answer_too_many
from portal.core.limits import TriedTooOften, count_try

RATES = {"host": "30/m,300/h"}
"""How often one machine may ask: nobody finds a number by trying, and an office can verify a pile of papers."""


@never_cache
@require_safe
def certificate(request: HttpRequest, code: str) -> HttpResponse:
    """Where the number on the paper leads: whether it holds, and what it was issued for."""
    try:
        count_try(request, app="events.certificate", rates=RATES, keys={"host": request.META["REMOTE_ADDR"]})
    except TriedTooOften as error:
        return answer_too_many(request, error.seconds)
    row = certificate_of_code(code)
    if row is None:
        return render(request, "events/certificate_unknown.html", status=404)
    context = {
        "row": row,
        "is_valid": row.state == CertificateState.ISSUED,
        "verdict": verdict(row),
        "facts": verification_facts(row),
    }
    return render(request, "events/certificate.html", context)


@never_cache
@require_safe
def certificate_file(request: HttpRequest, token: str, code: str, language: str) -> HttpResponse:
    """The paper in one of the portal's languages, as long as it holds."""
    holder, row = registration_of_link(token), certificate_of_code(code)
    if holder is None or row is None or row.registration_id != holder.pk:
        raise Http404
    if row.state != CertificateState.ISSUED or language not in dict(settings.LANGUAGES):
        raise Http404
    with override(language):
        data = certificate_sheet(row)
        title = f"{heading(row)}: {data['event']}"
        content = typeset("events/certificate.typ", data, language=language, title=title)
    return HttpResponse(content, content_type="application/pdf")
