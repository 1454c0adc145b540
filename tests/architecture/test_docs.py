"""What the documents name exists: files, pages they link to, and test modules."""

import re

import pytest

from tests.architecture.source import ROOT

PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
LINK = re.compile(r"\]\((?!https?:)([^)#\s]+)")
FILE = re.compile(r"`([\w.-]+(?:/[\w.-]+)+\.(?:py|md|json|html|css|js))`")
TEST_MODULE = re.compile(r"`(test_\w+)`")


def missing(text: str, folder: str = "") -> set[str]:
    """What a page in this folder names that isn't there."""
    here = ROOT / folder
    modules = {path.stem for path in (ROOT / "tests").rglob("test_*.py")}
    return {
        *(link for link in LINK.findall(text) if not (here / link).exists()),
        *(name for name in FILE.findall(text) if not (ROOT / name).exists()),
        *(name for name in TEST_MODULE.findall(text) if name not in modules),
    }


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_what_a_page_names_exists(page):
    assert missing(page.read_text(encoding="utf-8"), str(page.parent.relative_to(ROOT))) == set()


def test_each_decision_has_a_number_of_its_own():
    pages = sorted((ROOT / "docs" / "decisions").glob("*.md"))
    numbers = [int(page.name.partition("-")[0]) for page in pages]
    assert numbers == list(range(1, len(pages) + 1))
    assert [page.read_text(encoding="utf-8").split(".")[0] for page in pages] == [f"# {n}" for n in numbers]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[states](add-a-state.md#top), `programmes/roles.py`, `test_urls`", set()),
        ("[states](add-a-status.md)", {"add-a-status.md"}),
        ("`programmes/rights.py`", {"programmes/rights.py"}),
        ("`test_addressees` names it", {"test_addressees"}),
        ("`models/<noun>.py`, `https://example.org/a.py`", set()),
    ],
)
def test_a_name_without_a_thing_is_found(text, expected):
    assert missing(text, "docs/howto") == expected
