import re
from io import BytesIO
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from django.core.files.storage import FileSystemStorage
from django.core.files.uploadedfile import SimpleUploadedFile, TemporaryUploadedFile
from PIL import Image
from pypdf import PdfWriter

from portal.core import files
from portal.core import pdf as pdf_check


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


@pytest.mark.parametrize("junk", [b"\xef\xbb\xbf", b"\n"])
def test_what_could_be_mended_is_stored_mended(junk):
    sent = upload(junk + pdf())
    files.check_pdf(sent)
    assert sent.read() == pdf()
    assert sent.size == len(pdf())


def test_a_large_file_which_waits_on_the_disk_is_stored_mended_too(tmp_path):
    sent = TemporaryUploadedFile("cv.pdf", "application/pdf", len(pdf()) + 1, None)
    sent.write(b"\n" + pdf())
    files.check_pdf(sent)
    store = FileSystemStorage(location=tmp_path)
    name = store.save("cv.pdf", sent)
    assert store.open(name).read() == pdf()
    sent.close()


@pytest.mark.parametrize("reason", files.PDF_REFUSALS)
def test_every_reason_has_a_whole_sentence(reason):
    assert str(files.PDF_REFUSALS[reason]).endswith(".")


def test_the_reasons_of_the_check_are_those_that_have_a_sentence():
    said = set(re.findall(r'Refused\("(\w+)"', Path(pdf_check.__file__).read_text()))
    assert said | {"damaged"} == {*files.PDF_REFUSALS, "pages"}


def test_a_file_that_keeps_its_reader_busy_is_refused_in_time(monkeypatch, caplog):
    monkeypatch.setattr(files, "PDF_SECONDS", 0.01)
    with pytest.raises(ValidationError, match="too complicated"):
        files.check_pdf(upload(pdf()))
    assert [record.getMessage() for record in caplog.records] == [
        "pdf was ended over what was sent: TimeoutExpired"
    ]


def test_damage_is_one_line_in_the_log_and_says_nothing_of_the_file(caplog):
    with pytest.raises(ValidationError, match="damaged"):
        files.check_pdf(upload(b"%PDF-1.7\nsecret words"))
    (record,) = caplog.records
    assert record.exc_info is None
    assert "secret" not in record.getMessage()


def test_what_was_checked_by_the_form_is_not_checked_again(monkeypatch):
    sent = upload(pdf())
    files.check_pdf(sent)
    monkeypatch.setattr(files, "parse_apart", None)
    files.check_pdf(sent)


def test_a_scanner_that_is_away_refuses_every_kind_of_file(settings):
    settings.VIRUS_SCANNER = "/nowhere/at/all"
    for check, content in ((files.check_pdf, pdf()), (files.check_image, picture())):
        with pytest.raises(ValidationError, match="can't be checked for viruses"):
            check(upload(content))


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
        (picture(400, 400, "JPEG")[:1200], "picture"),
        (picture(2001, 2000), "pixels"),
    ],
    ids=["svg", "gif", "cut off", "cut within", "huge"],
)
def test_what_is_no_safe_picture_is_refused(content, message):
    with pytest.raises(ValidationError, match=message):
        files.check_image(upload(content))


def painted_over(times: int) -> bytes:
    """A picture of some kilobytes, the last scan of which stands there again and again."""
    out = BytesIO()
    Image.new("RGB", (1000, 1000), (10, 200, 40)).save(out, "JPEG", progressive=True)
    content = out.getvalue()
    last = content.rindex(files.START_OF_SCAN)
    return content[:last] + content[last:-2] * times + content[-2:]


def test_a_picture_that_costs_its_readers_minutes_is_refused_before_it_is_read():
    files.check_image(upload(painted_over(1)))
    bomb = painted_over(5000)
    assert len(bomb) < 100_000
    with pytest.raises(ValidationError, match="complicated"):
        files.check_image(upload(bomb))


def test_nothing_of_the_uploaded_name_survives():
    name = files.GeneratedName("documents", "pdf")(None, "../../Amira CV.exe")
    assert name.startswith("documents/")
    assert name.endswith(".pdf")
    assert "Amira" not in name
