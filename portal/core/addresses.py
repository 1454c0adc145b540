"""E-mail addresses as they are kept and compared."""

import unicodedata

INVISIBLE = ("Cc", "Cf", "Zl", "Zp")
"""Unicode's categories of characters that nobody sees: controls, soft hyphens, joiners, byte-order marks."""


def clean_address(text: str) -> str:
    """The address without blanks around it and invisible characters, composed, in lower case.

    Mail servers could tell letter cases apart (RFC 5321, section 2.4); none does, and people never do.
    """
    composed = unicodedata.normalize("NFKC", text)
    return "".join(each for each in composed if unicodedata.category(each) not in INVISIBLE).strip().lower()
