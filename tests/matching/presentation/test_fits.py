"""Reasons in words."""

from datetime import date

import pytest

from matching.constants import Wish
from matching.models import Placement
from matching.presentation.fits import ReasonLine, reason_lines
from matching.scoring.rules import Fit, Reason, ReasonCode

PLACEMENT = Placement(kind="thesis", fields=["06", "07"], region="Coast", starts_on=date(2027, 3, 1))


def lines(*reasons):
    fit = Fit(1, 1, 50, is_eligible=True, is_recommended=True, reasons=reasons)
    return reason_lines(fit, PLACEMENT, {5: "welding", 6: "CAD"})


@pytest.mark.parametrize(
    ("code", "subject", "title", "met", "missed"),
    [
        (
            ReasonCode.WISH,
            Wish.FIELD,
            "Information and communication technologies, Engineering, manufacturing and construction",
            "The field of study asked for",
            "Another field of study is asked for",
        ),
        (
            ReasonCode.WISH,
            Wish.KIND,
            "Thesis",
            "A kind of offer that is sought",
            "Other kinds of offers are sought",
        ),
        (
            ReasonCode.WISH,
            Wish.REGION,
            "Coast",
            "A region that suits",
            "Not among the regions in the profile",
        ),
        (ReasonCode.START, "", "Start on 1\xa0March 2027", "Available by then", "Available only later"),
    ],
)
def test_wish_reads_as_a_sentence_and_is_no_fault_where_it_is_missed(code, subject, title, met, missed):
    assert lines(Reason(code, subject, True), Reason(code, subject, False)) == [
        ReasonLine(True, title, met),
        ReasonLine(None, title, missed),
    ]


def test_each_wish_has_words_and_one_that_nobody_wrote_them_for_is_an_error():
    assert [len(lines(Reason(ReasonCode.WISH, wish, True))) for wish in Wish] == [1] * len(Wish)
    with pytest.raises(ValueError, match="colour"):
        lines(Reason(ReasonCode.WISH, "colour", True))


def test_reasons_are_told_hard_ones_first_and_skills_together():
    told = lines(
        Reason(ReasonCode.START, "", True),
        Reason(ReasonCode.REQUIRED_SKILL, 5, True, asked=1, has=2),
        Reason(ReasonCode.REQUIRED_SKILL, 6, True, asked=1, has=2),
        Reason(ReasonCode.WELCOME_SKILL, 6, False, asked=2, has=1),
        Reason(ReasonCode.MINIMUM, "degree", False, asked=6, has=None),
        Reason(ReasonCode.LANGUAGE, "de", False, asked=4, has=3),
    )
    assert told == [
        ReasonLine(False, "German B2", "This has to be met. In the profile: B1"),
        ReasonLine(
            False, "Bachelor, Meister, Techniker or Fachwirt", "This has to be met. It is not in the profile."
        ),
        ReasonLine(True, "Welding, CAD", "2 of 2 skills asked for"),
        ReasonLine(None, "CAD", "Not required, but it would help"),
        ReasonLine(True, "Start on 1\xa0March 2027", "Available by then"),
    ]
