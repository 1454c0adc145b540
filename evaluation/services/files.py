"""The files of a report: one pass over the participants, nothing kept in memory but the counts."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date
from operator import itemgetter
from pathlib import Path
from typing import Any

from django.db.models import (
    BigIntegerField,
    BooleanField,
    Case,
    F,
    Func,
    IntegerField,
    Q,
    QuerySet,
    Value,
    When,
)
from django.db.models.enums import Choices
from django.db.models.expressions import Combinable
from django.db.models.lookups import GreaterThan
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from evaluation.constants import REPORTED_GENDERS, EmploymentStatus, Gender
from evaluation.facts import in_column_order
from evaluation.models import Indicator, ParticipantRecord, Report, Target
from evaluation.queries.contributions import (
    CODES,
    CONTRIBUTIONS,
    MASKS,
    NOT_REPORTABLE,
    SHORT_CONTACTS,
    WITHOUT_HOURS,
    Period,
    all_participants,
)
from evaluation.queries.figures import Figures, figures
from evaluation.querysets import ParticipantFactQuerySet
from matching.constants import DegreeLevel
from portal.core.copied_rows import copied_rows, copy_rows
from portal.core.spreadsheet import FOR_MACHINES, Column, CsvTable, SafeTexts, Workbook, csv_table, workbook
from portal.core.transactions import one_moment
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
    "so_far",
    "target",
    "checksum",
]
_OF_ENROLMENT = {
    "operation_id": "enrolment__programme__slug",
    "participant_id": "pseudonym",
    "entry_date": "entered_on",
    "exit_date": "left_on",
    "exit_type": "enrolment__exit_kind",
}
_ANSWERS = {answer.column: f"enrolment__record__{answer.field}" for answer in in_column_order()} | {
    "age_entry": "age"  # in place of the date of birth, in whose column it stands
}
MICRODATA_COLUMNS = (*_OF_ENROLMENT, *_ANSWERS, "complete")
"""Columns of the rows' file. The names are those the ESF+ authorities' forms use."""

COPIED = {"in_period": "in_period", "acronym": "enrolment__programme__acronym", **_OF_ENROLMENT, **_ANSWERS}
"""What the database copies of each participant, under these names."""


@dataclass(frozen=True)
class Built:
    """Figures of a report, the number of participants they rest on, and a checksum over both."""

    figures: Figures
    rows: int
    checksum: str


def write_files(report: Report, folder: Path, report_progress: Callable[[int], None]) -> Built:
    """Write `report.xlsx`, `report.csv` and `microdata.csv` into `folder`, in the active language.

    Figures and rows are read at one moment, so they can't disagree; rows are those that count for something in the
    period, and no others. `report_progress` gets it in per cent. The same data makes the same bytes.
    """
    with ExitStack() as stack:
        figures, listed = _read(report, folder / "rows")
        book = stack.enter_context(
            workbook(folder / "report.xlsx", title=str(report), created=report.created_at)
        )
        sheets = Sheets(book)
        microdata = stack.enter_context(
            csv_table(folder / "microdata.csv", MICRODATA_COLUMNS, encoding=FOR_MACHINES)
        )
        digest = _write_rows(folder / "rows", listed, sheets, microdata, report_progress)
        digest.update(json.dumps(figures.as_json(), sort_keys=True).encode())
        built = Built(figures, listed, digest.hexdigest())
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


def _read(report: Report, path: Path) -> tuple[Figures, int]:
    """The figures, and the rows they rest on copied into a file; how many these are."""
    people, period = all_participants(report.programme), Period(report.starts_on, report.ends_on)
    with one_moment(people.facts.db):
        return figures(people, period), copy_rows(_copied(people.facts, period), path)


def _copied(facts: ParticipantFactQuerySet, period: Period) -> QuerySet[Any]:
    """Those who count for something in the period, by pseudonym: the columns of `COPIED`."""
    days = (period.starts_on, period.ends_on)
    listed = Q(pk__in=[])
    in_period: Combinable = Value(0, output_field=BigIntegerField())
    for date_, mask in MASKS.items():
        counts = Q(GreaterThan(F("counted").bitand(mask), 0), **{f"{date_}__range": days})
        listed |= counts
        in_period = in_period + Case(When(counts, then=F("counted").bitand(mask)), default=Value(0))
    born = "enrolment__record__birth_date"
    return (
        facts.filter(listed)
        .annotate(in_period=in_period, age=FullYears(F("entered_on"), F(born)))
        .order_by("pseudonym")
        .values_list(*COPIED.values())
    )


class FullYears(Func):
    """Years of age on a day."""

    template = "extract(year FROM age(%(expressions)s))::int"
    output_field = IntegerField()


def _write_rows(
    rows: Path, listed: int, sheets: Sheets, microdata: CsvTable, report_progress: Callable[[int], None]
) -> Any:
    """Returns the digest of the pseudonyms and of what each counts for."""
    digest, number = hashlib.sha256(), 0
    names = list(COPIED)
    place = names.index("participant_id")
    columns = [names.index(name) for name in MICRODATA_COLUMNS if name != "complete"]
    pick = itemgetter(*columns, names.index("in_period"))
    safe = [*(_safe(name) for name in MICRODATA_COLUMNS[:-1]), Completeness()]
    codes = Codes()
    for portion in copied_rows(rows, at_a_time=CHUNK):
        report_progress(min(95, 95 * number // max(listed, 1)))
        number += len(portion)
        digest.update("".join(f"{cells[place]} {codes[cells[0]]}\n" for cells in portion).encode())
        microdata.add_texts(map(pick, portion), safe)
        sheets.add_participants(portion)
    return digest


YES_OR_NO = {"t": "1", "f": "0", "": ""}
"""A truth value as the database writes it → as the authorities read it."""


def _safe(column: str) -> Mapping[str, str]:
    fields = {answer.column: answer.field for answer in in_column_order()}
    is_truth = column in fields and isinstance(
        ParticipantRecord._meta.get_field(fields[column]), BooleanField
    )
    return YES_OR_NO if is_truth else SafeTexts()


class Codes(dict[str, str]):
    """What a participant counts for in the period → the indicators' codes, with spaces between."""

    def __missing__(self, in_period: str) -> str:
        counted = int(in_period)
        self[in_period] = text = " ".join(code for code in CODES if counted & CONTRIBUTIONS[code].mask)
        return text


class Completeness(dict[str, str]):
    """What a participant counts for → can they be reported? "1" or "0"."""

    def __missing__(self, in_period: str) -> str:
        return "0" if int(in_period) & CONTRIBUTIONS[NOT_REPORTABLE].mask else "1"


class CountsFor(dict[str, str]):
    """The same in words, as the sheet of participants has it."""

    def __missing__(self, in_period: str) -> str:
        if int(in_period) & CONTRIBUTIONS[NOT_REPORTABLE].mask:
            return _("Not reportable")
        return Codes()[in_period].replace(" ", ", ")


def _figure_lines(
    figures: Figures, indicators: list[Indicator], targets: Mapping[str, int]
) -> Iterator[list[object]]:
    """Code, name, kind, gender ("total" for all), value of the period, and of everybody since the start the number that
    is held against the target, and the target: one line a number, for machines.
    """
    for indicator in indicators:
        figure = figures.by_code[indicator.code]
        name = str(indicator.title)
        target = targets.get(indicator.code)
        yield [indicator.code, name, indicator.kind, "total", figure.total, figure.so_far, target]
        for gender, value in figure.by_gender.items():
            yield [indicator.code, name, indicator.kind, gender, value, None, None]
    yield [NOT_REPORTABLE, _("Not reportable"), "", "total", figures.not_reportable, None, None]
    yield [SHORT_CONTACTS, _("Short contacts"), "", "total", figures.short_contacts, None, None]
    yield [WITHOUT_HOURS, _("Joined, without any hours"), "", "total", figures.without_hours, None, None]
    for check in figures.checks:
        yield ["check", check.rule, "check", "", check.holds, None, None]


class Sheets:
    """The sheets of the workbook, in the order in which they stand in it."""

    def __init__(self, book: Workbook) -> None:
        self._cover = book.sheet(pgettext("sheet", "Report"), (28, 70))
        self._figures = book.sheet(pgettext("sheet", "Indicators"), (12, 52, 20, 10, 10, 10, 16, 16, 10))
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
        situations = labels_by_text(EmploymentStatus)
        shown: dict[str, Column] = {
            "participant_id": Column(),
            "acronym": Column(),
            "entry_date": Column(date),
            "exit_date": Column(date),
            "exit_type": Column(words=labels_by_text(ExitKind)),
            "gender": Column(words=labels_by_text(Gender)),
            "age_entry": Column(int),
            "status_entry": Column(words=situations),
            "isced_entry": Column(words=labels_by_text(DegreeLevel)),
            "status_exit": Column(words=situations),
            "exit_checked": Column(date),
            "in_period": Column(words=CountsFor()),
        }
        names = list(COPIED)
        self._pick = itemgetter(*(names.index(name) for name in shown))
        self._columns = list(shown.values())

    def add_participants(self, rows: Iterable[Sequence[str]]) -> None:
        self._rows.add_texts(map(self._pick, rows), self._columns)

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
            (_("Short contacts"), built.figures.short_contacts),
            (_("Joined, without any hours"), built.figures.without_hours),
            (_("All checks hold"), _("Yes") if built.figures.all_hold else _("No")),
            (_("Checksum (SHA-256)"), built.checksum),
        ]:
            self._cover.add(line)
        for note in [
            _("Subprogrammes are included. People appear under pseudonyms."),
            _("Outputs count people who entered in the period, immediate results people who left in it."),
            _("Targets are held against everybody since the start of the programme."),
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
            _("In the period"),
            _("Since the start"),
            _("Target"),
        ]
        self._figures.add(head, style="head")
        self._figures.freeze_head()
        for indicator in indicators:
            figure = figures.by_code[indicator.code]
            numbers = [figure.by_gender[gender] for gender in REPORTED_GENDERS]
            target = targets.get(indicator.code)
            kind = indicator.get_kind_display()
            totals = [figure.total, figure.so_far, target]
            self._figures.add([indicator.code, str(indicator.title), kind, *numbers, *totals])
        for name, number in (
            (_("Not reportable"), figures.not_reportable),
            (_("Short contacts"), figures.short_contacts),
            (_("Joined, without any hours"), figures.without_hours),
        ):
            self._figures.add(["", name, "", None, None, None, number])

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


def labels_by_text(choices: type[Choices]) -> dict[str, str]:
    """Stored value, as the database writes it → its words in the active language; nothing for no answer."""
    return {str(value): str(label) for value, label in choices.choices}
