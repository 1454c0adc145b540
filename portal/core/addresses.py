"""E-mail addresses as they are kept and compared: one mailbox, one spelling."""

from typing import Any

import idna
from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import models
from django.db.models import Func
from django.utils.translation import gettext_lazy as _

from portal.core.text import clean_line


def clean_address(text: str) -> str:
    """The address cleaned as every text from outside, in lower case, its domain as mail servers know it.

    Mail servers could tell letter cases apart (RFC 5321, section 2.4); none does, and people never do.
    """
    return with_plain_domain(clean_line(text).lower())


def with_plain_domain(address: str) -> str:
    """The address with an internationalised domain in the letters that are looked up: "bücher" as "xn--bcher-kva".

    By IDNA 2008 (RFC 5891), for which "straße" and "strasse" are two domains with two owners; Python and Django know
    only the rules of 2003, by which a mail to the one would go to the other. What can't be a domain stays as it is.
    """
    local, at, domain = address.rpartition("@")
    if not at or domain.isascii():
        return address
    try:
        return f"{local}{at}{idna.encode(domain, uts46=True).decode()}"
    except UnicodeError:
        return address


_WITHOUT_DOTS = {"gmail.com": "gmail.com", "googlemail.com": "gmail.com"}
"""Providers at which dots before the @ make no difference, and the name both of their domains stand for."""
_SHORTEST = 4
"""Letters before the @ that a slip leaves alike; of shorter ones any two are a slip apart."""


def mailbox(address: str) -> str:
    """What two spellings of an address have in common that reach one mailbox, to find people entered twice.

    What follows a plus is the owner's own sorting. Never for rights: that two such addresses have one owner is likely,
    and nothing more.
    """
    local, at, domain = clean_address(address).rpartition("@")
    if not at:
        return ""
    local = local.partition("+")[0] or local
    if domain in _WITHOUT_DOTS:
        return f"{local.replace('.', '')}@{_WITHOUT_DOTS[domain]}"
    return f"{local}@{domain}"


def one_slip_apart(one: str, other: str) -> bool:
    """Are two addresses the same, but for one letter more, less, other, or two that have changed places?"""
    if one == other:
        return True
    if min(len(each.partition("@")[0]) for each in (one, other)) < _SHORTEST:
        return False
    start = next((at for at, pair in enumerate(zip(one, other, strict=False)) if pair[0] != pair[1]), None)
    start = min(len(one), len(other)) if start is None else start
    left, right = one[start:], other[start:]
    is_swapped = left[:2] == right[:2][::-1] and left[2:] == right[2:]
    return is_swapped or left[1:] == right or left == right[1:] or left[1:] == right[1:]


_SIGNS = "abcdefghijklmnopqrstuvwxyz0123456789.-_'"


def one_slip_from(one: str) -> list[str]:
    """Every spelling that a slip makes of a mailbox, and itself: so that an index can be asked for them.

    Their number follows from the length alone, so the work tells nothing about who is known.
    """
    if len(one.partition("@")[0]) < _SHORTEST:
        return [one]
    cuts = [(one[:at], one[at:]) for at in range(len(one) + 1)]
    less = [start + rest[1:] for start, rest in cuts if rest]
    swapped = [start + rest[1] + rest[0] + rest[2:] for start, rest in cuts if len(rest) > 1]
    other = [start + sign + rest[1:] for start, rest in cuts if rest for sign in _SIGNS]
    more = [start + sign + rest for start, rest in cuts for sign in _SIGNS]
    return sorted({one, *less, *swapped, *other, *more})


class Mailbox(Func):
    """`mailbox` of the first of two columns that has an address, worked out by the database, as an index keeps it."""

    output_field = models.TextField()

    def as_sql(self, compiler: Any, connection: Any, *_args: Any, **_extra: Any) -> Any:
        first, second = (compiler.compile(source)[0] for source in self.source_expressions)
        address = f"COALESCE(NULLIF({first}, ''), {second})"
        domain = f"split_part({address}, '@', 2)"
        local = f"split_part({address}, '@', 1)"
        local = f"COALESCE(NULLIF(split_part({local}, '+', 1), ''), {local})"
        alike = ", ".join(f"'{name}'" for name in _WITHOUT_DOTS)
        dotless = f"replace({local}, '.', '') || '@gmail.com'"
        return f"(CASE WHEN {domain} IN ({alike}) THEN {dotless} ELSE {local} || '@' || {domain} END)", ()


def validate_plain(address: str) -> None:
    """Only letters that no other looks like to a computer: "ı" and "ſ" are an i and an s where cases don't matter."""
    if not address.isascii():
        raise ValidationError(
            _("An address has letters from a to z only; this one has others, or a domain that can't be."),
            code="invalid",
        )


def keep_addresses_of_forms_plain() -> None:
    """Make every field for an address, in forms and models, read and check it so (docs/decisions/0014)."""

    def to_python(self: forms.EmailField, value: Any) -> str | None:
        text = super(forms.EmailField, self).to_python(value)
        return with_plain_domain(text) if text else text

    forms.EmailField.to_python = to_python  # type: ignore[method-assign, assignment]
    for field in (forms.EmailField, models.EmailField):
        field.default_validators = [validate_email, validate_plain]
