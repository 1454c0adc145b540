"""How a certificate reads: on paper, on the page that verifies it, and for whoever has it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext
from i18nfield.strings import LazyI18nString

from events.constants import CertificateKind, CertificateState
from events.models import Certificate
from events.models.certificate import Contents, FrozenDate, Text
from portal.core.amounts import amount_shown
from portal.core.dates import day
from portal.core.locales import own_language_name
from portal.core.moments import span_in_words
from portal.core.presentation import Item
from portal.core.qr import qr_svg
from programmes.models import Funding
from programmes.presentation.documents import logo_of

MOST_DATES = 12
"""As many dates stand on the paper one by one; of more, the first and the last, and how many there were."""


def spoken_text(text: Text) -> str:
    """In the reader's language; of a text in several languages that lacks it, in the one the portal falls back to."""
    return str(LazyI18nString(text)) if text else ""


def check_address(row: Certificate) -> str:
    """What stands on the paper, and in its QR code."""
    return f"{settings.SITE_URL}{reverse('events:certificate', args=[row.code])}"


# --- On paper ------------------------------------------------------------------------------------------------------


def certificate_sheet(row: Certificate) -> dict[str, Any]:
    """What `templates/events/certificate.typ` is given: all of it as it was when the certificate was issued."""
    said = row.contents
    names = {
        "programme": spoken_text(said["programme"]) or said["acronym"],
        "event": spoken_text(said["event"]),
    }
    return {
        "colour": said["colour"],
        "publicity": _publicity(said),
        "heading": heading(row),
        "given_by": _("%(programme)s confirms that") % names,
        "person": said["name"],
        "took_part": _("has taken part in this event:"),
        "event": names["event"],
        "facts": [list(map(str, each)) for each in _facts(said)],
        "dates": []
        if len(said["dates"]) > MOST_DATES
        else [_date_line(each, said) for each in said["dates"]],
        "dates_heading": _("Dates"),
        "learnt_heading": _("What was learnt"),
        "learnt": spoken_text(said["text"]),
        "kind": _kind_words(row),
        "replaces": _replaces_words(row),
        "signed": [
            said["signatory"],
            spoken_text(said["function"]),
            _("Issued on %(date)s") % {"date": day(_local(row.issued_at, said))},
        ],
        "code": row.code,
        "picture": qr_svg(check_address(row)).decode(),
        "picture_words": _("QR code that leads to the page on which this certificate is verified"),
        "seal": _("Verify this certificate"),
        "address": check_address(row),
        "hint": _("Valid without a signature by hand: the page says whether it holds."),
        "foot": f"{said['acronym']} · {row.code}",
    }


def heading(row: Certificate) -> str:
    is_confirmation = row.kind == CertificateKind.ATTENDANCE
    return _("Confirmation of attendance") if is_confirmation else pgettext("a document", "Certificate")


def _publicity(said: Contents) -> dict[str, Any]:
    """As programmes/presentation/documents.py has it; pictures are those that the funders have now."""
    funders = said["funders"]
    rows = {row.pk: row for row in Funding.objects.filter(pk__in=[each["funding"] for each in funders])}
    logos = [
        (logo, spoken_text(each["funder"]))
        for each in funders
        if (row := rows.get(each["funding"])) and (logo := logo_of(row))
    ]
    return {
        "statement": spoken_text(said["statement"]),
        "eu": _("Co-funded by the European Union") if any(each["is_eu"] for each in funders) else "",
        "logos": logos,
        "references": [
            _("%(funder)s, reference number %(reference)s")
            % {"funder": spoken_text(each["funder"]), "reference": each["reference"]}
            for each in funders
            if each["reference"]
        ],
    }


def _facts(said: Contents) -> list[Item]:
    attended = ngettext(
        "%(attended)d of %(all)d date (%(percent)d %%)",
        "%(attended)d of %(all)d dates (%(percent)d %%)",
        said["all"],
    )
    share = attended % {
        "attended": said["attended"],
        "all": said["all"],
        "percent": said["attended"] * 100 // said["all"] if said["all"] else 0,
    }
    hours = Decimal(said["hours"])
    return [
        (_("When"), when_held(said)),
        (_("Attended"), share),
        *([(_("Hours"), amount_shown(hours))] if hours else []),
    ]


def when_held(said: Contents) -> str:
    days = [_local(datetime.fromisoformat(each["starts_at"]), said).date() for each in said["dates"]]
    if not days:
        return ""
    return day(days[0]) if days[0] == days[-1] else f"{day(days[0])} – {day(days[-1])}"


def _date_line(each: FrozenDate, said: Contents) -> str:
    start, end = (datetime.fromisoformat(each[name]) for name in ("starts_at", "ends_at"))
    span = span_in_words(start, end, ZoneInfo(said["zone"]))
    return ", ".join(filter(None, (span, each["place"])))


def _local(moment: datetime, said: Contents) -> datetime:
    return timezone.localtime(moment, ZoneInfo(said["zone"]))


def _kind_words(row: Certificate) -> str:
    if row.kind == CertificateKind.ATTENDANCE:
        return _("This confirms attendance. What was learnt was not assessed, so it is no qualification.")
    assessed_on = date.fromisoformat(row.contents["assessed_on"])
    return _("What was learnt was assessed on %(date)s, and the assessment passed.") % {
        "date": day(assessed_on)
    }


def _replaces_words(row: Certificate) -> str:
    before = row.replaces
    if before is None:
        return ""
    return _("Replaces the certificate of %(date)s, number %(code)s, which no longer holds.") % {
        "date": day(_local(before.issued_at, before.contents)),
        "code": before.code,
    }


# --- For whoever verifies it ---------------------------------------------------------------------------------------


def shortened(name: str) -> str:
    """As much of a name as whoever holds the paper needs to compare: the first and the last letter of each part.

    How long the part is stays hidden, and of parts of one or two letters the second one. `docs/decisions/` says why.
    """
    return " ".join(f"{part[0]}…{part[-1]}" if len(part) > 2 else f"{part[0]}…" for part in name.split())


def verification_facts(row: Certificate) -> list[Item]:
    said = row.contents
    hours = Decimal(said["hours"])
    return [
        (_("Number"), row.code),
        (_("Kind"), str(row.get_kind_display())),
        (_("Issued to"), shortened(said["name"])),
        (_("Event"), spoken_text(said["event"])),
        (_("When"), when_held(said)),
        (_("Hours"), amount_shown(hours) if hours else ""),
        (_("Programme"), spoken_text(said["programme"]) or said["acronym"]),
        (_("Issued on"), day(_local(row.issued_at, said))),
    ]


def verdict(row: Certificate) -> str:
    """In one sentence: does it hold?"""
    if row.state == CertificateState.ISSUED:
        return _("This certificate holds.")
    since = {"date": day(_local(row.revoked_at or row.issued_at, row.contents))}
    if row.state == CertificateState.REVOKED:
        return _("This certificate was revoked on %(date)s and no longer holds.") % since
    return _("This certificate was replaced by another one on %(date)s and no longer holds.") % since


# --- For whoever has it --------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class OwnCertificate:
    row: Certificate
    heading: str
    verdict: str
    files: list[tuple[str, str, str]]
    """Code and own name of a language, and where the paper is in it; none for one that no longer holds."""


def own_certificate(row: Certificate, token: str) -> OwnCertificate:
    languages: Mapping[str, str] = dict(settings.LANGUAGES)
    order = sorted(languages, key=lambda code: code != row.language)
    is_valid = row.state == CertificateState.ISSUED
    said = verdict(row)
    if row.state == CertificateState.REVOKED:
        why = _("The reason that was given: %(reason)s") % {"reason": row.reason}
        said = f"{said} {why}"
    return OwnCertificate(
        row=row,
        heading=heading(row),
        verdict=said,
        files=[
            (
                code,
                own_language_name(code),
                reverse("events:certificate_file", args=[token, row.code, code]),
            )
            for code in order
            if is_valid
        ],
    )
