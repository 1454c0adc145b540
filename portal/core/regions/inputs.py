"""How regions and towns are typed into forms: by name, with suggestions while typing where the page has a script."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import ngettext

from portal.core.regions.finding import as_listed, find_region, label, unknown_region
from portal.core.regions.tree import is_region, regions
from portal.core.text import clean_line, fold
from portal.core.widgets import ComboboxInput


class PlaceInput(ComboboxInput):
    """A line for a town or region, or several of them."""


class RegionInput(forms.CharField):
    """A region by any of its names, or a town in it. What the list has not stays text, for `clean_place` to judge."""

    widget = PlaceInput

    def prepare_value(self, value: Any) -> Any:
        return shown(value) if isinstance(value, str) else value

    def to_python(self, value: Any) -> str:
        text = super().to_python(value) or ""
        return find_region(text) or text


class RegionsInput(forms.CharField):
    """Several regions, or towns in them, with commas between: a list of codes.

    Raises ValidationError for what isn't in the list, and for more than `most`.
    """

    widget = PlaceInput

    def __init__(self, *, most: int, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.most = most

    def prepare_value(self, value: Any) -> Any:
        return ", ".join(map(shown, value)) if isinstance(value, list) else value

    def to_python(self, value: Any) -> list[str]:  # type: ignore[override]
        typed = (super().to_python(value) or "").replace(";", ",").replace("\n", ",").split(",")
        names = {fold(name): clean_line(name) for name in typed if clean_line(name)}
        if len(names) > self.most:
            raise ValidationError(
                ngettext("Name at most %(limit)d region.", "Name at most %(limit)d regions.", self.most),
                params={"limit": self.most},
            )
        return list(dict.fromkeys(self._code(name, [*names.values()]) for name in names.values()))

    def _code(self, name: str, typed: Sequence[str]) -> str:
        """What may be meant can be chosen from the error, and then stands among the others."""
        if code := find_region(name):
            return code
        refused = unknown_region(name)
        params = refused.params or {}
        choices = [
            (each, ", ".join(each if other == name else other for other in typed))
            for each in params.get("suggestions", ())
        ]
        raise ValidationError(refused.message, params={**params, "suggestions": choices})


def shown(code: str) -> str:
    """What to type for a region, in the reader's language."""
    region = regions().get(code)
    return label(region) if region else code


def clean_place(
    form: forms.BaseForm, *, city: str = "city", region: str = "region", keeps_wider: bool = False
) -> None:
    """For `clean` of a form with town, region and country: keep them as the list has them, or say what is wrong."""
    cleaned = form.cleaned_data
    if city not in cleaned or region not in cleaned or _is_unchanged(form, city, region):
        return
    try:
        country = cleaned.get("country") or ""
        place = as_listed(cleaned[city], cleaned[region], country=country, keeps_wider=keeps_wider)
    except ValidationError as refused:
        for name, errors in refused.error_dict.items():
            form.add_error({"city": city, "region": region}[name], errors)
        return
    for name, value in {city: place.city, region: place.region}.items():
        if value != cleaned[name]:
            cleaned[name] = value
            form.changed_data.extend({name} - {*form.changed_data})


def _is_unchanged(form: forms.BaseForm, city: str, region: str) -> bool:
    """A row whose place nobody has touched keeps it; text from before there was the list is judged all the same."""
    saved = getattr(form, "instance", None)
    if saved is None or saved.pk is None or {city, region, "country"} & {*form.changed_data}:
        return False
    return is_region(form.cleaned_data[region] or saved.country)
