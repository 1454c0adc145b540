"""The week of a coordinator: how far applications come, targets, what happened, and what is ahead."""

import re
from datetime import timedelta
from html import unescape

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from evaluation.models import Indicator, Target
from matching.constants import ApplicationState, PostingState
from matching.models import Application, ApplicationEvent, Posting
from matching.queries.week import MOST_OF_A_FUNNEL
from portal.admin_site.week import targets
from portal.notifications.models import Notification
from programmes.extensions import action_counts, bulk_acts
from programmes.models import Activity, BulkAct, Milestone, Programme, WorkPackage
from tests.architecture.sides import Side
from tests.evaluation.views.conftest import shares_without_their_numbers
from tests.factories import (
    i18n,
    make_application,
    make_enrolment,
    make_interview,
    make_member,
    make_organisation,
    make_placement,
    make_programme,
    make_record,
    make_user,
    ten_in_days,
)
from tests.sessions import sign_in

pytestmark = pytest.mark.django_db


def week_of(person):
    client = Client()
    client.force_login(person)
    return client, client.get("/admin/")


def lines(response, name):
    return {str(line.label): line for line in response.context[name]}


def section_of(page, name):
    return re.search(rf'<section aria-labelledby="{name}">.*?</section>', page.content.decode(), re.DOTALL)[0]


def bars_of(page, name):
    """What stands beside each bar."""
    lines = re.search(r'class="bars">(.*?)</[ou]l>', section_of(page, name), re.DOTALL)[1]
    return [" ".join(re.sub(r"<[^>]*>", " ", line).split()) for line in lines.split("<li>")[1:]]


def tables_of(page):
    """The rows of each section's table, the head first."""
    names = re.findall(r'<section aria-labelledby="([\w-]+)">', page.content.decode())
    rows = {name: re.findall(r"<tr>.*?</tr>", section_of(page, name), re.DOTALL) for name in names}
    return {name: [cells_of(row) for row in found] for name, found in rows.items()}


def cells_of(row):
    found = re.findall(r"<(t[hd])\b[^>]*>(.*?)</\1>", row, re.DOTALL)
    return [unescape(re.sub(r"<[^>]*>", "", cell)).strip() for _tag, cell in found]


def rows_in(client, url):
    return client.get(url).context["cl"].result_count


@pytest.fixture
def programme():
    return make_programme("own")


@pytest.fixture
def placement(programme):
    return make_placement(make_organisation(programme), programme)


def step(application, state):
    ApplicationEvent.objects.create(application=application, state=state)
    return application


def test_the_funnel_is_of_those_who_have_applied_and_each_step_opens_its_applications(programme, placement):
    """One was declined after an interview, one took the place; one that was sent long ago is in no number."""
    make_application(placement)
    step(make_application(placement, state=ApplicationState.DECLINED), ApplicationState.INTERVIEW)
    make_application(placement, state=ApplicationState.ACCEPTED)
    old = make_application(placement, state=ApplicationState.ACCEPTED)
    Application.objects.filter(pk=old.pk).update(created_at=timezone.now() - timedelta(days=91))
    client, page = week_of(make_member(programme))
    steps = page.context["funnel"].steps
    assert [(each.number, each.whole, each.percent) for each in steps] == [
        (3, 3, 100),
        (2, 3, 66),
        (1, 3, 33),
    ]
    assert [rows_in(client, each.url) for each in steps] == [3, 2, 1]


def test_a_funnel_of_the_newest_alone_says_so_and_opens_no_list(programme, placement, monkeypatch):
    monkeypatch.setattr("portal.admin_site.week.MOST_OF_A_FUNNEL", 2)
    monkeypatch.setattr("matching.queries.week.MOST_OF_A_FUNNEL", 2)
    for _number in range(3):
        make_application(placement)
    _client, page = week_of(make_member(programme))
    steps = page.context["funnel"].steps
    assert [(each.number, each.url) for each in steps] == [(2, ""), (0, ""), (0, "")]
    assert "Of the newest 2 applications." in page.content.decode()
    assert tables_of(page)["funnel"][0] == ["Step", "Applications", "Of the newest"]


def test_the_applications_of_the_funnel_are_read_once_for_all_its_steps(programme, placement):
    make_application(placement)
    with CaptureQueriesContext(connection) as queries:
        week_of(make_member(programme))
    asked = [each["sql"] for each in queries if f"LIMIT {MOST_OF_A_FUNNEL})" in each["sql"]]
    assert [sql.count(f"LIMIT {MOST_OF_A_FUNNEL})") for sql in asked] == [1]


def test_where_nobody_has_applied_the_funnel_leads_to_the_offers(programme):
    _client, page = week_of(make_member(programme))
    assert page.context["funnel"].steps == []
    assert "Nobody has applied in these days." in page.content.decode()


def test_targets_say_where_everybody_since_the_start_stands_and_open_them(programme):
    for days in (0, 200, 400):
        entered = timezone.localdate() - timedelta(days=days)
        make_record(make_enrolment(programme, entered_on=entered))
    Target.objects.create(programme=programme, indicator=Indicator.objects.get(code="EECO01"), value=4)
    client, page = week_of(make_member(programme))
    ((_of, (line,)),) = page.context["targets"]
    assert (line.so_far, line.before, line.percent) == (3, 2, 75)
    assert client.get(line.url).context["page"].paginator.count == 3
    text = page.content.decode()
    assert "3 of 4 since the start: 75 %" in " ".join(text.split())
    assert shares_without_their_numbers(" ".join(bars_of(page, "targets"))) == []


def plain(cell: str) -> str:
    """With blanks where no line may end, as the bars are read."""
    return " ".join(cell.split())


def test_each_picture_of_the_week_says_the_same_as_its_table(programme, placement):
    """Whoever reads the table learns all that stands beside the bars, number by number."""
    today = timezone.localdate()
    for days in (0, 40, 200):
        make_record(make_enrolment(programme, entered_on=today - timedelta(days=days)))
    step(make_application(placement), ApplicationState.INTERVIEW), make_application(placement)
    indicators = Indicator.objects.filter(code__in=["EECO01", "EECO02", "EECO04"]).order_by("code")
    for indicator, value, due_on in zip(
        indicators, (4, 0, 9), (today - timedelta(days=1), None, today + timedelta(days=9)), strict=True
    ):
        Target.objects.create(programme=programme, indicator=indicator, value=value, due_on=due_on)
    _client, page = week_of(make_member(programme))
    tables = tables_of(page)
    for name, shares in (("funnel", 3), ("targets", 2)):
        bars, (_head, *rows) = bars_of(page, name), tables[name]
        assert len(bars) == len(rows) == 3
        for bar, (_called, *cells) in zip(bars, rows, strict=True):
            missing = [
                cell for cell in map(plain, cells) if cell != "–" and not re.search(rf"\b{cell}(?!\w)", bar)
            ]
            assert missing in ([], ["0"]), (bar, cells)  # "the target is zero"
        assert sum(cell.endswith(" %") for row in rows for cell in row) == shares
    assert ["Was to be reached by" in bar for bar in bars_of(page, "targets")] == [True, False, False]
    (joined,) = page.context["pictures"]
    assert sum(number for _month, number in joined.rows) == 3
    assert len(joined.rows) == len(tables["picture-1"]) - 1 == 12


def test_without_a_target_the_page_leads_to_setting_one_for_who_may(programme):
    _client, page = week_of(make_member(programme))
    assert 'href="/admin/evaluation/target/add/"' in page.content.decode()
    _client, page = week_of(make_member(programme, "adviser"))
    assert 'id="targets"' not in page.content.decode()


def test_of_many_programmes_with_targets_one_is_chosen_first():
    coordinator = make_user("Coordinator", is_superuser=True)
    for number in range(4):
        programme = make_programme(f"p{number}")
        Target.objects.create(programme=programme, indicator=Indicator.objects.first(), value=1)
    _client, page = week_of(coordinator)
    assert "Choose a programme above to see its targets." in page.content.decode()


def test_a_chosen_programme_with_many_parts_shows_its_own_targets():
    whole = make_programme("whole")
    for number in range(4):
        part = make_programme(f"p{number}", parent=whole)
        Target.objects.create(programme=part, indicator=Indicator.objects.first(), value=1)
    Target.objects.create(programme=whole, indicator=Indicator.objects.first(), value=1)
    in_view, coordinator = Programme.objects.all(), make_user("Coordinator", is_superuser=True)
    found = targets(coordinator, in_view, whole)
    assert [each for each, _lines in found["targets"]] == [whole]
    assert "targets" not in targets(coordinator, in_view, None)


def test_an_acronym_that_looks_like_an_object_stands_as_it_is(programme):
    programme.acronym, programme.ends_on = "{X}", timezone.localdate() + timedelta(days=5)
    programme.save()
    _client, page = week_of(make_member(programme))
    assert [each.title for each in page.context["coming_dates"]] == ["{X}"]


def test_what_happened_in_the_last_seven_days_is_counted_and_opens_just_that(programme, placement):
    make_application(placement)
    step(make_application(placement, state=ApplicationState.OFFERED), ApplicationState.INTERVIEW)
    old = make_application(placement)
    Application.objects.filter(pk=old.pk).update(created_at=timezone.now() - timedelta(days=8))
    Posting.objects.update(state=PostingState.PUBLISHED, reviewed_at=timezone.now())
    make_organisation(programme, name="Older", verified_at=timezone.now() - timedelta(days=9))
    make_organisation(programme, name="Newer", verified_at=timezone.now())
    for days in (3, 9):
        make_enrolment(programme, entered_on=timezone.localdate() - timedelta(days=days))
    client, page = week_of(make_member(programme))
    assert 'Applications sent: <span class="number">2</span>' in page.content.decode()
    happened = lines(page, "happened")
    assert {label: each.number for label, each in happened.items()} == {
        "Applications sent": 2,
        "Invited to an interview": 1,
        "Offers published": 1,
        "Organisations verified": 1,
        "People who joined": 1,
    }
    assert {label: rows_in(client, each.url) for label, each in happened.items()} == {
        label: each.number for label, each in happened.items()
    }


def test_dates_of_the_next_seven_days_stand_in_their_order(programme, placement):
    today = timezone.localdate()
    application = make_application(placement, state=ApplicationState.INTERVIEW)
    make_interview(application, starts_at=ten_in_days(3))
    later = make_application(placement, state=ApplicationState.INTERVIEW)
    make_interview(later, starts_at=ten_in_days(9), proposals=[ten_in_days(9)])
    package = WorkPackage.objects.create(programme=programme, number=1, title=i18n("Package"))
    activity = Activity.objects.create(work_package=package, title=i18n("Activity"))
    for title, due, done in (
        ("Brochure", today + timedelta(days=1), None),
        ("Done", today + timedelta(days=1), today),
        ("Later", today + timedelta(days=20), None),
    ):
        Milestone.objects.create(activity=activity, title=i18n(title), due_on=due, done_on=done)
    programme.ends_on = today + timedelta(days=5)
    programme.save()
    client, page = week_of(make_member(programme))
    coming = page.context["coming_dates"]
    assert [(str(each.kind), each.title) for each in coming] == [
        ("Milestone due", "Brochure"),
        ("Interview", str(placement.title)),
        ("Programme ends", programme.acronym),
    ]
    assert [client.get(each.url).status_code for each in coming] == [200, 200, 200]


def test_who_sees_no_applications_and_interviews_is_not_told_that_there_are_none(programme, placement):
    application = make_application(placement, state=ApplicationState.INTERVIEW)
    make_interview(application, starts_at=ten_in_days(3))
    _client, page = week_of(make_member(programme, "trainer"))
    assert page.context["coming_dates"] == []
    main = page.content.decode()
    assert "Nothing for you in these days." in main
    assert "Nothing that belongs to your work." in main
    assert "nterview" not in main[main.index('class="today"') :]


def test_another_programmes_rows_are_in_no_number_and_no_date():
    own = Side("Own")
    _client, before = week_of(own.coordinator)
    Side("Another")
    _client, after = week_of(own.coordinator)
    assert seen(after) == seen(before)
    assert [str(each.title) for each in before.context["coming_dates"]] == ["Event Own", "Shown Own"]


def seen(page):
    main = page.content.decode()
    return re.sub(
        r'name="csrfmiddlewaretoken" value="[^"]+"', "", unescape(main[main.index('class="today"') :])
    )


@pytest.mark.parametrize("role", ["adviser", "trainer", "assistant"])
def test_whoever_works_here_sees_of_it_what_their_role_may(programme, placement, role):
    """Each link of the page opens for them."""
    step(make_application(placement, state=ApplicationState.ACCEPTED), ApplicationState.ACCEPTED)
    make_enrolment(programme, entered_on=timezone.localdate())
    client, page = week_of(make_member(programme, role))
    shown = (page.context["happened"], page.context["funnel"].steps, page.context["coming_dates"])
    urls = [each.url for lines in shown for each in lines]
    assert {url: client.get(url).status_code for url in urls} == dict.fromkeys(urls, 200)


DECIDED_ONE_BY_ONE = {
    "Changes after the list was closed": "each is agreed to or declined with the places in view",
    "Reported messages": "each is read with the messages around it before anything follows from it",
    "People close to the funder’s hours": "each of them is invited to something, which events do",
    "Messages that could not be sent": "the operator's: the list has its own act",
    "Messages that wait for the mail server": "nothing is to be done: they go by themselves",
}


@pytest.mark.parametrize("role", ["coordinator", "adviser", "trainer", "assistant", "operator"])
def test_each_count_ends_in_an_act_its_reader_may_do_and_says_when_it_was_done_last(role):
    """Each list opens; each act opens with something to tick, acts on all of it at once, and its day is said then."""
    side = Side("Own")
    Notification.objects.update(delivery="failed")
    person = (
        make_user("Operator", is_superuser=True) if role == "operator" else make_member(side.programme, role)
    )
    client = Client()
    sign_in(client, person)
    counts = lines(client.get("/admin/"), "action_counts")
    assert {label for label, line in counts.items() if not line.act_url} <= set(DECIDED_ONE_BY_ONE)
    for line in counts.values():
        assert client.get(line.url).status_code == 200
        if line.act_url:
            ticked = re.findall(
                r'name="row" value="(\d+)" checked', client.get(line.act_url).content.decode()
            )
            assert ticked, line.label
            assert client.post(line.act_url, {"row": ticked}).status_code == 302
    done = set(BulkAct.objects.values_list("kind", flat=True))
    assert len(done) == len([line for line in counts.values() if line.act_url])
    left = {line.act_url: line.last for line in lines(client.get("/admin/"), "action_counts").values()}
    assert [url for url, last in left.items() if url and not last] == []


def test_every_count_of_every_app_is_walked():
    """A count that is new is either acted on in bulk, or its reason stands above."""
    side = Side("Own")
    Notification.objects.update(delivery="failed")
    programmes = Programme.objects.all()
    found = [count for provider in action_counts for count in provider(side.coordinator, programmes)]
    assert {str(count.label) for count in found if count.act not in bulk_acts} <= set(DECIDED_ONE_BY_ONE)
    assert len(found) >= 9
