"""Somebody in front of a screen, who also notices what most would not: barriers, errors, strangers."""

import re
import time
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import axe_playwright_python

from tests.journeys.boxes import WIDTHS, sticking_out
from tests.journeys.skeletons import Register, skeleton_of

AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
WIDE, NARROW = {"width": 1280, "height": 900}, {"width": 320, "height": 720}
CONTRAST = {"type": "rule", "values": ["color-contrast"]}
EVERYTHING = {"type": "tag", "values": RULES}
LOOKS = (
    (WIDE, "light", CONTRAST),
    (NARROW, "light", EVERYTHING),
    (NARROW, "dark", CONTRAST),
    (WIDE, "dark", EVERYTHING),
)
"""What is asked of a page at which width, by day or night: what day and night decide between them is the contrast."""
OF_THE_LAYOUT = {**EVERYTHING, "without": ["color-contrast"]}
"""What the width decides. Contrast it does not, and that costs ten times as much as all else."""
OPEN = "which => document.querySelectorAll(which).forEach((each) => { each.open = true; })"
MENUS = """() => [[...document.querySelectorAll(".menu")].map((menu) => {
    let page = menu.outerHTML;
    for (let each = menu.parentElement; each; each = each.parentElement) {
        const [start, end] = each.cloneNode().outerHTML.split(/(?=<[/][^<]*$)/);
        page = start + page + end;
    }
    return page;
}).join(""), [...document.styleSheets].map((sheet) => sheet.href).concat(document.body.dataset.programme).join(" ")]"""
"""A page that has nothing but the menus of this one; and by which sheets, in which programme's colours, they look."""
PASSWORD = "stay-a-while"
PATIENCE = 60_000  # milliseconds
SETTLED = """(async () => {
    for (let frame = 0; frame < 2; frame += 1) {
        await document.fonts.ready;
        await new Promise(requestAnimationFrame);
    }
    await document.fonts.ready;
})()"""
"""Fonts are there and the page is drawn: before that, an icon font's words are as wide as they are long."""


def kind_of(url: str) -> str:
    return re.sub(r"\d+", "N", urlsplit(url).path)


class Reader:
    """With a register of skeletons, every kind of page that is come to is checked for barriers once.

    `costs` are the number and the seconds of what was done with pages.
    """

    def __init__(self, browser: Any, address: str, language: str, looked_at: Register | None = None) -> None:
        self.address = address
        self.register = looked_at
        self.costs: dict[str, list[float]] = {}
        self.visited: set[str] = set()
        self.looked_at: set[str] = set()
        self.menus: dict[str, set[int]] = {}
        self.context = browser.new_context(
            base_url=address, locale=language, viewport=WIDE, reduced_motion="reduce", accept_downloads=True
        )
        self.context.set_default_timeout(PATIENCE)
        self.page = self.context.new_page()
        self.troubles: list[str] = []
        self.page.on("console", self._hear)
        self.page.on("pageerror", self._notice)
        self.page.on("request", self._watch)
        self.page.on("response", self._judge)
        self.page.on("framenavigated", self._remember)

    @property
    def path(self) -> str:
        return urlsplit(self.page.url).path

    @property
    def kind(self) -> str:
        """The page's path with `N` for every number: pages about other rows are of the same kind."""
        return kind_of(self.page.url)

    def close(self) -> None:
        self.context.close()
        assert not self.troubles, "\n".join(self.troubles)
        if self.register:
            assert sorted(self.visited - self.looked_at) == [], "passed through without a look"

    # --- What a person does ----------------------------------------------------------------------------------------

    def sign_in(self, email: str, password: str = PASSWORD) -> None:
        self.go("/accounts/login/")
        self.page.locator("#id_login").fill(email)
        self.page.locator("#id_password").fill(password)
        self.page.locator("form[action='/accounts/login/'] button.button").first.click()
        self.arrive(lambda url: "/accounts/login/" not in url)

    def go(self, path: str) -> None:
        begin = time.perf_counter()
        self.page.goto(path)
        self.spend("drawn", begin)
        self.arrive()

    def press(self, name: str, kind: str = "button") -> None:
        """Press the button, or follow the link, with this text, and look at what comes."""
        self.page.get_by_role(kind, name=name).first.click()
        self.arrive()

    def follow(self, name: str) -> None:
        self.press(name, "link")

    def send(self) -> None:
        """Press the button that ends the form on the page."""
        self.page.locator("main form .actions button[type=submit], main form .actions button").last.click()
        self.arrive()

    def arrive(self, where: Any = None) -> None:
        """Wait until the page is there, at `where` if said; a kind of page that is new is checked."""
        if where is not None:
            self.page.wait_for_url(where)
        self.page.wait_for_load_state()
        if self.register and self.kind not in self.looked_at:
            self.check()

    def sees(self, text: str) -> None:
        self.page.get_by_text(text).first.wait_for()

    def text(self) -> str:
        found: str = self.page.locator("main").inner_text()
        return found

    # --- What is noticed -------------------------------------------------------------------------------------------

    def check(self) -> None:
        """No barrier that axe knows of, nothing that sticks out or is to be scrolled sideways, unless such a page was
        looked at.
        """
        self.looked_at.add(self.kind)
        if self.register is None or self.register.takes_on(self.page.content()):
            begin = time.perf_counter()
            findings = [finding for look in LOOKS for finding in self.look(*look)]
            findings += self.measure()
            self.page.set_viewport_size(WIDE)
            self.page.emulate_media(color_scheme="light", reduced_motion="reduce")
            self.spend("looked at for barriers", begin)
            assert not findings, "\n".join(findings)

    def look(self, size: dict[str, int], scheme: str, rules: dict[str, Any]) -> list[str]:
        self.page.set_viewport_size(size)
        self.page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        self.page.evaluate(SETTLED)
        findings = self._barriers(rules)
        if size is NARROW and self._is_too_wide():
            findings.append("wider than the screen")
        return [f"{self.path} at {size['width']} px, {scheme}: {finding}" for finding in findings]

    def measure(self) -> list[str]:
        """What sticks out of what it stands in, at both widths."""
        begin = time.perf_counter()
        findings = [finding for width in WIDTHS for finding in sticking_out(self.page, width)]
        self.spend("measured", begin)
        return [f"{self.path} at {finding}" for finding in findings]

    def inspect(self) -> list[str]:
        """What sticks out, and every barrier that axe knows of, at both widths, with every `<details>` open.

        Menus are looked at by themselves: open, they lie on what they hide. What is made of the same parts is looked
        at once.
        """
        findings = self.measure()
        begin = time.perf_counter()
        self.page.evaluate(OPEN, "details:not(.menu)")
        findings += self.look(NARROW, "light", EVERYTHING)
        findings += self.look(WIDE, "light", OF_THE_LAYOUT)
        self.page.evaluate(OPEN, "details.menu")
        menus, looks = self.page.evaluate(MENUS)
        known = self.menus.setdefault(looks, set())
        if new := skeleton_of(menus) - known:
            known |= new
            findings += self._barriers(EVERYTHING, within=".menu")
        self.spend("inspected", begin)
        return findings

    def spend(self, name: str, begin: float) -> None:
        cost = self.costs.setdefault(name, [0, 0])
        cost[0] += 1
        cost[1] += time.perf_counter() - begin

    def _barriers(self, rules: dict[str, Any], within: str = "html") -> list[str]:
        if not self.page.evaluate("'axe' in window"):
            self.page.evaluate(AXE)
        if not self.page.locator(within).count():
            return []
        options = {
            "runOnly": {name: rules[name] for name in ("type", "values")},
            "rules": {name: {"enabled": False} for name in rules.get("without", ())},
            "resultTypes": ["violations"],
        }
        result = self.page.evaluate("([within, options]) => axe.run(within, options)", [within, options])
        return [
            f"{found['id']}: {found['help']}\n    "
            + "\n    ".join(re.sub(r"\s+", " ", node["html"])[:200] for node in found["nodes"][:5])
            for found in result["violations"]
        ]

    def _is_too_wide(self) -> bool:
        """Still, after what scripts move when the width changes has had its time."""
        width = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        for _try in range(40):
            if self.page.evaluate(width) <= 0:
                return False
            self.page.wait_for_timeout(100)
        return True

    def _remember(self, frame: Any) -> None:
        if frame == self.page.main_frame and frame.url.startswith(self.address):
            self.visited.add(kind_of(frame.url))

    def _hear(self, message: Any) -> None:
        if message.type == "error" and "Failed to load resource" not in message.text:
            self.troubles.append(f"{self.path}: console: {message.text}")

    def _notice(self, error: Any) -> None:
        self.troubles.append(f"{self.path}: {error}")

    def _watch(self, request: Any) -> None:
        if request.url.startswith(("data:", "blob:", "about:")):
            return
        if not request.url.startswith(self.address):
            self.troubles.append(f"{self.path}: a request to {urlsplit(request.url).hostname}")

    def _judge(self, response: Any) -> None:
        if response.status >= 500:
            self.troubles.append(f"{urlsplit(response.url).path}: {response.status}")
