"""What waits, as the week's page shows it: number, list, the act on all of them, and when that was done last."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from urllib.parse import urlencode

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise

from programmes.extensions import ActionCount, bulk_acts
from programmes.models import Programme


@dataclass(frozen=True)
class WaitingLine:
    number: int
    label: str | Promise
    url: str
    hint: str | Promise
    act: str | Promise = ""
    act_url: str = ""
    last: str = ""


def waiting_line(count: ActionCount, last: Mapping[str, datetime], chosen: Programme | None) -> WaitingLine:
    """`last` names when each act was last asked for; `chosen` is the programme in view, if one is chosen."""
    line = WaitingLine(count.number, count.label, count.url, count.hint)
    if not count.act:
        return line
    act, at = bulk_acts[count.act], last.get(count.act)
    address = reverse("programmes:bulk_act_start", args=[count.act])
    if chosen is not None:
        address += f"?{urlencode({'programme': chosen.slug})}"
    done = {"date": date_format(timezone.localdate(at), "DATE_FORMAT")} if at else None
    return replace(line, act=act.title, act_url=address, last=str(act.last) % done if done else "")
