"""Takes the README's screenshots from a running demonstration (`make run`).

Call it as `.venv/bin/python docs/screenshots.py`, with the address when it isn't http://localhost:8000.
"""

import shutil
import sys
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

IMAGES = Path(__file__).parent / "img"
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
PASSWORD = "stay-a-while"  # noqa: S105  the demonstration's, said on its sign-in page
SHOTS = (
    ("offers", "talent.wortplus@example.org", "/offers/"),
    ("why-this-offer", "talent.wortplus@example.org", "first offer"),
    ("coordinator", "coordinator.wortplus@example.org", "/admin/"),
    ("evaluation", "evaluator.wortplus@example.org", "/evaluation/wortplus/"),
)


def main(base: str) -> None:
    IMAGES.mkdir(exist_ok=True)
    found = next((path for name in BROWSERS if (path := shutil.which(name))), None)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=["--no-sandbox", "--disable-gpu"])
        for name, person, place in SHOTS:
            take(browser, base, name, person, place)
        browser.close()


def take(browser: Browser, base: str, name: str, person: str, place: str) -> None:
    context = browser.new_context(
        viewport={"width": 1280, "height": 900}, locale="en-GB", color_scheme="light"
    )
    page = context.new_page()
    sign_in(page, base, person)
    if place.startswith("/"):
        page.goto(base + place)
    else:
        page.goto(base + "/offers/")
        page.locator("main article h2 a, main li h2 a, main li h3 a").first.click()
    page.wait_for_load_state("networkidle")
    page.screenshot(path=IMAGES / f"{name}.png")
    context.close()


def sign_in(page: Page, base: str, person: str) -> None:
    page.goto(f"{base}/accounts/login/")
    page.locator("input[name=login]").fill(person)
    page.locator("input[name=password]").fill(PASSWORD)
    page.locator("input[name=password]").press("Enter")
    page.wait_for_url("**/me/")


if __name__ == "__main__":
    main(sys.argv[1].rstrip("/") if len(sys.argv) > 1 else "http://localhost:8000")
