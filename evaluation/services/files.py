"""The files of a report: one pass over the participants, nothing kept in memory but the counts."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db.models import BooleanField, Case, Value, When
from django.db.models.enums import Choices
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from evaluation.constants import EmploymentStatus, Gender
from evaluation.facts import in_column_order
from evaluation.models import Indicator, Report, Target
from evaluation.models.record import age_on
from evaluation.queries.contributions import (
    BEGINNING,
    CODES,
    CONTRIBUTIONS,
    NOT_REPORTABLE,
    Period,
    participants,
)
from evaluation.queries.figures import Figures, Tally
from matching.constants import DegreeLevel
from portal.core.spreadsheet import FOR_MACHINES, CsvTable, Workbook, csv_table, workbook
from programmes.constants import ExitKind

CHUNK = 2000
"""Rows fetched at a time; also how often progress is reported."""

FIGURES_HEAD = [
    "programme",
    "from",
    "until",
    "code",
    "indicator",
    "kind",
    "gender",
    "value",
    "target",
    "checksum",
]
MICRODATA_COLUMNS = {
    "operation_id": "programme__slug",
    "participant_id": "pseudonym",
    "entry_date": "entered_on",
    "exit_date": "left_on",
    "exit_type": "exit_kind",
    **{answer.column: f"record__{answer.field}" for answer in in_column_order()},
    "age_entry": "age",  # in place of the date of birth, in whose column it stands
    "complete": "complete",
}
"""Column of the rows' file → what it holds. The names are those the ESF+ authorities' forms use."""

FETCHED = (
    *(path for path in MICRODATA_COLUMNS.values() if path not in ("age", "complete")),
    "programme__acronym",
    "record__birth_date",
)
Row = dict[str, Any]


@dataclass(frozen=True)
class Built:
    """Figures of a report, the number of participants they rest on, and a checksum over both."""

    figures: Figures
    rows: int
    checksum: str


def write_files(report: Report, folder: Path, report_progress: Callable[[int], None]) -> Built:
    """Write `report.xlsx`, `report.csv` and `microdata.csv` into `folder`, in the active language.

    Figures and rows come out of one SQL statement, so they describe the same moment and can't disagree: each
    row says which counts it belongs to, and the figures are the sums. `report_progress` gets it in per cent.
    The same data makes the same bytes.
    """
    with ExitStack() as stack:
        book = stack.enter_context(
            workbook(folder / "report.xlsx", title=str(report), created=report.created_at)
        )
        sheets = Sheets(book)
        microdata = stack.enter_context(
            csv_table(folder / "microdata.csv", list(MICRODATA_COLUMNS), encoding=FOR_MACHINES)
        )
        built = _write_rows(report, sheets, microdata, report_progress)
        table = stack.enter_context(csv_table(folder / "report.csv", FIGURES_HEAD))
        targets = dict(
            Target.objects.filter(programme=report.programme).values_list("indicator__code", "value")
        )
        indicators = list(Indicator.objects.filter(code__in=CODES))
        sheets.write_cover(report, built)
        sheets.write_figures(built.figures, indicators, targets)
        sheets.write_checks(built.figures)
        for line in _figure_lines(built.figures, indicators, targets):
            table.add([report.programme.slug, report.starts_on, report.ends_on, *line, built.checksum])
    return built


def flags(period: Period) -> dict[str, Case]:
    """Name of a count → truth value on a participant, for all counts that make up `Figures`."""
    so_far = Period(BEGINNING, period.ends_on)
    conditions = {code: contribution.during(period) for code, contribution in CONTRIBUTIONS.items()}
    conditions |= {f"{code}_so_far": each.during(so_far) for code, each in CONTRIBUTIONS.items()}
    return {
        name: Case(When(condition, then=Value(True)), default=Value(False), output_field=BooleanField())
        for name, condition in conditions.items()
    }


def _write_rows(
    report: Report, sheets: Sheets, microdata: CsvTable, report_progress: Callable[[int], None]
) -> Built:
    counted = flags(Period(report.starts_on, report.ends_on))
    tally = Tally()
    digest = hashlib.sha256()
    listed = 0
    for row in _participants(report, counted, report_progress):
        for code in CONTRIBUTIONS:
            if row[f"{code}_so_far"]:
                tally.add(code, row["record__gender"] or "", 0, row[code], 1)
        codes = [code for code in CODES if row[code]]
        if codes or row[NOT_REPORTABLE]:
            listed += 1
            digest.update(f"{row['pseudonym']} {' '.join(codes)}\n".encode())
            sheets.add_participant(row, codes)
            microdata.add([row[path] for path in MICRODATA_COLUMNS.values()])
    figures = tally.figures()
    digest.update(json.dumps(figures.as_json(), sort_keys=True).encode())
    return Built(figures, listed, digest.hexdigest())


def _participants(
    report: Report, counted: Mapping[str, Case], report_progress: Callable[[int], None]
) -> Iterator[Row]:
    """Everybody who entered by the end of the period, with a truth value for each count."""
    people = participants(report.programme).filter(entered_on__lte=report.ends_on)
    expected = people.count()
    rows = people.order_by("pseudonym").values(*FETCHED, **counted)
    for number, row in enumerate(rows.iterator(chunk_size=CHUNK)):
        if number % CHUNK == 0:
            report_progress(min(95, 95 * number // max(expected, 1)))
        birth_date = row["record__birth_date"]
        row["age"] = age_on(row["entered_on"], birth_date) if birth_date else None
        row["complete"] = not row[NOT_REPORTABLE]
        yield row


def _figure_lines(
    figures: Figures, indicators: list[Indicator], targets: Mapping[str, int]
) -> Iterator[list[object]]:
    """Code, name, kind, gender ("total" for all), value and target: one line a number, for machines."""
    for indicator in indicators:
        figure = figures.by_code[indicator.code]
        name = str(indicator.title)
        yield [indicator.code, name, indicator.kind, "total", figure.total, targets.get(indicator.code)]
        for gender, value in figure.by_gender.items():
            yield [indicator.code, name, indicator.kind, gender, value, None]
    yield [NOT_REPORTABLE, _("Not reportable"), "", "total", figures.not_reportable, None]
    for check in figures.checks:
        yield ["check", check.rule, "check", "", check.holds, None]


class Sheets:
    """The sheets of the workbook, in the order in which they stand in it."""

    def __init__(self, book: Workbook) -> None:
        self._cover = book.sheet(pgettext("sheet", "Report"), (28, 70))
        self._figures = book.sheet(pgettext("sheet", "Indicators"), (12, 52, 20, 10, 10, 10, 12, 10))
        self._checks = book.sheet(pgettext("sheet", "Checks"), (36, 12, 12, 10))
        self._rows = book.sheet(
            pgettext("sheet", "Participants"), (14, 18, 12, 12, 14, 12, 8, 26, 26, 26, 12, 26)
        )
        self._rows.add(
            [
                _("Pseudonym"),
                _("Programme"),
                _("Entry"),
                _("Exit"),
                _("Kind of exit"),
                _("Gender"),
                _("Age on entry"),
                _("Situation before joining"),
                _("Education"),
                _("Situation on leaving"),
                _("As of"),
                _("Counts for"),
            ],
            style="head",
        )
        self._rows.freeze_head()
        self._exit_kinds, self._genders = labels_by_value(ExitKind), labels_by_value(Gender)
        self._situations, self._degrees = labels_by_value(EmploymentStatus), labels_by_value(DegreeLevel)

    def add_participant(self, row: Row, codes: list[str]) -> None:
        self._rows.add(
            [
                row["pseudonym"],
                row["programme__acronym"],
                row["entered_on"],
                row["left_on"],
                self._exit_kinds.get(row["exit_kind"]),
                self._genders.get(row["record__gender"]),
                row["age"],
                self._situations.get(row["record__status_entry"]),
                self._degrees.get(row["record__isced_entry"]),
                self._situations.get(row["record__status_exit"]),
                row["record__exit_checked_on"],
                ", ".join(codes) if row["complete"] else _("Not reportable"),
            ]
        )

    def write_cover(self, report: Report, built: Built) -> None:
        programme = report.programme
        self._cover.add([_("Indicator report")], style="title")
        for line in [
            (_("Programme"), f"{programme.acronym}: {programme.title}"),
            (_("From"), report.starts_on),
            (_("Until"), report.ends_on),
            (_("Asked for by"), str(report.requested_by or _("The portal, every week"))),
            (_("Asked for on"), report.created_at),
            (_("Participants listed"), built.rows),
            (_("Not reportable"), built.figures.not_reportable),
            (_("All checks hold"), _("Yes") if built.figures.all_hold else _("No")),
            (_("Checksum (SHA-256)"), built.checksum),
        ]:
            self._cover.add(line)
        for note in [
            _("Subprogrammes are included. People appear under pseudonyms."),
            _("Outputs count people who entered in the period, immediate results people who left in it."),
            _("Rules: Regulation (EU) 2021/1057, Annex I."),
        ]:
            self._cover.add(["", note])

    def write_figures(
        self, figures: Figures, indicators: list[Indicator], targets: Mapping[str, int]
    ) -> None:
        head = [
            _("Code"),
            _("Indicator"),
            _("Kind"),
            _("Women"),
            _("Men"),
            _("Non-binary"),
            _("Total"),
            _("Target"),
        ]
        self._figures.add(head, style="head")
        self._figures.freeze_head()
        for indicator in indicators:
            figure = figures.by_code[indicator.code]
            numbers = [figure.by_gender[gender] for gender in Gender.values]
            target = targets.get(indicator.code)
            kind = indicator.get_kind_display()
            self._figures.add([indicator.code, str(indicator.title), kind, *numbers, figure.total, target])
        self._figures.add(["", _("Not reportable"), "", None, None, None, figures.not_reportable])

    def write_checks(self, figures: Figures) -> None:
        self._checks.add(
            [
                _("Check"),
                pgettext("side of an equation", "Left"),
                pgettext("side of an equation", "Right"),
                _("Holds"),
            ],
            style="head",
        )
        for check in figures.checks:
            self._checks.add([check.rule, check.left, check.right, _("Yes") if check.holds else _("No")])


def labels_by_value(choices: type[Choices]) -> dict[object, str]:
    """Stored value → its words in the active language, looked up once for all rows; nothing for no answer."""
    return {value: str(label) for value, label in choices.choices}
