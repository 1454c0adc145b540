import pytest

from portal.core.addresses import clean_address


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Rita@Example.ORG", "rita@example.org"),
        ("  rita@example.org\n", "rita@example.org"),
        ("ri\u00adta@example.org\u200b", "rita@example.org"),
        ("ma\u0308rz@example.org", "m\u00e4rz@example.org"),
        ("", ""),
    ],
)
def test_an_address_is_kept_in_one_form(typed, kept):
    assert clean_address(typed) == kept
