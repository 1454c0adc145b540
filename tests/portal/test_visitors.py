"""What visitors get from the store, and that nothing of a person ever comes into it."""

import re
from datetime import timedelta

import brotli
import pgtrigger
import pytest
from django.apps import apps
from django.db import connection, transaction
from django.http import HttpResponse, HttpResponseRedirect, StreamingHttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import get_resolver, resolve, reverse
from django.utils import timezone

from events.models import Event
from matching.models import PlacementSkill
from matching.services.placements.listing import close_placement
from portal.core.changes import looks
from portal.core.changes.tracking import kind_of
from portal.core.models import Change
from portal.core.visitor_pages.declared import ATTRIBUTE
from portal.core.visitor_pages.store import STORE
from portal.visitors import VisitorPagesMiddleware
from programmes.models import Organisation, Programme
from tests.core.changes.others import another_connection
from tests.factories import (
    i18n,
    make_contact,
    make_organisation,
    make_placement,
    make_programme,
    make_skill,
    make_talent,
)
from tests.sessions import sign_in

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def place():
    """A programme with an offer and an event, as visitors see it."""
    return Place()


class Place:
    def __init__(self) -> None:
        self.programme = make_programme("stay", title=i18n("Stay here"))
        self.organisation = make_organisation(self.programme, name="Mill")
        self.offer = make_placement(self.organisation, title=i18n("Miller"))
        now = timezone.now()
        self.event = Event.objects.create(
            programme=self.programme,
            title=i18n("Open day"),
            state="published",
            starts_at=now + timedelta(hours=1),
            ends_at=now + timedelta(hours=2),
        )

    @property
    def addresses(self) -> list[str]:
        names = ["home", "matching:offer_list", "matching:offer_feed", "programmes:list", "events:list"]
        names += ["events:calendar", "events:feed", "events:month"]
        names += ["privacy:privacy", "privacy:accessibility", "privacy:imprint", "privacy:guardians"]
        rows = [self.offer, self.programme, self.event, self.organisation]
        file = reverse("events:file", args=[self.event.pk])
        embed = f"{reverse('events:embed')}?programme=stay"
        return [*map(reverse, names), *(row.get_absolute_url() for row in rows), file, embed]


def get(address: str, client: Client | None = None, **headers: str):
    return (client or Client()).get(address, headers={"accept-encoding": "identity", **headers})


def hits(address: str, **headers: str) -> bool:
    """Is the page there already?"""
    kept = set(STORE.pages)
    response = get(address, **headers)
    assert response.status_code == 200
    return set(STORE.pages) == kept


def test_every_page_that_is_declared_is_tried_here(place):
    patterns = get_resolver().reverse_dict
    declared = {
        name
        for prefix in ("", "matching:", "programmes:", "events:", "privacy:")
        for name in _declared_names(prefix)
    }
    tried = {get_resolver().resolve(address.partition("?")[0]).view_name for address in place.addresses}

    assert patterns
    assert declared == tried


def _declared_names(prefix: str) -> set[str]:
    resolvers = [get_resolver()]
    names = set()
    while resolvers:
        resolver = resolvers.pop()
        for each in resolver.url_patterns:
            if hasattr(each, "url_patterns"):
                resolvers.append(each)
            elif hasattr(each.callback, ATTRIBUTE):
                namespace = resolver.namespace or ""
                full = f"{namespace}:{each.name}" if namespace else each.name
                if full.startswith(prefix) if prefix else ":" not in full:
                    names.add(full)
    return names


def test_visitors_pages_are_kept_carry_no_token_and_set_no_cookie(place):
    for address in place.addresses:
        first, second = get(address), get(address)

        assert first.content == second.content, address
        assert first.headers.items() == second.headers.items(), address
        assert not [*first.cookies, *second.cookies], address
        assert not re.search(b"(?i)csrf|nonce", first.content), address
        assert first.headers["Cache-Control"] == "no-cache", address
        assert hits(address), address


def test_no_kept_page_carries_anything_of_a_person(place, client):
    person = make_talent().user
    person.name = "Quirina Unmistakable"
    person.save()
    before = {address: get(address).content for address in place.addresses}
    looks.forget()
    STORE.clear()
    for somebody in (person, make_contact(place.organisation)):
        sign_in(client, somebody)
        for address in place.addresses:
            assert get(address, client).status_code == 200

    assert len(STORE.pages) == 0
    for address, content in before.items():
        assert get(address).content == content, address
    sign_in(client, person)
    for address in place.addresses:
        answer = get(address, client)
        is_for_nobody = "/embed/" in address or address.endswith((".atom", ".ics"))
        assert answer.content != before[address] or is_for_nobody, address
        assert answer.headers["Cache-Control"] == "private, no-store", address
    assert all(b"Quirina" not in page.body("") for page in STORE.pages.values())


@pytest.mark.parametrize(
    "headers",
    [{"authorization": "Basic eDp5"}, {"cookie": "messages=words"}, {"cookie": "sessionid=gone"}],
    ids=["authorization", "message", "session"],
)
def test_who_may_be_somebody_neither_gets_nor_fills_the_store(place, headers):
    get("/events/", **headers)
    assert len(STORE.pages) == 0


def with_cookie() -> HttpResponse:
    answer = HttpResponse("page")
    answer.set_cookie("seen", "1")
    return answer


@pytest.mark.parametrize(
    "answer",
    [
        with_cookie(),
        HttpResponse("page", headers={"Cache-Control": "private"}),
        HttpResponse(b"packed", headers={"Content-Encoding": "gzip"}),
        HttpResponse("page", status=404),
        HttpResponse("page", status=503),
        HttpResponseRedirect("/"),
        StreamingHttpResponse(["page"]),
    ],
    ids=["cookie", "caching", "packed", "missing", "broken", "elsewhere", "streamed"],
)
def test_answer_that_is_no_page_for_all_is_passed_on_as_it_is(rf, answer):
    assert VisitorPagesMiddleware(lambda request: answer)(rf.get("/events/")) is answer
    assert len(STORE.pages) == 0


def test_what_is_sent_is_never_kept(place):
    Client().post("/events/")
    assert len(STORE.pages) == 0


def test_withdrawn_offer_is_gone_at_once_from_every_page(place):
    pages = ["/", "/offers/", "/offers/feed.atom", place.programme.get_absolute_url()]
    pages.append(place.organisation.get_absolute_url())
    own = place.offer.get_absolute_url()
    for page in pages:
        assert b"Miller" in get(page).content, page
    assert get(own).status_code == 200

    close_placement(placement=place.offer, by=make_contact(place.organisation))

    for page in pages:
        assert b"Miller" not in get(page).content, page
    assert get(own).status_code == 404


def test_programme_that_goes_off_line_is_gone_at_once_with_what_it_shows(place):
    pages = ["/", "/programmes/", "/offers/", "/events/"]
    rows = [place.programme, place.offer, place.event]
    for page in [*pages, *(row.get_absolute_url() for row in rows)]:
        assert get(page).status_code == 200

    Programme.objects.update(status="draft")

    for page in pages:
        content = get(page).content
        assert not re.search(b"Stay here|Miller|Open day", content), page
    for row in rows:
        assert get(row.get_absolute_url()).status_code == 404


def test_offer_that_expires_while_its_page_is_kept_is_gone(place):
    type(place.offer).objects.update(expires_at=timezone.now() + timedelta(milliseconds=900))
    pages = ["/", "/offers/", "/offers/feed.atom", place.programme.get_absolute_url()]
    pages.append(place.organisation.get_absolute_url())
    assert all(b"Miller" in get(page).content for page in pages)
    assert get(place.offer.get_absolute_url()).status_code == 200

    with another_connection() as other:
        other.cursor().execute("SELECT pg_sleep(1)")

    assert not any(b"Miller" in get(page).content for page in pages)
    assert get(place.offer.get_absolute_url()).status_code == 404


def test_event_that_ends_while_its_page_is_kept_is_over(place):
    Event.objects.update(starts_at=timezone.now(), ends_at=timezone.now() + timedelta(milliseconds=900))
    pages = ["/events/", place.programme.get_absolute_url()]
    assert all(b"Open day" in get(page).content for page in pages)
    before = get(place.event.get_absolute_url()).content

    with another_connection() as other:
        other.cursor().execute("SELECT pg_sleep(1)")

    assert not any(b"Open day" in get(page).content for page in pages)
    assert get(place.event.get_absolute_url()).content != before


def test_page_says_of_all_that_it_reads_that_it_shows_it(place):
    """Whatever is read and not named would stand in a kept page as it was."""
    place.event.host = place.organisation
    place.event.save()
    PlacementSkill.objects.create(placement=place.offer, skill=make_skill("milling"))
    kinds = {m._meta.db_table: t._kind(m) for m, t in pgtrigger.registered() if t.name == "note_insert"}
    tables = {model._meta.db_table for model in apps.get_models()} - {Change._meta.db_table}
    for address in [*place.addresses, "/offers/?q=miller", f"/offers/?programme={place.programme.slug}"]:
        with CaptureQueriesContext(connection) as asked:
            get(address)
        read = {name for query in asked for name in re.findall(r"\w+", query["sql"])} & tables
        shown = getattr(resolve(address.partition("?")[0]).func, ATTRIBUTE).shows
        assert {kinds.get(table, table) for table in read} <= set(map(kind_of, shown)), address


def test_inside_a_transaction_nothing_is_kept(place):
    with transaction.atomic():
        assert get("/events/").status_code == 200
        assert len(STORE.pages) == 0


def test_who_goes_on_seeing_what_is_over_keeps_nothing(place):
    with connection.cursor() as cursor:
        cursor.execute("SET default_transaction_isolation = 'repeatable read'")
        try:
            assert get("/events/").status_code == 200
        finally:
            cursor.execute("RESET default_transaction_isolation")
    assert len(STORE.pages) == 0


def test_change_by_another_process_is_seen(place):
    assert b"Open day" in get("/events/").content

    with another_connection() as other:
        other.cursor().execute("UPDATE events_event SET title = replace(title, 'Open day', 'Closed day')")

    assert b"Closed day" in get("/events/").content


def test_page_of_one_row_stays_when_another_changes(place):
    other = make_placement(place.organisation, title=i18n("Baker"))
    get(place.offer.get_absolute_url())

    other.seats = 5
    other.save()

    assert hits(place.offer.get_absolute_url())
    Organisation.objects.update(about="We grind.")
    assert b"We grind." in get(place.offer.get_absolute_url()).content


def test_page_of_a_programme_stays_when_what_another_shows_changes(place):
    elsewhere = make_programme("go", title=i18n("Go there"))
    forge = make_organisation(elsewhere, name="Forge")
    baker = make_placement(forge, title=i18n("Baker"))
    own = place.programme.get_absolute_url()
    get(own)
    get(elsewhere.get_absolute_url())

    type(baker).objects.filter(pk=baker.pk).update(title=i18n("Cook"))
    baker.languages.create(language="de", level=3)

    assert hits(own)
    assert b"Cook" in get(elsewhere.get_absolute_url()).content


def test_page_of_a_programme_shows_an_offer_again_as_soon_as_it_is_prolonged(place):
    part = make_programme("part", parent=place.programme)
    shown = make_placement(make_organisation(part, name="Forge"), title=i18n("Smith"))
    rows = type(shown).objects.filter(pk=shown.pk)
    rows.update(expires_at=timezone.now() - timedelta(days=1))
    own = place.programme.get_absolute_url()
    assert b"Smith" not in get(own).content

    rows.update(expires_at=timezone.now() + timedelta(days=1))

    assert b"Smith" in get(own).content


def test_page_of_an_organisation_is_anew_with_what_it_says_and_stays_when_another_changes(place):
    other, own = make_organisation(place.programme, name="Forge"), place.organisation.get_absolute_url()
    get(own)

    Organisation.objects.filter(pk=other.pk).update(name="Smithy")
    assert hits(own)

    Organisation.objects.filter(pk=place.organisation.pk).update(name="Bakery")
    assert b"Bakery" in get(own).content
    Programme.objects.update(title=i18n("Stay on"))
    assert b"Stay on" in get(own).content
    Organisation.objects.filter(pk=place.organisation.pk).update(verification="waiting")
    assert get(own).status_code == 404


def test_each_language_and_look_has_its_own(place):
    plain = get("/events/").content
    german = get("/events/", **{"accept-language": "de"})
    large = get("/events/", cookie="text_size=large").content

    assert b'lang="de"' in german.content
    assert german.headers["Content-Language"] == "de"
    assert b'data-text-size="large"' in large
    assert get("/events/").content == plain
    assert get("/events/", cookie="text_size=nonsense; other=1").content == plain
    assert get("/events/", cookie="django_language=de").content == german.content


def test_page_names_itself_as_it_was_asked_for(place, settings):
    settings.ALLOWED_HOSTS = ["one.example", "other.example"]
    for address in (
        "http://one.example",
        "https://one.example",
        "https://other.example",
        "http://one.example",
    ):
        scheme, host = address.split("://")
        content = Client().get("/events/", headers={"host": host}, secure=scheme == "https").content
        assert f'"{address}/events/"'.encode() in content, address


def test_part_for_htmx_is_another_page(place):
    whole, part = get("/offers/"), get("/offers/", **{"hx-request": "true"})

    assert [b"<html" in whole.content, b"<html" in part.content] == [True, False]
    assert get("/offers/").content == whole.content
    assert set(whole.headers["Vary"].split(", ")) == {
        "Accept-Encoding",
        "Accept-Language",
        "Cookie",
        "HX-Request",
    }


def test_unknown_parameters_are_left_out_of_the_page_and_of_its_key(place):
    plain = get("/offers/?q=miller").content

    assert hits("/offers/?utm_source=mail&q=miller&fbclid=7")
    assert get("/offers/?utm_source=mail&q=miller").content == plain
    assert b"utm_source" not in get("/events/?utm_source=mail").content


def test_search_reads_letters_beyond_ascii_in_either_writing(place):
    Programme.objects.update(title=i18n("Fachkräfte"))

    for address in ("/programmes/?q=fachkr%C3%A4fte", "/programmes/?q=fachkräfte"):
        assert b"STAY" in get(address).content
    assert b"STAY" not in get("/programmes/?q=nobody").content


def test_page_that_is_still_the_same_is_not_sent_again(place):
    first = get("/events/")
    again = get("/events/", **{"if-none-match": first.headers["ETag"]})

    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["Vary"] == first.headers["Vary"]

    place.event.title = i18n("Closed day")
    place.event.save()
    assert get("/events/", **{"if-none-match": first.headers["ETag"]}).status_code == 200


def test_page_is_compressed_as_the_reader_takes_it(place):
    plain = get("/events/").content
    packed = get("/events/", **{"accept-encoding": "gzip, deflate, br"})
    assert packed.headers["Content-Encoding"] == "br"
    assert brotli.decompress(packed.content) == plain
    assert int(packed.headers["Content-Length"]) == len(packed.content)

    assert get("/events/", **{"accept-encoding": "gzip, br;q=0"}).headers["Content-Encoding"] == "gzip"
    assert "Content-Encoding" not in get("/events/", **{"accept-encoding": "identity"}).headers


def test_wrong_address_is_not_kept(place):
    assert get("/offers/?level=nonsense").status_code == 400
    assert get("/events/999999/").status_code == 404
    assert len(STORE.pages) == 0


def test_page_from_the_store_costs_one_question(place, django_assert_num_queries):
    for address in place.addresses:
        get(address)
        has_rows = getattr(resolve(address.partition("?")[0]).func, ATTRIBUTE).shows
        with django_assert_num_queries(1 if has_rows else 0):
            get(address)


def test_visitor_changes_the_language_without_a_token(place):
    client = Client(enforce_csrf_checks=True)
    response = client.post("/i18n/setlang/", {"language": "de", "next": "/events/"})

    assert (response.status_code, response["Location"]) == (302, "/events/")
    assert b'lang="de"' in get("/events/", client).content


def test_who_is_signed_in_changes_it_with_a_token_alone(place):
    client = Client(enforce_csrf_checks=True)
    person = make_talent().user
    sign_in(client, person)

    client.post("/i18n/setlang/", {"language": "de", "next": "/"})
    person.refresh_from_db()
    assert person.language != "de"

    token = re.search(rb'csrfmiddlewaretoken" value="(\w+)"', get("/", client).content)[1].decode()
    client.post("/i18n/setlang/", {"language": "de", "csrfmiddlewaretoken": token})
    person.refresh_from_db()
    assert person.language == "de"
