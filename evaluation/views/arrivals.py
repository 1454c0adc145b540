"""Four weeks after the start of the work: how many were there, and the rows behind it."""

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_safe

from evaluation.forms import PeriodForm
from evaluation.queries.arrivals import arrivals, figures_of, rows_of
from evaluation.queries.programmes import get_evaluated_or_404
from evaluation.views.programme import ROWS_ON_A_PAGE, trail_of
from matching.constants import ArrivalOutcome
from portal.core.dates import day
from portal.core.http import asked
from portal.privacy.constants import AccessKind
from portal.privacy.services.access_log import log_access
from portal.users.decorators import AuthenticatedRequest


@login_required
@require_safe
def four_weeks_after(request: AuthenticatedRequest, slug: str) -> HttpResponse:
    """Who has taken a place and begun in the period, under pseudonyms, with what they answered. Each look is logged."""
    programme, _people, below = get_evaluated_or_404(request.user, slug)
    form = PeriodForm(request.GET, programme=programme)
    trail = trail_of(programme, below=_("Four weeks after the start"))
    context: dict[str, object] = {"programme": programme, "form": form, "trail": trail}
    if not form.is_valid():
        return render(request, "evaluation/arrivals.html", context, status=400)
    found = arrivals([programme, *below], request.user, form.period)
    page = Paginator(rows_of(found, request.user), ROWS_ON_A_PAGE).get_page(asked(request, "page"))
    log_access(
        by=request.user,
        kind=AccessKind.READ,
        label="matching.arrivalanswer",
        object_id=programme.pk,
        purpose=f"Four weeks after the start: {programme.slug}",
        rows=len(page.object_list),
        starts_on=form.period.starts_on.isoformat(),
        ends_on=form.period.ends_on.isoformat(),
    )
    head = [_("Pseudonym"), _("Programme"), _("First day"), _("Answer")]
    rows = [
        [row["pseudonym"], row["acronym"], day(row["start"]), _answer(row["outcome"])]
        for row in page.object_list
    ]
    context |= {"period": form.period, "figures": figures_of(found), "page": page, "head": head, "rows": rows}
    return render(request, "evaluation/arrivals.html", context)


def _answer(outcome: str | None) -> str:
    return str(ArrivalOutcome(outcome).label) if outcome else pgettext("four weeks later", "no answer")
