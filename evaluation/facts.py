"""The funder's questions about a participant: when each is asked, and what its answer is needed for.

Forms, completeness, the list of missing answers, the columns of the rows' file and the admin are made from this list.
Source: Regulation (EU) 2021/1057, Annex I.
"""

from __future__ import annotations

from dataclasses import dataclass

from evaluation.constants import Gender, Stage


@dataclass(frozen=True)
class Answer:
    """One field of `ParticipantRecord`. Its words stand in `evaluation.forms` and `evaluation.presentation.records`."""

    field: str
    stage: Stage
    is_required: bool = False
    """Who lacks it can't be reported."""
    is_text: bool = False
    """No answer is stored as "", not as NULL."""
    declined: str = ""
    """What stands in the field of whoever would rather not say: answered, so nobody asks again, yet not reportable."""
    column: str = ""
    """Its column in the rows' file, under the name that the authorities' forms use."""
    column_place: int = 0
    """Where that column stands among the answers' columns: the file's order is the authorities', not the form's."""

    @property
    def blank(self) -> str | None:
        """What stands in the field while nobody has answered."""
        return "" if self.is_text else None


ANSWERS = (
    Answer(
        "gender",
        Stage.ENTRY,
        is_required=True,
        is_text=True,
        declined=Gender.NO_ANSWER.value,
        column="gender",
        column_place=1,
    ),
    Answer("birth_date", Stage.ENTRY, is_required=True, column="age_entry", column_place=2),
    Answer(
        "status_entry", Stage.ENTRY, is_required=True, is_text=True, column="status_entry", column_place=3
    ),
    Answer("isced_entry", Stage.ENTRY, is_required=True, column="isced_entry", column_place=4),
    Answer("exit_checked_on", Stage.EXIT, column="exit_checked", column_place=9),
    Answer("status_exit", Stage.EXIT, is_text=True, column="status_exit", column_place=5),
    Answer("is_job_searching_exit", Stage.EXIT, column="jobsearch_exit", column_place=7),
    Answer("is_in_education_exit", Stage.EXIT, column="education_exit", column_place=6),
    Answer("has_qualification_exit", Stage.EXIT, column="qualification_exit", column_place=8),
)
"""In the order in which they are asked."""

REQUIRED = tuple(answer for answer in ANSWERS if answer.is_required)


def answers_at(stage: Stage) -> tuple[Answer, ...]:
    return tuple(answer for answer in ANSWERS if answer.stage == stage)


def fields_at(stage: Stage) -> tuple[str, ...]:
    return tuple(answer.field for answer in answers_at(stage))


def missing_fields(record: object | None) -> tuple[str, ...]:
    """The required answers that nobody has given yet; all of them where there is no record."""
    return tuple(
        answer.field for answer in REQUIRED if record is None or getattr(record, answer.field) == answer.blank
    )


def declined_fields(record: object | None) -> tuple[str, ...]:
    """The required answers that the person would rather not give."""
    asked = REQUIRED if record is not None else ()
    return tuple(
        each.field for each in asked if each.declined and getattr(record, each.field) == each.declined
    )


def in_column_order() -> tuple[Answer, ...]:
    """The answers that have a column in the rows' file, as they stand there."""
    return tuple(
        sorted((answer for answer in ANSWERS if answer.column), key=lambda answer: answer.column_place)
    )
