"""Logos of the companies in the demonstration."""

from django.core.files.base import ContentFile

from portal.core.files import check_image
from portal.demo.logos import logo


def test_two_companies_of_three_have_a_logo_that_could_be_sent() -> None:
    drawn = [logo(number) for number in range(30)]
    assert [number for number, content in enumerate(drawn) if content is None] == list(range(2, 30, 3))
    for content in filter(None, drawn):
        check_image(ContentFile(content))


def test_neighbours_look_different() -> None:
    assert len({logo(number) for number in range(9)}) == 7
