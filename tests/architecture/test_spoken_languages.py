"""Whatever is read in another language than the page's says so (WCAG 3.1.2): each text held in several languages,
on each page that each role reads, when it is written in German alone and read in Slovenian.
"""

from collections import defaultdict
from collections.abc import Iterator
from html.parser import HTMLParser

import pytest
from django.apps import apps
from django.test import Client
from django.urls import reverse
from i18nfield.fields import I18nCharField, I18nTextField
from i18nfield.strings import LazyI18nString

from programmes.roles import Role
from tests.architecture.test_urls import access_read_once, private_media, rolled_back, world  # noqa: F401
from tests.architecture.url_rules import RULES
from tests.architecture.world import World
from tests.sessions import sign_in

FOREIGN = "Fremdwort"
VOID = frozenset(
    ("area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr")
)
READERS = [Role.VISITOR, Role.TALENT, Role.MANAGER, Role.COORDINATOR]
"""Who between them read every page."""
READ_ALOUD = ("alt", "aria-label", "title", "placeholder")


class Unmarked(HTMLParser):
    """Words of the other language that stand in no element which says so."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[tuple[str, str]] = []
        self.found: list[str] = []
        self.broken: list[str] = []

    @property
    def language(self) -> str:
        return next((language for _tag, language in reversed(self.open) if language), "")

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = dict(attrs)
        language = said.get("lang") or self.language
        for name, value in said.items():
            if "<span" in (value or ""):
                self.broken.append(f"{name}={value}")
            if name in READ_ALOUD and FOREIGN in (value or "") and language != "de":
                self.found.append(f"<{tag} {name}> {value}")
        if tag not in VOID:
            self.open.append((tag, said.get("lang") or ""))

    def handle_endtag(self, tag: str) -> None:
        while self.open and self.open.pop()[0] != tag:
            pass

    def handle_data(self, text: str) -> None:
        if "<span" in text and self.open[-1][0] not in ("script", "style"):
            self.broken.append(text.strip()[:200])
        if FOREIGN in text and self.language != "de" and self.open[-1][0] not in ("script", "style"):
            self.found.append(f"<{self.open[-1][0]}> {' '.join(text.split())[:160]}")


def unmarked(html: str) -> Unmarked:
    parser = Unmarked()
    parser.feed(html)
    return parser


def write_all_in_german() -> None:
    for model in apps.get_models():
        texts = [field for field in model._meta.fields if isinstance(field, I18nCharField | I18nTextField)]
        if texts and not model._meta.object_name.endswith("History"):
            model._base_manager.update(
                **{
                    field.name: LazyI18nString({"de": f"{FOREIGN} {model._meta.object_name}.{field.name}"})
                    for field in texts
                }
            )


def addresses(world: World, role: Role) -> list[str]:  # noqa: F811
    """All outside the administration, of each row that the world has."""
    found = {
        reverse(name, kwargs=case.kwargs)
        for name, rule in RULES.items()
        for case in rule.cases(world, world.personas[role])
    }
    return sorted(each for each in found if not each.startswith("/admin/"))


def pages(world: World, role: Role) -> Iterator[tuple[str, str]]:  # noqa: F811
    client = Client(headers={"accept-language": "sl"})
    user = world.personas[role].user
    if user is not None:
        type(user).objects.filter(pk=user.pk).update(language="sl")
        user.refresh_from_db()
        sign_in(client, user)
    for address in addresses(world, role):
        with rolled_back():
            answer = client.get(address)
            if answer.status_code == 200 and answer.headers["Content-Type"].startswith("text/html"):
                yield address, b"".join(answer).decode() if answer.streaming else answer.content.decode()


@pytest.mark.parametrize("role", READERS)
def test_each_text_in_another_language_says_which(role, world):  # noqa: F811
    found: dict[str, list[str]] = defaultdict(list)
    with rolled_back():
        write_all_in_german()
        for address, html in pages(world, role):
            said = unmarked(html)
            for each in [*said.found, *said.broken]:
                found[each].append(address)
    assert not found, "\n".join(
        f"{text}   {where[0]} ({len(where)})" for text, where in sorted(found.items())
    )
