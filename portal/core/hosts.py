"""Names of hosts that people type: which other sites may do something."""

import idna
from django.core.exceptions import ValidationError
from django.core.validators import DomainNameValidator
from django.utils.translation import gettext_lazy as _

from portal.core.text import clean_line

LONGEST_HOST = 253


def host_name(text: str) -> str:
    """The name as it stands in addresses: in lower case, umlauts by IDNA 2008. Raises ValidationError.

    A whole address, a port, a star for many hosts and a name without a dot are refused: what stands in a security
    header must mean one host.
    """
    refusal = ValidationError(_("Write the name of a site alone, such as www.example.org."))
    try:
        name = idna.encode(clean_line(text).lower().rstrip("."), uts46=True).decode()
        DomainNameValidator(accept_idna=False)(name)
    except (idna.IDNAError, ValidationError) as error:
        raise refusal from error
    if "." not in name or name.rpartition(".")[2].isdecimal():
        raise refusal
    return name


def check_host(text: str) -> None:
    """Raises ValidationError for what `host_name` can't read."""
    host_name(text)
