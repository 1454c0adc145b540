"""Figures as pictures: SVG files a page shows as images, beside a table with the same numbers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from xml.etree import ElementTree

import pygal
from django.utils import formats
from pygal.style import Style

from portal.core.colour import readable_on_dark

MONTHS = 24
"""The longest trend a picture can show with readable names below."""

_DARK = """inline:
@media (prefers-color-scheme: dark) {{
  text {{ fill: #e8eeed !important; }}
  .axis .line, .axis .guide.line {{ stroke: #4a5658 !important; }}
  .color-0 rect {{ fill: {accent} !important; stroke: {accent} !important; }}
}}"""


def last_months(starts_on: date, ends_on: date) -> list[date]:
    """First days of the months of a period, the last 24 at most."""
    months: list[date] = []
    month = ends_on.replace(day=1)
    while month >= starts_on.replace(day=1) and len(months) < MONTHS:
        months.append(month)
        month = (
            month.replace(year=month.year - 1, month=12)
            if month.month == 1
            else month.replace(month=month.month - 1)
        )
    return months[::-1]


def last_year(today: date) -> list[date]:
    """First days of the last twelve months."""
    return last_months(today - timedelta(days=334), today)


def month_name(month: date) -> str:
    return formats.date_format(month, "M Y")


def bar_chart(bars: Sequence[tuple[str, int]], colour: str) -> bytes:
    """An SVG with one bar for each (name, number), in a programme's colour on light and on dark ground."""
    style = Style(
        background="transparent",
        plot_background="transparent",
        foreground="#46545a",
        foreground_strong="#1b2628",
        foreground_subtle="#c8d1d0",
        opacity="1",
        opacity_hover="1",
        colors=(colour,),
        font_family="system-ui, sans-serif",
        label_font_size=13,
        major_label_font_size=13,
        value_font_size=13,
        no_data_font_size=16,
    )
    highest = max((number for _name, number in bars), default=0)
    chart = pygal.Bar(
        style=style,
        css=["file://style.css", "file://graph.css", _DARK.format(accent=readable_on_dark(colour))],
        width=900,
        height=300,
        margin=12,
        show_legend=False,
        show_y_guides=True,
        range=(0, max(highest, 4)),
        y_labels=_steps(max(highest, 4)),
        x_label_rotation=45 if len(bars) > 8 else 0,
        rounded_bars=2,
        formatter=lambda number: formats.localize(int(number)),
        disable_xml_declaration=True,
        js=[],
    )
    chart.x_labels = [name for name, _number in bars]
    chart.add(None, [number for _name, number in bars])
    return _without_scripts(chart.render())


def trend(numbers: Mapping[date, int], months: Sequence[date]) -> list[tuple[str, int]]:
    """One bar for each month, those without anybody too."""
    return [(month_name(month), numbers.get(month, 0)) for month in months]


def _steps(highest: int) -> list[int]:
    """Zero and at most five whole numbers up to `highest`, evenly apart."""
    step = max(1, -(-highest // 5))
    return list(range(0, highest + step, step))


def _without_scripts(svg: bytes) -> bytes:
    """Take out what only an interactive picture needs; a browser would not run it in an image anyway."""
    ElementTree.register_namespace("", "http://www.w3.org/2000/svg")
    ElementTree.register_namespace("xlink", "http://www.w3.org/1999/xlink")
    root = ElementTree.fromstring(svg)  # noqa: S314 - our own picture, made a moment ago
    for parent in list(root.iter()):
        for child in list(parent):
            if child.tag.endswith("}script"):
                parent.remove(child)
    return ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)
