from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from evaluation.constants import REPORTED_GENDERS
from evaluation.forms import PeriodForm
from evaluation.models import Indicator, Target
from evaluation.presentation import charts
from evaluation.presentation.figures import (
    IndicatorLine,
    apart,
    gender_names,
    name_beside,
    presets,
    programme_address,
    query,
    rows_address,
)
from evaluation.presentation.records import READ, rows_as_read
from evaluation.queries.contributions import (
    APART,
    CODES,
    NOT_REPORTABLE,
    Participants,
    Period,
)
from evaluation.queries.figures import (
    Figures,
    Months,
    Tally,
    by_month_of,
    count_each,
    months_in,
    months_of,
    rows_at,
    with_months,
)
from evaluation.queries.periods import a_year_before, last_period_with_people
from evaluation.queries.programmes import get_evaluated_or_404
from evaluation.querysets import ParticipantFactQuerySet
from portal.core.compiled import CompiledQuery
from portal.core.http import asked
from portal.core.presentation import spoken
from portal.privacy.constants import AccessKind
from portal.privacy.services.access_log import log_access
from portal.users.decorators import AuthenticatedRequest
from portal.users.models import User
from programmes.models import Enrolment, Programme
from programmes.scoping import CompiledForReader

ROWS_ON_A_PAGE = 50


@login_required
@require_safe
def programme_detail(request: AuthenticatedRequest, slug: str) -> HttpResponse:
    """What a programme and its subprogrammes achieved in a period, against what was promised.

    Whoever asks for no period is led on to the last one that has people, where this year has none.
    """
    programme, people, below = get_evaluated_or_404(request.user, slug)
    form = PeriodForm(request.GET, programme=programme)
    context: dict[str, object] = {"programme": programme, "form": form, "trail": trail_of(programme)}
    if not form.is_valid():
        return render(request, "evaluation/programme.html", context, status=400)
    counted, before = count_each(people, [form.period, a_year_before(form.period)])
    if counted.figures().is_empty:
        last = last_period_with_people(programme, people)
        if last != form.period and _asks_for_no_period(request):
            return redirect(programme_address(programme, last))
        context |= {
            "nobody": True,
            "last_with_people": programme_address(programme, last) if last != form.period else "",
        }
    else:
        figures = _figures(request.user, programme, counted.figures(), before.figures(), form.period)
        context |= figures
        context |= _trend(asked(request, "trend"), counted, people, form.period, figures["lines"])
        context |= _subprogrammes(below, counted.by_programme(), form.period)
    context |= {
        "presets": presets(programme, form.period),
        "period": form.period,
        "query": query(form.period),
    }
    return render(request, "evaluation/programme.html", context)


def _asks_for_no_period(request: AuthenticatedRequest) -> bool:
    return not (asked(request, "from") or asked(request, "to"))


def _figures(
    user: User, programme: Programme, found: Figures, before: Figures, period: Period
) -> dict[str, Any]:
    targets = {target.indicator_id: target for target in _TARGETS(user, programme=programme.pk)}
    lines = [
        IndicatorLine(
            indicator,
            found.by_code[indicator.code],
            programme,
            period,
            targets.get(indicator.pk),
            before.by_code[indicator.code].total,
        )
        for indicator in _INDICATORS()
    ]
    return {
        "figures": found,
        "genders": list(gender_names().values()),
        "lines": {line.indicator.code: line for line in lines},
        "joined": found.by_code["EECO01"].total + found.not_reportable + found.not_participants,
        "participants_in_all": found.by_code["EECO01"].total + found.not_reportable,
        "complete_percent": percent_complete(found.by_code["EECO01"].total, found.not_reportable),
        "not_reportable_url": rows_address(programme, NOT_REPORTABLE, period),
        "apart": apart(programme, found, period),
    }


_TARGETS: CompiledForReader[Target] = CompiledForReader(
    lambda reader, programme: Target.objects.visible_to(reader).filter(programme=programme)
)
_INDICATORS: CompiledQuery[Indicator] = CompiledQuery(
    lambda: Indicator.objects.filter(code__in=CODES).only("code", "title")
)


def _subprogrammes(
    below: Sequence[Programme], counts: Mapping[int, Mapping[str, int]], period: Period
) -> dict[str, object]:
    """A table with one line for each subprogramme; nothing where there are none."""
    if not below:
        return {}
    shown = ("EECO01", "EECR04", NOT_REPORTABLE)
    return {
        "subprogrammes_head": [
            _("Subprogramme"),
            _("Participants"),
            _("In work on leaving"),
            _("Not reportable"),
        ],
        "subprogrammes": [
            [
                {"text": each.acronym, "url": programme_address(each, period)},
                *(number_cell(counts.get(each.pk, {}).get(code, 0), each, code, period) for code in shown),
            ]
            for each in below
        ],
    }


def _trend(
    wanted: str, counted: Tally, people: Participants, period: Period, lines: Mapping[str, IndicatorLine]
) -> dict[str, object]:
    code = wanted if wanted in lines else CODES[0]
    months = charts.last_months(period.starts_on, period.ends_on)
    numbers = by_month_of(counted, people, code, period)
    return {
        "trend_code": code,
        "trend_caption": format_html("{} {}", code, spoken(lines[code].indicator.title))
        if code in lines
        else code,
        "trend_head": [_("Month"), _("Number")],
        "trend_rows": [[name, number] for name, number in charts.trend(numbers, months)],
        "trend_tabs": [(f"?{query(period, trend=each)}#trend", each, each == code) for each in CODES],
    }


def number_cell(number: int, programme: Programme, code: str, period: Period) -> dict[str, object]:
    return {"text": str(number), "url": rows_address(programme, code, period)}


def trail_of(programme: Programme, *, below: str = "") -> list[tuple[str, str]]:
    """Breadcrumbs of a programme's figures, or of a page below them that is called `below`."""
    address = reverse("evaluation:programme", args=[programme.slug])
    trail = [(reverse("evaluation:home"), _("Evaluation"))]
    return [*trail, (address, programme.acronym), ("", below)] if below else [*trail, ("", programme.acronym)]


@login_required
@require_safe
def indicator_rows(request: AuthenticatedRequest, slug: str, code: str) -> HttpResponse:
    """The participants behind one figure, under their pseudonyms. Every look is logged."""
    programme, people, _below = get_evaluated_or_404(request.user, slug)
    if code not in {*CODES, NOT_REPORTABLE, *APART}:
        raise Http404
    form = PeriodForm(request.GET, programme=programme)
    context = {
        "programme": programme,
        "form": form,
        "code": code,
        "name": name_beside(code),
        "trail": trail_of(programme, below=name_beside(code) or code),
    }
    if not form.is_valid():
        return render(request, "evaluation/rows.html", context, status=400)
    if code in {NOT_REPORTABLE, *APART}:
        months = months_of(people, code, form.period)
    else:
        indicators = with_months(Indicator.objects.all(), people, code, form.period)
        context["indicator"] = indicator = get_object_or_404(indicators, code=code)
        months = months_in(indicator)
    if not months.totals()["total"] and _asks_for_no_period(request):
        last = last_period_with_people(programme, people)
        if last != form.period:
            return redirect(rows_address(programme, code, last))
    context |= _rows(request, programme, people.facts, code, form.period, months)
    return render(request, "evaluation/rows.html", context)


def _rows(
    request: AuthenticatedRequest,
    programme: Programme,
    facts: ParticipantFactQuerySet,
    code: str,
    period: Period,
    months: Months,
) -> dict[str, object]:
    gender = asked(request, "gender")
    gender = gender if gender in REPORTED_GENDERS and code in CODES else ""
    numbers = months.totals()
    rows = Enrolment.objects.visible_to(request.user, "evaluate").select_related("programme", "record")
    rows = rows.only(*READ)
    facts = facts.filter(gender=gender) if gender else facts
    places = Places(
        numbers[gender or "total"], partial(rows_at, rows, facts, code, period, months.of(gender))
    )
    page = Paginator(places, ROWS_ON_A_PAGE).get_page(asked(request, "page"))
    enrolments = list(page.object_list)
    log_access(
        by=request.user,
        kind=AccessKind.READ,
        label="evaluation.participantrecord",
        object_id=programme.pk,
        purpose=f"Rows behind {code} of {programme.slug}",
        rows=len(enrolments),
        starts_on=period.starts_on.isoformat(),
        ends_on=period.ends_on.isoformat(),
        gender=gender,
    )
    return {
        "page": page,
        "rows": rows_as_read(enrolments),
        "total": numbers["total"],
        "tabs": _tabs(programme, code, period, gender, numbers),
        "period": period,
        "query": query(period),
    }


def _tabs(
    programme: Programme, code: str, period: Period, gender: str, numbers: dict[str, int]
) -> list[tuple[str, str, bool, int]]:
    if code not in CODES:
        return []
    tabs = [(rows_address(programme, code, period), _("All"), not gender, numbers["total"])]
    for each, name in gender_names().items():
        tabs.append((rows_address(programme, code, period, gender=each), name, gender == each, numbers[each]))
    return tabs


class Places(Sequence[Enrolment]):
    """A list of which one knows how long it is, and asks for the part that is shown."""

    def __init__(self, number: int, read: Callable[[range], list[Enrolment]]) -> None:
        self._number = number
        self._read = read

    def __len__(self) -> int:
        return self._number

    def __getitem__(self, places: Any) -> Any:
        return self._read(range(self._number)[places])


def percent_complete(complete: int, incomplete: int) -> int | None:
    """Share of participants that can be reported; nothing where there are none. Never 100 while one is missing."""
    if not complete + incomplete:
        return None
    return 100 if not incomplete else min(99, round(100 * complete / (complete + incomplete)))
