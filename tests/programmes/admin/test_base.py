"""Rows, choices and filters of every list in the admin are those that a membership leads to."""

import re
from datetime import date, timedelta

import pytest
from django.contrib import admin
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.db import connection
from django.forms import modelform_factory
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from evaluation.models import ParticipantRecord
from events.models import Event
from matching.constants import PlacementState
from matching.models import Placement, Talent
from mentoring.models import MentoringRound
from portal.core import admin_inlines, admin_lists
from portal.core.admin_forms import refused_form
from portal.core.errors import WrongState
from portal.users.models import User
from programmes.admin import filters
from programmes.constants import Verification
from programmes.models import (
    Activity,
    Contact,
    ContactInvitation,
    Enrolment,
    Membership,
    Milestone,
    Organisation,
    Programme,
)
from programmes.queries.programmes import people_known_to, with_kept
from programmes.scoping import Scoped
from tests.factories import (
    i18n,
    make_application,
    make_contact,
    make_enrolment,
    make_invitation,
    make_member,
    make_organisation,
    make_placement,
    make_programme,
    make_record,
    make_skill,
    make_talent,
    make_user,
)
from tests.sessions import sign_in
from tests.workplace import NOW, World, act, address, organisation_form, text_of

pytestmark = pytest.mark.django_db


def list_of(model) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")


@pytest.fixture
def alien():
    return make_programme("alien", acronym="ALIEN")


@pytest.fixture
def two_programmes(alien):
    """Two programmes of one coordinator, each with a row of every kind that has to do with the foreign one, too."""
    programmes = [make_programme(), make_programme()]
    for programme in programmes:
        person = make_enrolment(programme).person
        make_enrolment(alien, person)
        make_talent(person)
        organisation = make_organisation(programme, alien)
        make_contact(organisation)
        make_invitation(organisation)
        make_placement(organisation)
    return programmes


@pytest.mark.parametrize(
    ("model", "path"),
    [
        (Talent, "user__enrolments__programme"),
        (Organisation, "programmes"),
        (Contact, "organisation__programmes"),
        (ContactInvitation, "organisation__programmes"),
        (Placement, "programmes"),
    ],
)
def test_filters_don_t_tell_which_further_programmes_a_row_belongs_to(
    client, two_programmes, alien, model, path
):
    coordinator = make_member(two_programmes[0])
    Membership.objects.create(user=coordinator, programme=two_programmes[1], role="coordinator")
    client.force_login(coordinator)
    assert "ALIEN" not in client.get(list_of(model)).content.decode()
    counts = [
        client.get(list_of(model), {f"{path}__id__exact": programme.pk}).context["cl"].result_count
        for programme in (*two_programmes, alien)
    ]
    assert counts == [1, 1, 0]
    for lookup in (path, f"{path}__exact", f"{path}__in", f"{path}__gt"):
        assert client.get(list_of(model), {lookup: alien.pk}).status_code == 400, lookup


def test_whoever_evaluates_one_programme_and_works_for_another_finds_no_names_of_the_first(
    client, two_programmes, alien
):
    own = make_record(two_programmes[0].enrolments.get())
    evaluated = make_record(alien.enrolments.first())
    person = make_member(two_programmes[0], "assistant")
    Membership.objects.create(user=person, programme=alien, role="evaluator")
    client.force_login(person)
    listed = client.get(list_of(ParticipantRecord)).context["cl"].result_list
    assert [row.pk for row in listed] == [own.pk]
    page = reverse("admin:evaluation_participantrecord_change", args=[evaluated.pk])
    assert client.get(page).status_code == 404


def test_the_end_of_time_is_no_error(client, two_programmes):
    client.force_login(make_member(two_programmes[0]))
    assert client.get(list_of(Organisation), {"created_at_to": "9999-12-31"}).status_code == 200


def test_a_report_s_number_in_other_digits_is_not_found(client, two_programmes):
    client.force_login(make_member(two_programmes[0]))
    assert client.get(reverse("admin:evaluation_report_change", args=["٣"])).status_code == 404


SCOPED = sorted(
    (model for model in admin.site._registry if issubclass(model, Scoped)),
    key=lambda model: model._meta.label,
)


@pytest.mark.parametrize("model", SCOPED, ids=lambda model: model._meta.label_lower)
def test_a_list_shows_and_names_own_rows_only(coordinator, mine, foreign, model):
    own, other = mine.row_of(model), foreign.row_of(model)
    response = coordinator.get(address(model, "changelist"))
    assert response.status_code == 200
    assert "ALIEN" not in text_of(response)
    listed = set(response.context["cl"].queryset.values_list("pk", flat=True))
    assert own.pk in listed
    assert other.pk not in listed


@pytest.mark.parametrize("model", SCOPED, ids=lambda model: model._meta.label_lower)
def test_the_page_of_a_row_opens_for_own_rows_and_is_not_found_for_others(coordinator, mine, foreign, model):
    for page in ("change", "history"):
        own = coordinator.get(address(model, page, mine.row_of(model).pk))
        assert (page, own.status_code) == (page, 200)
        assert "ALIEN" not in text_of(own)
        assert coordinator.get(address(model, page, foreign.row_of(model).pk)).status_code == 404
    assert coordinator.get(address(model, "delete", foreign.row_of(model).pk)).status_code in (403, 404)


@pytest.mark.parametrize("model", SCOPED, ids=lambda model: model._meta.label_lower)
def test_a_page_to_add_a_row_offers_own_rows_only(coordinator, model):
    response = coordinator.get(address(model, "add"))
    assert response.status_code in (200, 403)
    assert "ALIEN" not in text_of(response)


def test_a_search_finds_own_rows_only(coordinator, mine):
    found = coordinator.get(address(Organisation, "changelist"), {"q": "Works"})
    assert [row.name for row in found.context["cl"].result_list] == ["MYOWN Works"]


@pytest.mark.parametrize(
    ("role", "seen"),
    [
        (
            "trainer",
            {
                "Programme",
                "WorkPackage",
                "Activity",
                "Milestone",
                "Questionnaire",
                "QuestionnaireVersion",
                "Enrolment",
                "Event",
                "Session",
                "Room",
                "Registration",
                "ClassBooking",
                "Attendance",
                "SignedList",
                "Certificate",
                "Equipment",
                "Reservation",
            },
        ),
        (
            "assistant",
            {
                "Programme",
                "WorkPackage",
                "Activity",
                "Milestone",
                "Organisation",
                "Contact",
                "Enrolment",
                "Placement",
                "Posting",
                "Questionnaire",
                "QuestionnaireVersion",
                "Event",
                "Session",
                "Room",
                "Registration",
                "ClassBooking",
                "Attendance",
                "SignedList",
                "Certificate",
                "Equipment",
                "Reservation",
                "ParticipantRecord",
            },
        ),
        (
            "adviser",
            {
                "Programme",
                "WorkPackage",
                "Activity",
                "Milestone",
                "Organisation",
                "Contact",
                "Enrolment",
                "Talent",
                "Placement",
                "Posting",
                "Application",
                "Event",
                "Session",
                "Room",
                "Registration",
                "Attendance",
                "MentoringRound",
                "Mentor",
            },
        ),
    ],
)
def test_a_role_opens_the_lists_of_the_matrix_and_no_others(client, mine, role, seen):
    client.force_login(make_member(mine.programme, role))
    opened = {m.__name__ for m in SCOPED if client.get(address(m, "changelist")).status_code == 200}
    assert opened == seen


def test_an_adviser_looks_and_changes_nothing(client, mine):
    client.force_login(make_member(mine.programme, "adviser"))
    assert client.get(address(Organisation, "change", mine.organisation.pk)).status_code == 200
    assert (
        client.post(address(Organisation, "change", mine.organisation.pk), organisation_form()).status_code
        == 403
    )
    act(client, Organisation, "verify", mine.organisation)
    mine.organisation.refresh_from_db()
    assert (mine.organisation.name, mine.organisation.verification) == ("MYOWN Works", Verification.WAITING)


def test_a_role_in_one_programme_opens_nothing_in_another(client, mine, foreign):
    person = make_member(mine.programme, "coordinator")
    Membership.objects.create(user=person, programme=foreign.programme, role="adviser")
    client.force_login(person)
    act(client, Organisation, "verify", mine.organisation, foreign.organisation)
    foreign.organisation.refresh_from_db()
    assert foreign.organisation.verification == Verification.WAITING
    page = address(Organisation, "change", foreign.organisation.pk)
    assert client.post(page, organisation_form()).status_code == 403
    own = make_enrolment(foreign.programme, person)
    leave = reverse("admin:programmes_enrolment_leave", args=[own.pk])
    assert client.post(leave, {"exit_kind": "early"}).status_code == 403


def test_a_coordinator_of_the_whole_works_in_the_subprogrammes_too(client, mine):
    below = make_programme("below", parent=mine.programme)
    organisation = make_organisation(below, verification=Verification.WAITING)
    sign_in(client, mine.coordinator)
    act(client, Organisation, "verify", organisation)
    organisation.refresh_from_db()
    assert organisation.is_verified


@pytest.mark.parametrize(
    "model",
    [model for model in admin.site._registry if not issubclass(model, Scoped)],
    ids=lambda model: model._meta.label_lower,
)
def test_what_belongs_to_no_programme_is_the_operator_s(client, coordinator, model):
    is_for_coordinators = model.__name__ in {
        *("ArrivalItem", "Skill", "Indicator", "RetentionRun", "SchoolHoliday")
    }
    assert coordinator.get(address(model, "changelist")).status_code == (200 if is_for_coordinators else 403)
    assert coordinator.get(address(model, "add")).status_code == 403
    client.force_login(User.objects.create_superuser("operator@example.org", "x"))
    assert client.get(address(model, "changelist")).status_code == 200
    assert client.get(address(model, "add")).status_code in (200, 403)


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
def test_people_s_dates_of_nonsense_years_are_refused_beside_their_field(coordinator, mine, day):
    sentence = ["Choose a day between the years 1990 and 2100."]
    email, programme = make_user().email, str(mine.programme.pk)
    forms = [
        (address(Membership, "add"), {"role": "trainer"}, "starts_on"),
        (address(Membership, "add"), {"role": "trainer"}, "ends_on"),
        (address(Enrolment, "add"), {"name": "Ana", "language": "de"}, "entered_on"),
    ]
    for page, others, field in forms:
        answer = coordinator.post(page, {"email": email, "programme": programme, **others, field: day})
        assert answer.context["adminform"].form.errors == {field: sentence}, page
    leave = reverse("admin:programmes_enrolment_leave", args=[mine.participant.pk])
    answer = coordinator.post(leave, {"exit_kind": "early", "left_on": day})
    assert answer.context["form"].errors == {"left_on": sentence}


@pytest.mark.parametrize(
    "query",
    [
        {"q": "\0"},
        {"q": "😀" * 300},
        {"verification__exact": "nonsense"},
        {"programmes__id__exact": "9" * 30},
        {"programmes__id__exact": "x"},
        {"p": "abc"},
        {"p": "99999"},
        {"o": "77.x"},
        {"created_at__year": "99999"},
        {"name__regex": "("},
        {"verified_by__password__startswith": "a"},
    ],
    ids=str,
)
def test_odd_addresses_of_lists_are_answered_without_an_error(coordinator, query):
    assert coordinator.get(address(Organisation, "changelist"), query).status_code in (200, 302, 400)


@pytest.mark.parametrize("key", ["0", "9" * 30, "x", "1_5F", "%00"])
def test_odd_keys_of_rows_are_not_found(coordinator, key):
    assert coordinator.get(f"/admin/programmes/organisation/{key}/change/").status_code in (400, 404)


def grow(world: World, number: int) -> None:
    """Add so many rows of the kinds whose lists grow long."""
    for position in range(number):
        organisation = make_organisation(world.programme, name=f"Works {position}")
        make_contact(organisation, approved_at=None)
        make_invitation(organisation)
        enrolment = make_enrolment(world.programme, make_user(f"Person {position}"))
        talent = make_talent(enrolment.person)
        placement = make_placement(organisation, world.programme, state=PlacementState.SUBMITTED)
        make_application(placement, talent)
        activity = Activity.objects.create(
            work_package=world.package, title=i18n("Activity"), owner=enrolment.person
        )
        Milestone.objects.create(activity=activity, title=i18n("Milestone"), due_on=date(2030, 1, 1))
        Event.objects.create(
            programme=world.programme, title=i18n("Event"), starts_at=NOW, ends_at=NOW + timedelta(hours=1)
        )


def test_lists_ask_the_database_as_often_for_thirty_rows_as_for_one(
    client, mine, django_assert_max_num_queries
):
    def counts():
        client.force_login(mine.coordinator)
        found = {}
        for model in SCOPED:
            with django_assert_max_num_queries(40) as queries:
                client.get(address(model, "changelist"))
            found[model.__name__] = len(queries)
        return found

    few = counts()
    grow(mine, 29)
    many = counts()
    assert many == few
    assert max(many.values()) <= 16


@pytest.mark.parametrize(
    ("order", "expected"),
    [("1", ["Apotheke", "Ärztehaus", "Zentrum"]), ("-1", ["Zentrum", "Ärztehaus", "Apotheke"])],
)
def test_a_column_of_names_is_sorted_as_the_alphabet_has_it(coordinator, mine, order, expected):
    names = ["Zentrum", "Ärztehaus", "Apotheke"]
    for name in names:
        make_organisation(mine.programme, name=name)
    page = coordinator.get(address(Organisation, "changelist"), {"o": order})
    assert [row.name for row in page.context["cl"].result_list if row.name in names] == expected


def test_a_page_on_which_nothing_can_be_typed_has_nothing_to_save(coordinator, mine):
    def buttons(row) -> list[str]:
        page = coordinator.get(address(type(row), "change", row.pk)).content.decode()
        return [name for name in ("_save", "_continue", "_addanother") if f'name="{name}"' in page]

    assert buttons(mine.participant) == []
    entering = coordinator.get(address(type(mine.participant), "add")).content.decode()
    assert ('name="_save"' in entering, 'name="_continue"' in entering) == (True, False)
    assert buttons(mine.organisation) == ["_save", "_continue", "_addanother"]


@pytest.mark.parametrize("words", ["wort " * 8_000, "a" * 50_000, '"' * 20_000, "a " * 100], ids=len)
def test_a_page_of_words_costs_a_list_no_more_than_a_line(client, words):
    """Eight thousand words took half a minute: each was looked for in each column that is searched."""
    sign_in(client, make_user(is_superuser=True))
    make_organisation(make_programme(), name="Wort")
    with CaptureQueriesContext(connection) as queries:
        page = client.get(list_of(Organisation), {"q": words})
    assert sum(len(query["sql"]) for query in queries.captured_queries) < 60_000
    assert "only the first ones were looked for" in text_of(page)


def test_a_line_of_words_is_looked_for_as_it_is(client):
    sign_in(client, make_user(is_superuser=True))
    make_organisation(make_programme(), name="Haselgrund Sensorik und Optik")
    page = client.get(list_of(Organisation), {"q": " optik   haselgrund  sensorik "})
    assert "Haselgrund Sensorik und Optik" in text_of(page)
    assert "only the first ones" not in text_of(page)


def test_a_form_that_was_made_for_one_page_is_none_of_the_portal_s_own():
    """Else whatever goes through all forms meets those of pages that were looked at before."""
    form = refused_form(modelform_factory(Event, fields=["place"]), WrongState())
    assert form.__module__.startswith("django.")
    assert form({"place": "Jena"}).errors == {"__all__": [str(WrongState())]}


# --- Filters with many values --------------------------------------------------------------------------------------


def suggested(client, model, path: str, **asked: str):
    return client.get(reverse("admin:filter_choices", args=[model._meta.label_lower, path]), asked)


@pytest.fixture
def many(two_programmes, monkeypatch):
    """A filter of two values is one with many."""
    monkeypatch.setattr(filters, "FEW", 1)
    for name in ("Müller Works", "Glass Works"):
        make_placement(make_organisation(two_programmes[0], name=name))
    make_organisation(two_programmes[0], name="Works without a placement")
    make_placement(make_organisation(two_programmes[1], name="Foreign Works"))
    return two_programmes[0]


def test_of_many_values_one_is_looked_for(client, many):
    client.force_login(make_member(many))
    page = client.get(list_of(Placement))
    assert 'class="unfold-filter-autocomplete"' in page.text
    assert "select2.init.js" in page.text
    assert "Glass Works</option>" not in page.text
    organisation = Organisation.objects.get(name="Glass Works")
    chosen = client.get(
        list_of(Placement), {"organisation__id__exact": organisation.pk, "kind__exact": "job"}
    )
    assert f'<option value="{organisation.pk}" selected>Glass Works</option>' in chosen.text
    assert '<input type="hidden" name="kind__exact" value="job">' in chosen.text
    assert [row.organisation for row in chosen.context["cl"].result_list] == [organisation]


def test_where_one_is_looked_for_none_of_the_values_is_read(client, many):
    client.force_login(make_member(many))
    with CaptureQueriesContext(connection) as queries:
        client.get(list_of(Placement))
    read = [each["sql"] for each in queries if 'FROM "programmes_organisation"' in each["sql"]]
    assert len(read) == 1
    assert read[0].startswith('SELECT "programmes_organisation"."id" AS "pk" FROM')


def test_of_a_value_no_more_is_read_than_what_it_is_called(client, two_programmes):
    client.force_login(make_member(two_programmes[0]))
    make_placement(make_organisation(two_programmes[0]))
    with CaptureQueriesContext(connection) as queries:
        client.get(list_of(Placement))
    read = [each["sql"] for each in queries if "stands_in_list" in each["sql"]]
    assert len(read) == 2
    assert not [
        each for each in read if '"description"' in each or '"about"' in each or '"sort_keys",' in each
    ]


def test_nothing_chosen_shows_everything(client, many):
    client.force_login(make_member(many))
    shown = client.get(list_of(Placement), {"organisation__id__exact": ""}).context["cl"].result_count
    assert shown == client.get(list_of(Placement)).context["cl"].result_count > 1


def test_what_is_suggested_stands_in_the_list_and_is_worked_with(client, many):
    client.force_login(make_member(many))
    texts = [
        row["text"] for row in suggested(client, Placement, "organisation", term="works").json()["results"]
    ]
    assert texts == ["Glass Works", "Müller Works"]
    assert suggested(client, Placement, "organisation", term="mueller").json() == {
        "results": [{"id": str(Organisation.objects.get(name="Müller Works").pk), "text": "Müller Works"}],
        "pagination": {"more": False},
    }


def test_an_address_finds_no_foreign_row_among_many(client, many):
    client.force_login(make_member(many))
    foreign = Organisation.objects.get(name="Foreign Works")
    answer = client.get(list_of(Placement), {"organisation__id__exact": foreign.pk})
    assert (answer.context["cl"].result_count, "Foreign" in answer.text) == (0, False)


@pytest.mark.parametrize(
    ("model", "path", "status"),
    [(Placement, "title", 404), (Placement, "organisation__contacts", 404), (User, "x", 403)],
)
def test_suggestions_are_those_of_a_filter_that_there_is(client, many, model, path, status):
    client.force_login(make_member(many))
    assert suggested(client, model, path).status_code == status


# --- Pages of a row ------------------------------------------------------------------------------------------------


def asked_of_the_database(client, row) -> list[str]:
    address_of_row = address(type(row), "change", row.pk)
    client.get(address_of_row)
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address_of_row).status_code == 200
    return [each["sql"] for each in queries if not each["sql"].startswith(("SAVEPOINT", "RELEASE"))]


def placement_with_skills(programme) -> Placement:
    placement = make_placement(make_organisation(programme), programme)
    for number, need in enumerate(("required", "required", "welcome")):
        placement.skills.create(skill=make_skill(f"Skill {number}"), need=need, level=2)
    placement.languages.create(language="de", level=3)
    return placement


def programme_with_partners(programme) -> Programme:
    for name in ("Academy", "Bakery", "Clinic"):
        programme.partnerships.create(organisation=make_organisation(programme, name=name))
    return programme


def round_with_mentors(programme) -> MentoringRound:
    day = date(2026, 1, 1)
    mentoring = MentoringRound.objects.create(
        programme=programme, title=i18n("Round"), starts_on=day, ends_on=day
    )
    for number in range(3):
        mentoring.mentors.create(user=make_member(programme, "trainer", email=f"m{number}@example.org"))
    return mentoring


ROWS = (placement_with_skills, programme_with_partners, round_with_mentors)


@pytest.mark.parametrize("make", ROWS)
def test_the_page_of_a_row_asks_nothing_twice(client, two_programmes, make):
    row = make(two_programmes[0])
    client.force_login(make_member(two_programmes[0]))
    asked = asked_of_the_database(client, row)
    # Outside a test's transaction a request looks once for what has changed (`portal.core.changes.looks`).
    known = ("matching_skilllabel", "SELECT look.*")
    twice = {sql for sql in asked if asked.count(sql) > 1 and not any(each in sql for each in known)}
    assert twice == set()


@pytest.mark.parametrize("make", ROWS[1:])
def test_what_the_lines_of_a_page_lead_to_is_read_with_them(client, two_programmes, make):
    row = make(two_programmes[0])
    client.force_login(make_member(two_programmes[0]))
    with_three = asked_of_the_database(client, row)
    lines = row.partnerships if isinstance(row, Programme) else row.mentors
    for line in list(lines.all())[1:]:
        line.delete()
    assert len(with_three) == len(asked_of_the_database(client, row))


def test_whether_somebody_is_known_is_asked_of_each_and_not_of_everybody():
    """A box on a page may hold one person; a list of all who take part in a big programme takes seconds."""
    known = str(people_known_to(make_member(make_programme())).query)
    assert " IN (SELECT" not in known
    kept = str(with_kept(Programme.objects.administered_by(make_member(make_programme())), [1]).query)
    assert " IN (SELECT" not in kept


@pytest.fixture
def few_at_once(monkeypatch):
    monkeypatch.setattr(admin_lists, "MOST_AT_ONCE", 3)


def ticked_all(client, action: str, model):
    rows = model.objects.values_list("pk", flat=True)[:1]
    return client.post(
        list_of(model),
        {"action": action, ACTION_CHECKBOX_NAME: list(rows), "select_across": "1"},
        follow=True,
    )


def test_no_more_rows_are_changed_at_once_than_somebody_can_wait_for(client, mine, few_at_once):
    sign_in(client, make_member(mine.programme))
    before = Organisation.objects.filter(verification=Verification.WAITING).count()
    for _number in range(4):
        make_organisation(mine.programme, verification=Verification.WAITING)
    page = ticked_all(client, "verify", Organisation)
    assert "At most 3 rows can be changed at once. Narrow the list down first." in page.text
    assert Organisation.objects.filter(verification=Verification.WAITING).count() == before + 4


def test_any_number_of_rows_is_exported_because_a_worker_does_it(client, mine, few_at_once):
    sign_in(client, make_member(mine.programme))
    for _number in range(4):
        make_organisation(mine.programme)
    assert "rows are exported" in ticked_all(client, "export_chosen", Organisation).text


def test_a_page_shows_the_first_lines_of_very_many_and_says_so(client, mine, monkeypatch):
    monkeypatch.setattr(admin_inlines, "MOST_ROWS", 3)
    sign_in(client, make_member(mine.programme))
    company = make_organisation(mine.programme)
    for _number in range(5):
        make_contact(company)
    page = client.get(address(Organisation, "change", company.pk))
    (lines,) = (each.formset for each in page.context["inline_admin_formsets"] if each.opts.model is Contact)
    assert len(lines.get_queryset()) == 3
    assert "There are more contacts than this page can show. These are the first 3." in page.text


def test_what_is_hidden_in_a_line_has_no_name(client, mine):
    sign_in(client, make_member(mine.programme))
    company = make_organisation(mine.programme)
    make_contact(company)
    page = client.get(address(Organisation, "change", company.pk)).text
    hidden = [tag for tag in re.findall(r"<input[^>]*>", page) if 'type="hidden"' in tag]
    assert any("contact" in tag for tag in hidden)
    assert not any("aria-label" in tag for tag in hidden)


def test_a_page_that_shows_all_lines_says_nothing_of_more(client, mine, monkeypatch):
    monkeypatch.setattr(admin_inlines, "MOST_ROWS", 3)
    sign_in(client, make_member(mine.programme))
    company = make_organisation(mine.programme)
    make_contact(company)
    assert "than this page can show" not in client.get(address(Organisation, "change", company.pk)).text
