"""Whatever people write from right to left is laid out so, and turns nothing of what stands around it: each text, on
each page that each role reads, when offers, programmes, messages and all names are Arabic. A real browser says in which
direction each of them runs.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from http import HTTPStatus

import pgtrigger
import pytest
from django.apps import apps
from django.contrib import admin
from django.test import Client
from django.urls import reverse
from i18nfield.fields import I18nCharField, I18nTextField
from i18nfield.strings import LazyI18nString

from matching.models import Application
from portal.notifications.extensions import KINDS
from portal.notifications.services.notifications import notify
from portal.users.models import User
from programmes.models import Message, Organisation
from programmes.roles import Role
from tests.architecture.test_spoken_languages import READERS, pages
from tests.architecture.test_urls import access_read_once, private_media, rolled_back, world  # noqa: F401
from tests.architecture.world import World
from tests.browser import executable
from tests.sessions import sign_in

ARABIC = "نبحث عن مهندسة (م/ع)."
SCRIPTS = re.compile(r"<(script|style)\b.*?</\1>|<link\b[^>]*>|<img\b[^>]*>", re.DOTALL)
RUNNING_WRONG = """() => {
    const fromRight = /[\\u0590-\\u08ff]/, fromLeft = /\\p{Script=Latin}/u;
    const runs = (element) => getComputedStyle(element).direction;
    const wrong = [];
    const judge = (text, element) => {
        const words = text.replace(/\\s+/g, " ").trim();
        const isFromRight = fromRight.test(words), isFromLeft = fromLeft.test(words);
        const isWrong = isFromRight ? isFromLeft || runs(element) !== "rtl" : isFromLeft && runs(element) !== "ltr";
        if (isWrong) wrong.push(`<${element.localName} class="${element.className}"> ${words.slice(0, 120)}`);
    };
    const ofTheTheme = ".group\\\\/title"; // names of rows above their lines
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
        const element = walker.currentNode.parentElement;
        if (!element.closest(`option, textarea, title, svg, ${ofTheTheme}`)) judge(walker.currentNode.data, element);
    }
    for (const input of document.querySelectorAll("textarea, input[type=text], input[type=search]"))
        judge(input.value, input);
    return wrong;
}"""


def write_all_in_arabic() -> None:
    for model in apps.get_models():
        texts = [field for field in model._meta.fields if isinstance(field, I18nCharField | I18nTextField)]
        if texts and not model._meta.object_name.endswith("History"):
            model._base_manager.update(**{field.name: LazyI18nString({"sl": ARABIC}) for field in texts})
    User.objects.update(name="سارة أحمد")
    Organisation.objects.update(name="شركة الجسور")
    with pgtrigger.ignore("programmes.Message:only_added"):
        Message.objects.update(text=ARABIC)
    Application.objects.update(message=ARABIC)
    fields = {"placement": 1, "posting": 1, "programme": "NORTH", "submitted_at": "2027-01-01"}
    notice = KINDS["matching.placement_to_review"](offer={"sl": ARABIC}, organisation="شركة الجسور", **fields)
    for person in User.objects.all():
        notify(person, notice)


@pytest.fixture
def running_wrong() -> Callable[[dict[str, str]], dict[str, list[str]]]:
    """A browser that is opened when all pages are there, as Django asks no database beside one."""
    if not executable():
        pytest.skip("NO CHROMIUM: directions were not looked at")
    from playwright.sync_api import sync_playwright

    def look(found: dict[str, str]) -> dict[str, list[str]]:
        wrong: dict[str, list[str]] = defaultdict(list)
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=executable(), args=["--no-sandbox"])
            page = browser.new_page()
            for address, html in found.items():
                page.set_content(SCRIPTS.sub("", html))
                for each in page.evaluate(RUNNING_WRONG):
                    wrong[each].append(address)
            browser.close()
        return wrong

    return look


def admin_pages(world: World) -> Iterator[tuple[str, str]]:  # noqa: F811
    """Each list that a coordinator may look at, and the page of its first row."""
    client = Client(headers={"accept-language": "sl"})
    sign_in(client, world.personas[Role.COORDINATOR].user)
    for model in admin.site._registry:
        address = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
        with rolled_back():
            answer = client.get(address)
            if answer.status_code != HTTPStatus.OK:
                continue
            yield address, answer.text
            for row in answer.context["cl"].result_list[:1]:
                address = reverse(
                    f"admin:{model._meta.app_label}_{model._meta.model_name}_change", args=[row.pk]
                )
                yield address, client.get(address).text


def test_each_text_of_the_administration_runs_in_its_own_direction(world, running_wrong):  # noqa: F811
    with rolled_back():
        write_all_in_arabic()
        found = dict(admin_pages(world))
    assert any(ARABIC in html for html in found.values())
    wrong = running_wrong(found)
    assert not wrong, "\n".join(
        f"{text}   {where[0]} ({len(where)})" for text, where in sorted(wrong.items())
    )


@pytest.mark.parametrize("role", READERS)
def test_each_text_runs_in_its_own_direction(role, world, running_wrong):  # noqa: F811
    with rolled_back():
        write_all_in_arabic()
        found = dict(pages(world, role))
    assert any(ARABIC in html for html in found.values())
    wrong = running_wrong(found)
    assert not wrong, "\n".join(
        f"{text}   {where[0]} ({len(where)})" for text, where in sorted(wrong.items())
    )
