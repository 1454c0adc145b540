"""What comboboxes ask for while somebody types."""

import pytest
from django.core.cache import cache
from django.test import RequestFactory

from portal.core import suggestions
from portal.core.suggestions import Suggestion, answer_suggestions

FACTORY = RequestFactory()


@pytest.fixture(autouse=True)
def _empty_windows():
    cache.clear()
    yield
    cache.clear()


def ask(text: str, names=("Suhl", "Jena"), **sender: str):
    request = FACTORY.get("/", {"q": text}, **sender)
    return answer_suggestions(request, lambda typed: [name for name in names if typed in str(name)])


def test_names_come_as_options_with_what_is_said_of_them():
    found = [Suggestion("a&b", "A & B", "in <use>"), "Suhl"]
    html = answer_suggestions(FACTORY.get("/"), lambda _typed: found).content.decode()
    assert html == (
        '<option value="a&amp;b" data-hint="in &lt;use&gt;">A &amp; B</option><option value="Suhl">Suhl</option>'
    )


@pytest.mark.parametrize("odd", ["\0", "x" * 3000, "<b>"])
def test_odd_questions_have_no_answer(odd):
    assert ask(odd).content == b""


def test_one_reader_may_ask_so_often_and_others_are_not_slowed_down(monkeypatch):
    monkeypatch.setattr(suggestions, "RATES", {"suggest": "2/m"})
    answers = [ask("S", REMOTE_ADDR="192.0.2.1").status_code for _again in range(3)]
    assert answers == [200, 200, 429]
    assert ask("S", REMOTE_ADDR="192.0.2.2").status_code == 200
