"""At the door with a phone: noted without a connection, kept through a reload, sent once, and conflicts are listed."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from PIL import Image
from playwright.sync_api import expect

from portal.core.qr import qr_svg
from tests import database
from tests.browser import executable
from tests.journeys.conftest import CALM
from tests.journeys.portal import NAME, Portal
from tests.journeys.reader import Reader

pytestmark = pytest.mark.journey

TRAINER, COORDINATOR = "trainer.wortplus@example.org", "coordinator.wortplus@example.org"
TITLE = "Four companies introduce themselves"


def begin_soon() -> tuple[str, list[tuple[str, str]]]:
    """The page at the door of an event that begins in twenty minutes, and name and code of each who is expected."""
    from events.models import Event
    from events.queries.attendance import ticket_code

    with database.connected_to(NAME):
        event = Event.objects.get(title__contains=TITLE)
        soon = timezone.now() + timedelta(minutes=20)
        Event.objects.filter(pk=event.pk).update(starts_at=soon, ends_at=soon + timedelta(hours=2))
        rows = event.registrations.coming().select_related("person").order_by("pk")
        people = [(row.person.get_full_name(), ticket_code(row.pk)) for row in rows]
        return f"/events/sessions/{event.sessions.get().pk}/check-in/", people


def give_back(code: str) -> None:
    from events.models import Registration
    from events.queries.attendance import registration_of_ticket
    from events.services.registrations import cancel_registration

    with database.connected_to(NAME):
        row = Registration.objects.get(pk=registration_of_ticket(code))
        cancel_registration(registration=row, by=row.person)


def line(reader: Reader, code: str) -> Any:
    return reader.page.locator(f"li[data-code='{code}']")


def tap(reader: Reader, code: str) -> None:
    line(reader, code).locator("button[value=here]").click()


def type_code(reader: Reader, code: str) -> None:
    reader.page.locator("#id_code").fill(code)
    reader.page.locator("button[value=code]").click()


def is_here(reader: Reader, *codes: str) -> None:
    for code in codes:
        expect(line(reader, code)).to_have_attribute("data-present", "")


@pytest.fixture
def camera(browser: Any, portal: Portal, tmp_path: Path) -> Iterator[Any]:
    """`camera(code)` opens a browser whose camera sees the ticket's code; Chromium has no detector of its own here."""
    started: list[Any] = []

    def see(code: str) -> Reader:
        film = tmp_path / "ticket.y4m"
        film_of(browser, qr_svg(f"{portal.address}/events/tickets/{code}/"), film)
        args = (*CALM, "--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream")
        launch = browser.browser_type.launch
        started.append(
            launch(executable_path=executable(), args=[*args, f"--use-file-for-fake-video-capture={film}"])
        )
        started.append(Reader(started[0], portal.address, "en"))
        return started[-1]

    yield see
    for each in reversed(started):
        each.close()


def film_of(browser: Any, svg: bytes, film: Path) -> None:
    """A ticket on paper, held before a camera of 640 × 480: one picture without colours, which is seen all the time."""
    page = browser.new_page(viewport={"width": 640, "height": 480})
    page.set_content(f"<style>body {{ margin: 90px 170px }} svg {{ width: 300px }}</style>{svg.decode()}")
    picture = Image.open(BytesIO(page.screenshot())).convert("L")
    page.close()
    grey = bytes([128]) * (640 * 480 // 2)
    film.write_bytes(b"YUV4MPEG2 W640 H480 F10:1 Ip A1:1 C420jpeg\nFRAME\n" + picture.tobytes() + grey)


UNKNOWN_DOOR = "() => fetch('/events/sessions/999999/check-in/').then(() => 'reached', () => 'not reached')"


def test_who_is_noted_without_a_connection_is_there_once_and_conflicts_are_listed(
    visit: Any, camera: Any, django_db_blocker: Any
) -> None:
    # Django asks nothing in a thread that drives a browser
    with django_db_blocker.unblock(), ThreadPoolExecutor(max_workers=1) as aside:
        door, people = aside.submit(begin_soon).result()
        (_ana, ana), (_boris, boris), (_cleo, cleo), (gone_name, gone), *_rest = people
        first: Reader = visit(TRAINER)
        first.go(door)
        until_kept(first.page)
        first.context.set_offline(True)
        assert first.page.evaluate(UNKNOWN_DOOR) == "not reached"
        tap(first, ana)
        tap(first, gone)
        type_code(first, boris)
        is_here(first, ana, boris, gone)
        first.page.reload()
        is_here(first, ana, boris, gone)
        expect(first.page.locator("[data-state]")).to_contain_text("3")
        aside.submit(give_back, gone).result()
    second: Reader = camera(ana)
    second.sign_in(COORDINATOR)
    second.go(door)
    assert second.page.locator("li[data-present]").count() == 0
    second.page.locator("[data-start]").click()
    is_here(second, ana)
    second.page.locator("[data-stop]").click()
    tap(second, cleo)
    is_here(second, cleo)
    first.context.set_offline(False)
    expect(first.page.locator("[data-state]")).to_be_hidden()
    expect(line(first, gone).locator("[data-words]")).not_to_have_text("")
    assert line(first, gone).get_attribute("data-present") is None
    second.go(door)
    is_here(second, ana, boris, cleo)
    assert second.page.locator("li[data-present]").count() == 3
    listed = second.page.locator("section[aria-labelledby=conflicts] li")
    expect(listed).to_have_count(2)
    expect(listed.filter(has_text=gone_name)).to_have_count(1)
    first.page.reload()
    is_here(first, ana, boris, cleo)


KEPT = "async () => (await (await caches.open('check-in')).match(location.pathname)) !== undefined"


def until_kept(page: Any) -> None:
    """The first visit has been kept, by the page itself, and a worker opens it from then on."""
    page.evaluate("() => navigator.serviceWorker.ready.then(() => true)")
    page.wait_for_function(KEPT)
    page.wait_for_load_state("networkidle")


def test_what_two_tabs_have_noted_is_sent_though_one_is_closed_and_after_a_new_sign_in(
    glance: Any, django_db_blocker: Any
) -> None:
    with django_db_blocker.unblock(), ThreadPoolExecutor(max_workers=1) as aside:
        door, people = aside.submit(begin_soon).result()
    codes = [code for _name, code in people[4:8]]
    trainer: Reader = glance(TRAINER)
    trainer.go(door)
    until_kept(trainer.page)
    tap(trainer, codes[0])
    expect(trainer.page.locator(f"li[data-code='{codes[0]}'] button")).to_be_focused()
    until_sent(trainer.page)
    trainer.page.wait_for_load_state("networkidle")
    closed, other = trainer.page, trainer.context.new_page()
    other.goto(door)
    trainer.context.set_offline(True)
    closed.reload()
    is_here(trainer, codes[0])  # what was sent stands in the page that is kept
    tap(trainer, codes[1])
    other.locator(f"li[data-code='{codes[2]}'] button").click()
    closed.close()
    trainer.context.set_offline(False)
    until_sent(other)
    trainer.context.clear_cookies()
    other.locator(f"li[data-code='{codes[3]}'] button").click()
    expect(other.locator("[data-state]")).to_contain_text("1")
    trainer.page = trainer.context.new_page()
    trainer.sign_in(TRAINER)
    other.evaluate("() => dispatchEvent(new Event('online'))")
    until_sent(other)
    trainer.go(door)
    is_here(trainer, *codes)


def until_sent(page: Any) -> None:
    page.wait_for_function(
        "() => Object.values({...localStorage}).every((kept) => !kept.includes('\"code\"'))"
    )
