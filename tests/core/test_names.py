"""What can be a name, and what is a message that somebody would have us send."""

from contextlib import suppress

import pytest
from django.core.exceptions import ValidationError

from portal.core.names import NameInput, name_or_nothing, validate_name, validate_title

NAMES = [
    "Amira",
    "Anna-Lena O'Neill",
    "Dr. med. Jürgen Groß",
    "Prof.Dr.Ing. Špela Žagar",
    "J.R.R. Tolkien",
    "J.Doe",
    "李小龙",
    "محمد علی‌زاده",
    "Łukasz d’Arc (Jr.)",
    "Ursula St. Clair, M.A.",
    "X Æ A-12",
]
MESSAGES = [
    "You have won! https://evil.example/prize",
    "evil.example",
    "Visit www.evil-site.com now",
    "amira@example.org",
    "amira＠example.org",
    "Gewinn auf gewinn。de",
    "Win on prizes．com",
    "t.co/prize",
    "t.co",
    "X.com",
    "a.b.com",
    "_evil.example",
    ".evil.example",
    "Prizes...evil.example",
    "MAILTO:somebody",
    "xn--bcher-kva.example",
    "Amira\nVisit our site",
    "Amira\u202egnihtemos",
    "Ami\u200bra",
    "\u3164",
    "\u2800",
    "12345",
    "!!!",
    "🎓🎓",
]


@pytest.mark.parametrize("name", NAMES)
def test_people_are_called_what_they_are_called(name):
    validate_name(name)
    assert name_or_nothing(name) == name
    assert NameInput().clean(name) == name


@pytest.mark.parametrize("name", MESSAGES)
def test_a_message_or_nothing_that_can_be_seen_is_no_name(name):
    with pytest.raises(ValidationError):
        validate_name(name)


@pytest.mark.parametrize(
    "name", ["mobile.de GmbH", "Zeiss Meditec AG", "Müller & Söhne", "3D-Druck Jena", "1. FC Köln e.V."]
)
def test_an_organisation_may_be_called_by_its_domain(name):
    validate_title(name)


@pytest.mark.parametrize(
    "name", ["https://evil.example", "www.evil.example", "a@b.example", "evil.example/prize", "№ 12"]
)
def test_but_not_by_an_address(name):
    with pytest.raises(ValidationError):
        validate_title(name)


def test_what_another_system_calls_a_name_is_one_or_nothing():
    assert name_or_nothing("  Amira\t Hadad\u200b ") == "Amira Hadad"
    assert name_or_nothing("https://evil.example") == ""
    assert len(name_or_nothing("Amira " * 100)) <= 120


@pytest.mark.parametrize("part", ["a1.", "a-", "a_", "a@", "x", "a\u0301", "a.b"])
@pytest.mark.parametrize("validate", [validate_name, validate_title, NameInput().clean])
def test_ten_megabytes_in_place_of_a_name_are_answered(part, validate):
    """Within a second; looked at as a whole, some would take days."""
    with suppress(ValidationError):
        validate(part * (10_000_000 // len(part)))
