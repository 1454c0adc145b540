"""The demonstration could be real: what its pages say of one thing agrees with what they say of another."""

import re
from collections import Counter
from datetime import date, timedelta

import pytest
from django.utils import timezone

from evaluation.constants import Gender
from evaluation.models import ParticipantRecord
from evaluation.queries.contributions import CONTRIBUTIONS, participants
from events.models import Event
from matching.models import Application, Placement, Talent
from portal.core.dates import day
from portal.demo.days import is_working_day, moved_to_today
from portal.demo.facts import COMPANIES, EVENTS, HEADLINES, LETTERS, OFFERS, PROGRAMMES
from portal.demo.people import accounts
from portal.demo.steps.inboxes import MAILED, mail_newest
from portal.notifications.backends import mail_files, read_mail
from portal.notifications.models import Notification
from portal.users.models import User
from programmes.models import Enrolment, Milestone, Organisation, Programme

WORK_OF = {
    "A": {"08"},
    "C": {"05", "06", "07", "08"},
    "D": {"07"},
    "E": {"05", "07"},
    "F": {"07"},
    "G": {"04"},
    "H": {"04"},
    "I": {"10"},
    "J": {"02", "06"},
    "M": {"02", "03", "05", "07"},
    "P": {"01"},
    "Q": {"09"},
    "R": {"05"},
}
"""What companies of a section of NACE have to do, as broad fields of ISCED-F."""


def test_every_offer_fits_its_company():
    sections = {company.name: company.nace for company in COMPANIES}
    assert [offer.title for offer in OFFERS if offer.field not in WORK_OF[sections[offer.company]]] == []


def test_forty_companies_differ_and_so_do_their_offers():
    assert len(COMPANIES) == len({company.name for company in COMPANIES}) == 40
    for field in ("title", "text"):
        counted = Counter(text for offer in OFFERS for text in getattr(offer, field).values())
        assert [text for text, number in counted.items() if number > 2] == []
    assert 50 <= sum(offer.state == "published" for offer in OFFERS) <= 75


def test_every_offer_says_what_to_do_what_to_bring_and_what_newcomers_get_mostly_in_two_languages():
    newcomers = {company.name: company.newcomers for company in COMPANIES}
    for offer in OFFERS:
        assert set(offer.title) == set(offer.text) <= set(newcomers[offer.company])
        assert {text.count("\n\n") for text in offer.text.values()} == {1}
    assert sum(len(offer.title) == 2 for offer in OFFERS) >= 0.9 * len(OFFERS)


def test_three_languages_are_written():
    written = Counter(language for offer in OFFERS for language in offer.title)
    assert set(written) == {"en", "de", "sl"}
    assert min(written.values()) >= 10
    for texts in (*HEADLINES.values(), LETTERS):
        assert set(texts) == {"en", "de", "sl"}


@pytest.mark.parametrize("month", range(1, 13))
def test_a_programme_that_has_ended_goes_on_in_the_demonstration_whenever_it_is_loaded(month):
    today = date(2027, month, 17)
    for facts in PROGRAMMES:
        if facts.starts_on and facts.ends_on:
            first, last = moved_to_today(facts.starts_on, facts.ends_on, today)
            assert first < today - timedelta(days=100)
            assert last > today + timedelta(days=100)
            assert abs((last - first).days - (facts.ends_on - facts.starts_on).days) <= 3


@pytest.mark.parametrize("facts", PROGRAMMES, ids=lambda facts: facts.slug)
def test_what_was_moved_in_time_says_so_once(demonstration, db, facts):
    programme = Programme.objects.get(slug=facts.slug)
    for language, text in programme.description.data.items():
        real = [day(when) for when in (facts.starts_on, facts.ends_on) if when and language == "en"]
        assert [text.count(words) for words in real] == [1 for _words in real]


@pytest.mark.usefixtures("demonstration")
@pytest.mark.django_db
class TestLoaded:
    def test_all_dates_lie_inside_their_programme_s_period(self):
        for programme in Programme.objects.exclude(starts_on=None):
            first, last = programme.starts_on, programme.ends_on
            own = {"programme": programme}
            days = [
                *Enrolment.objects.filter(**own)
                .exclude(entered_on=None)
                .values_list("entered_on", flat=True),
                *Enrolment.objects.filter(**own).exclude(left_on=None).values_list("left_on", flat=True),
                *(
                    timezone.localdate(when)
                    for when in Event.objects.filter(**own).values_list("starts_at", flat=True)
                ),
                *Placement.objects.filter(programmes=programme).values_list("starts_on", flat=True),
                *Milestone.objects.filter(activity__work_package__programme=programme).values_list(
                    "due_on", flat=True
                ),
            ]
            assert [when for when in days if not first <= when <= last] == [], programme.slug

    def test_events_and_beginnings_are_on_working_days(self):
        events = [
            (
                event.starts_at.astimezone(event.programme.zone).date(),
                event.programme.country,
                event.programme.region,
            )
            for event in Event.objects.select_related("programme")
        ]
        starts = list(Placement.objects.exclude(starts_on=None).values_list("starts_on", "country", "region"))
        entries = list(
            Enrolment.objects.exclude(entered_on=None).values_list(
                "entered_on", "programme__country", "programme__region"
            )
        )
        assert len(events) == sum(map(len, EVENTS.values()))
        away = [each for each in (*events, *starts, *entries) if not is_working_day(*each)]
        assert away == []

    def test_people_have_names_that_could_be_theirs(self):
        names = list(User.objects.values_list("name", flat=True))
        assert [name for name in names if re.search(r"\d|example|beispiel|vzorec", name, re.IGNORECASE)] == []
        assert max(Counter(names).values()) <= 2

    def test_few_people_are_non_binary(self):
        told = ParticipantRecord.objects.exclude(gender="")
        assert 0 < told.filter(gender=Gender.NON_BINARY).count() <= 0.05 * told.count()

    def test_no_programme_s_figures_are_zero(self):
        for programme in Programme.objects.top_level():
            people = participants(programme)
            zero = [
                code
                for code in ("EECO01", "EECO02", "EECO04", "EECO05", "EECR04")
                if not people.filter(CONTRIBUTIONS[code].condition).exists()
            ]
            assert zero == [], programme.slug

    def test_every_inbox_is_filled_with_messages_of_many_days_and_none_of_tomorrow(self):
        now = timezone.now()
        for account in accounts():
            days = list(
                Notification.objects.filter(recipient__email=account.email).values_list(
                    "created_at", flat=True
                )
            )
            assert days, account.email
            assert max(days) <= now
        moments = Notification.objects.values_list("created_at", flat=True)
        assert len({when.date() for when in moments}) >= 14

    def test_the_newest_messages_stand_on_the_page_of_mails_on_their_own_days(self, settings, tmp_path):
        settings.EMAIL_BACKEND = "portal.notifications.backends.FolderBackend"
        settings.MAIL_DIR = tmp_path
        person = User.objects.get(email="talent.wortplus@example.org")
        mail_newest(person)
        mails = [read_mail(path) for path in mail_files()]
        newest = person.notifications.order_by("-created_at", "-pk")[:MAILED]
        assert [mail.sent_at for mail in mails] == [row.created_at.replace(microsecond=0) for row in newest]

    def test_people_write_different_letters(self):
        letters = Counter(Application.objects.values_list("message", flat=True))
        assert len(letters) >= 8

    def test_talents_say_different_things_of_themselves(self):
        assert len(set(Talent.objects.values_list("headline", flat=True))) >= 30

    def test_companies_say_what_they_do(self):
        companies = Organisation.objects.filter(name__in=[company.name for company in COMPANIES])
        assert companies.filter(about="").count() == 0
        assert companies.count() == 40
