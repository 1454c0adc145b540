"""Two people at one form: the second is told, both texts are there, and what they don't share is joined."""

import threading

import pytest
from django import forms
from django.db import connection, transaction
from django.http import QueryDict
from django.test import Client

from evaluation.models import ParticipantRecord
from matching.constants import SkillNeedKind
from portal.core import concurrent_edits
from portal.core.concurrent_edits import ConcurrentEditForm, fingerprint, lock
from programmes.models import Organisation, WorkPackage
from tests.factories import (
    i18n,
    make_contact,
    make_enrolment,
    make_organisation,
    make_placement,
    make_programme,
    make_record,
    make_skill,
    make_talent,
    make_user,
)
from tests.pages import sent_from
from tests.sessions import sign_in

pytestmark = pytest.mark.django_db


class Page:
    """A form's page, opened by a person, who then changes parts of it and sends it."""

    def __init__(self, person, address: str, having: str) -> None:
        self.client, self.address, self.having = Client(), address, having
        sign_in(self.client, person)
        self.data = sent_from(self.client.get(address).content.decode(), having)

    def send(self, **changes: object):
        for name, value in changes.items():
            self.data.setlist(name.replace("__", "-"), value if isinstance(value, list) else [value])
        response = self.client.post(self.address, self.data.urlencode(), "application/x-www-form-urlencoded")
        if response.status_code in (200, 400):
            self.data = sent_from(response.content.decode(), self.having)
        return response


@pytest.fixture
def organisation():
    return make_organisation(make_programme("wort"), name="Werrawerk", about=i18n("We make gears."))


@pytest.fixture
def page(organisation):
    """Opens the page of the organisation's details."""
    contact = make_contact(organisation)
    return lambda: Page(contact, f"/organisation/{organisation.pk}/edit/", "city")


def test_the_second_of_two_is_told_and_both_texts_are_kept(organisation, page):
    first, second = page(), page()
    assert first.send(about_0="We make big gears.").status_code == 302
    response = second.send(about_0="We make small gears.")
    assert response.status_code == 400
    text = response.content.decode()
    assert "We make small gears." in text
    assert "by somebody else, or by you in another window" in text  # here it was the same person
    assert "Saved meanwhile: English: We make big gears." in text
    organisation.refresh_from_db()
    assert str(organisation.about) == "We make big gears."


def test_sent_again_the_second_text_takes_the_place_of_the_first(organisation, page):
    first, second = page(), page()
    first.send(about_0="We make big gears.")
    second.send(about_0="We make small gears.")
    assert second.send().status_code == 302
    organisation.refresh_from_db()
    assert str(organisation.about) == "We make small gears."


def test_the_saved_text_can_be_taken_and_the_rest_of_ones_own_is_saved(organisation, page):
    first, second = page(), page()
    first.send(about_0="We make big gears.", languages=["de", "sl"])
    second.send(about_0="We make small gears.", languages=["en"], website="https://werrawerk.example")
    assert second.send(take_saved="about languages").status_code == 302
    organisation.refresh_from_db()
    assert str(organisation.about) == "We make big gears."
    assert (organisation.languages, organisation.website) == (["de", "sl"], "https://werrawerk.example")


def test_what_only_one_of_them_changed_is_joined_without_a_question(organisation, page):
    first, second = page(), page()
    first.send(about_0="We make big gears.")
    second.data.setlist("about_0", ["We make big gears."])
    assert second.send(website="https://werrawerk.example").status_code == 302
    organisation.refresh_from_db()
    assert str(organisation.about) == "We make big gears."


def test_a_page_sent_without_another_in_between_is_saved(organisation, page):
    assert page().send(about_0="We make big gears.").status_code == 302


@pytest.mark.parametrize("nonsense", ["", "{", "[1]", '{"about": 3}', "\x00", "[" * 5000])
def test_a_page_that_does_not_say_what_it_was_made_from_is_saved(page, nonsense):
    assert page().send(made_from=nonsense, about_0="We make big gears.").status_code in (302, 400)


def test_another_conflict_after_the_first_is_told_too(organisation, page):
    first, second = page(), page()
    first.send(about_0="We make big gears.")
    second.send(about_0="We make small gears.")
    first = page()
    first.send(about_0="We make huge gears.")
    assert "We make huge gears." in second.send().content.decode()


def test_two_who_send_a_placement_are_told_with_its_lines(organisation):
    make_skill("Welding")
    make_skill("Turning")
    placement = make_placement(organisation, *organisation.programmes.all())
    contact = make_contact(organisation)
    pages = [
        Page(contact, f"/organisation/placements/{placement.pk}/edit/", "title_0") for _number in range(2)
    ]
    line = {"skills__0__name": "Welding", "skills__0__need": SkillNeedKind.REQUIRED}
    assert pages[0].send(**line).status_code == 302
    response = pages[1].send(**line | {"skills__0__name": "Turning"})
    assert response.status_code == 400
    assert "Saved meanwhile: Welding" in response.content.decode()
    assert pages[1].send(skills__take_saved="lines").status_code == 302
    assert [str(row.skill.label) for row in placement.skills.all()] == ["Welding"]


def test_asking_for_more_lines_forgets_nothing_of_what_the_page_was_made_from(organisation):
    placement = make_placement(organisation, *organisation.programmes.all())
    contact = make_contact(organisation)
    pages = [
        Page(contact, f"/organisation/placements/{placement.pk}/edit/", "title_0") for _number in range(2)
    ]
    pages[0].send(title_0="Welder")
    assert pages[1].send(title_0="Turner", more="skills").status_code == 200
    assert "Saved meanwhile: English: Welder" in pages[1].send().content.decode()


def test_ones_own_profile_in_two_windows():
    enrolment = make_enrolment(make_programme("wort"))
    make_talent(enrolment.person, headline="Turner")
    windows = [Page(enrolment.person, "/me/profile/more/", "headline") for _number in range(2)]
    windows[0].send(headline="Welder")
    response = windows[1].send(headline="Fitter")
    assert "Saved meanwhile: Welder" in response.content.decode()


def test_answers_for_the_funder_in_two_windows():
    programme = make_programme("wort")
    record = make_record(make_enrolment(programme))
    windows = [Page(record.enrolment.person, "/me/programmes/wort/entry/", "gender") for _number in range(2)]
    windows[0].send(gender="m")
    response = windows[1].send(gender="f")
    assert response.status_code == 400
    assert ParticipantRecord.objects.get().gender == "m"


def test_two_coordinators_at_one_row_of_the_admin(mine):
    address = f"/admin/programmes/organisation/{mine.verified.pk}/change/"
    pages = [Page(mine.coordinator, address, "city") for _number in range(2)]
    assert pages[0].send(city="Suhl").status_code == 302
    response = pages[1].send(city="Meiningen")
    assert response.status_code == 200
    assert "Saved meanwhile: Suhl" in response.content.decode()
    assert Organisation.objects.get(pk=mine.verified.pk).city == "Suhl"
    assert pages[1].send().status_code == 302
    assert Organisation.objects.get(pk=mine.verified.pk).city == "Meiningen"


def test_two_coordinators_at_a_line_below_a_row_of_the_admin(mine):
    address = f"/admin/programmes/programme/{mine.programme.pk}/change/"
    pages = [Page(mine.coordinator, address, "work_packages-0-title_0") for _number in range(2)]
    pages[0].send(work_packages__0__title_0="Rooms")
    response = pages[1].send(work_packages__0__title_0="Doors")
    assert "Saved meanwhile: English: Rooms" in response.content.decode()
    assert str(WorkPackage.objects.get(pk=mine.package.pk).title) == "Rooms"


@pytest.mark.django_db(transaction=True)
def test_two_who_send_at_the_same_moment_do_not_miss_each_other():
    """The second waits for the first, and compares with what the first has saved."""
    organisation = make_organisation(make_programme("wort"), name="Werrawerk", city="Suhl")
    contact = make_contact(organisation)
    page = Page(contact, f"/organisation/{organisation.pk}/edit/", "city")
    answers = []

    def send() -> None:
        answers.append(page.send(city="Gera").status_code)
        connection.close()

    thread = threading.Thread(target=send)
    with transaction.atomic():
        lock(organisation)
        thread.start()
        thread.join(timeout=1)
        assert answers == []
        Organisation.objects.filter(pk=organisation.pk).update(city="Jena")
    thread.join(timeout=20)
    assert answers == [400]


def test_a_lock_needs_a_transaction_that_ends(organisation, monkeypatch):
    monkeypatch.setattr(concurrent_edits, "is_in_transaction", lambda _row: False)
    with pytest.raises(transaction.TransactionManagementError):
        lock(organisation)


class Sample(ConcurrentEditForm, forms.Form):
    is_open = forms.BooleanField(required=False)
    colour = forms.ChoiceField(choices=[("r", "red"), ("Others", [("g", "green")])], required=False)
    at = forms.SplitDateTimeField(required=False)
    days = forms.DecimalField(required=False)


def stale(now: dict[str, object], **sent: str) -> Sample:
    before = Sample(initial={})
    data = QueryDict(mutable=True)
    data.update({"made_from": before.made_from, **sent})
    return Sample(data, initial=now)


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        ({"is_open": True}, "Saved meanwhile: yes"),
        ({"colour": "g"}, "Saved meanwhile: green"),
        ({"days": 3}, "Saved meanwhile: 3"),
    ],
)
def test_each_kind_of_value_is_said_in_words(now, expected):
    assert [message for messages in stale(now).errors.values() for message in messages][1:] == [expected]


def test_an_emptied_value_is_said_in_words():
    before = Sample(initial={"colour": "r"})
    form = Sample({"made_from": before.made_from, "colour": "g"}, initial={"colour": ""})
    assert form.errors["colour"] == ["Saved meanwhile: nothing"]


def test_each_kind_of_value_can_be_taken():
    from datetime import UTC, datetime

    now = {"is_open": True, "colour": "g", "at": datetime(2026, 3, 1, 9, tzinfo=UTC), "days": 3}
    form = stale(now, take_saved="is_open colour at days", colour="r")
    assert form.errors == {}
    assert form.cleaned_data == now


def test_a_fingerprint_is_the_same_for_the_same_value():
    user = make_user()
    assert fingerprint([user]) == fingerprint([type(user).objects.get()])
    assert fingerprint(i18n("a", de="b")) == fingerprint(i18n("a", de="b"))
    assert fingerprint("1") != fingerprint("2")


def test_a_line_that_both_have_added_is_not_lost(organisation):
    make_skill("Welding")
    placement = make_placement(organisation, *organisation.programmes.all())
    contact = make_contact(organisation)
    pages = [
        Page(contact, f"/organisation/placements/{placement.pk}/edit/", "title_0") for _number in range(2)
    ]
    line = {"skills__0__name": "Welding", "skills__0__need": SkillNeedKind.REQUIRED}
    assert pages[0].send(**line).status_code == 302
    if pages[1].send(**line).status_code == 400:
        assert pages[1].send().status_code == 302
    assert [str(row.skill.label) for row in placement.skills.all()] == ["Welding"]


def test_a_page_without_lines_takes_none_away_that_were_added_meanwhile(organisation):
    make_skill("Welding")
    placement = make_placement(organisation, *organisation.programmes.all())
    contact = make_contact(organisation)
    pages = [
        Page(contact, f"/organisation/placements/{placement.pk}/edit/", "title_0") for _number in range(2)
    ]
    pages[0].send(skills__0__name="Welding", skills__0__need=SkillNeedKind.REQUIRED)
    response = pages[1].send(title_0="Welder")
    assert "Saved meanwhile: Welding" in response.content.decode()
    assert placement.skills.count() == 1


def test_ones_own_name_in_two_windows():
    person = make_user("Ada")
    windows = [Page(person, "/me/settings/", "contrast") for _number in range(2)]
    assert windows[0].send(name="Ada Lovelace").status_code == 302
    response = windows[1].send(contrast="high")
    assert "Saved meanwhile: Ada Lovelace" in response.content.decode()
    assert windows[1].send(take_saved="name").status_code == 302
    person.refresh_from_db()
    assert (person.name, person.contrast) == ("Ada Lovelace", "high")


def test_ones_own_choices_about_mails_in_two_windows():
    person = make_user()
    windows = [Page(person, "/me/inbox/preferences/", "programmes.became_contact") for _number in range(2)]
    windows[0].send(**{"programmes.became_contact": "off"})
    response = windows[1].send(**{"programmes.became_contact": "daily"})
    assert "Saved meanwhile" in response.content.decode()
    assert person.notification_preferences.get(kind="programmes.became_contact").frequency == "off"


def test_two_who_decide_how_long_something_is_kept():
    operator = make_user(is_superuser=True)
    windows = [Page(operator, "/privacy/retention/exports/", "days") for _number in range(2)]
    assert windows[0].send(days="40").status_code == 302
    response = windows[1].send(days="50")
    assert "Saved meanwhile: 40" in response.content.decode()
    assert windows[1].send().status_code == 302
