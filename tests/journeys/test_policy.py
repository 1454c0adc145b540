"""What a browser makes of the pages' policy when somebody has got a page of the admin to carry a script of theirs.

That no page of the admin complains about the policy is among what the tour listens to, on each page it draws.
"""

import pytest

from tests.journeys.reader import Reader

pytestmark = pytest.mark.journey

SMUGGLED = """
    <script>window.ran = "script"</script>
    <img src="/nowhere.png" alt="" onerror="window.ran = 'handler'">
    <a id="lure" href="javascript:window.ran = 'link'">Look here</a>
    <style>html { outline: 7px solid }</style>
    <iframe srcdoc="<script>parent.ran = 'frame'</script>"></iframe>
"""
PAGES = ("/admin/", "/admin/programmes/organisation/", "/admin/programmes/organisation/add/", "/offers/")


def test_what_somebody_smuggles_into_a_page_does_not_run(visit):
    reader = visit("coordinator.wortplus@example.org")
    for path in PAGES:
        reader.go(path)
        assert complaints(reader) == []
        smuggle(reader, path)
        assert "ran" not in reader.page.evaluate("() => Object.keys(window)")
        assert reader.page.evaluate("() => getComputedStyle(document.documentElement).outlineStyle") == "none"
        assert len(complaints(reader)) >= 4  # the browser refused each of them, for the policy's sake
        reader.troubles.clear()


def smuggle(reader: Reader, path: str) -> None:
    page = reader.page
    page.route(f"**{path}", carry)
    page.goto(f"{reader.address}{path}", wait_until="load")
    page.locator("#lure").dispatch_event("click")
    page.wait_for_function("() => document.readyState === 'complete'")
    page.unroute(f"**{path}", carry)


def carry(route) -> None:
    """The portal's own answer, headers and all, with what somebody has got into it."""
    answer = route.fetch()
    route.fulfill(response=answer, body=answer.text().replace("</body>", SMUGGLED + "</body>"))


def complaints(reader: Reader) -> list[str]:
    return [trouble for trouble in reader.troubles if "Content Security Policy" in trouble]
