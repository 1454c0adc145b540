"""New keys for what is sealed, tried on second factors and on a table with an encrypted field and a history."""

import pgtrigger
import pytest
from allauth.mfa.models import Authenticator
from django.core.management import CommandError, call_command
from django.db import connection, models

from portal.core import checks, key_rotation
from portal.core.encryption import is_current, seal, unseal
from portal.core.fields import EncryptedTextField
from portal.core.key_rotation import Outcome, SealedColumn, rotate, sealed_columns
from portal.settings.environment import encryption_key
from tests.factories import make_user

pytestmark = pytest.mark.django_db

OLD, NEW = encryption_key(), encryption_key()


@pytest.fixture(autouse=True)
def old_key(settings):
    settings.FIELD_ENCRYPTION_KEYS = [OLD]


@pytest.fixture
def new_key(settings):
    def put_in_front():
        settings.FIELD_ENCRYPTION_KEYS = [NEW, OLD]

    return put_in_front


def make_factors() -> list[Authenticator]:
    user = make_user("Alice")
    kinds = {
        "totp": {"secret": seal("JBSWY3DPEHPK3PXP")},
        "recovery_codes": {
            "seed": seal("5eed"),
            "used_mask": 3,
            "migrated_codes": [seal("one"), seal("two")],
        },
        "webauthn": {"name": "key", "credential": {"id": "x"}},
    }
    return [Authenticator.objects.create(user=user, type=kind, data=data) for kind, data in kinds.items()]


def told(capsys) -> str:
    return capsys.readouterr().out.strip()


def test_every_secret_of_a_second_factor_is_sealed_anew(new_key, settings, capsys):
    totp, codes, passkey = make_factors()
    new_key()
    call_command("rotate_field_keys")

    assert told(capsys) == "Sealed anew: 2. Already: 1."
    settings.FIELD_ENCRYPTION_KEYS = [NEW]
    for row in (totp, codes):
        row.refresh_from_db()
    assert unseal(totp.data["secret"]) == "JBSWY3DPEHPK3PXP"
    assert (unseal(codes.data["seed"]), codes.data["used_mask"]) == ("5eed", 3)
    assert [unseal(code) for code in codes.data["migrated_codes"]] == ["one", "two"]
    passkey.refresh_from_db()
    assert passkey.data == {"name": "key", "credential": {"id": "x"}}


def test_done_twice_it_changes_nothing(new_key, capsys):
    make_factors()
    new_key()
    call_command("rotate_field_keys")
    before = list(Authenticator.objects.order_by("pk").values_list("data", flat=True))
    call_command("rotate_field_keys")

    assert told(capsys).endswith("Sealed anew: 0. Already: 3.")
    assert list(Authenticator.objects.order_by("pk").values_list("data", flat=True)) == before


def test_broken_off_it_goes_on(new_key, monkeypatch, capsys):
    monkeypatch.setattr(key_rotation, "BATCH", 1)
    make_factors()
    new_key()
    (column,) = (column for column in sealed_columns() if column.model is Authenticator)

    def break_off(_rows):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        rotate(column, Outcome(), step=break_off)
    call_command("rotate_field_keys")

    assert told(capsys) == "Sealed anew: 1. Already: 2."


def test_what_stays_shut_is_named_and_the_rest_is_done(settings, capsys):
    totp, *_others = make_factors()
    settings.FIELD_ENCRYPTION_KEYS = [NEW]
    other = Authenticator.objects.create(
        user=make_user("Bob"), type="totp", data={"secret": seal("GEZDGNBVGY3TQOJQ")}
    )
    with pytest.raises(CommandError) as refused:
        call_command("rotate_field_keys")

    assert str(refused.value).splitlines()[0] == (
        "None of FIELD_ENCRYPTION_KEYS opens 2 rows; keep every key you have:"
    )
    assert f"mfa.Authenticator.data of row {totp.pk}" in str(refused.value)
    assert str(other.pk) not in str(refused.value).replace(str(totp.pk), "")
    assert told(capsys) == "Sealed anew: 0. Already: 2."


def test_what_somebody_changes_meanwhile_is_left_as_they_put_it(new_key):
    totp, *_others = make_factors()
    (column,) = (column for column in sealed_columns() if column.model is Authenticator)
    before, mine = totp.data, {"secret": seal("GEZDGNBVGY3TQOJQ")}
    Authenticator.objects.filter(pk=totp.pk).update(data=mine)
    new_key()
    column.replace(totp.pk, before, {"secret": seal("JBSWY3DPEHPK3PXP")})

    totp.refresh_from_db()
    assert totp.data == mine


def test_a_key_that_got_lost_is_told_when_the_portal_starts(settings):
    make_factors()
    assert checks.check_field_keys(databases=["default"]) == []
    assert checks.check_field_keys() == []

    settings.FIELD_ENCRYPTION_KEYS = [NEW]
    (problem,) = checks.check_field_keys(databases=["default"])
    assert (problem.id, "mfa.Authenticator.data" in problem.msg) == ("core.E002", True)


# --- A table with an encrypted field --------------------------------------------------------------------------------


class Note(models.Model):
    text = EncryptedTextField(blank=True, null=True)

    class Meta:
        app_label = "test_key_rotation"
        managed = False

    def __str__(self) -> str:
        return str(self.pk)


class NoteHistory(models.Model):
    text = EncryptedTextField(null=True)

    class Meta:
        app_label = "test_key_rotation"
        managed = False

    def __str__(self) -> str:
        return str(self.pk)


@pytest.fixture
def notes(monkeypatch):
    """Two tables and a trigger that copies what changes, made as pghistory makes them."""
    monkeypatch.setattr(Note._meta, "managed", True)
    monkeypatch.setattr(NoteHistory._meta, "managed", True)
    with connection.schema_editor() as schema:
        schema.create_model(Note)
        schema.create_model(NoteHistory)
    trigger = pgtrigger.Trigger(
        name="kept",
        when=pgtrigger.After,
        operation=pgtrigger.Update,
        condition=pgtrigger.AnyChange(),
        func=f"INSERT INTO {NoteHistory._meta.db_table} (text) VALUES (NEW.text); RETURN NULL;",
    )
    trigger.install(Note)
    with trigger.register(Note):
        yield


def in_the_database(model) -> list[str | None]:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT text FROM {model._meta.db_table} ORDER BY id")
        return [row[0] for row in cursor.fetchall()]


@pytest.mark.usefixtures("notes")
def test_the_database_and_its_history_never_hold_the_words():
    note = Note.objects.create(text="told in confidence")
    note.text = "told later"
    note.save()
    Note.objects.filter(pk=note.pk).update(text="told last")
    Note.objects.bulk_create([Note(text="told by many"), Note(text=None), Note(text="")])

    assert [note.text for note in Note.objects.order_by("pk")] == ["told last", "told by many", None, ""]
    assert [entry.text for entry in NoteHistory.objects.order_by("pk")] == ["told later", "told last"]
    assert not any("told" in (text or "") for model in (Note, NoteHistory) for text in in_the_database(model))


@pytest.mark.usefixtures("notes")
def test_saving_the_same_words_writes_no_history(settings):
    note = Note.objects.get(pk=Note.objects.create(text="told in confidence").pk)
    note.text = "told in " + "confidence"
    note.save()
    Note.objects.get(pk=note.pk).save()
    assert in_the_database(NoteHistory) == []

    note.text = "told later"
    note.save()
    assert len(in_the_database(NoteHistory)) == 1


@pytest.mark.usefixtures("notes")
def test_the_history_is_sealed_anew_too(new_key, settings):
    note = Note.objects.create(text="told in confidence")
    note.text = "told later"
    note.save()
    Note.objects.create(text=None)
    Note.objects.create(text="")
    new_key()
    outcome = Outcome()
    for model in (Note, NoteHistory):
        rotate(SealedColumn(model, "text"), outcome)

    assert (outcome.anew, outcome.already, outcome.shut) == (2, 1, [])
    settings.FIELD_ENCRYPTION_KEYS = [NEW]
    assert [note.text for note in Note.objects.order_by("pk")] == ["told later", None, ""]
    assert [entry.text for entry in NoteHistory.objects.all()] == ["told later"]
    assert all(is_current(text) for text in in_the_database(NoteHistory))


@pytest.mark.usefixtures("notes")
def test_saving_seals_with_the_newest_key(new_key):
    note = Note.objects.get(pk=Note.objects.create(text="told in confidence").pk)
    new_key()
    note.save()

    assert is_current(in_the_database(Note)[0])
