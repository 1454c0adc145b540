"""Addresses for cameras: a QR code as an SVG picture.

`qrcode` is in the house already, as django-allauth draws the codes of second factors with it.
"""

from functools import lru_cache
from io import BytesIO

import qrcode
from qrcode.image.svg import SvgPathFillImage


@lru_cache(maxsize=500)
def qr_svg(text: str) -> bytes:
    """The picture, on white with the quiet zone that cameras need. Drawing one takes some milliseconds."""
    code = qrcode.QRCode(error_correction=qrcode.constants.ERROR_CORRECT_M, image_factory=SvgPathFillImage)
    code.add_data(text)
    drawn = BytesIO()
    code.make_image().save(drawn)
    return drawn.getvalue()
