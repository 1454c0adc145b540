"""Titles of messages become subjects, of which a telephone shows forty letters: what happened stands at their front."""

import ast
import re

import pytest
from django.conf import settings
from django.utils.translation import gettext, override

from tests.architecture.source import ROOT

LONG_NAMES = re.compile(r"%\((?:offer|file|about|appointment)\)s")
"""What people call offers and files: of any length, and much alike."""
LETTERS = re.compile(r"%\(\w+\)s|[^\W\d_]")


def titles() -> list[str]:
    """What functions named `title` in notices say of such a name."""
    paths = sorted(
        {*ROOT.glob("*/notices/*.py"), *ROOT.glob("*/notices.py"), *ROOT.glob("portal/*/notices.py")}
    )
    functions = (
        node
        for path in paths
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.FunctionDef) and node.name == "title"
    )
    texts = (node.value for each in functions for node in ast.walk(each) if isinstance(node, ast.Constant))
    return [text for text in texts if isinstance(text, str) and LONG_NAMES.search(text)]


def test_there_are_titles_with_names_of_offers():
    assert len(titles()) > 20


@pytest.mark.parametrize("language", [code for code, _name in settings.LANGUAGES])
def test_the_telling_words_of_a_title_stand_before_the_name_of_an_offer(language):
    with override(language):
        words = {title: LONG_NAMES.split(gettext(title), maxsplit=1) for title in titles()}
    assert {title for title, (before, _after) in words.items() if len(LETTERS.findall(before)) < 4} == set()
    assert {title for title, (_before, after) in words.items() if len(LETTERS.findall(after)) > 4} == set()
