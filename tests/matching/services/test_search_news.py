"""Who is told of what their saved searches find: exactly what the list shows, once, at the time they chose."""

from datetime import datetime, timedelta
from threading import Thread
from zoneinfo import ZoneInfo

import pytest
from django.db import connection, transaction
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation

from matching.constants import MOST_FOUND
from matching.filters import OfferFilter
from matching.models import OfferOpening, Placement, SavedSearch, TalentLanguage
from matching.queries import searches
from matching.queries.profiles import has_content, profile_of
from matching.services import search_news
from matching.services.saved_searches import remove_search, save_search
from matching.services.search_news import note_openings, tell_of_searches, tell_searches
from portal.notifications.constants import Delivery, Frequency
from portal.notifications.forms import PreferencesForm
from portal.notifications.models import Notification, Preference
from portal.notifications.services.delivery import deliver
from portal.privacy.models import GuardianConsent
from programmes.models import Programme
from tests.factories import i18n, make_organisation, make_programme, make_pupil, make_talent, make_user
from tests.matching.offers import make_offer

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at", "jobs")]
BERLIN = ZoneInfo("Europe/Berlin")
NOW = WEDNESDAY = datetime(2027, 3, 10, 15, 0, tzinfo=BERLIN)


@pytest.fixture
def amira():
    return make_user("Amira")


@pytest.fixture
def new(organisation):
    """An offer that is new."""

    def new(title: str = "Welder", **fields) -> Placement:
        fields = {"published_at": timezone.now(), "expires_at": WEDNESDAY + timedelta(days=60), **fields}
        return make_offer(fields.pop("organisation", organisation), title, **fields)

    return new


def save(person, query="q=welder", frequency="at_once", **about) -> SavedSearch:
    return save_search(person=person, query=query, frequency=frequency, by=person, **about)


def told(person=None) -> list[list[str]]:
    """The titles of each message, the first one first."""
    rows = Notification.objects.filter(kind="matching.offers_found").order_by("pk")
    if person is not None:
        rows = rows.filter(recipient=person)
    keys = [[pk for found in row.payload["searches"] for pk in found["offers"]] for row in rows]
    titles = dict(Placement.objects.values_list("pk", "title"))
    return [[str(titles.get(pk, "(gone)")) for pk in of_row] for of_row in keys]


# --- Of what ---
def test_whoever_looks_for_it_is_told_of_a_new_offer_once(amira, new):
    new("Welder of old")
    save(amira)
    save(make_user("Mallory"), "q=clerk")
    new("Welder"), new("Nurse")
    for _ in range(3):
        tell_of_searches()
    assert told() == told(amira) == [["Welder"]]


def test_nothing_new_is_said_by_nothing(amira, new):
    new()
    save(amira)
    tell_of_searches()
    new("Nurse")
    tell_of_searches()
    assert told() == []


def test_an_offer_that_opens_after_the_newest_one_is_gone_is_news_as_any_other(amira, new, at):
    save(amira)
    first = new("Welder of old")
    tell_of_searches()
    first.delete()
    at(WEDNESDAY + timedelta(minutes=1))
    new("Welder")
    tell_of_searches()
    assert told() == [["(gone)"], ["Welder"]]


def test_an_offer_that_comes_to_match_by_its_organisation_is_news(amira, new, at):
    offer = new("Clerk")
    save(amira, "q=Zebrawerk")
    tell_of_searches()
    at(WEDNESDAY + timedelta(hours=1))
    offer.organisation.name = "Zebrawerk"
    offer.organisation.save()
    tell_of_searches()
    assert told() == [["Clerk"]]


def test_a_search_that_cannot_be_answered_keeps_nobody_else_s_news_back(amira, new, monkeypatch):
    broken = save(make_user("Mallory"), "q=broken")
    save(amira)

    def said_in(query: str) -> dict[str, object]:
        return searches.said_in(query) if query != broken.query else {"level": object()}

    monkeypatch.setattr(search_news, "said_in", said_in)
    new()
    tell_of_searches()
    assert told() == told(amira) == [["Welder"]]


@pytest.mark.parametrize("query", ["level=none", "kind=nonsense", "around=Vineta&km=25", "fits=on"])
def test_a_search_for_something_gone_is_silent_and_the_person_s_others_are_told(amira, new, query):
    save(amira), save(amira, query)
    new()
    tell_of_searches()
    assert told() == [["Welder"]]
    assert SavedSearch.objects.get(query=query).seen == SavedSearch.objects.get(query="q=welder").seen


QUERIES = (
    *("", "q=Engineer", "q=Ingeneur", "q=Suhl+remote", "q=-Engineer", "around=Suhl&km=50", "programme=north"),
    *(
        "place=Th%C3%BCringen",
        "level=2&language=de",
        "degree=6",
        "kind=visit",
        "field=07&starts=now",
        "fits=on",
    ),
    *("spoken=de&paid=on", "q=visit", "written=en&remote=on", "level=3&language=sl", "written=fr"),
)


@pytest.mark.parametrize("reader", ["person", "talent", "pupil"])
def test_they_are_told_of_exactly_what_the_list_shows_them(reader, new, amira):
    person = make_pupil(has_consent=True) if reader == "pupil" else amira
    if reader == "talent":
        TalentLanguage.objects.create(talent=make_talent(amira, degree=6, field="07"), language="de", level=3)
    save_all(person)
    north = make_organisation(make_programme("far"), city="Suhl", languages=["de"])
    new("Engineer", city="Suhl", region="DEG04", fields=["07"], pay_min=3000)
    new("Process engineer", organisation=north, kind="internship", city="Rostock", region="DE803")
    new("Clerk", is_remote=True, degree=7, languages={"de": 4})
    new("Visit to the engineers", kind="visit")
    tell_of_searches()
    talent = profile_of(person)
    by_query = {
        found["query"]: set(found["offers"])
        for row in Notification.objects.filter(kind="matching.offers_found")
        for found in row.payload["searches"]
    }
    for search in SavedSearch.objects.all():
        shown = OfferFilter(
            QueryDict(search.query), user=person, talent=talent if has_content(talent) else None
        )
        listed = set(shown.ordered.tolist()) if "fits" not in search.query or talent else set()
        assert by_query.get(search.query, set()) == listed, search.query
    assert by_query


def save_all(person) -> None:
    for query in QUERIES:
        save(person, query)


def test_an_offer_that_comes_to_match_is_new_and_one_that_only_changes_is_not(amira, new, at):
    offer, other = new("Nurse"), new("Welder")
    save(amira)
    tell_of_searches()
    at(WEDNESDAY + timedelta(hours=1))
    Placement.objects.filter(pk=offer.pk).update(title=i18n("Welder and nurse"), changed_at=timezone.now())
    Placement.objects.filter(pk=other.pk).update(title=i18n("Chief welder"), changed_at=timezone.now())
    tell_of_searches()
    assert told() == [["Welder and nurse"]]


def test_what_was_told_and_opens_again_is_not_told_again_and_what_was_not_is(amira, new):
    save(amira)
    weekly = save(make_user("Weekly"), frequency="weekly")
    offer = new()
    tell_of_searches()
    for state in ("paused", "published"):
        Placement.objects.filter(pk=offer.pk).update(state=state)
        tell_of_searches()
    assert told(amira) == [["Welder"]]
    later = save(make_user("Later"), frequency="at_once", query="q=nurse")
    nurse = new("Nurse", state="paused")
    tell_of_searches()
    Placement.objects.filter(pk=nurse.pk).update(state="published")
    tell_of_searches()
    assert (told(later.person), told(weekly.person)) == ([["Nurse"]], [])


def test_what_closes_before_the_mail_is_told_when_it_opens_again(amira, new, at):
    save(amira, frequency="daily")
    offer = new()
    note_openings()
    Placement.objects.filter(pk=offer.pk).update(state="paused")
    at(WEDNESDAY + timedelta(days=1))
    tell_searches(first_person=0, last_person=amira.pk)
    Placement.objects.filter(pk=offer.pk).update(state="published")
    assert told() == []
    at(WEDNESDAY + timedelta(days=2))
    tell_of_searches()
    assert told() == [["Welder"]]


def test_what_expires_before_the_mail_is_not_told(amira, new, at):
    save(amira, frequency="daily")
    new(expires_at=WEDNESDAY + timedelta(hours=2))
    tell_of_searches()
    at(WEDNESDAY + timedelta(days=1))
    tell_of_searches()
    assert told() == []


def test_an_offer_is_looked_at_with_its_words_even_when_they_have_yet_to_be_made(amira, organisation, new):
    save(amira)
    offer = new("Nurse")
    Placement.objects.filter(pk=offer.pk).update(title=i18n("Welder"))
    tell_of_searches()
    assert told() == [["Welder"]]


# --- When ---
def test_each_is_told_at_the_time_they_chose(new, at):
    people = {frequency: make_user(frequency) for frequency in ("at_once", "daily", "weekly", "never")}
    for frequency, person in people.items():
        save(person, frequency=frequency)
    new()
    moments = {}
    for hours in range(24 * 9):
        at(WEDNESDAY + timedelta(hours=hours))
        tell_of_searches()
        for frequency, person in people.items():
            if told(person):
                moments.setdefault(frequency, timezone.now().strftime("%a %H"))
    assert moments == {"at_once": "Wed 15", "daily": "Thu 07", "weekly": "Mon 07"}
    assert sorted(told()) == [["Welder"]] * 3


def test_one_message_holds_what_all_searches_of_one_rhythm_have_found(amira, new, at):
    for query in ("q=welder", "q=nurse", "q=clerk"):
        save(amira, query, frequency="daily")
    new("Welder"), new("Nurse")
    tell_of_searches()
    at(WEDNESDAY + timedelta(days=1))
    tell_of_searches()
    assert sorted(told()[0]) == ["Nurse", "Welder"]
    assert len(told()) == 1


@pytest.mark.parametrize(
    ("saved", "mornings"),
    [
        (datetime(2027, 3, 27, 12, tzinfo=BERLIN), ["28 07:00+0200", "29 07:00+0200"]),
        (datetime(2027, 10, 30, 12, tzinfo=BERLIN), ["31 07:00+0100", "01 07:00+0100"]),
    ],
)
def test_mornings_are_mornings_when_clocks_change(saved, mornings, amira, new, at):
    at(saved)
    save(amira, "", frequency="daily")
    heard, utc = [], saved.astimezone(ZoneInfo("UTC"))
    for half_hours in range(96):
        moment = (utc + timedelta(minutes=30 * half_hours)).astimezone(BERLIN)
        at(moment)
        if moment.hour == 3 and moment.minute == 30:
            new(f"Offer of {moment:%d}", expires_at=moment + timedelta(days=9))
        before = len(told())
        tell_of_searches()
        if len(told()) > before:
            heard.append(f"{moment:%d %H:%M%z}")
    assert heard == mornings


def test_after_an_outage_nothing_is_lost_and_all_of_it_comes_once(amira, new, at):
    save(amira, frequency="daily")
    for day in range(1, 4):
        at(WEDNESDAY + timedelta(days=day))
        new(f"Welder {day}")
    at(WEDNESDAY + timedelta(days=4))
    tell_of_searches()
    tell_of_searches()
    assert [sorted(titles) for titles in told()] == [["Welder 1", "Welder 2", "Welder 3"]]


def test_a_block_that_breaks_is_told_by_the_next_look(amira, new, monkeypatch):
    save(amira)
    new()
    with monkeypatch.context() as broken:
        broken.setattr(search_news, "notify_each", lambda _notices: 1 / 0)
        with pytest.raises(ZeroDivisionError), transaction.atomic():
            tell_of_searches()
    assert told() == []
    tell_of_searches()
    assert told() == [["Welder"]]


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_one_block_tell_once(amira, new):
    save(amira)
    new()
    note_openings()

    def work() -> None:
        try:
            tell_searches(first_person=0, last_person=amira.pk)
        finally:
            connection.close()

    threads = [Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert told() == [["Welder"]]


# --- Whom ---
@pytest.mark.parametrize("end", ["closed", "restricted", "removed", "gone"])
def test_who_is_gone_or_no_longer_asks_is_told_nothing(end, amira, new):
    search = save(amira)
    if end == "closed":
        amira.is_active = False
        amira.save()
    elif end == "restricted":
        amira.restricted_at = timezone.now()
        amira.save()
    elif end == "removed":
        remove_search(search=search, by=amira)
    else:
        amira.delete()
    new()
    tell_of_searches()
    assert told() == []


def test_a_pupil_is_told_of_pupils_days_alone_and_of_nothing_once_the_guardian_says_no(new):
    pupil = make_pupil(has_consent=True)
    save(pupil, "q=welder")
    new("Welder", kind="job"), new("Welder's day", kind="shadowing")
    tell_of_searches()
    assert told() == [["Welder's day"]]
    GuardianConsent.objects.update(withdrawn_at=timezone.now())
    new("Another welder's day", kind="visit")
    tell_of_searches()
    assert len(told()) == 1


def test_a_programme_that_closes_tells_nobody_of_its_offers(amira, new):
    save(amira)
    save(amira, "programme=north")
    new()
    Programme.objects.update(status="archived")
    tell_of_searches()
    assert told() == []


def test_who_has_turned_these_mails_off_finds_them_in_the_inbox(amira, new):
    Preference.objects.create(user=amira, kind="matching.offers_found", frequency=Frequency.OFF)
    save(amira)
    new()
    tell_of_searches()
    assert Notification.objects.get().delivery == Delivery.SKIPPED


def test_a_message_names_only_what_is_open_when_it_is_read_as_it_is_called_then(amira, new):
    save(amira)
    offers = [new("Welder"), new("Welder of ships")]
    tell_of_searches()
    notice = Notification.objects.get().notice
    Placement.objects.filter(pk=offers[0].pk).update(title=i18n("Renamed welder"))
    assert ("2 new offers" in notice.title(), "Renamed welder" in str(notice.paragraphs())) == (True, True)
    Placement.objects.filter(pk=offers[0].pk).update(state="paused")
    assert ("1 new offer " in notice.title(), "Renamed welder" in str(notice.paragraphs())) == (True, False)
    Placement.objects.update(state="paused")
    assert (notice.is_still_true(), notice.paragraphs()) == (False, [])


def test_no_mail_is_sent_of_offers_of_which_none_is_open_any_more(amira, new, mailoutbox):
    save(amira)
    new("Welder")
    tell_of_searches()
    Placement.objects.update(state="paused")
    deliver(notification_id=Notification.objects.get().pk)
    assert (Notification.objects.get().delivery, mailoutbox) == (Delivery.SKIPPED, [])


def test_the_rhythm_of_a_search_is_not_doubled_by_that_of_the_settings(amira, new):
    Preference.objects.create(user=amira, kind="matching.offers_found", frequency=Frequency.WEEKLY)
    field = PreferencesForm(user=amira).fields["matching.offers_found"]
    assert [value for value, _label in field.choices] == [Frequency.AT_ONCE, Frequency.OFF]
    assert field.initial == Frequency.AT_ONCE
    save(amira)
    new()
    tell_of_searches()
    row = Notification.objects.get()
    assert (row.frequency, row.deliver_after) == (Frequency.AT_ONCE, timezone.now())


# --- How much it costs ---
def test_questions_to_the_database_do_not_grow_with_searches_or_offers(new):
    counts = []
    for number in (1, 12):
        for count in range(number):
            person = make_user(f"{number} {count}")
            save(person, f"q=welder+{'-' * 3}nurse{count}&kind=job")
            save(person, "q=welder")
            save(person, "around=Suhl")
        for count in range(number):
            new(f"Welder {count}")
        note_openings()
        with CaptureQueriesContext(connection) as queries:
            tell_searches(first_person=0, last_person=2**31)
        counts.append(len(queries))
    assert counts[1] <= counts[0]
    assert OfferOpening.objects.count() == 13


def test_a_message_names_a_few_and_says_how_many_more(amira, new):
    save(amira, name="Metal")
    for number in range(MOST_FOUND + 2):
        new(f"Welder {number:02}", city="Suhl", region="DEG04")
    tell_of_searches()
    notice = Notification.objects.get().notice
    with translation.override("en"):
        assert notice.title() == "12 new offers for Metal"
        assert notice.paragraphs()[-1] == "and 2 more offers"
        assert notice.paragraphs()[0] == "“Welder 11”, Haselgrund Sensorik · Job · Suhl, Thuringia"
