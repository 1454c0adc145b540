"""The indicators the portal knows from the start."""

import json
from pathlib import Path
from typing import TypedDict

from django.db import transaction
from i18nfield.strings import LazyI18nString

from evaluation.models import Framework, Indicator

CATALOGUE = Path(__file__).resolve().parent.parent / "catalogue" / "indicators.json"


class Entry(TypedDict):
    """One indicator of the catalogue; texts by language."""

    code: str
    kind: str
    title: dict[str, str]
    definition: dict[str, str]


class Catalogue(TypedDict):
    key: str
    title: dict[str, str]
    source: str
    indicators: list[Entry]


def _read_catalogue() -> Catalogue:
    catalogue: Catalogue = json.loads(CATALOGUE.read_text(encoding="utf-8"))
    return catalogue


@transaction.atomic
def load_indicators(
    *, framework_model: type[Framework] = Framework, indicator_model: type[Indicator] = Indicator
) -> int:
    """Bring the frameworks and indicators to what the catalogue says. Returns how many indicators it holds.

    A migration passes its own models; everybody else leaves them out. Running it again changes nothing.
    """
    catalogue = _read_catalogue()
    framework, _created = framework_model.objects.update_or_create(
        key=catalogue["key"],
        defaults={"title": LazyI18nString(catalogue["title"]), "source": catalogue["source"]},
    )
    for position, entry in enumerate(catalogue["indicators"], start=1):
        indicator_model.objects.update_or_create(
            code=entry["code"],
            defaults={
                "framework": framework,
                "kind": entry["kind"],
                "title": LazyI18nString(entry["title"]),
                "definition": LazyI18nString(entry["definition"]),
                "position": position,
            },
        )
    return len(catalogue["indicators"])
