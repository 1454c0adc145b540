from datetime import datetime

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import formats, timezone
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from evaluation.constants import ReportFile
from evaluation.forms import ReportForm
from evaluation.models import Indicator, Report
from evaluation.presentation.figures import gender_names, query, rows_address
from evaluation.queries.contributions import NOT_REPORTABLE, SHORT_CONTACTS, Participants, Period
from evaluation.queries.programmes import get_evaluated_or_404
from evaluation.services.reports import request_report, retry_report
from evaluation.views.programme import trail_of
from evaluation.workflows import REPORT
from portal.core.http import asked, domain_errors_as_messages, domain_errors_in, typed
from portal.core.workflow import Actor
from portal.privacy.constants import AccessKind
from portal.privacy.services.access_log import log_access
from portal.users.decorators import AuthenticatedRequest, confirmed_lately
from programmes.models import Programme
from programmes.scoping import get_visible_or_404

CONTENT_TYPES = {
    ReportFile.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ReportFile.CSV: "text/csv; charset=utf-8",
    ReportFile.MICRODATA: "text/csv; charset=utf-8",
}
REPORTS_ON_A_PAGE = 25


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def report_list(request: AuthenticatedRequest, slug: str) -> HttpResponse:
    """The reports of one programme, newest first, and the form that asks for another."""
    programme, people, _below = get_evaluated_or_404(request.user, slug)
    is_sent = request.method == "POST"
    initial = None if is_sent else _initial_period(request, programme, people)
    form = ReportForm(typed(request), programme=programme, people=people, initial=initial)
    if is_sent and form.is_valid():
        with domain_errors_in(form):
            report = request_report(
                programme=programme,
                starts_on=form.period.starts_on,
                ends_on=form.period.ends_on,
                language=form.cleaned_data["language"],
                by=request.user,
            )
            return redirect(report)
    reports = Report.objects.visible_to(request.user).filter(programme=programme)
    rows = reports.select_related("programme", "requested_by")
    page = Paginator(rows, REPORTS_ON_A_PAGE).get_page(asked(request, "page"))
    for report in page:
        report.badge = REPORT.badge(report.state)  # type: ignore[attr-defined]
    trail = trail_of(programme, below=_("Reports"))
    context = {"programme": programme, "form": form, "page": page, "trail": trail}
    return render(request, "evaluation/report_list.html", context, status=400 if is_sent else 200)


def _initial_period(
    request: AuthenticatedRequest, programme: Programme, people: Participants
) -> dict[str, object]:
    """The period a link to the form carries, for its fields; what is no date is left to the form's own default."""
    sent = {**request.GET.dict(), "language": get_language() or "en"}
    form = ReportForm(sent, programme=programme, people=people)
    initial: dict[str, object] = {"language": get_language()}
    if form.is_valid():
        initial |= {"from": form.period.starts_on, "to": form.period.ends_on}
    return initial


@login_required
@require_safe
def report_detail(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """How far a report is; once it is ready, its figures and files."""
    report = get_visible_or_404(
        Report.objects.select_related("programme__parent", "requested_by"), request.user, pk=pk
    )
    context = {
        "report": report,
        "programme": report.programme,
        "trail": trail_of(report.programme, below=_("Report")),
        "badge": REPORT.badge(report.state),
        "explanation": REPORT.explanation(report.state, Actor.STAFF),
        "retry": REPORT.step("retry"),
        "facts": facts_of(report),
        "files": [(kind, kind.label) for kind in ReportFile],
        "query": query(Period(report.starts_on, report.ends_on)),
    }
    if report.is_ready:
        context |= shown_figures(report)
    return render(request, "evaluation/report_detail.html", context)


def facts_of(report: Report) -> list[tuple[str, str]]:
    return [
        (_("Asked for by"), str(report.requested_by or _("The portal, every week"))),
        (_("Asked for on"), moment(report.created_at)),
        (_("Finished"), moment(report.finished_at)),
        (_("Language of the files"), report.get_language_display()),
        (_("Checksum (SHA-256)"), report.checksum),
    ]


def moment(value: datetime | None) -> str:
    return formats.date_format(timezone.localtime(value), "SHORT_DATETIME_FORMAT") if value else ""


def shown_figures(report: Report) -> dict[str, object]:
    """The figures as they were when the report was built, for the page's tables."""
    period = Period(report.starts_on, report.ends_on)
    titles = {indicator.code: str(indicator.title) for indicator in Indicator.objects.all()}
    rows = [
        [
            f"{code} {titles.get(code, '')}",
            *({"text": str(numbers[gender]), "num": True} for gender in gender_names()),
            {"text": str(numbers["total"]), "num": True, "url": rows_address(report.programme, code, period)},
        ]
        for code, numbers in report.figures["indicators"].items()
    ]
    checks = [
        [
            rule,
            left,
            right,
            {"text": _("Holds") if holds else _("Does not hold"), "kind": "good" if holds else "bad"},
        ]
        for rule, left, right, holds in report.figures["checks"]
    ]
    return {
        "rows": rows,
        "head": [_("Indicator"), *gender_names().values(), _("Total")],
        "checks": checks,
        "checks_head": [
            _("Check"),
            pgettext("side of an equation", "Left"),
            pgettext("side of an equation", "Right"),
            _("Result"),
        ],
        "not_reportable": report.figures["not_reportable"],
        "not_reportable_url": rows_address(report.programme, NOT_REPORTABLE, period),
        "short_contacts": report.figures.get("short_contacts", 0),
        "short_contacts_url": rows_address(report.programme, SHORT_CONTACTS, period),
    }


@login_required
@require_POST
def report_retry(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """Try again what failed."""
    report = get_visible_or_404(Report.objects.select_related("programme"), request.user, "add", pk=pk)
    with domain_errors_as_messages(request):
        retry_report(report=report, by=request.user)
    return redirect(report)


@login_required
@require_safe
def report_download(request: AuthenticatedRequest, pk: int, kind: str) -> HttpResponseBase:
    """Hand out one file of a report to who has proven lately that it's them, and write down who took it."""
    report = get_visible_or_404(Report.objects.select_related("programme"), request.user, "download", pk=pk)
    if kind not in ReportFile.values or not report.is_ready:
        raise Http404
    return _file_response(request, report, ReportFile(kind))


@confirmed_lately
def _file_response(request: AuthenticatedRequest, report: Report, kind: ReportFile) -> HttpResponseBase:
    try:
        content = report.file(kind).open("rb")
    except FileNotFoundError as error:
        raise Http404 from error
    log_access(
        by=request.user,
        kind=AccessKind.DOWNLOAD,
        label="evaluation.report",
        object_id=report.pk,
        purpose=f"Report on {report.programme.slug}",
        file=str(kind),
        starts_on=report.starts_on.isoformat(),
        ends_on=report.ends_on.isoformat(),
    )
    response = FileResponse(
        content, as_attachment=True, filename=file_name(report, kind), content_type=CONTENT_TYPES[kind]
    )
    response["Cache-Control"] = "private, no-store"
    return response


def file_name(report: Report, kind: ReportFile) -> str:
    """A name that says what is in the file, and nothing about anybody."""
    name = f"{report.programme.slug}-{report.starts_on:%Y-%m-%d}-{report.ends_on:%Y-%m-%d}"
    endings = {ReportFile.XLSX: ".xlsx", ReportFile.CSV: ".csv", ReportFile.MICRODATA: "-rows.csv"}
    return name + endings[kind]
