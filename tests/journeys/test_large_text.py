"""Twice the browser's text size, as people set it in their telephone: what leads on stays on the screen."""

import pytest

pytestmark = pytest.mark.journey

TWICE = "document.documentElement.style.fontSize = '200%'"
OUTSIDE = """() => {
  const width = document.documentElement.clientWidth;
  const parts = document.querySelectorAll('.site-top *, .site-foot *, .counts *');
  return [...parts].filter(part => {
    const box = part.getBoundingClientRect();
    return box.width > 1 && (box.right > width + 1 || box.left < -1 || part.scrollWidth > part.clientWidth + 1
      && part.matches('.waits'));
  }).map(part => part.outerHTML.slice(0, 80));
}"""


@pytest.mark.parametrize(
    ("person", "page"),
    [("talent.wortplus@example.org", "/me/"), ("coordinator.leipzig@example.org", "/admin/")],
)
def test_nothing_of_the_head_the_foot_or_the_counts_leaves_a_small_screen(glance, person, page):
    reader = glance(person, language="de")
    reader.page.set_viewport_size({"width": 320, "height": 720})
    reader.go(page)
    reader.page.evaluate(TWICE)
    assert reader.page.evaluate(OUTSIDE) == []
    reader.page.locator(".site-own details.menu > summary").last.click()
    assert reader.page.evaluate(OUTSIDE) == []


def test_a_name_stands_on_a_line_of_its_own_and_not_letter_by_letter(glance):
    reader = glance("company.leipzig@example.org", language="de")
    reader.page.set_viewport_size({"width": 320, "height": 720})
    reader.go("/organisation/")
    reader.page.evaluate(TWICE)
    button = reader.page.locator(".site-own details.menu > summary").last.bounding_box()
    assert button["height"] < 150, "two lines at most"
