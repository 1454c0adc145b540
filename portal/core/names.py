"""What can be a name: of a person, or of an organisation. Names stand in other people's lists, subjects and mails."""

import re
import unicodedata
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from portal.core.text import clean_line

NAME_LENGTH = 120
LOOKED_AT = 1_000
"""Characters, more than any name may have: looking for addresses takes time that grows with the square of the length,
and a field that says "too long" looks all the same."""

_LINKS = re.compile(r"@|://|\bwww\.|\bmailto:|\.\w+/", re.IGNORECASE)
"""What mail programs make a link of, whatever stands around it."""
_DOMAIN = re.compile(
    r"(?<![^\W_])(?:"
    r"(?:[^\W_][\w-]{1,62}\.)+(?:[^\W\d_]{2,24}|xn--[a-z0-9-]+)"
    r"|(?-i:[a-z0-9]\.[a-z]{2,24})"  # t.co, but J.Doe
    r"|[a-z0-9]\.(?:com|org|net|info|biz|eu)"
    r")(?!\w)",
    re.IGNORECASE,
)
"""Wherever it begins: mail programs make a link of the last part of "prizes...evil.com", too."""
_ABBREVIATIONS = re.compile(
    r"\b(?:dr|prof|dipl|med|phil|rer|nat|ing|jur|mag|st|sv|univ|habil|vet|dent|theol|oec)\.", re.IGNORECASE
)


def validate_name(name: str) -> None:
    """One line with a letter in it that can be seen, and no address of mail or web: for people.

    A name is the one thing a stranger writes into a mail of ours: it must not become a message.
    """
    name = name[:LOOKED_AT]
    validate_title(name)
    if _DOMAIN.search(_ABBREVIATIONS.sub("", unicodedata.normalize("NFKC", name).replace("。", "."))):
        raise ValidationError(_("A name has no web address in it."), code="link")


def validate_title(name: str) -> None:
    """The same for an organisation, which may be called by its domain, as mobile.de is."""
    name = name[:LOOKED_AT]
    if clean_line(name) != name or any(
        unicodedata.category(sign) in ("Cc", "Cf", "Zl", "Zp") for sign in _plain(name)
    ):
        raise ValidationError(_("A name is one line without invisible characters."), code="line")
    if not any(sign.isalpha() for sign in name):
        raise ValidationError(_("A name has at least one letter."), code="letters")
    if _LINKS.search(unicodedata.normalize("NFKC", name)):
        raise ValidationError(_("A name has no e-mail or web address in it."), code="link")


def _plain(name: str) -> str:
    """Without the two joiners that words of some scripts are written with; `clean_line` keeps no others."""
    return name.translate({0x200C: None, 0x200D: None})


def name_or_nothing(name: str) -> str:
    """A name that another system tells us, or none, where it can't be one."""
    line = clean_line(name)[:NAME_LENGTH].strip()
    try:
        validate_name(line)
    except ValidationError:
        return ""
    return line


class NameInput(forms.CharField):
    """The field in which people say what they are called."""

    default_validators = [validate_name]

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", _("Your name"))
        kwargs.setdefault("max_length", NAME_LENGTH)
        kwargs.setdefault("widget", forms.TextInput(attrs={"autocomplete": "name"}))
        super().__init__(**kwargs)
