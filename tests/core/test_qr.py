"""QR codes as pictures."""

import re

from portal.core.qr import qr_svg


def test_a_code_is_a_picture_on_white_and_the_same_for_the_same_text():
    drawn = qr_svg("https://portal.example.org/offers/1-welder/").decode()
    assert re.findall(r"<(\w+)[^>]*?fill=\"(\S+)\"", drawn) == [("rect", "white"), ("path", "#000000")]
    assert qr_svg("a") == qr_svg("a") != qr_svg("b")
