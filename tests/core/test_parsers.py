from pathlib import Path

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.db import OperationalError

from portal.core.errors import DomainError
from portal.core.parsers import TookTooLong, UnreadableInput, foreign_parser, parse_apart


def endless(depth: int = 0) -> int:
    return endless(depth + 1)


@pytest.mark.parametrize(
    "mistake",
    [
        b"\xff".decode,
        lambda: {}["secret input"],
        lambda: None.read,
        lambda: 1 / 0,
        endless,
        lambda: (_ for _ in ()).throw(MemoryError),
    ],
)
def test_whatever_a_parser_raises_is_a_sentence_and_one_line_without_the_input(mistake, caplog):
    with (
        pytest.raises(UnreadableInput, match="no such file") as raised,
        foreign_parser("Library", UnreadableInput("This is no such file.")),
    ):
        mistake()
    assert raised.value.__cause__ is None
    assert raised.value.__suppress_context__
    (record,) = caplog.records
    assert record.exc_info is None
    assert record.getMessage().startswith("Library could not read what was sent: ")
    assert "secret" not in record.getMessage()


@pytest.mark.parametrize("said", [DomainError("ours"), ValidationError("ours"), OperationalError("ours")])
def test_what_the_portal_says_itself_goes_on(said, caplog):
    with pytest.raises(type(said), match="ours"), foreign_parser("Library", UnreadableInput()):
        raise said
    assert caplog.records == []


@pytest.mark.parametrize("text", ["[" * 100_000, '{"a":' * 50_000, "9" * 5_000, "nonsense"])
def test_a_form_says_of_what_python_can_not_read_that_it_is_no_json(text):
    with pytest.raises(ValidationError) as raised:
        forms.JSONField().clean(text)
    assert raised.value.code == "invalid"
    assert len(str(raised.value.messages)) < 200 or text == "nonsense"


def test_what_ends_a_process_is_no_mistake_of_a_parser():
    with pytest.raises(KeyboardInterrupt), foreign_parser("Library", UnreadableInput()):
        raise KeyboardInterrupt


def program(folder: Path, source: str) -> Path:
    path = folder / "reader.py"
    path.write_text(source)
    return path


def test_a_parser_apart_answers(tmp_path):
    echo = program(tmp_path, "import sys, os; print(sys.stdin.read()[::-1], len(os.environ) < 3)")
    assert parse_apart(echo, b"abc", seconds=20).strip() == b"cba True"


@pytest.mark.parametrize("source", ["while True: pass", "import sys; sys.exit(3)", "import os; os.abort()"])
def test_a_parser_apart_that_hangs_or_dies_is_ended(tmp_path, source, caplog):
    with pytest.raises(TookTooLong):
        parse_apart(program(tmp_path, source), b"secret", seconds=0.5)
    (record,) = caplog.records
    assert "secret" not in record.getMessage()
