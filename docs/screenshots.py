"""Takes the README's screenshots from a running demonstration (`make run`).

Call it as `.venv/bin/python docs/screenshots.py`, with the address when it isn't http://localhost:8000. Take them from
a demonstration that nobody has used yet: whoever is looked at there has something to do on that day.
"""

import io
import sys
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser import executable

IMAGES = Path(__file__).parent / "img"
PASSWORD = "stay-a-while"  # noqa: S105  the demonstration's, said on its sign-in page
COLOURS = 256
"""So many are enough for flat colours, and make the files a third as large."""
FIRST_OFFER = "main article.offer h2 a"


@dataclass(frozen=True)
class Shot:
    name: str
    path: str
    person: str = ""
    follows: str = ""
    """A link on that page which leads to the one that is meant."""
    width: int = 1280
    height: int = 900
    scheme: str = "light"


GRADUATE, COORDINATOR = "talent.wortplus@example.org", "coordinator.wortplus@example.org"
SHOTS = (
    Shot("home", "/"),
    Shot("offers", "/offers/", GRADUATE),
    Shot("why-this-offer", "/offers/", GRADUATE, follows=FIRST_OFFER),
    Shot("me", "/me/", GRADUATE),
    Shot("coordinator", "/admin/", COORDINATOR),
    Shot("evaluation", "/evaluation/wortplus/", "evaluator.wortplus@example.org"),
    Shot("phone", "/offers/", GRADUATE, follows=FIRST_OFFER, width=320, height=690, scheme="dark"),
)


def main(base: str) -> None:
    IMAGES.mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=executable(), args=["--no-sandbox", "--disable-gpu"]
        )
        for shot in SHOTS:
            take(browser, base, shot)
        browser.close()


def take(browser: Browser, base: str, shot: Shot) -> None:
    context = browser.new_context(
        viewport={"width": shot.width, "height": shot.height}, locale="en-GB", color_scheme=shot.scheme
    )
    page = context.new_page()
    if shot.person:
        sign_in(page, base, shot.person)
    page.goto(base + shot.path)
    if shot.follows:
        page.locator(shot.follows).first.click()
        page.wait_for_url(lambda url: url != base + shot.path)
    page.wait_for_load_state("networkidle")
    save(page.screenshot(), IMAGES / f"{shot.name}.png")
    context.close()


def sign_in(page: Page, base: str, person: str) -> None:
    page.goto(f"{base}/accounts/login/")
    page.locator("input[name=login]").fill(person)
    page.locator("input[name=password]").fill(PASSWORD)
    page.locator("input[name=password]").press("Enter")
    page.wait_for_url(lambda url: "/accounts/login/" not in url)


def save(taken: bytes, file: Path) -> None:
    with Image.open(io.BytesIO(taken)) as image:
        image.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE).save(file, optimize=True)


if __name__ == "__main__":
    main(sys.argv[1].rstrip("/") if len(sys.argv) > 1 else "http://localhost:8000")
