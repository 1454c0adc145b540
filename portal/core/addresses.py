"""E-mail addresses as they are kept and compared."""

from portal.core.text import clean_line


def clean_address(text: str) -> str:
    """The address cleaned as every text from outside, in lower case.

    Mail servers could tell letter cases apart (RFC 5321, section 2.4); none does, and people never do.
    """
    return clean_line(text).lower()
