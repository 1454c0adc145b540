"""Messages about what waits read as sentences for one and for many, in every language."""

import pytest
from django.conf import settings
from django.utils.translation import override

from matching.notices.answers import ApplicationsWaiting

ABOUT = {"placement": 1, "offer": {"en": "Welder", "de": "Schweißer/in"}, "organisation": "Werra GmbH"}


def waiting(number):
    return ApplicationsWaiting(
        occasions="first:1",
        organisation="Werra GmbH",
        placements=[{**ABOUT, "number": number, "since": "2026-03-29"}],
    )


def test_one_application_is_not_many():
    assert waiting(1).title() == "1 application waits for an answer from Werra GmbH"
    assert waiting(1).paragraphs()[-1] == "“Welder”: 1 application, waiting since 29\xa0March 2026"
    assert waiting(2).paragraphs()[-1] == "“Welder”: 2 applications, the first waiting since 29\xa0March 2026"


@pytest.mark.parametrize("language", [code for code, _name in settings.LANGUAGES])
def test_days_and_titles_are_the_reader_s(language):
    with override(language):
        text = " ".join(waiting(2).paragraphs())
    assert "2026-03-29" not in text
    assert ("Schweißer/in" in text) is (language == "de")


def test_one_placement_leads_to_it_and_several_to_the_list():
    one = waiting(2)
    two = ApplicationsWaiting(occasions="", organisation="", placements=[*one.placements, *one.placements])
    assert [one.action()[1], two.action()[1]] == ["/organisation/placements/1/", "/organisation/placements/"]
