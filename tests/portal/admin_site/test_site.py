"""The admin's first page, and who finds it."""

import re
from datetime import timedelta
from functools import partial

import pgtrigger
import pytest
from django.contrib.contenttypes.models import ContentType
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from matching.constants import UNANSWERED_DAYS
from matching.models import Application, ApplicationEvent
from portal.admin_site import site as site_module
from portal.core.admin_totals import counted_together
from portal.notifications.constants import Delivery
from portal.notifications.models import Notification
from portal.notifications.notices import PasswordChanged
from portal.notifications.services.notifications import notify
from portal.privacy.models import ErasureRequest
from portal.users.models import User
from programmes.extensions import action_counts, bulk_acts
from programmes.models import BulkAct, Programme
from tests.factories import make_contact, make_enrolment, make_member, make_programme, make_user
from tests.sessions import sign_in
from tests.workplace import World, text_of

pytestmark = pytest.mark.django_db
OF_PEOPLE = ("approve-contacts", "admit-people", "remind-companies", "ask-entry-answers")


def test_the_home_page_counts_own_rows_only(coordinator, mine, foreign):
    foreign.application  # noqa: B018 - both worlds hold one row of each kind that waits
    numbers = {
        str(c.label): c.number for c in coordinator.get(reverse("admin:index")).context["action_counts"]
    }
    assert numbers == {
        "Organisations to verify": 1,
        "Reported messages": 1,
        "Contacts to approve": 1,
        "People who wait for admission": 1,
        "Milestones overdue": 1,
        "Placements to review": 1,
        "People without all entry answers": 1,
    }


def test_each_number_on_the_home_page_leads_to_a_list_of_as_many_rows(coordinator):
    for count in coordinator.get(reverse("admin:index")).context["action_counts"]:
        assert coordinator.get(count.url).context["cl"].result_count == count.number, count.label


@pytest.mark.parametrize("by", ["coordinator", "operator"])
def test_who_waits_for_their_erasure_is_in_no_count_list_or_act(client, mine, by):
    """Their data is not used (Article 18 GDPR): nobody can be reminded of them, ask them or admit them."""
    long_ago = timezone.now() - timedelta(days=UNANSWERED_DAYS + 1)
    with pgtrigger.ignore("matching.ApplicationEvent:only_added"):
        ApplicationEvent.objects.update(at=long_ago)
    Application.objects.update(created_at=long_ago)
    reader = mine.coordinator if by == "coordinator" else make_user(is_superuser=True)
    sign_in(client, reader)

    def counted() -> dict[str, list[int]]:
        found = {}
        counts = [each for provider in action_counts for each in provider(reader, Programme.objects.all())]
        for count in counts:
            if count.act in OF_PEOPLE:
                rows = bulk_acts[count.act].rows(reader, Programme.objects.all())
                listed = client.get(count.url).context["cl"].result_count
                found[count.act] = [count.number, listed, rows.count()]
        return found

    assert counted() == {act: [1, 1, 1] for act in OF_PEOPLE}
    others = User.objects.exclude(pk__in=[reader.pk, mine.coordinator.pk])
    others.update(restricted_at=timezone.now())
    assert counted() == {act: [0, 0, 0] for act in OF_PEOPLE}


def test_nothing_waits_on_an_empty_home_page(client):
    client.force_login(make_member(make_programme()))
    assert "Nothing waits for you" in text_of(client.get(reverse("admin:index")))


@pytest.mark.parametrize("role", ["evaluator"])
def test_evaluators_have_no_place_here(client, mine, role):
    client.force_login(make_member(mine.programme, role))
    assert client.get(reverse("admin:index"), follow=True).status_code == 403


def test_talents_and_contacts_have_no_place_here(client, mine):
    for person in (mine.person, make_contact(mine.organisation)):
        client.force_login(person)
        assert client.get(reverse("admin:index"), follow=True).status_code == 403


def test_visitors_sign_in_where_everybody_does(client):
    answer = client.get("/admin/login/", follow=True)
    assert (answer.status_code, answer.request["PATH_INFO"]) == (200, reverse("account_login"))


def test_the_operator_sees_which_mails_were_given_up_and_sends_them_again(client):
    rows = [notify(make_user(), PasswordChanged(occasion=str(number))) for number in range(2)]
    Notification.objects.update(delivery=Delivery.FAILED)
    sign_in(client, make_user(is_superuser=True))
    home = client.get(reverse("admin:index"))
    (count,) = [count for count in home.context["action_counts"] if count.number]
    assert (str(count.label), count.number) == ("Messages that could not be sent", 2)
    found = client.get(count.url)
    assert set(found.context["cl"].queryset) == set(rows)
    client.post(count.url, {"action": "send_again", "_selected_action": [rows[0].pk]})
    assert list(Notification.objects.order_by("pk").values_list("delivery", flat=True)) == [
        "pending",
        "failed",
    ]


def test_the_operator_sees_that_mails_wait_for_the_mail_server_and_nobody_else_does(client, coordinator):
    notify(make_user(), PasswordChanged(occasion="1"))
    Notification.objects.update(waits_for_server=True)
    assert "wait for the mail server" not in coordinator.get(reverse("admin:index")).content.decode()
    sign_in(client, make_user(is_superuser=True))
    assert "Messages that wait for the mail server" in client.get(reverse("admin:index")).content.decode()


def test_no_library_shows_what_it_keeps_about_people():
    from django.contrib import admin

    from portal.settings.house import OUR_APPS

    brought = {
        model._meta.label for model in admin.site._registry if model._meta.app_config.name not in OUR_APPS
    }
    assert brought == {"socialaccount.SocialApp"}


def test_the_theme_s_colours_are_the_portal_s_tokens_and_stand_in_no_page(coordinator, settings):
    page = text_of(coordinator.get(reverse("admin:index")))
    sheet = (settings.BASE_DIR / "static" / "css" / "admin-colours.css").read_text()
    shades = [f"--color-{name}-{shade}:" for name in ("base", "primary") for shade in SHADES]

    assert [shade for shade in shades if shade not in sheet] == []
    assert re.findall(r"--color-[^;]*(?:#[0-9a-f]{3}|rgb|oklch)[^;]*;", sheet) == []
    assert page.index('href="/static/css/tokens.css"') < page.index('href="/static/css/admin-colours.css"')
    assert "<style" not in page


SHADES = (50, *range(100, 1000, 100), 950)
PAGES = (
    "index",
    "programmes_organisation_changelist",
    "programmes_organisation_add",
    "programmes_milestone_changelist",
)


@pytest.mark.parametrize("name", PAGES)
def test_each_page_has_a_way_to_its_content_one_heading_one_place_and_the_portal_s_bar(coordinator, name):
    page = text_of(coordinator.get(reverse(f"admin:{name}")))
    places = page[page.index('<nav id="places"') : page.index("</nav>", page.index('<nav id="places"'))]

    assert page.index('<a class="skip" href="#main">') < page.index("<header")
    assert (page.count("<main "), page.count("<h1")) == (1, 1)
    assert places.count("aria-current") == 1
    assert f'action="{reverse("set_language")}"' in page
    assert f'action="{reverse("account_logout")}"' in page


def test_nothing_is_sent_by_choosing(coordinator, settings):
    page = text_of(coordinator.get(reverse("admin:programmes_organisation_changelist")))
    switcher = page[page.index('<form class="switcher"') :]
    scripts = [(settings.BASE_DIR / "static" / "js" / name).read_text() for name in ("admin.js", "bleibe.js")]

    assert '<button type="submit"' in switcher[: switcher.index("</form>")]
    assert [script for script in scripts if re.search(r"\"change\".*\n?.*[sS]ubmit\(", script)] == []


def test_no_word_is_written_with_other_capitals_than_its_language_has(settings):
    sheet = (settings.BASE_DIR / "static" / "css" / "admin.css").read_text()
    assert "#content [data-label]::before { text-transform: none; }" in sheet
    assert "capitalize" not in sheet


@pytest.mark.parametrize(
    "name", ["programmes_organisation_changelist", "programmes_organisation_add", "index"]
)
def test_pages_of_the_admin_have_no_script_of_their_own(coordinator, name):
    page = text_of(coordinator.get(reverse(f"admin:{name}")))
    inline = [tag for tag in re.findall(r"<script[^>]*>", page) if "src=" not in tag and "json" not in tag]

    assert inline == []
    assert not re.search(r"<[^>]+\son(?!going)\w+=", page)


@pytest.mark.parametrize("role", ["coordinator", "trainer"])
def test_no_address_of_a_row_is_told_to_who_does_not_see_the_row(role):
    """Addresses hold titles of what is not published, and those of certificates let everybody in."""
    mine, foreign = World("Wort"), World("Fremd")
    asked = ErasureRequest.objects.create(person=foreign.person, due_at=timezone.now())
    client = Client()
    sign_in(client, make_member(mine.programme, role))
    for row in (asked, foreign.placement, foreign.organisation, foreign.application, foreign.programme):
        kind = ContentType.objects.get_for_model(row)
        answer = client.get(reverse("admin:view_on_site", args=[kind.pk, row.pk]))
        assert (answer.status_code, asked.code in answer.content.decode()) == (404, False)
    for kind, key in ((0, 1), ("x", 1), (ContentType.objects.get_for_model(asked).pk, "x")):
        assert client.get(reverse("admin:view_on_site", args=[kind, key])).status_code == 404


def test_a_row_that_one_sees_leads_to_its_page_on_the_site():
    mine = World("Wort")
    client = Client()
    sign_in(client, mine.coordinator)
    kind = ContentType.objects.get_for_model(mine.programme)
    answer = client.get(reverse("admin:view_on_site", args=[kind.pk, mine.programme.pk]))
    assert answer.url == mine.programme.get_absolute_url()


def test_more_than_a_thousand_read_as_that_and_lead_to_their_list(coordinator, mine, monkeypatch):
    """Here more than two: nobody plans their day by how many more there are."""
    monkeypatch.setattr(site_module, "counted_together", partial(counted_together, most=2))
    for _number in range(3):
        make_enrolment(mine.programme, status="applied", entered_on=None)
    home = coordinator.get(reverse("admin:index"))
    (count,) = [
        each for each in home.context["action_counts"] if each.label == "People who wait for admission"
    ]
    assert '<span class="number">more than 2</span>' in home.text
    assert coordinator.get(count.url).context["cl"].result_count == 4 > count.number


def test_each_count_has_its_act_and_the_day_of_the_last_one(coordinator, mine, foreign):
    """Of the own programmes: what others did together in theirs is not told."""
    page = text_of(coordinator.get("/admin/"))
    acts = re.findall(r'href="(/week/[^"]+)"', page)
    assert acts == [
        f"/week/{name}/"
        for name in (
            "verify-organisations",
            "approve-contacts",
            "admit-people",
            "reach-milestones",
            "publish-placements",
            "ask-entry-answers",
        )
    ]
    assert [coordinator.get(act).status_code for act in acts] == [200] * 6
    done = BulkAct.objects.create(kind="admit-people", requested_by=foreign.coordinator, keys=[])
    done.programmes.set([foreign.programme])
    assert "Last admitted together on" not in text_of(coordinator.get("/admin/"))
    done.programmes.add(mine.programme)
    assert "Last admitted together on" in text_of(coordinator.get("/admin/"))


@pytest.mark.parametrize(
    ("role", "acts"),
    [
        ("adviser", []),
        ("trainer", []),
        ("assistant", ["/week/reach-milestones/", "/week/ask-entry-answers/"]),
    ],
)
def test_nobody_is_offered_an_act_that_is_not_theirs(client, mine, role, acts):
    sign_in(client, make_member(mine.programme, role))
    page = text_of(client.get("/admin/"))
    assert re.findall(r'href="(/week/[^"]+)"', page) == acts
