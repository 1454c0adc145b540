import json
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from django.core.files.base import ContentFile
from django.utils import timezone
from django.utils.translation import override

from matching.models import Document
from portal.core.errors import NotAllowed
from portal.core.made_files import MAX_ATTEMPTS
from portal.core.personal_data import holdings, rows_of
from portal.notifications.models import Notification
from portal.privacy.constants import AccessKind, CopyState
from portal.privacy.models import AccessLog, DataCopy
from portal.privacy.queries import addresses_of
from portal.privacy.services.copies import AskedToday, build_copy, note_fetched, request_copy, sweep_copies
from portal.users.models import User
from tests.factories import make_enrolment, make_programme, make_talent, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def person() -> User:
    return make_user("Mia Muster", email="mia@example.org")


def ask(person: User, language: str = "en") -> DataCopy:
    return request_copy(person=person, language=language, by=person)


def built(copy: DataCopy) -> ZipFile:
    build_copy(copy_id=copy.pk)
    copy.refresh_from_db()
    assert copy.state == CopyState.READY
    return ZipFile(BytesIO(copy.file.read()))


def test_a_copy_holds_data_for_programs_a_page_for_people_and_the_files(person):
    talent = make_talent(person, headline="Welder & <b>poet</b>", degree=6)
    document = Document(talent=talent, title="CV")
    document.file.save("cv.pdf", ContentFile(b"%PDF-1.4 mine"))
    make_enrolment(make_programme("own", acronym="OWN"), person)
    make_talent(make_user("Somebody else"), headline="Not mine")
    archive = built(ask(person, "de"))
    names = archive.namelist()
    assert names[0] == "data.json"
    data = json.loads(archive.read("data.json"))
    kinds = {chapter["kind"]: chapter for chapter in data["data"]}
    assert kinds["matching.talent"]["rows"][0]["headline"] == "Welder & <b>poet</b>"
    assert kinds["programmes.enrolment"]["rows"][0]["entered_on"] == timezone.localdate().isoformat()
    page = archive.read(names[1]).decode()
    assert '<html lang="de">' in page
    assert "Welder &amp; &lt;b&gt;poet&lt;/b&gt;" in page
    with override("de"):
        assert talent.get_degree_display() in page
        assert str(holdings["matching.talent"].purpose) in page
    assert [archive.read(name) for name in names[2:]] == [b"%PDF-1.4 mine"]
    assert "Not mine" not in page + json.dumps(data)


def test_no_secret_leaves_the_portal(person):
    person.set_password("a-long-passphrase-of-mine")
    person.save()
    archive = built(ask(person))
    everything = b"".join(archive.read(name) for name in archive.namelist()).decode()
    assert person.password not in everything
    assert "payload" not in everything


def test_the_inbox_tells_when_it_is_ready(person):
    copy = ask(person)
    built(copy)
    notice = Notification.objects.get(recipient=person, kind="privacy.copy_ready").notice
    assert notice.action()[1] == "/me/privacy/copy/"


def test_one_asks_for_ones_own_and_once_a_day(person):
    with pytest.raises(NotAllowed):
        request_copy(person=person, language="en", by=make_user())
    copy = ask(person)
    with pytest.raises(AskedToday):
        ask(person)
    built(copy)
    with pytest.raises(AskedToday):
        ask(person)
    DataCopy.objects.update(created_at=timezone.now() - timedelta(days=2))
    assert ask(person) != copy


def test_who_asked_in_vain_asks_again_at_once(person):
    copy = ask(person)
    DataCopy.objects.update(attempts=MAX_ATTEMPTS)
    build_copy(copy_id=copy.pk)
    copy.refresh_from_db()
    assert (copy.state, copy.file.name) == (CopyState.FAILED, "")
    assert Notification.objects.filter(recipient=person, kind="privacy.copy_failed").exists()
    assert ask(person) != copy


def test_built_twice_is_built_once(person):
    copy = ask(person)
    built(copy)
    name = copy.file.name
    build_copy(copy_id=copy.pk)
    build_copy(copy_id=0)
    copy.refresh_from_db()
    assert (copy.file.name, copy.attempts) == (name, 1)


def test_a_copy_of_a_worker_that_died_is_taken_up_and_one_in_hand_is_left(person):
    copy = ask(person)
    DataCopy.objects.update(state=CopyState.RUNNING, attempts=1, updated_at=timezone.now())
    build_copy(copy_id=copy.pk)
    copy.refresh_from_db()
    assert (copy.state, sweep_copies()) == (CopyState.RUNNING, 0)
    DataCopy.objects.update(updated_at=timezone.now() - timedelta(minutes=3))
    assert sweep_copies() == 1
    built(copy)


def test_after_a_week_the_file_is_deleted(person):
    copy = ask(person)
    built(copy)
    path = Path(copy.file.path)
    sweep_copies()
    assert path.exists()
    DataCopy.objects.update(expires_at=timezone.now())
    sweep_copies()
    copy.refresh_from_db()
    assert not path.exists()
    assert (copy.state, copy.can_be_fetched) == (CopyState.EXPIRED, False)


def test_asking_and_fetching_are_written_down(person):
    copy = ask(person)
    note_fetched(copy=copy, by=person)
    with pytest.raises(NotAllowed):
        note_fetched(copy=copy, by=make_user())
    kinds = AccessLog.objects.filter(subject=person).order_by("pk").values_list("kind", flat=True)
    assert list(kinds) == [AccessKind.EXPORT, AccessKind.DOWNLOAD]


def test_a_file_that_is_gone_does_not_keep_the_rest_from_its_owner(person):
    talent = make_talent(person)
    Document.objects.create(talent=talent, title="CV", file="documents/gone.pdf")
    assert len(built(ask(person)).namelist()) == 2


def test_whatever_is_registered_about_somebody_is_in_the_copy_with_every_field(mine, person):
    """Each kind of rows that leads to the person has its chapter; a new app's too, without anybody thinking of it."""
    for somebody in (mine.participant.person, mine.coordinator, mine.mentor.user, mine.contact):
        addresses = addresses_of(somebody)
        copy = ask(somebody)
        held = {
            holding.model: rows_of(holding, somebody, addresses).count()
            for holding in holdings
            if (*holding.about, *holding.addresses)
        }
        archive = built(copy)
        chapters = {each["kind"]: each for each in json.loads(archive.read("data.json"))["data"]}
        assert {kind: len(each["rows"]) for kind, each in chapters.items()} == {
            kind: number for kind, number in held.items() if number
        }
        for kind, chapter in chapters.items():
            fields = {*holdings[kind].about, *holdings[kind].addresses}
            assert all(row.keys() == fields == chapter["labels"].keys() for row in chapter["rows"])


def test_nothing_about_anybody_else_is_in_the_copy(mine, foreign):
    person = mine.participant.person
    archive = built(ask(person))
    content = "".join(archive.read(name).decode(errors="replace") for name in archive.namelist())
    others = User.objects.exclude(pk=person.pk)
    assert [other.email for other in others if other.email in content] == []
    assert "ALIEN" not in content
