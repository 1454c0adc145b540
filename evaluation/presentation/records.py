"""Participant records as evaluators read them."""

from collections.abc import Iterable
from datetime import date

from django.utils import formats
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from evaluation.constants import SHORT_STATUS, Gender
from evaluation.facts import declined_fields, missing_fields
from evaluation.models import ParticipantRecord
from evaluation.models.record import age_on
from matching.constants import DegreeLevel
from programmes.models import Enrolment

NOTHING = "–"
READ = (
    *("pseudonym", "entered_on", "left_on", "programme__acronym"),
    *(f"record__{field}" for field in ("gender", "birth_date", "status_entry", "isced_entry", "status_exit")),
)
"""What `rows_as_read` needs of an enrolment."""


def missing_answer_names(record: ParticipantRecord | None) -> list[str]:
    """What a participant can't be reported without and has not told, in short words for a list."""
    unwilling = [
        _("%(question)s (would rather not say)") % {"question": _NAMES[field]}
        for field in declined_fields(record)
    ]
    return [*(str(_NAMES[field]) for field in missing_fields(record)), *unwilling]


_NAMES = {
    "gender": gettext_lazy("gender"),
    "birth_date": gettext_lazy("date of birth"),
    "status_entry": gettext_lazy("situation before joining"),
    "isced_entry": gettext_lazy("education"),
}


def rows_as_read(enrolments: Iterable[Enrolment]) -> list[dict[str, object]]:
    """Participants as evaluators see them: no name, no date of birth. Words are looked up once for all of them."""
    genders, degrees = _words(Gender.choices), _words(DegreeLevel.choices)
    situations = _words(SHORT_STATUS.items())
    return [_row(each, genders, degrees, situations) for each in enrolments]


def _words(choices: Iterable[tuple[object, str | Promise]]) -> dict[object, str]:
    return {value: str(label) for value, label in choices}


def _row(
    enrolment: Enrolment,
    genders: dict[object, str],
    degrees: dict[object, str],
    situations: dict[object, str],
) -> dict[str, object]:
    record = getattr(enrolment, "record", None) or ParticipantRecord()
    return {
        "pseudonym": enrolment.pseudonym,
        "programme": enrolment.programme.acronym,
        "entered_on": _day(enrolment.entered_on),
        "left_on": _day(enrolment.left_on),
        "gender": genders.get(record.gender, ""),
        "age": _age(enrolment.entered_on, record.birth_date),
        "status_entry": situations.get(record.status_entry, ""),
        "education": degrees.get(record.isced_entry, ""),
        "status_exit": situations.get(record.status_exit, NOTHING),
        "missing": ", ".join(missing_answer_names(record)),
    }


def _age(entered_on: date | None, birth_date: date | None) -> str:
    return str(age_on(entered_on, birth_date)) if entered_on and birth_date else ""


def _day(day: date | None) -> str:
    return formats.date_format(day, "SHORT_DATE_FORMAT") if day else NOTHING
