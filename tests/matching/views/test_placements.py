"""The company's pages: who gets in, what they can do there, and that nothing typed breaks them."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from matching.constants import PlacementState
from matching.models import Placement
from portal.users.models import User
from programmes.constants import Verification
from tests.factories import (
    i18n,
    make_application,
    make_contact,
    make_member,
    make_organisation,
    make_placement,
    make_programme,
    make_skill,
    make_talent,
    make_user,
)

pytestmark = pytest.mark.django_db

LIST = reverse("matching:placement_list")
ADD = reverse("matching:placement_add")
PAGES = ("detail", "edit", "preview", "extend", "submit", "pause", "resume", "close", "discard")


def page(name: str, placement: Placement) -> str:
    return reverse(f"matching:placement_{name}", args=[placement.pk])


def rows(prefix: str, *values: dict, total: int | None = None) -> dict:
    data = {f"{prefix}-TOTAL_FORMS": total or len(values), f"{prefix}-INITIAL_FORMS": 0}
    return data | {
        f"{prefix}-{number}-{key}": value for number, row in enumerate(values) for key, value in row.items()
    }


def sent(programme, **others) -> dict:
    """A whole, valid form."""
    day = timezone.localdate() + timedelta(days=30)
    return {
        "kind": "job",
        "title_0": "Process engineer",
        "title_1": "",
        "title_2": "",
        "description_0": "Run the **lines**.",
        "seats": "1",
        "city": "Suhl",
        "country": "DE",
        "pay_period": "year",
        "programmes": [programme.pk],
        "shown_until": day.isoformat(),
        **rows("skills"),
        **rows("languages"),
        **others,
    }


# --- Who gets in -----------------------------------------------------------------------------------------------------


def test_visitors_are_asked_to_sign_in(client, organisation):
    placement = make_placement(organisation)
    for address in (LIST, ADD, *(page(name, placement) for name in PAGES)):
        response = client.get(address)
        assert (response.status_code, response.url.split("?")[0]) == (302, reverse("account_login"))


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize(("state", "status"), [("published", 403), ("draft", 404)])
def test_strangers_are_kept_out_of_what_they_see_and_of_what_they_do_not(
    client, programme, name, state, status
):
    placement = make_placement(make_organisation(programme), state=state)
    for person in (make_user("Bob"), make_contact(make_organisation(programme))):
        client.force_login(person)
        assert client.get(page(name, placement)).status_code == status
        assert client.post(page(name, placement)).status_code in (status, 405)
    placement.refresh_from_db()
    assert placement.state == state


@pytest.mark.parametrize("name", ["detail", "edit", "preview", "extend"])
@pytest.mark.parametrize("state", PlacementState)
def test_a_contact_opens_every_page_in_every_state(company, organisation, name, state):
    placement = make_placement(organisation, state=state)
    assert company.get(page(name, placement)).status_code == 200


def test_addresses_that_lead_nowhere(company):
    for pk in (0, 999_999, 2**63, 2**70):
        assert company.get(f"{LIST}{pk}/").status_code == 404
    assert company.get(f"{ADD}?organisation=9223372036854775808").status_code == 404
    assert company.get(f"{ADD}?organisation=%00").status_code == 404
    assert company.get(f"{LIST}?state=%00&page=abc").status_code == 200
    assert company.get(f"{LIST}?page=99999999999999999999").status_code == 200


def test_a_contact_can_not_write_for_another_organisation(company, programme):
    other = make_organisation(programme)
    assert company.get(f"{ADD}?organisation={other.pk}").status_code == 403
    assert company.post(f"{ADD}?organisation={other.pk}", sent(programme)).status_code == 403
    assert Placement.objects.count() == 0


def test_who_speaks_for_nobody_is_led_to_the_organisation_page(client):
    client.force_login(make_user("Bob"))
    for address in (LIST, ADD):
        assert client.get(address).url == reverse("programmes:organisation_home")


# --- Lists -----------------------------------------------------------------------------------------------------------


def test_the_list_shows_the_organisations_own_placements_only(company, organisation, programme):
    own = make_placement(organisation, state="draft", title=i18n("Our draft"))
    make_placement(make_organisation(programme), title=i18n("Their offer"))
    response = company.get(LIST)
    assert [placement for placement, _badge in response.context["rows"]] == [own]


def test_the_list_is_narrowed_by_state_with_counts(company, organisation):
    make_placement(organisation, state="draft")
    shown = [make_placement(organisation), make_placement(organisation)]
    response = company.get(f"{LIST}?state=published")
    assert {placement for placement, _badge in response.context["rows"]} == set(shown)
    assert [(str(label), count) for _url, label, _current, count in response.context["tabs"]] == [
        ("All", 3),
        ("Draft", 1),
        ("Published", 2),
    ]


def test_the_list_takes_as_few_queries_for_thirty_rows_as_for_one(company, organisation):
    counts = []
    for number in (1, 29):
        for _row in range(number):
            make_application(make_placement(organisation))
        with CaptureQueriesContext(connection) as counted:
            company.get(LIST)
        counts.append(len(counted))
    assert counts[0] == counts[1]
    assert counts[1] <= 8


def test_the_page_of_a_placement_takes_as_many_queries_for_thirty_applicants_as_for_one(
    company, organisation
):
    placement = make_placement(organisation)
    placement.skills.create(skill=make_skill("Welding"))
    counts = []
    for number in (1, 29):
        for _applicant in range(number):
            make_application(placement, make_talent(make_user(), degree=6))
        with CaptureQueriesContext(connection) as counted:
            company.get(page("detail", placement))
        counts.append(len(counted))
    assert counts[0] == counts[1]
    assert counts[1] <= 12


def test_the_organisations_own_page_shows_its_placements(company, organisation):
    make_placement(organisation, title=i18n("Process engineer"))
    response = company.get(reverse("programmes:organisation_home"))
    assert "Process engineer" in response.text


# --- Writing ---------------------------------------------------------------------------------------------------------


def test_a_contact_writes_a_draft_and_looks_at_it(company, programme, organisation, contact):
    skill = make_skill("Welding")
    asked = rows(
        "skills",
        {"name": "welding", "need": "required", "level": "3"},
        {"name": "", "need": "required", "level": "2"},
    )
    languages = rows("languages", {"language": "de", "level": "3"}, {"language": "", "level": "3"})
    response = company.post(ADD, sent(programme) | asked | languages)
    placement = Placement.objects.get()
    assert response.url == page("preview", placement)
    assert (placement.state, placement.organisation, placement.created_by) == ("draft", organisation, contact)
    assert [(row.skill, row.need, row.level) for row in placement.skills.all()] == [(skill, "required", 3)]
    assert [(row.language, row.level) for row in placement.languages.all()] == [("de", 3)]
    assert timezone.localtime(placement.expires_at).strftime("%H:%M:%S") == "23:59:59"
    preview = company.get(response.url).text
    assert "<strong>lines</strong>" in preview
    assert "Advanced: Welding" in preview
    assert "German B1" in preview


def test_extra_fields_are_ignored(company, programme):
    company.post(ADD, sent(programme, state="published", published_at="2020-01-01", organisation="1"))
    assert Placement.objects.get().state == "draft"


def test_nothing_changes_when_an_unchanged_form_is_saved(company, organisation, programme):
    placement = make_placement(organisation, title=i18n("Process engineer"), city="Suhl")
    form = company.get(page("edit", placement)).context["form"]
    day = form.initial["shown_until"].isoformat()
    data = sent(programme, title_0="Process engineer", description_0="What you would do.", shown_until=day)
    company.post(page("edit", placement), data)
    before = placement.expires_at
    placement.refresh_from_db()
    assert (placement.state, placement.expires_at) == ("published", before)


def test_a_changed_text_of_a_published_placement_goes_back_into_review(company, organisation, programme):
    placement = make_placement(organisation)
    response = company.post(page("edit", placement), sent(programme, title_0="Something else"), follow=True)
    placement.refresh_from_db()
    assert placement.state == "submitted"
    assert "as soon as a programme has looked" in response.text


def test_more_rows_keeps_what_was_typed_and_judges_nothing(company, programme):
    data = sent(programme, title_0="", more="skills") | rows(
        "skills", {"name": "no such skill", "need": "welcome", "level": "1"}
    )
    response = company.post(ADD, data)
    assert response.status_code == 200
    assert len(response.context["skills"].forms) == 4
    assert 'value="no such skill"' in response.text
    assert "error-summary" not in response.text
    assert Placement.objects.count() == 0


HUGE = "x" * 200_000
FAR = str(2**63)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("title_0", ""),
        ("title_0", HUGE),
        ("title_0", "a\0b"),
        ("description_0", ""),
        ("description_0", HUGE),
        ("description_0", "\0"),
        ("kind", "slavery"),
        ("seats", "0"),
        ("seats", "501"),
        ("seats", FAR),
        ("seats", "-1"),
        ("degree", "99"),
        ("degree", FAR),
        ("fields", ["99"]),
        ("city", HUGE),
        ("city", "\0"),
        ("country", "XX"),
        ("country", "\0"),
        ("starts_on", "0001-01-01"),
        ("starts_on", "9999-12-31"),
        ("starts_on", "tomorrow"),
        ("hours", FAR),
        ("hours", "61"),
        ("hours", "38.555"),
        ("hours", "nan"),
        ("pay_min", FAR),
        ("pay_min", "-5"),
        ("pay_min", "13.905"),
        ("pay_period", "day"),
        ("programmes", []),
        ("programmes", ["999999"]),
        ("programmes", [FAR]),
        ("programmes", ["\0"]),
        ("programmes", ["abc"]),
        ("shown_until", ""),
        ("shown_until", "0001-01-01"),
        ("shown_until", "9999-12-31"),
        ("shown_until", "\0"),
        ("skills-TOTAL_FORMS", "\0"),
        ("skills-TOTAL_FORMS", FAR),
        ("skills-TOTAL_FORMS", "-3"),
        ("languages-TOTAL_FORMS", "5000"),
        ("skills-0-name", "no such skill"),
        ("skills-0-name", "\0"),
        ("skills-0-name", HUGE),
        ("skills-0-need", "maybe"),
        ("skills-0-level", FAR),
        ("languages-0-language", "\0"),
        ("languages-0-level", FAR),
    ],
)
def test_bad_input_is_answered_beside_the_field_and_saves_nothing(company, programme, field, value):
    make_skill("Welding")
    data = sent(programme)
    data |= rows("skills", {"name": "Welding", "need": "required", "level": "1"})
    data |= rows("languages", {"language": "de", "level": "1"})
    response = company.post(ADD, data | {field: value})
    assert response.status_code == 400
    assert "error-summary" in response.text
    assert Placement.objects.count() == 0


@pytest.mark.parametrize(
    ("language", "hours", "pay"), [("en", "38.5", "13.90"), ("de", "38,5", "13,90"), ("sl", "38,5", "13,90")]
)
def test_hours_and_pay_are_written_in_the_reader_s_notation(company, programme, language, hours, pay):
    User.objects.update(language=language)
    company.cookies["django_language"] = language
    company.post(ADD, sent(programme, hours=hours, pay_min=f"{pay} €", pay_max="111", pay_period="hour"))
    placement = Placement.objects.get()
    assert (placement.hours, placement.pay_min, placement.pay_max) == (Decimal("38.5"), Decimal("13.9"), 111)
    form = company.get(page("edit", placement)).context["form"]
    assert [form[name].value() for name in ("hours", "pay_min", "pay_max")] == [hours, pay, "111"]


@pytest.mark.parametrize(
    ("others", "field"),
    [
        ({"starts_on": "2027-05-02", "ends_on": "2027-05-01"}, "ends_on"),
        ({"pay_min": "10", "pay_max": "9"}, "pay_max"),
    ],
)
def test_two_fields_that_contradict_each_other(company, programme, others, field):
    response = company.post(ADD, sent(programme, **others))
    assert list(response.context["form"].errors) == [field]


def test_the_same_skill_or_language_twice(company, programme):
    make_skill("Welding")
    twice = {"name": "Welding", "need": "required", "level": "1"}
    response = company.post(ADD, sent(programme) | rows("skills", twice, twice))
    assert response.context["skills"].forms[1].errors == {"name": ["You have named this above already."]}
    twice = {"language": "de", "level": "1"}
    response = company.post(ADD, sent(programme) | rows("languages", twice, twice))
    assert response.context["languages"].forms[1].errors == {
        "language": ["You have named this above already."]
    }
    assert Placement.objects.count() == 0


def test_text_in_any_script_is_kept_as_it_is(company, programme):
    title = "مهندس 👩🏽‍🔧 <b>&amp;</b>"
    company.post(ADD, sent(programme, title_0=title))
    placement = Placement.objects.get()
    assert str(placement.title) == title
    assert "<b>&amp;</b>" not in company.get(page("preview", placement)).text


def test_a_form_without_its_management_data_is_refused(company, programme):
    data = {key: value for key, value in sent(programme).items() if "_FORMS" not in key}
    assert company.post(ADD, data).status_code == 400


def test_foreign_programmes_are_neither_offered_nor_taken(company, programme):
    other = make_programme()
    response = company.get(f"{ADD}?kind=job")
    assert list(response.context["form"].fields["programmes"].queryset) == [programme]
    assert company.post(ADD, sent(programme, programmes=[other.pk])).status_code == 400


# --- Steps -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("step", "before", "after"),
    [
        ("submit", "draft", "submitted"),
        ("pause", "published", "paused"),
        ("resume", "paused", "published"),
        ("close", "published", "filled"),
    ],
)
def test_each_step_asks_first_and_is_taken_by_post(company, organisation, step, before, after):
    placement = make_placement(organisation, state=before)
    assert company.get(page(step, placement)).status_code == 200
    placement.refresh_from_db()
    assert placement.state == before
    assert company.post(page(step, placement)).url == page("detail", placement)
    placement.refresh_from_db()
    assert placement.state == after


@pytest.mark.parametrize("state", ["draft", "rejected"])
def test_what_nobody_has_applied_for_can_be_deleted_after_a_question(company, organisation, state):
    placement = make_placement(organisation, state=state)
    assert page("discard", placement) in company.get(page("detail", placement)).text
    assert "Delete this placement?" in company.get(page("discard", placement)).text
    assert Placement.objects.filter(pk=placement.pk).exists()
    response = company.post(page("discard", placement), follow=True)
    assert response.redirect_chain == [(LIST, 302)]
    assert "The placement is deleted." in response.text
    assert not Placement.objects.filter(pk=placement.pk).exists()
    assert company.get(page("detail", placement)).status_code == 404


def test_what_somebody_has_applied_for_is_not_deleted(company, organisation):
    placement = make_placement(organisation, state="rejected")
    make_application(placement=placement)
    assert page("discard", placement) not in company.get(page("detail", placement)).text
    response = company.post(page("discard", placement), follow=True)
    assert response.redirect_chain == [(page("detail", placement), 302)]
    assert "This step is no longer possible" in response.text


def test_a_step_that_is_no_longer_possible_says_so(company, organisation):
    placement = make_placement(organisation, state="filled")
    response = company.post(page("pause", placement), follow=True)
    assert "This step is no longer possible" in response.text


def test_an_unverified_organisation_is_told_why_it_can_not_submit(company, organisation):
    placement = make_placement(organisation, state="draft")
    type(organisation).objects.update(verification=Verification.WAITING)
    response = company.post(page("submit", placement), follow=True)
    assert "not verified yet" in response.text
    placement.refresh_from_db()
    assert placement.state == "draft"


def test_still_open_is_answered_with_one_click(company, organisation):
    placement = make_placement(organisation, expires_at=timezone.now() + timedelta(days=3))
    usual = company.get(page("extend", placement)).context["usual"]
    assert company.post(page("extend", placement), {"until": usual.isoformat()}).status_code == 302
    placement.refresh_from_db()
    assert timezone.localtime(placement.expires_at).date() == usual


@pytest.mark.parametrize("until", ["", "\0", "0001-01-01", "9999-12-31", "2020-01-01", "soon"])
def test_an_impossible_day_extends_nothing(company, organisation, until):
    placement = make_placement(organisation)
    assert company.post(page("extend", placement), {"until": until}).status_code == 400
    before = placement.expires_at
    placement.refresh_from_db()
    assert placement.expires_at == before


# --- Applicants ------------------------------------------------------------------------------------------------------


def test_applicants_are_grouped_by_state_with_the_best_fit_first(company, organisation):
    placement = make_placement(organisation, degree=6)
    weak = make_application(placement, make_talent(make_user("Weak"), degree=3))
    strong = make_application(placement, make_talent(make_user("Strong"), degree=7))
    invited = make_application(placement, state="interview")
    groups = company.get(page("detail", placement)).context["groups"]
    assert [(group.label, [each.application for each in group.applicants]) for group in groups] == [
        ("Invited to an interview", [invited]),
        ("Received", [strong, weak]),
    ]


def test_many_applicants_are_turned_page_by_page_in_one_order(company, organisation):
    """Each page says how many each group has in all."""
    placement = make_placement(organisation, degree=6)
    invited = make_application(placement, state="interview")
    received = [
        make_application(placement, make_talent(make_user(), degree=7 if number % 2 else 3))
        for number in range(24)
    ]
    expected = [invited, *received[1::2], *received[::2]]
    shown = []
    for number, groups in ((1, [("Invited to an interview", 1), ("Received", 24)]), (2, [("Received", 24)])):
        context = company.get(page("detail", placement), {"page": number}).context
        assert context["application_count"] == 25
        assert [(group.label, group.number) for group in context["groups"]] == groups
        shown += [each.application for group in context["groups"] for each in group.applicants]
    assert shown == expected


def test_what_an_applicant_wrote_stays_closed_until_it_is_opened(company, organisation):
    placement = make_placement(organisation)
    application = make_application(placement, message="Secret until opened.")
    assert "Secret until opened." not in company.get(page("detail", placement)).text
    company.get(application.get_absolute_url())
    assert "Secret until opened." in company.get(page("detail", placement)).text


def test_a_coordinator_sees_the_placement_without_documents(client, organisation, programme):
    placement = make_placement(organisation)
    make_application(placement, state="viewed")
    client.force_login(make_member(programme))
    response = client.get(page("detail", placement))
    assert response.status_code == 200
    assert response.context["application_count"] == 1
    assert "Download the CV" not in response.text


def test_a_coordinator_reads_the_review_of_the_own_programme_and_no_other_s(client, organisation, programme):
    other = make_programme()
    organisation.programmes.add(other)
    placement = make_placement(organisation)
    placement.postings.filter(programme=other).update(state="rejected", note="Not for our people.")
    client.force_login(make_member(programme))
    response = client.get(page("detail", placement))
    assert [posting.programme for posting, _kind in response.context["postings"]] == [programme]
    assert "Not for our people." not in response.text


def test_a_rejected_placement_shows_the_note_and_the_way_on(company, organisation):
    placement = make_placement(organisation, state="rejected")
    placement.postings.update(state="rejected", note="Name the pay, please.")
    response = company.get(page("detail", placement))
    assert "Name the pay, please." in response.text
    assert [step.name for step in response.context["steps"]] == ["submit", "discard"]


def test_the_history_tells_what_has_happened(company, organisation):
    placement = make_placement(organisation, state="draft")
    for step in ("submit", "close"):
        company.post(page(step, placement))
    history = company.get(page("detail", placement)).context["history"]
    assert [entry["title"] for entry in history] == ["Filled", "Waiting for review", "Draft"]


# --- Where it is -----------------------------------------------------------------------------------------------------


def test_a_town_brings_its_region_to_the_offer(company, programme):
    company.post(ADD, sent(programme, city="ilmenau"))
    placement = Placement.objects.get()
    assert (placement.city, placement.region) == ("Ilmenau", "DEG0F")


@pytest.mark.parametrize(
    ("place", "said"),
    [
        ({"city": "Ilmenua"}, "Did you mean “Ilmenau”"),
        ({"city": "Suhl", "region": "Bavaria"}, "Suhl lies in Suhl (Thuringia)"),
        ({"city": "", "region": "Tuhringia"}, "Did you mean “Thuringia”"),
        (
            {"city": "Ilmenau", "country": "SI"},
            "The list of Slovenia has no town called “Ilmenau”. Check the country",
        ),
        (
            {"city": "Ilmenau", "region": "Thuringia", "country": "SI"},
            "Thuringia: its country is Germany. Check the country",
        ),
    ],
)
def test_a_place_that_the_list_does_not_have_is_named_with_what_was_meant(company, programme, place, said):
    html = company.post(ADD, sent(programme, **place)).content.decode()
    assert said in html
    assert Placement.objects.count() == 0
