"""How long a profile and an offer take on a phone, reckoned from what a hand does; nothing is timed.

The keystroke-level model (Card, Moran and Newell 1980, "The keystroke-level model for user performance time with
interactive systems", CACM 23(7)): each act has its seconds. A letter on a phone takes longer than their typists need.
"""

from dataclasses import dataclass, field
from typing import Any

import pytest

from tests.journeys.reader import NARROW, Reader

pytestmark = pytest.mark.journey

THINK, POINT, LETTER, PAGE = 1.35, 1.2, 0.5, 2.0
"""Seconds: to decide what to do, to touch a place, to type a letter with a thumb, until the next page is there."""


@dataclass
class Hand:
    """Does what a person does on a narrow screen, and counts it."""

    page: Any
    counts: dict[str, int] = field(
        default_factory=lambda: dict.fromkeys(("decisions", "taps", "letters", "pages"), 0)
    )

    @property
    def seconds(self) -> float:
        costs = {"decisions": THINK, "taps": POINT, "letters": LETTER, "pages": PAGE}
        return sum(number * costs[name] for name, number in self.counts.items())

    def tap(self, place: str) -> None:
        self.counts["taps"] += 1
        self.counts["decisions"] += 1
        self.page.locator(place).first.click()

    def turn(self, place: str) -> None:
        self.tap(place)
        self.counts["pages"] += 1
        self.page.wait_for_load_state()

    def write(self, place: str, text: str) -> None:
        self.tap(place)
        self.page.locator(place).first.fill(text)
        self.counts["letters"] += len(text)

    def pick(self, place: str, value: str) -> None:
        """From a list that the phone unrolls: one touch to open it, one to choose."""
        self.tap(place)
        self.counts["taps"] += 1
        self.page.locator(place).first.select_option(value)

    def add(self, line: str, beginning: str) -> None:
        """A few letters into a combobox, and its first suggestion."""
        self.tap(line)
        self.page.keyboard.type(beginning)
        self.counts["letters"] += len(beginning)
        option = "[role=listbox]:visible [role=option]"
        self.page.locator(option).first.wait_for()
        self.tap(option)


def hand_of(reader: Reader) -> Hand:
    reader.page.set_viewport_size(NARROW)
    return Hand(reader.page)


def test_a_profile_takes_a_graduate_less_than_four_minutes(glance):
    reader: Reader = glance("company.zumiro@example.org")  # somebody who has no profile yet
    reader.go("/me/profile/wishes/")
    hand = hand_of(reader)
    for kind in ("job", "trainee", "thesis"):
        hand.tap(f"input[name=kinds][value={kind}]")
    hand.add("#id_regions", "südth")
    hand.tap("#id_is_mobile")
    hand.write("#id_available_from", "2027-03-01")
    hand.turn("form .actions .button")
    for language in ("deut", "engl", "arab"):
        hand.add("#languages-add", language)
    for number in range(3):
        hand.pick(f"#id_languages-{number}-level", "5")
    hand.turn("form .actions .button:not([name=then])")
    for _each in range(4):
        hand.tap(".often button:visible")
    hand.add("#skills-add", "präz")
    for number in range(3):
        hand.pick(f"#id_skills-{number}-level", "3")
    hand.turn("form .actions .button:not([name=then]):not([name=add])")
    hand.pick("#id_degree", "7")
    hand.pick("#id_field", "07")
    hand.write("#id_graduation_on", "2026-09-30")
    hand.turn("form .actions .button")
    hand.write("#id_headline", "Process engineer who likes to find out why machines stop")
    hand.turn("form .actions .button[name=then]")
    assert reader.path == "/me/profile/"
    assert hand.seconds < 4 * 60, hand.counts
    assert "6 von 6" in reader.text()


def test_an_offer_takes_a_company_less_than_five_minutes(glance):
    reader: Reader = glance("company.zumiro@example.org")
    reader.go("/organisation/placements/add/")
    hand = hand_of(reader)
    hand.turn("main a[href*='kind=internship']")
    hand.write("div.language input[name^=title]", "Internship in tool making")
    learnt = "Milling and measuring.\n\nA skilled worker has two hours a day for you. We answer in four days."
    hand.write("div.language textarea", learnt)
    hand.tap(".often button:visible")
    for skill in ("schw", "mess"):
        hand.add("#skills-add", skill)
    hand.write("#id_starts_on", "2027-03-01")
    hand.write("#id_hours", "35")
    hand.write("#id_pay_min", "900")
    hand.pick("#id_pay_period", "month")
    hand.tap("input[name=programmes]:not(:checked), #id_shown_until")
    hand.turn("form > .actions .button")
    assert reader.path.endswith("/preview/")
    hand.turn("main form[action$='/submit/'] button")
    assert hand.seconds < 5 * 60, hand.counts
