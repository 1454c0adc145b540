"""What can be a telephone number."""

import pytest
from django.core.exceptions import ValidationError

from portal.core.phones import PhoneInput, dialled, validate_phone


@pytest.mark.parametrize(
    ("phone", "number"),
    [
        ("+49 361 123456", "+49361123456"),
        ("0361/12 34-56", "0361123456"),
        ("+386 (1) 234.56.78", "+38612345678"),
        ("03613 98765 ext. 12", "0361398765"),
        ("112345 x9", "112345"),
    ],
)
def test_people_write_numbers_in_many_ways(phone, number):
    validate_phone(phone)
    assert dialled(phone) == number


@pytest.mark.parametrize(
    "phone",
    ["", "1234", "call me", "+49 361 <b>", "1" * 19, "javascript:1234567", "++49 361 12345", "12345\n6"],
)
def test_what_nobody_can_call_is_refused(phone):
    with pytest.raises(ValidationError):
        validate_phone(phone)


def test_nobody_has_to_have_one():
    assert PhoneInput().clean("") == ""
    assert PhoneInput().clean(" +49 361  123456 ") == "+49 361 123456"
