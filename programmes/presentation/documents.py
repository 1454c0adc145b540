"""What every document of a programme says besides its own: who pays for it, and in whose colour."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from portal.core.documents import as_svg
from programmes.constants import EU_INSTRUMENTS
from programmes.models import Funding, Programme


def of_programme(programme: Programme, funding: Funding | None = None) -> dict[str, Any]:
    """What `templates/components/document.typ` needs of the programme; of one funding only, where one is meant."""
    fundings = [funding] if funding else payers(programme)
    return {"colour": programme.colour, "publicity": _publicity(programme, fundings)}


def payers(programme: Programme) -> list[Funding]:
    whole = programme.parent.fundings.all() if programme.parent else []
    return payers_among(programme, [*programme.fundings.all(), *whole])


def payers_among(programme: Programme, fundings: Sequence[Funding]) -> list[Funding]:
    """A subprogramme without funders of its own is paid by those of the programme it is part of.

    `fundings` are those of both.
    """
    own = [funding for funding in fundings if funding.programme_id == programme.pk]
    return own or list(fundings)


def _publicity(programme: Programme, fundings: Sequence[Funding]) -> dict[str, Any]:
    """Article 50 and Annex IX of Regulation (EU) 2021/1060: the emblem, and the statement beside it."""
    is_paid_by_eu = any(funding.instrument in EU_INSTRUMENTS for funding in fundings)
    return {
        "statement": str(programme.funding_statement),
        "eu": _("Co-funded by the European Union") if is_paid_by_eu else "",
        "logos": [(logo, str(funding.funder)) for funding in fundings if (logo := logo_of(funding))],
        "references": [
            _("%(funder)s, reference number %(reference)s")
            % {"funder": funding.funder, "reference": funding.reference}
            for funding in fundings
            if funding.reference
        ],
    }


def logo_of(funding: Funding) -> str:
    """ "" for a file that is gone: a list is printed all the same."""
    try:
        with funding.logo.open("rb") as file:
            return as_svg(file.read())
    except (ValueError, OSError):
        return ""
