"""What a browser would send of a page: every input of its form with what stands in it."""

from __future__ import annotations

from html.parser import HTMLParser

from django.http import QueryDict


class _Inputs(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[QueryDict] = []
        self.select = self.textarea = ""
        self.text: list[str] = []
        self.values: list[str] = []
        self.first: str | None = None
        self.is_multiple = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        name = found.get("name") or ""
        if tag == "form":
            self.forms.append(QueryDict(mutable=True))
        elif not self.forms or "disabled" in found:
            return
        elif tag == "input" and name:
            self._input(name, found)
        elif tag == "textarea":
            self.textarea, self.text = name, []
        elif tag == "select":
            self.select, self.values, self.first = name, [], None
            self.is_multiple = "multiple" in found
        elif tag == "option" and self.select:
            self._option(found)

    def _input(self, name: str, found: dict[str, str | None]) -> None:
        kind = found.get("type", "text")
        if kind in ("submit", "button", "file", "image"):
            return
        if kind in ("checkbox", "radio") and "checked" not in found:
            return
        default = "on" if kind in ("checkbox", "radio") else ""
        self.forms[-1].appendlist(name, found.get("value") or default)

    def _option(self, found: dict[str, str | None]) -> None:
        value = found.get("value") or ""
        self.first = value if self.first is None else self.first
        if "selected" in found:
            self.values.append(value)

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea" and self.textarea:
            self.forms[-1].appendlist(self.textarea, "".join(self.text).removeprefix("\n"))
            self.textarea = ""
        elif tag == "select" and self.select:
            chosen = self.values or ([] if self.is_multiple or self.first is None else [self.first])
            for value in chosen:
                self.forms[-1].appendlist(self.select, value)
            self.select = ""

    def handle_data(self, data: str) -> None:
        if self.textarea:
            self.text.append(data)


def sent_from(page: str, having: str) -> QueryDict:
    """The first form on the page with an input of the name `having`."""
    parser = _Inputs()
    parser.feed(page)
    return next(form for form in parser.forms if having in form)
