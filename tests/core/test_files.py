from io import BytesIO

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image
from pypdf import PdfWriter

from portal.core import files


def pdf(pages: int = 1, password: str = "") -> bytes:
    writer = PdfWriter()
    for _page in range(pages):
        writer.add_blank_page(width=200, height=200)
    if password:
        writer.encrypt(password)
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


def upload(content: bytes, name: str = "cv.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, content_type="application/pdf")


def test_a_pdf_is_told_by_its_content_whatever_it_is_called():
    files.check_pdf(upload(pdf(), "cv.exe"))


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "empty"),
        (b"MZ\x90\x00 not a pdf", "not a PDF"),
        (b"<html>%PDF-1.7</html>", "not a PDF"),
        (b"%PDF-1.7\nnothing follows", "damaged"),
        (b"%PDF-1.7\n" + b"\x00" * 5000, "damaged"),
        (pdf(password="x"), "password"),
        (pdf(pages=61), "61 pages"),
        (b"%PDF-1.7" + b"0" * (10 * 1024 * 1024), "at most"),
    ],
    ids=["empty", "program", "page", "cut off", "zeros", "locked", "long", "large"],
)
def test_what_is_no_readable_pdf_is_refused_with_a_reason(content, message):
    with pytest.raises(ValidationError, match=message):
        files.check_pdf(upload(content))


def test_a_checked_file_can_be_read_from_its_start():
    checked = upload(pdf())
    files.check_pdf(checked)
    assert checked.read(5) == b"%PDF-"


def picture(width: int = 10, height: int = 10, kind: str = "PNG") -> bytes:
    out = BytesIO()
    Image.new("RGB", (width, height)).save(out, kind)
    return out.getvalue()


def test_a_picture_is_told_by_its_content():
    files.check_image(upload(picture(), "logo.txt"))


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"<svg onload=alert(1)></svg>", "picture"),
        (picture(kind="GIF"), "picture"),
        (picture()[:40], "picture"),
        (picture(2001, 2000), "pixels"),
    ],
    ids=["svg", "gif", "cut off", "huge"],
)
def test_what_is_no_safe_picture_is_refused(content, message):
    with pytest.raises(ValidationError, match=message):
        files.check_image(upload(content))


def test_nothing_of_the_uploaded_name_survives():
    name = files.GeneratedName("documents", "pdf")(None, "../../Amira CV.exe")
    assert name.startswith("documents/")
    assert name.endswith(".pdf")
    assert "Amira" not in name
