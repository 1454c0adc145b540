"""The demonstration could be real: what its pages say of one thing agrees with what they say of another."""

import re
from collections import Counter
from datetime import date, timedelta
from zoneinfo import ZoneInfo

import holidays
import pytest
from django.db.models import Count, F
from django.urls import reverse
from django.utils import timezone

from evaluation.constants import Gender
from evaluation.models import ParticipantRecord
from evaluation.queries.contributions import CONTRIBUTIONS, participants
from events.constants import EventFormat, Presence
from events.models import Attendance, Event, Registration, Session
from events.queries.attendance import turnout
from matching.constants import MAX_SKILLS, Cefr, FirstDayState
from matching.models import (
    AnswerFigure,
    Application,
    ApplicationEvent,
    ArrivalAnswer,
    ArrivalTick,
    Bookmark,
    FirstDay,
    Interview,
    Placement,
    SavedSearch,
    Talent,
)
from matching.presentation.searches import search_lines
from matching.services.search_news import tell_of_searches
from portal.core.dates import a_week_ago, day
from portal.core.regions.finding import find_region
from portal.demo.days import is_working_day, moved_to_today
from portal.demo.facts import (
    BY_NAME,
    COMPANIES,
    EVENTS,
    EXCHANGES,
    HEADLINES,
    LETTERS,
    NAMES,
    OFFERS,
    PROGRAMMES,
)
from portal.demo.people import accounts, newcomer
from portal.demo.steps.inboxes import MAILED, mail_newest
from portal.demo.steps.placements import PUPILS_KINDS
from portal.demo.story import WRITTEN_IN
from portal.notifications.backends import mail_files, read_mail
from portal.notifications.models import Notification
from portal.users.extensions import listed_demo_people
from portal.users.models import User
from programmes.access import access_of
from programmes.constants import AppointmentState, Verification
from programmes.models import (
    Appointment,
    Enrolment,
    Message,
    MessageReport,
    Milestone,
    Organisation,
    Programme,
    ReminderOccasion,
    Response,
)
from programmes.roles import Role
from programmes.workflows.conversations import ReportState

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


MINIMUM_WAGES = {
    "DE": {2025: 12.82, 2026: 13.90, 2027: 14.60},
    "SI": {2025: 1277.72 * 12 / (52 * 40), 2026: 1481.88 * 12 / (52 * 40)},
}
"""Euro an hour. Germany: section 1 MiLoG with the regulations on its adjustment of 2023 and 2025. Slovenia: gross pay a
month by the Minimum Wage Act (ZMinP), as published each January, for forty hours a week. Austria has collective
agreements instead. Obligatory internships and theses are no employment (section 22 MiLoG)."""
STUDENTS_IN_SLOVENIA = 8.98
"""Least gross pay of students' work since February 2026, by the Balance of Public Finances Act (ZUJF)."""
HOURS_OF = {"hour": 1, "month": 52 / 12, "year": 52}


def hourly(offer):
    pay, _most, period = offer.pay
    return float(pay) if period == "hour" else float(pay) / (HOURS_OF[period] * float(offer.hours))


@pytest.mark.parametrize("day_of_december", [24, 28, 30, 31])
def test_nothing_is_on_between_the_years(day_of_december):
    assert not is_working_day(date(2026, 12, day_of_december), "DE", "DED51")
    assert is_working_day(date(2026, 12, 23), "DE", "DED51")


def test_work_is_paid_above_the_minimum_wage():
    year = timezone.localdate().year + 1  # most begin in the next one
    for offer in OFFERS:
        country = BY_NAME[offer.company].country
        if offer.pay is None or offer.kind not in ("job", "trainee", "working_student"):
            continue
        known = MINIMUM_WAGES.get(country, {0: 0})
        least = known[max(each for each in known if each <= year)]
        if country == "SI" and offer.kind == "working_student":
            least = STUDENTS_IN_SLOVENIA
        assert hourly(offer) >= least, offer.title
        assert offer.pay[0] <= offer.pay[1] <= 2 * offer.pay[0]


def test_levels_of_languages_fit_the_work():
    for offer in OFFERS:
        if offer.kind in PUPILS_KINDS:
            assert offer.languages == {}, offer.title
        else:
            assert offer.languages, offer.title
            assert all(Cefr.A1 <= level <= Cefr.C1 for level in offer.languages.values()), offer.title
        if offer.kind == "job" and offer.field in ("01", "09"):  # who works with people speaks with them
            assert max(offer.languages.get("de", 0), offer.languages.get("sl", 0)) >= Cefr.B1, offer.title


REGIONS_OF = {
    "wortplus": ("DEG",),
    "leipzig": ("DED5",),
    "iq": ("DE80",),
    "zumiro": ("DE80",),
    "talentmagnet": ("SI", "AT"),
}


GENDERED = re.compile(
    r"\b(\w+(ologin|agogin|irtin|schaftlerin|ikerin|therapeut)|Absolvent|Koch|Učitelj\w*|rada?)\b"
)


@pytest.mark.parametrize("language", ["de", "sl"])
def test_headlines_fit_whoever_they_are_given_to(language):
    """Names and genders are drawn by chance."""
    lines = [line for field in HEADLINES.values() for line in field[language]]
    assert [line for line in lines if GENDERED.search(line)] == []


def test_companies_are_in_their_programme_s_region():
    assert [each.name for each in COMPANIES if not each.region.startswith(REGIONS_OF[each.programme])] == []
    found = {company.name: find_region(company.city) for company in COMPANIES}
    assert [name for name, code in found.items() if code and code != BY_NAME[name].region] == []


def test_names_are_of_where_somebody_comes_from_and_few_are_called_the_same():
    people = [newcomer(number) for number in range(160)]
    assert len({each.name for each in people}) == len(people)
    assert 0.4 <= sum(each.is_woman for each in people) / len(people) <= 0.6
    for each in people:
        first, surname = each.name.rsplit(" ", 1)
        names = NAMES[each.tongue]
        assert surname in names["surnames"]
        assert first in names["women" if each.is_woman else "men"]


def test_what_people_write_to_each_other_exists_in_all_languages_of_applicants():
    for stages in EXCHANGES.values():
        assert set(stages) == set(WRITTEN_IN.values())
        for script in (script for scripts in stages.values() for script in scripts):
            assert {side for side, _text in script} == {"company", "talent"}
    assert set(EXCHANGES) == set(LETTERS)


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
                *Placement.objects.filter(programmes=programme, starts_on__isnull=False).values_list(
                    "starts_on", flat=True
                ),
                *Milestone.objects.filter(activity__work_package__programme=programme).values_list(
                    "due_on", flat=True
                ),
            ]
            assert [when for when in days if not first <= when <= last] == [], programme.slug

    def test_events_and_beginnings_are_on_working_days(self):
        sessions = [
            (
                session.starts_at.astimezone(session.event.programme.zone).date(),
                session.event.programme.country,
                session.event.programme.region,
            )
            for session in Session.objects.select_related("event__programme")
        ]
        starts = list(Placement.objects.exclude(starts_on=None).values_list("starts_on", "country", "region"))
        entries = list(
            Enrolment.objects.exclude(entered_on=None).values_list(
                "entered_on", "programme__country", "programme__region"
            )
        )
        milestones = list(
            Milestone.objects.values_list(
                "due_on",
                "activity__work_package__programme__country",
                "activity__work_package__programme__region",
            )
        )
        ends = [
            (timezone.localdate(end), *where)
            for end, *where in Placement.objects.values_list("expires_at", "country", "region")
        ]
        assert Event.objects.count() == sum(map(len, EVENTS.values())) >= 40
        assert set(Event.objects.values_list("format", flat=True)) == set(EventFormat)
        days = (*sessions, *starts, *entries, *milestones, *ends)
        assert [each for each in days if not is_working_day(*each)] == []

    def test_of_dates_that_are_over_it_is_noted_who_came_and_hours_make_some_of_them_participants(self):
        over = Session.objects.over()
        assert over.count() > 30
        rows = Attendance.objects.filter(session__in=over)
        assert set(rows.values_list("presence", flat=True)) == set(Presence) - {Presence.EXPECTED}
        assert rows.filter(came_at__gt=F("session__starts_at")).exists()
        assert not Attendance.objects.exclude(session__in=over).exists()
        done = Event.objects.filter(state="done")
        assert all(0 <= (turnout(event).no_show_percent or 0) < 50 for event in done)
        running = Event.objects.filter(state="published", starts_at__lt=timezone.now())
        assert {event.has_many_sessions for event in running} == {True}
        counted = Enrolment.objects.filter(programme__slug="wortplus").exclude(hours_standing="")
        standings = Counter(counted.values_list("hours_standing", flat=True))
        assert all(standings[each] >= 2 for each in ("short", "near", "reached"))
        assert Response.objects.filter(about_label=Registration._meta.label_lower).count() > 5

    def test_organisations_are_verified_before_their_first_offer_and_not_all_in_the_week_on_show(self):
        for placement in Placement.objects.select_related("organisation"):
            company = placement.organisation
            assert company.created_at < placement.created_at
            assert company.verified_at is None or company.verified_at < placement.created_at
            assert company.contacts.get(user=placement.created_by).approved_at < placement.created_at
        verified = Organisation.objects.filter(verification=Verification.VERIFIED)
        assert verified.exists()
        assert not verified.filter(verified_at__gt=a_week_ago()).exists()

    def test_answers_are_given_on_joining_and_on_leaving_and_documents_lie_there_before_they_are_sent(self):
        records = ParticipantRecord.objects.select_related("enrolment")
        for record in records.exclude(entry_answered_at=None):
            assert timezone.localdate(record.entry_answered_at) == record.enrolment.entered_on
            assert timezone.localdate(record.enrolment.created_at) == record.enrolment.entered_on
        for record in records.exclude(exit_answered_at=None):
            assert timezone.localdate(record.exit_answered_at) == record.exit_checked_on
            assert record.enrolment.left_on <= record.exit_checked_on < timezone.localdate()
        for application in Application.objects.prefetch_related("talent__documents"):
            for document in application.talent.documents.all():
                assert document.created_at < application.created_at

    def test_profiles_are_as_long_as_people_write_them_and_were_changed_on_many_days(self):
        numbers = list(Talent.objects.annotate(number=Count("skills")).values_list("number", flat=True))
        assert max(numbers) <= 25 < MAX_SKILLS
        assert len({timezone.localdate(at) for at in Talent.objects.values_list("changed_at", flat=True)}) > 9

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

    def test_whoever_applies_has_learnt_what_is_asked_for_and_takes_part(self):
        days = dict(Enrolment.objects.exclude(entered_on=None).values_list("person", "entered_on"))
        rows = Application.objects.select_related("talent", "placement").filter(talent__user__username=None)
        assert rows.count() >= 90
        for application in rows:
            assert application.talent.field in application.placement.fields
            assert days[application.talent.user_id] < timezone.localdate(application.created_at)

    def test_people_keep_searches_and_offers_and_nobody_is_told_of_what_was_there_before(self, client):
        for facts in PROGRAMMES:
            person = User.objects.get(email=f"talent.{facts.slug}@example.org")
            assert (person.saved_searches.count(), person.bookmarks.count()) >= (3, 2), facts.slug
            client.force_login(person)
            lines = [line for line, _form in client.get(reverse("matching:my_searches")).context["lines"]]
            assert [line.name for line in lines if line.gone or not line.total] == [], facts.slug
        languages = set(SavedSearch.objects.values_list("person__language", flat=True))
        assert languages == {"en", "de", "sl"}
        assert any(
            line.new
            for line in search_lines(SavedSearch.objects.all(), User.objects.filter(is_superuser=True)[0])
        )
        for bookmark in Bookmark.objects.select_related("placement"):
            assert bookmark.created_at > bookmark.placement.published_at
        tell_of_searches()
        assert not Notification.objects.filter(kind="matching.offers_found").exists()

    def test_nothing_is_before_what_it_follows_from_nor_in_the_future(self):
        now = timezone.now()
        for application in Application.objects.select_related("placement", "conversation"):
            moments = [event.at for event in application.events.all()]
            assert moments == sorted(moments)
            assert application.placement.published_at < application.created_at == moments[0]
            assert moments[-1] < now
            starts_on = application.placement.starts_on
            assert starts_on is None or starts_on > timezone.localdate(application.placement.published_at)
            if application.conversation:
                sent = [message.sent_at for message in application.conversation.messages.all()]
                assert sent == sorted(sent)
                assert moments[0] < sent[0] <= sent[-1] < now
        for interview in Interview.objects.select_related("appointment", "application"):
            appointment = interview.appointment
            assert interview.application.created_at < appointment.created_at
            assert all(time > appointment.created_at for time in appointment.proposals)

    def test_people_act_by_day_on_working_days(self):
        rows = [
            *ApplicationEvent.objects.values_list("at", "application__placement__country"),
            *Message.objects.values_list(
                "sent_at", "side__conversation__participants__organisation__country"
            ),
        ]
        acts = [(timezone.localtime(at), country) for at, country in rows if country]
        assert [at for at, _country in acts if not 7 <= at.hour <= 19 or at.weekday() == 6] == []
        assert [
            at for at, country in acts if at.date() in holidays.country_holidays(country, years=at.year)
        ] == []

    def test_interviews_are_proposed_ahead_and_over(self):
        now = timezone.now()
        proposed = Appointment.objects.filter(state=AppointmentState.PROPOSED)
        agreed = Appointment.objects.filter(state=AppointmentState.AGREED)
        assert [
            row
            for row in proposed
            if min(row.proposals) < now and row.interview.application.state == "interview"
        ] == []
        assert proposed.exists()
        assert agreed.filter(starts_at__gt=now).exists()
        assert agreed.filter(starts_at__lt=now).count() >= 10
        for row in Appointment.objects.select_related("organisation"):
            place = row.organisation.country, row.organisation.region
            assert all(
                is_working_day(time.astimezone(ZoneInfo(row.time_zone)).date(), *place)
                for time in row.proposals
            )

    def test_first_days_are_suggested_wished_for_and_agreed_and_some_have_answered_four_weeks_later(self):
        assert set(FirstDay.objects.values_list("state", flat=True)) == set(FirstDayState.values)
        assert {"good", "bad"} <= set(ArrivalAnswer.objects.values_list("rating", flat=True))
        assert (
            FirstDay.objects.filter(starts_on__lt=timezone.localdate()).count()
            > ArrivalAnswer.objects.count()
        )
        for tick in ArrivalTick.objects.values_list("person", flat=True).distinct():
            assert ArrivalTick.objects.filter(person=tick).count() >= 2
        assert ArrivalTick.objects.exists()

    def test_companies_show_how_they_answer_and_one_is_paused_because_it_doesn_t(self):
        shown = [figure for figure in AnswerFigure.objects.all() if figure.is_shown]
        assert len(shown) >= 3
        assert Placement.objects.filter(paused_unanswered_at__isnull=False).count() == 1
        assert ReminderOccasion.objects.filter(told__gt=0).values("kind").distinct().count() >= 4

    def test_one_message_is_reported_and_waits_for_a_coordinator(self):
        report = MessageReport.objects.get()
        assert report.state == ReportState.OPEN
        assert User.objects.coordinating(report.programmes.get()).exists()

    def test_nobody_can_be_called_or_written_to(self):
        phones = User.objects.exclude(phone="").values_list("phone", flat=True)
        assert len(phones) >= 30
        assert [phone for phone in phones if not re.fullmatch(r"\+49 30 23125 \d{3}", phone)] == []
        addresses = User.objects.exclude(email=None).values_list("email", flat=True)
        assert [address for address in addresses if not address.endswith("@example.org")] == []

    def test_women_and_men_are_about_as_many_and_of_an_age_to_study_or_work(self):
        told = ParticipantRecord.objects.exclude(gender="").select_related("enrolment")
        women = told.filter(gender=Gender.WOMAN).count() / told.count()
        assert 0.4 <= women <= 0.6
        for record in told:
            assert 19 * 365 <= (record.enrolment.entered_on - record.birth_date).days <= 40 * 366

    def test_mother_tongues_fit_names(self):
        for talent in Talent.objects.filter(user__username=None).select_related("user"):
            tongue = talent.languages.get(level=Cefr.NATIVE).language
            assert talent.user.name.rsplit(" ", 1)[1] in NAMES[tongue]["surnames"]

    @pytest.mark.parametrize("language", ["de", "en", "sl"])
    def test_everybody_begins_on_a_page_with_something_to_do(self, client, language):
        for person in listed_demo_people():
            user = User.objects.with_login(person.email).get()
            User.objects.filter(pk=user.pk).update(language=language)
            client.force_login(User.objects.get(pk=user.pk))
            answer = client.get(reverse("start"), follow=True)
            assert answer.status_code == 200, person.email
            assert answer.content.count(b"<a ") >= 10, person.email

    def test_the_thirteen_roles_can_be_signed_in_as(self):
        users = [User.objects.with_login(person.email).get() for person in listed_demo_people()]
        found = {role for user in users for role in access_of(user).roles}
        assert found >= set(Role) - {Role.VISITOR}

    def test_pupils_have_asked_for_a_day_and_are_answered_by_sentences(self):
        asked = Application.objects.filter(talent__user__username__startswith="pupil")
        assert {"accepted", "offered"} <= set(asked.values_list("state", flat=True))
        assert asked.filter(talent__user__username="pupil.zumiro").exists()
        assert [each.message for each in asked if each.message] == []
        said = Message.objects.filter(conversation__in=asked.values("conversation"))
        assert said.exists()
        assert said.filter(sentence="").count() == 0
