"""The picture that others show of a page that is shared."""

import io

import pytest
from PIL import Image

from portal.core.share_pictures import HEIGHT, LINES, WIDTH, SharePicture, _fitted, drawable, drawn

LONG = "Rindfleischetikettierungsüberwachungsaufgabenübertragungsgesetzesbeauftragtenstelle"


def picture(title="Verfahrensingenieurin", by="Haselgrund GmbH", **changes):
    said = {"kind": "Job", "place": "Ilmenau, Thüringen", "name": "WORTplus", "colour": "#0b5c56"}
    return SharePicture(title=title, by=by, **(said | changes))


def colours_in(image, box):
    return {colour for _count, colour in image.crop(box).getcolors(100_000)}


@pytest.mark.parametrize("title", ["", "Job", LONG, "Wort " * 60, "Č" * 500])
def test_it_has_the_size_that_others_cut_to_whatever_it_says(title):
    image = Image.open(io.BytesIO(drawn(picture(title, by=title, place=title, name=title, kind=title))))
    assert (image.format, image.size) == ("PNG", (WIDTH, HEIGHT))


def test_it_wears_the_colour_of_the_programme_and_has_words_on_it():
    image = Image.open(io.BytesIO(drawn(picture(colour="#8a1c4f")))).convert("RGB")
    assert (0x8A, 0x1C, 0x4F) in colours_in(image, (0, 0, 20, 400))
    assert len(colours_in(image, (60, HEIGHT - 100, 400, HEIGHT - 20))) > 1


def test_no_word_is_broken_that_fits_in_a_smaller_size():
    words = "Softwareentwicklungsingenieurin für Automatisierungstechnik"
    lines, _font = _fitted(words, 900, 300)
    assert " ".join(lines) == words


def test_a_word_longer_than_a_line_goes_on_below_with_a_hyphen_and_what_has_no_room_ends_in_dots():
    lines, font = _fitted(LONG, 1000, 300)
    assert len(lines) > 1
    assert all(line.endswith("-") for line in lines[:-1])
    assert "".join(line.removesuffix("-") for line in lines) == LONG
    lines, font = _fitted("Wort " * 60, 1000, 300)
    assert len(lines) <= LINES
    assert lines[-1].endswith("…")
    assert all(font.getlength(line) <= 1000 for line in lines)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("🚀 Entwickler:in 👩‍💻🏳️‍🌈 gesucht 🇩🇪", "Entwickler:in gesucht"),
        (
            "Überprüfung\nund Čiščenje – „Žaga“ (m/w/d) … 50 %",
            "Überprüfung und Čiščenje – „Žaga“ (m/w/d) … 50 %",
        ),
        ("U\u0308berpru\u0308fung", "Überprüfung"),
        ("Инженер · Μηχανικός · Kỹ sư", "Инженер · Μηχανικός · Kỹ sư"),
        ("软件工程师 Leipzig", ""),
        ("مهندس برمجيات", ""),
        ("🚀", ""),
        ("", ""),
    ],
)
def test_what_the_typeface_lacks_is_no_row_of_boxes(text, shown):
    assert drawable(text) == shown
    assert drawn(picture(text)) == drawn(picture(shown))


def test_what_it_says_and_its_colour_are_in_its_digest():
    assert picture().digest == picture().digest
    others = [picture("Elektriker"), picture(colour="#8a1c4f"), picture(place=""), picture(name="ZUMIRO")]
    assert len({picture().digest, *(each.digest for each in others)}) == 5


def test_it_is_said_in_words_too():
    assert (
        picture().alternative == "Verfahrensingenieurin, Haselgrund GmbH, Job, Ilmenau, Thüringen, WORTplus"
    )


def test_a_line_break_in_a_name_is_a_blank():
    assert drawn(picture(title="Process\nengineer", by="Hasel\r\ngrund")) == drawn(
        picture(title="Process engineer", by="Hasel grund")
    )
