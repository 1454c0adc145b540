"""Each kind of reminder is whole: an example in every language, conditions it can ask for, names it fills in."""

import pytest
from django.conf import settings
from django.utils.translation import override

from matching.models import Application
from portal.notifications.extensions import destinations
from programmes.extensions import reminder_kinds
from programmes.notices.reminders import Reminding
from tests.factories import (
    make_contact,
    make_member,
    make_organisation,
    make_placement,
    make_programme,
    make_user,
)
from tests.programmes.reminders import check_kind

KINDS = [name for name, _kind in reminder_kinds.items() if name.startswith("matching.")]


@pytest.mark.django_db
@pytest.mark.parametrize("name", KINDS)
def test_a_kind_is_whole(name):
    check_kind(reminder_kinds[name])


@pytest.mark.parametrize("name", KINDS)
@pytest.mark.parametrize("language", [code for code, _name in settings.LANGUAGES])
def test_what_a_kind_names_is_filled_in(name, language):
    kind = reminder_kinds[name]
    with override(language):
        notice = kind.example(" ".join(f"{{{each}}}" for each in kind.placeholders))
        assert isinstance(notice, Reminding)
        assert "{" not in " ".join([notice.title(), *notice.paragraphs()])


@pytest.mark.django_db
def test_a_message_leads_on_whoever_still_works_there():
    programme = make_programme()
    organisation = make_organisation(programme)
    make_placement(organisation)
    recruiter, coordinator, stranger = make_contact(organisation), make_member(programme), make_user()
    asked = {person: {""} for person in (recruiter, coordinator, stranger)}
    assert destinations["matching:placement_list"](asked) == {
        recruiter: {""},
        coordinator: set(),
        stranger: set(),
    }
    page = f"admin:{Application._meta.app_label}_application_changelist"
    assert destinations[page](asked) == {recruiter: set(), coordinator: {""}, stranger: set()}
