from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from evaluation.forms import PeriodForm
from evaluation.presentation import charts
from evaluation.queries.contributions import CODES, participants_in
from evaluation.queries.figures import by_month, entries_since
from evaluation.queries.programmes import get_evaluated_or_404
from portal.core.http import asked
from portal.users.decorators import AuthenticatedRequest
from programmes.access import may
from programmes.models import Enrolment, Programme

PORTAL_COLOUR = "#0b5c56"


def picture(svg: bytes) -> HttpResponse:
    response = HttpResponse(svg, content_type="image/svg+xml; charset=utf-8")
    response["Cache-Control"] = "private, no-store"
    return response


@login_required
@require_safe
def trend_chart(request: AuthenticatedRequest, slug: str, code: str) -> HttpResponse:
    """One indicator month by month, for the page that shows the same numbers in a table."""
    programme, people, _below = get_evaluated_or_404(request.user, slug)
    form = PeriodForm(request.GET, programme=programme, people=people)
    if code not in CODES or not form.is_valid():
        raise Http404
    months = charts.last_months(form.period.starts_on, form.period.ends_on)
    numbers = by_month(people, code, form.period)
    return picture(charts.bar_chart(charts.trend(numbers, months), programme.colour))


@login_required
@require_safe
def enrolments_chart(request: AuthenticatedRequest) -> HttpResponse:
    """Entries in the last twelve months, over all programmes of the person or, with `?programme=`, over one of them."""
    if not may(request.user, "evaluate", Enrolment):
        raise PermissionDenied
    colour = PORTAL_COLOUR
    people = participants_in(
        Programme.objects.visible_to(request.user, "evaluate").values("pk"), request.user
    )
    if slug := asked(request, "programme"):
        programme, people, _below = get_evaluated_or_404(request.user, slug.replace("\0", ""))
        colour = programme.colour
    months = charts.last_year(timezone.localdate())
    numbers = entries_since(people, months[0])
    return picture(charts.bar_chart(charts.trend(numbers, months), colour))
