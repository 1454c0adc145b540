from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pypdf import PdfWriter

from matching.constants import MAX_DOCUMENTS
from matching.models import Document
from matching.services.talents import NotStored, TooManyDocuments, UnusableFile, add_document, remove_document
from portal.core.errors import NotAllowed
from portal.privacy.models import AccessLog
from tests.factories import (
    make_application,
    make_contact,
    make_member,
    make_organisation,
    make_placement,
    make_programme,
    make_pupil,
    make_talent,
    make_user,
)

pytestmark = pytest.mark.django_db


def pdf(name="cv.pdf", *, pages=1):
    writer, content = PdfWriter(), BytesIO()
    for _ in range(pages):
        writer.add_blank_page(width=72, height=72)
    writer.write(content)
    return SimpleUploadedFile(name, content.getvalue(), content_type="application/pdf")


def stored(media):
    return sorted(path.name for path in media.rglob("*") if path.is_file())


def signed_in(user):
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def talent():
    return make_talent()


@pytest.fixture
def cv(talent):
    return add_document(talent=talent, title="CV", upload=pdf(), by=talent.user)


def send(talent, **fields):
    return signed_in(talent.user).post("/me/documents/add/", fields)


# --- Keep ---


def test_cv_is_stored_under_a_name_of_its_own(talent, private_media):
    response = send(talent, title="CV in German", upload=pdf("../../Alice Example CV.pdf"))
    assert (response.status_code, response["Location"]) == (302, "/me/profile/")
    document = Document.objects.get()
    assert (document.talent, document.title) == (talent, "CV in German")
    assert stored(private_media) == [document.file.name.removeprefix("documents/")]
    assert "alice" not in document.file.name.lower()
    assert document.size == document.file.size


@pytest.mark.parametrize("most_in_memory", [0, 2_500_000])
def test_a_cv_with_a_slip_of_its_program_is_kept_as_everybody_can_open_it(talent, settings, most_in_memory):
    settings.FILE_UPLOAD_MAX_MEMORY_SIZE = most_in_memory
    whole = pdf().read()
    response = send(talent, upload=SimpleUploadedFile("cv.pdf", b"\xef\xbb\xbf\n" + whole))
    assert response.status_code == 302
    document = Document.objects.get()
    assert (document.file.read(), document.size) == (whole, len(whole))


def test_a_cv_that_nobody_scanned_is_not_kept(talent, settings, private_media):
    settings.VIRUS_SCANNER = "/nowhere/at/all"
    response = send(talent, upload=pdf())
    assert "checked for viruses right now" in response.content.decode()
    assert (Document.objects.count(), stored(private_media)) == (0, [])


def test_first_cv_starts_a_profile():
    alice = make_user()
    signed_in(alice).post("/me/documents/add/", {"upload": pdf()})
    assert Document.objects.get().talent.user == alice
    assert Document.objects.get().title == "CV"


@pytest.mark.parametrize(
    ("upload", "message"),
    [
        (None, "Choose a PDF file."),
        (SimpleUploadedFile("cv.pdf", b""), "This file is empty."),
        (
            SimpleUploadedFile("cv.pdf", b"MZ\x90 program", content_type="application/pdf"),
            "This is not a PDF.",
        ),
        (SimpleUploadedFile("cv.pdf", b"%PDF-1.7 half a file"), "This PDF is damaged"),
        (SimpleUploadedFile("cv.pdf", b"%PDF-" + b"0" * (10 * 1024 * 1024)), "at most 10.0"),
        (SimpleUploadedFile("cv.pdf", b"<html><script>alert(1)</script>"), "This is not a PDF."),
    ],
)
def test_what_is_no_pdf_is_refused_beside_the_field_and_leaves_nothing(
    talent, private_media, upload, message
):
    response = send(talent, **({"upload": upload} if upload else {}))
    assert response.status_code == 200
    assert message in response.content.decode().replace("\xa0", " ")
    assert Document.objects.count() == 0
    assert stored(private_media) == []


def test_title_cannot_be_endless_or_hold_a_nul(talent, private_media):
    for title in ("x" * 5000, "a\0b"):
        response = send(talent, title=title, upload=pdf())
        assert response.status_code == 200
        assert 'class="error"' in response.content.decode()
    assert stored(private_media) == []


def test_service_checks_the_content_itself(talent, private_media):
    with pytest.raises(UnusableFile):
        add_document(talent=talent, title="CV", upload=SimpleUploadedFile("x.pdf", b"no"), by=talent.user)
    assert stored(private_media) == []


def test_too_many_files_are_refused_without_an_orphan(talent, private_media):
    for _ in range(MAX_DOCUMENTS):
        Document.objects.create(talent=talent, title="old", file="documents/none.pdf")
    with pytest.raises(TooManyDocuments):
        add_document(talent=talent, title="CV", upload=pdf(), by=talent.user)
    assert stored(private_media) == []
    assert "Delete one" in send(talent, upload=pdf()).content.decode()


def test_full_disk_is_said_and_leaves_no_half_file(talent, private_media, monkeypatch):
    upload = pdf()

    def chunks(*args):
        yield b"%PDF-"
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(upload, "chunks", chunks)
    with pytest.raises(NotStored):
        add_document(talent=talent, title="CV", upload=upload, by=talent.user)
    assert stored(private_media) == []
    assert Document.objects.count() == 0


def test_nobody_adds_files_for_others_and_pupils_keep_none(talent):
    with pytest.raises(NotAllowed):
        add_document(talent=talent, title="CV", upload=pdf(), by=make_user("Bob"))
    pupil = make_pupil(has_consent=True)
    assert signed_in(pupil).get("/me/documents/add/").status_code == 403
    assert signed_in(pupil).post("/me/documents/add/", {"upload": pdf()}).status_code == 403
    assert Document.objects.count() == 0


# --- Send ---


def test_owner_gets_the_file_as_an_attachment_that_nothing_keeps(talent, cv):
    response = signed_in(talent.user).get(f"/me/documents/{cv.pk}/")
    assert b"".join(response.streaming_content).startswith(b"%PDF-")
    assert response["Content-Disposition"] == 'attachment; filename="cv.pdf"'
    assert response["Content-Type"] == "application/pdf"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Cache-Control"] == "private, no-store"
    assert AccessLog.objects.count() == 0


def test_company_gets_what_was_sent_to_it_and_that_is_logged(talent, cv):
    organisation = make_organisation(make_programme())
    contact = make_contact(organisation)
    client = signed_in(contact)
    assert client.get(f"/me/documents/{cv.pk}/").status_code == 404
    application = make_application(make_placement(organisation), talent, cv=cv)
    other = add_document(talent=talent, title="Other", upload=pdf(), by=talent.user)
    assert client.get(f"/me/documents/{cv.pk}/").status_code == 200
    assert client.get(f"/me/documents/{other.pk}/").status_code == 404
    entry = AccessLog.objects.get()
    assert (entry.actor, entry.subject, entry.object_id) == (contact, talent.user, str(cv.pk))
    application.delete()
    assert client.get(f"/me/documents/{cv.pk}/").status_code == 404


def test_for_everybody_else_the_file_does_not_exist(talent, cv):
    programme = make_programme()
    strangers = [
        make_user("Stranger"),
        make_contact(make_organisation(programme)),
        make_member(programme, "coordinator"),
        make_member(programme, "evaluator"),
    ]
    for stranger in strangers:
        for path in (f"/me/documents/{cv.pk}/", f"/me/documents/{cv.pk}/delete/", f"/me/documents/{2**70}/"):
            assert signed_in(stranger).get(path).status_code in (302, 404)
            assert signed_in(stranger).post(path).status_code in (302, 404, 405)
    assert Client().get(f"/me/documents/{cv.pk}/")["Location"].startswith("/accounts/login/")
    assert Document.objects.filter(pk=cv.pk).exists()


def test_file_that_is_gone_from_the_disk_is_not_found(talent, cv):
    cv.file.storage.delete(cv.file.name)
    assert signed_in(talent.user).get(f"/me/documents/{cv.pk}/").status_code == 404


# --- Delete ---


def test_deleting_asks_first_and_says_what_it_means_for_applications(
    talent, cv, private_media, django_capture_on_commit_callbacks
):
    application = make_application(make_placement(make_organisation(make_programme())), talent, cv=cv)
    client = signed_in(talent.user)
    assert "1 application that is under way" in client.get(f"/me/documents/{cv.pk}/delete/").content.decode()
    assert Document.objects.count() == 1
    with django_capture_on_commit_callbacks(execute=True):
        client.post(f"/me/documents/{cv.pk}/delete/")
    application.refresh_from_db()
    assert application.cv is None
    assert Document.objects.count() == 0
    assert stored(private_media) == []


def test_file_stays_when_the_deletion_does_not_happen(talent, cv, private_media):
    remove_document(document=cv, by=talent.user)
    assert len(stored(private_media)) == 1


def test_file_goes_with_its_owner(talent, cv, private_media, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        talent.user.delete()
    assert stored(private_media) == []


def test_company_cannot_delete_what_was_sent_to_it(talent, cv):
    organisation = make_organisation(make_programme())
    make_application(make_placement(organisation), talent, cv=cv)
    contact = make_contact(organisation)
    assert signed_in(contact).post(f"/me/documents/{cv.pk}/delete/").status_code == 403
    with pytest.raises(NotAllowed):
        remove_document(document=cv, by=contact)
    assert Document.objects.count() == 1
