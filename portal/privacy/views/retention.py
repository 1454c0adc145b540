"""What is deleted by itself: by which rule, how much it was, and what goes next."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required, permission_required
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from portal.core.http import asked, domain_errors_in, typed
from portal.core.page_messages import worded
from portal.privacy.extensions import retention_rules
from portal.privacy.forms import PeriodForm
from portal.privacy.models import RetentionRun
from portal.privacy.queries import PREVIEW_DAYS, days_of, period_changes, retention_report
from portal.privacy.services.retention import set_retention_period
from portal.users.decorators import AuthenticatedRequest, confirmed_lately


@login_required
@permission_required("privacy.view_retentionrun", raise_exception=True)
@require_safe
def report(request: AuthenticatedRequest) -> HttpResponse:
    """The last run, or the one of a day, in numbers; whom they were about is nowhere written down."""
    days = RetentionRun.objects.all()
    if day := asked(request, "run"):
        run = get_object_or_404(days, pk=day) if day.isascii() and day.isdigit() and len(day) < 18 else None
    else:
        run = days.first()
    context = {
        "run": run,
        "rules": retention_report(run),
        "preview_days": PREVIEW_DAYS,
        "may_decide": request.user.has_perm("privacy.change_retentionperiod"),
    }
    return render(request, "privacy/retention.html", context)


@login_required
@permission_required("privacy.change_retentionperiod", raise_exception=True)
@require_http_methods(["GET", "HEAD", "POST"])
def period(request: AuthenticatedRequest, rule: str) -> HttpResponseBase:
    """Decide for how many days the rows of a rule are kept."""
    if rule not in retention_rules:
        raise Http404
    return _period(request, rule)


@confirmed_lately
def _period(request: AuthenticatedRequest, name: str) -> HttpResponse:
    rule = retention_rules[name]
    is_sent = request.method == "POST"
    form = PeriodForm(typed(request), initial={"days": days_of(name, rule)}, least=rule.least)
    if is_sent and form.is_valid():
        with domain_errors_in(form):
            set_retention_period(rule=name, days=form.cleaned_data["days"], by=request.user)
            messages.success(request, worded(lambda: _("Saved. The next run deletes by it.")))
            return redirect("privacy:retention")
    context = {"form": form, "rule": rule, "changes": period_changes(name)}
    return render(request, "privacy/retention_period.html", context)
