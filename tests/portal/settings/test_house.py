"""A new language is one entry in `LANGUAGES` and its catalogue; nothing else knows how many there are."""

import os
import subprocess
import sys

import pytest
from django.conf import settings
from django.contrib.admin.sites import site
from django.urls import reverse
from django.utils.translation import override

from evaluation.forms import ReportForm
from evaluation.models import Report
from matching.models import SkillLabel
from portal import translations
from portal.privacy.admin import AskGuardianForm
from portal.users.forms import DisplayForm
from portal.users.models import User
from tests.factories import make_programme, make_user

ANOTHER = ("hr", "Croatian")


@pytest.fixture
def another_language(settings) -> None:
    settings.LANGUAGES = [*settings.LANGUAGES, ANOTHER]


def test_another_language_needs_no_migration():
    """In a process of its own: what is read from the settings when models load would not notice an override."""
    code = (
        "from portal.settings import test as settings\n"
        f"settings.LANGUAGES = [*settings.LANGUAGES, {ANOTHER!r}]\n"
        "import django\n"
        "django.setup()\n"
        "from django.core.management import call_command\n"
        "from portal.users.models import User\n"
        "assert 'hr' in dict(User._meta.get_field('language').choices)\n"
        "call_command('makemigrations', check_changes=True, dry_run=True)\n"
    )
    answer = subprocess.run(
        [sys.executable, "-c", code], env=os.environ, cwd=settings.BASE_DIR, capture_output=True, text=True
    )
    assert (answer.stdout.strip(), answer.returncode) == ("No changes detected", 0), answer.stderr


@pytest.mark.django_db
@pytest.mark.usefixtures("another_language")
def test_forms_offer_another_language():
    report = ReportForm(programme=make_programme())
    for field in (
        report.fields["language"],
        DisplayForm().fields["language"],
        AskGuardianForm.base_fields["language"],
    ):
        assert [code for code, _name in field.choices] == ["en", "de", "sl", "hr"]
    assert dict(DisplayForm().fields["language"].choices)["hr"] == "Hrvatski"


@pytest.mark.django_db
@pytest.mark.usefixtures("another_language")
def test_people_choose_another_language(client):
    user = make_user()
    client.force_login(user)
    client.post(
        reverse("users:settings"),
        {"name": "Ana", "language": "hr", "text_size": "normal", "contrast": "normal"},
    )
    user.refresh_from_db()
    assert (user.language, user.get_language_display()) == ("hr", "Croatian")
    user.full_clean(exclude=["password"])


@pytest.mark.parametrize("model", [User, Report, SkillLabel])
@pytest.mark.usefixtures("another_language")
def test_the_admin_offers_another_language(model, rf):
    form = site._registry[User].get_form(rf.get("/")) if model is User else None
    field = form.base_fields["language"] if form else model._meta.get_field("language").formfield()
    assert "hr" in dict(field.choices)


def test_the_catalogues_are_those_of_the_settings():
    assert ["en", *translations.LANGUAGES] == [code for code, _name in settings.LANGUAGES]
    assert {path.name for path in (translations.ROOT / "portal" / "locale").iterdir()} == set(
        translations.LANGUAGES
    )
    with override("de"):
        assert User(language="sl").get_language_display() == "Slowenisch"
