"""Text from before the one cleaning step is cleaned where it stands."""

import pytest
from allauth.account.models import EmailAddress
from django.contrib.postgres.fields import ArrayField
from django.core.management import call_command
from django.db import models

from matching.models import ApplicationEvent, SkillLabel
from portal.core import stored_text
from portal.core.stored_text import Outcome, clean_stored_text, cleaned_models, text_columns
from portal.core.text import clean_line
from portal.privacy.models import AccessLog, Consent, PurposeVersion
from portal.users.models import User
from programmes.models import Organisation, Programme
from tests.factories import i18n, make_organisation, make_programme, make_skill, make_user

pytestmark = pytest.mark.django_db

DIRTY = "Zu\u00adkunft\u00a0 GmbH\u200b"


def stored(row, **texts):
    """As it got into the database before: past every form."""
    type(row)._base_manager.filter(pk=row.pk).update(**texts)
    row.refresh_from_db()
    return row


def told(capsys, *arguments: str) -> list[str]:
    call_command("clean_stored_text", *arguments)
    return capsys.readouterr().out.splitlines()


def test_names_and_texts_in_every_language_are_cleaned_and_counted(capsys):
    programme = make_programme()
    row = stored(make_organisation(programme), name=DIRTY, about=i18n("One\r\n\u2028two ", de="Zwe\u0308i "))
    stored(programme, title=i18n("A\u00a0title", de="Titel\u200b"))
    assert told(capsys) == [
        "programmes.Organisation.about: 1",
        "programmes.Organisation.name: 1",
        "programmes.Programme.title: 1",
        "Cleaned: 3.",
    ]
    row.refresh_from_db()
    programme.refresh_from_db()
    assert row.name == "Zukunft GmbH"
    assert row.about.data == {"en": "One\n\ntwo", "de": "Zwëi"}
    assert programme.title.data == {"en": "A title", "de": "Titel"}


def test_a_cleaned_name_has_its_place_and_its_line_of_history():
    row = stored(make_organisation(make_programme(), name="Zoo"), name="A\u0308rztehaus\u200b")
    before = row.history.count()
    call_command("clean_stored_text")
    row.refresh_from_db()
    assert row.sort_keys == Organisation(name="Ärztehaus")._meta.get_field("sort_keys").pre_save(
        row, add=False
    )
    assert row.history.count() == before + 1
    last = row.history.order_by("pgh_id").last()
    assert (last.name, last.pgh_context.metadata["command"]) == ("Ärztehaus", "clean_stored_text")


def test_done_twice_it_changes_nothing(capsys):
    stored(make_organisation(make_programme()), name=DIRTY)
    told(capsys)
    assert told(capsys) == ["Cleaned: 0."]


def test_it_can_be_tried_without_a_change(capsys):
    row = stored(make_organisation(make_programme()), name=DIRTY)
    assert told(capsys, "--dry-run") == ["programmes.Organisation.name: 1", "To clean: 1."]
    row.refresh_from_db()
    assert row.name == DIRTY


def test_two_that_become_equal_are_listed_and_not_joined(capsys):
    make_user("Alice", username="alice")
    other = stored(make_user("Bob", username="bob"), username="alice\u200b")
    said = told(capsys)
    assert said[:2] == ["Cleaned: 0.", "Left as they are, for somebody to decide: 1."]
    assert said[2].startswith(f"users.User {other.pk}: username would be another row's too (")
    other.refresh_from_db()
    assert other.username == "alice\u200b"


def test_what_would_be_empty_is_listed_and_stays(capsys):
    row = stored(make_organisation(make_programme()), name="\u200b\u2800")
    assert told(capsys)[2] == f"programmes.Organisation {row.pk}: nothing would be left of name"


def test_all_batches_are_cleaned(monkeypatch):
    monkeypatch.setattr(stored_text, "BATCH", 2)
    programme = make_programme()
    for number in range(5):
        stored(make_organisation(programme, name=f"Works {number}"), name=f"Works\u00a0{number}")
    outcome, steps = Outcome(), []
    clean_stored_text(Organisation, outcome, step=steps.append)
    assert outcome.cleaned == {"programmes.Organisation.name": 5}
    assert steps == [2, 2, 1]


def test_what_somebody_agreed_to_and_what_is_protected_stays_word_for_word():
    assert not {PurposeVersion, Consent, AccessLog, ApplicationEvent} & set(cleaned_models())
    assert {Organisation, Programme, SkillLabel} <= set(cleaned_models())


def test_keys_choices_and_passwords_are_no_texts():
    columns = text_columns(type(make_user()))
    assert "password" not in columns
    assert "slug" not in text_columns(Programme)
    assert {"name", "username"} <= set(columns)


def test_lists_of_texts_are_cleaned():
    step = stored_text._step_of(ArrayField(models.CharField()))
    assert step(["a\u00a0b", "c"]) == [clean_line("a\u00a0b"), "c"]


def test_a_label_of_a_skill_is_cleaned(capsys):
    label = make_skill("Welding").labels.first()
    stored(label, text="Wel\u00adding")
    assert "matching.SkillLabel.text: 1" in told(capsys)


OLD, NOW = "ada@b\u00fccher.example", "ada@xn--bcher-kva.example"


def with_old_address(user):
    stored(user, email=OLD)
    EmailAddress.objects.filter(user=user).delete()
    return stored(
        EmailAddress.objects.create(user=user, email="x@example.org", verified=True), email=OLD
    ).user


def test_who_has_an_address_with_an_international_domain_is_found_again(capsys):
    ada = with_old_address(make_user("Ada"))
    assert User.objects.signing_in_with(OLD).first() is None
    assert {"users.User.email: 1", "account.EmailAddress.email: 1"} <= set(told(capsys))
    assert User.objects.signing_in_with(OLD).first() == User.objects.with_login(NOW).get() == ada
    assert User.objects.with_confirmed_email(OLD).get() == ada


def test_two_addresses_that_become_equal_are_listed_and_stay(capsys):
    other = make_user("Bob")
    stored(other, email=NOW)
    EmailAddress.objects.update_or_create(user=other, defaults={"email": NOW, "verified": True})
    ada = with_old_address(make_user("Ada"))
    row = EmailAddress.objects.get(user=ada)
    left = [line.partition(" would be")[0] for line in told(capsys)[2:]]
    assert sorted(left) == [f"account.EmailAddress {row.pk}: email", f"users.User {ada.pk}: email"]
    ada.refresh_from_db()
    row.refresh_from_db()
    assert (ada.email, row.email) == (OLD, OLD)


def test_of_tables_of_libraries_only_addresses_are_changed():
    assert {
        name
        for model in cleaned_models()
        if model._meta.app_label == "account"
        for name in text_columns(model)
    } == {"email"}
