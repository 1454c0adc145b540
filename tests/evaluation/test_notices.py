"""What the evaluation says to people can be read in every language, and counts as the language does."""

import pytest
from django.conf import settings
from django.utils.translation import override

from evaluation.notices import ReportFailed, ReportReady, WeeklyReport

ABOUT = {"report": 7, "programme": "WORTplus", "starts_on": "2026-01-01", "ends_on": "2026-12-31"}
NOTICES = [
    ReportReady(**ABOUT),
    ReportFailed(**ABOUT, failed_at="2027-01-02T03:04:05"),
    WeeklyReport(**ABOUT, participants=12, found_work=3, not_reportable=1),
]


@pytest.mark.parametrize("language", [code for code, _name in settings.LANGUAGES])
@pytest.mark.parametrize("notice", NOTICES, ids=lambda notice: notice.name)
def test_every_notice_can_be_read_and_leads_to_its_report(notice, language):
    with override(language):
        label, path = notice.action()
        assert all([notice.title(), label, *notice.paragraphs()])
        assert "2026" in notice.paragraphs()[0]
    assert path == "/evaluation/reports/7/"


@pytest.mark.parametrize(
    ("language", "numbers", "said"),
    [
        (
            "en",
            (1, 0, 0),
            "December 2026: 1 participant, 0 in work on leaving, 0 not reportable.",
        ),
        (
            "en",
            (1200, 2, 5),
            "December 2026: 1200 participants, 2 in work on leaving, 5 not reportable.",
        ),
        (
            "sl",
            (2, 1, 3),
            "2 udeleženi osebi, 1 zaposlena oseba ob izstopu, 3 osebe nimajo popolnih podatkov za poročanje.",
        ),
        (
            "sl",
            (5, 2, 1),
            "5 udeleženih oseb, 2 zaposleni osebi ob izstopu, 1 oseba nima popolnih podatkov za poročanje.",
        ),
        (
            "de",
            (1, 1, 0),
            "1 teilnehmende Person, 1 beim Austritt erwerbstätig, 0 nicht meldefähig.",
        ),
    ],
)
def test_the_week_s_figures_are_counted_as_the_language_counts(language, numbers, said):
    participants, found_work, not_reportable = numbers
    notice = WeeklyReport(
        **ABOUT, participants=participants, found_work=found_work, not_reportable=not_reportable
    )
    with override(language):
        assert notice.paragraphs()[0].endswith(said)


def test_what_is_missing_is_asked_for_only_where_something_is():
    complete = WeeklyReport(**ABOUT, participants=12, found_work=3, not_reportable=0)
    assert [len(notice.paragraphs()) for notice in (complete, NOTICES[2])] == [1, 2]


def test_a_report_that_fails_again_is_told_again():
    keys = {ReportFailed(**ABOUT, failed_at=when).dedupe_key() for when in ("2027-01-02", "2027-01-03")}
    assert keys == {"7:2027-01-02", "7:2027-01-03"}
