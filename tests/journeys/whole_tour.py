"""`make tour`, for release days: every address as everybody, and every page in each language, width and light, held
against the HTML standard where there is Java.

`make test` doesn't collect this file: it takes about an hour.
"""

from pathlib import Path

import pytest
from django.conf import settings

from tests import html_checker
from tests.journeys.people import everybody, name_of, one_of_each_role, role_of
from tests.journeys.reader import EVERYTHING, LOOKS, kind_of
from tests.journeys.skeletons import Register
from tests.journeys.tour import come_in, is_part, speak, tour

pytestmark = pytest.mark.journey


@pytest.fixture(scope="module")
def drawn() -> set[tuple[str, str]]:
    """Role and path: another programme's person in the same role is shown the same, so it is not drawn again."""
    return set()


@pytest.mark.parametrize("who", everybody(), ids=name_of)
def test_no_address_breaks_complains_or_leaves_the_house(who, glance, portal, drawn):
    reader = glance()
    come_in(reader, who)
    for path, _page in tour(reader, portal.addresses):
        if (role_of(who), path) not in drawn:
            drawn.add((role_of(who), path))
            reader.go(path)
    assert reader.troubles == []


@pytest.mark.parametrize("who", one_of_each_role(), ids=name_of)
def test_every_page_is_without_barriers_in_every_language_and_look(who, glance, portal):
    reader = glance()
    come_in(reader, who)
    findings = []
    for language, _name in settings.LANGUAGES:
        speak(reader, language)
        pages = tour(reader, portal.addresses)
        for path in one_of_each_kind(path for path, page in pages if not is_part(page)):
            reader.go(path)
            assert reader.page.locator("html").get_attribute("lang") == language
            for size, scheme, _rules in LOOKS:
                findings += [f"{language} {finding}" for finding in reader.look(size, scheme, EVERYTHING)]
            findings += [f"{language} {finding}" for finding in reader.measure()]
    assert findings == []
    assert reader.troubles == []


@pytest.mark.parametrize("who", one_of_each_role(), ids=name_of)
def test_every_page_is_html_as_the_standard_has_it(who, glance, portal, tmp_path):
    if not html_checker.jar():
        pytest.skip("NO JAVA: no page was held against the HTML standard")
    reader = glance()
    come_in(reader, who)
    speak(reader, "de")
    register = Register(tmp_path / "read")
    pages: dict[str, Path] = {}
    for path, page in tour(reader, portal.addresses):
        if not is_part(page) and register.takes_on(page):
            pages[path] = tmp_path / f"{len(pages)}.html"
            pages[path].write_text(page, encoding="utf-8")
    assert len(pages) > 5
    assert list(html_checker.errors_in(pages)) == []
    assert reader.troubles == []


def one_of_each_kind(paths):
    """Of pages that differ in numbers only, the first."""
    return list({kind_of(path): path for path in reversed(list(paths))}.values())
