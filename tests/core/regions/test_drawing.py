"""The map of dots: where a place stands on it, and which dots are a region's."""

import re

from django.core.management import call_command

from portal.core.regions import drawing
from portal.core.regions.drawing import FILE, HEIGHT, WIDTH, at, dots, drawn
from portal.core.regions.towns import coordinates

DOT = re.compile(r"M(\d+) (\d+)h0")


def places(path: str) -> list[tuple[int, int]]:
    return [(int(x), int(y)) for x, y in DOT.findall(path)]


def test_the_file_is_what_the_list_of_towns_draws():
    assert FILE.read_text(encoding="utf-8") == drawn()


def test_the_command_writes_the_file(tmp_path, monkeypatch):
    monkeypatch.setattr("portal.core.management.commands.draw_map.FILE", tmp_path / "map.svg")
    call_command("draw_map")
    assert (tmp_path / "map.svg").read_text(encoding="utf-8") == drawn()


def test_all_dots_are_on_the_map():
    found = places(drawn())
    assert len(found) > 1500
    assert all(0 <= x <= WIDTH and 0 <= y <= HEIGHT for x, y in found)


def test_towns_stand_as_they_do_on_earth():
    rostock, suhl, maribor = (at(coordinates(town)) for town in ("Rostock", "Suhl", "Maribor"))
    assert rostock[1] < suhl[1] < maribor[1]
    assert suhl[0] < rostock[0] < maribor[0]


def test_a_region_s_dots_are_dots_of_the_land_and_those_around_its_towns():
    land, found = set(places(drawn())), places(dots("DEG"))
    assert set(found) < land
    x, y = at(coordinates("Erfurt"))
    assert min(abs(x - left) + abs(y - top) for left, top in found) < 2 * drawing.STEP


def test_what_the_list_does_not_know_has_no_dots():
    assert dots("nowhere") == ""
