"""The coordinators' workplace shows, offers and changes what a membership leads to, and nothing else."""

from datetime import date, timedelta

import pytest
from django.contrib import admin
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.core.files.base import ContentFile
from django.urls import reverse
from django.utils import timezone

from evaluation.models import Indicator, ParticipantRecord, Report, Target
from events.models import Event
from matching.constants import PlacementState, PostingState
from matching.models import ApplicationEvent, Posting, Talent
from mentoring.models import Mentor, MentoringRound
from portal.core.formsets import NEW_ROWS
from portal.notifications.models import Notification
from portal.privacy.models import AccessLog
from portal.users.models import User
from programmes.constants import EnrolmentStatus, MembershipRole, Verification
from programmes.models import (
    Activity,
    Contact,
    ContactInvitation,
    Enrolment,
    Membership,
    Milestone,
    Organisation,
    Partnership,
    Programme,
    WorkPackage,
)
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
    make_talent,
    make_user,
)
from tests.sessions import sign_in

pytestmark = pytest.mark.django_db

NOW = timezone.now()


class World:
    """One programme with a row of every kind in it; `word` stands in each name, so that leaks can be seen."""

    def __init__(self, word: str) -> None:
        self.word = word
        self.programme = make_programme(word.lower(), acronym=word, title=i18n(f"{word} title"))
        self.coordinator = make_member(self.programme)
        self.organisation = make_organisation(
            self.programme, name=f"{word} Works", verification=Verification.WAITING
        )
        self.verified = make_organisation(self.programme, name=f"{word} Verified")
        self.contact = make_contact(self.organisation, user=make_user(f"{word} Contact"), approved_at=None)
        self.invitation = make_invitation(self.verified, f"asked@{word.lower()}.example.org")
        self.person = make_user(f"{word} Person")
        self.enrolment = make_enrolment(
            self.programme, self.person, status=EnrolmentStatus.APPLIED, entered_on=None
        )
        self.participant = make_enrolment(self.programme, make_user(f"{word} Participant"))
        self.record = make_record(self.participant, gender="")
        self.talent = make_talent(self.participant.person, headline=f"{word} headline")
        self.package = WorkPackage.objects.create(
            programme=self.programme, number=1, title=i18n(f"{word} package")
        )
        self.activity = Activity.objects.create(work_package=self.package, title=i18n(f"{word} activity"))
        self.milestone = Milestone.objects.create(
            activity=self.activity, title=i18n(f"{word} milestone"), due_on=date(2020, 1, 1)
        )
        self.partnership = Partnership.objects.create(programme=self.programme, organisation=self.verified)
        self.placement = make_placement(
            self.verified, self.programme, title=i18n(f"{word} placement"), state=PlacementState.SUBMITTED
        )
        self.posting = Posting.objects.get(placement=self.placement)
        self.application = make_application(
            make_placement(self.verified, self.programme, title=i18n(f"{word} open placement")), self.talent
        )
        self.step = ApplicationEvent.objects.create(application=self.application, state="received")
        self.event = Event.objects.create(
            programme=self.programme,
            title=i18n(f"{word} event"),
            starts_at=NOW,
            ends_at=NOW + timedelta(hours=2),
        )
        self.round = MentoringRound.objects.create(
            programme=self.programme, title=i18n(f"{word} round"), starts_on=NOW, ends_on=NOW
        )
        self.mentor = Mentor.objects.create(round=self.round, user=make_user(f"{word} Mentor"))
        self.target = Target.objects.create(
            programme=self.programme, indicator=Indicator.objects.get(code="EECO01"), value=10
        )
        self.report = Report.objects.create(programme=self.programme, starts_on=NOW, ends_on=NOW)

    def row_of(self, model):
        """A row of this model in this programme."""
        for value in vars(self).values():
            if type(value) is model:
                return value
        return model._default_manager.in_programmes([self.programme.pk]).get()


@pytest.fixture
def mine() -> World:
    return World("MYOWN")


@pytest.fixture
def foreign() -> World:
    return World("ALIEN")


@pytest.fixture
def coordinator(client, mine, foreign):
    sign_in(client, mine.coordinator)
    return client


SCOPED = sorted(
    (model for model in admin.site._registry if issubclass(model, Scoped)),
    key=lambda model: model._meta.label,
)


def address(model, page: str, *args) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}", args=args)


def text_of(response) -> str:
    return response.content.decode()


# --- Lists and pages -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("model", SCOPED, ids=lambda model: model._meta.label_lower)
def test_a_list_shows_and_names_own_rows_only(coordinator, mine, foreign, model):
    response = coordinator.get(address(model, "changelist"))
    assert response.status_code == 200
    assert "ALIEN" not in text_of(response)
    listed = set(response.context["cl"].queryset.values_list("pk", flat=True))
    assert mine.row_of(model).pk in listed
    assert foreign.row_of(model).pk not in listed


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


def test_the_home_page_counts_own_rows_only(coordinator, mine, foreign):
    foreign.application  # noqa: B018 - both worlds hold one row of each kind that waits
    numbers = {
        str(c.label): c.number for c in coordinator.get(reverse("admin:index")).context["action_counts"]
    }
    assert numbers == {
        "Organisations to verify": 1,
        "Contacts to approve": 1,
        "People who wait for admission": 1,
        "Milestones overdue": 1,
        "Placements to review": 1,
        "People without all entry answers": 1,
    }


def test_each_number_on_the_home_page_leads_to_a_list_of_as_many_rows(coordinator):
    for count in coordinator.get(reverse("admin:index")).context["action_counts"]:
        assert coordinator.get(count.url).context["cl"].result_count == count.number, count.label


def test_nothing_waits_on_an_empty_home_page(client):
    client.force_login(make_member(make_programme()))
    assert "Nothing waits for you" in text_of(client.get(reverse("admin:index")))


# --- Choices -------------------------------------------------------------------------------------------------------


def suggestions(client, model, field: str, term: str) -> list[str]:
    data = {
        "app_label": model._meta.app_label,
        "model_name": model._meta.model_name,
        "field_name": field,
        "term": term,
    }
    response = client.get(reverse("admin:autocomplete"), data)
    assert response.status_code == 200
    return [row["text"] for row in response.json()["results"]]


def test_suggestions_are_own_rows_only(coordinator):
    assert suggestions(coordinator, Partnership, "organisation", "Works") == ["MYOWN Works"]
    assert suggestions(coordinator, Event, "host", "Verified") == ["MYOWN Verified"]
    assert suggestions(coordinator, Milestone, "activity", "activity") == ["MYOWN activity"]


def test_suggested_people_are_those_of_own_programmes(coordinator, mine):
    assert suggestions(coordinator, Activity, "owner", "Participant") == [
        f"MYOWN Participant · {mine.participant.person.email}"
    ]


def test_suggestions_follow_no_field_that_is_not_one_s_business(coordinator):
    for app, model, field in (("admin", "logentry", "user"), ("notifications", "notification", "recipient")):
        data = {"app_label": app, "model_name": model, "field_name": field, "term": "ALIEN"}
        assert coordinator.get(reverse("admin:autocomplete"), data).status_code == 403


def event_form(programme, **more):
    return {
        "programme": programme.pk,
        "title_0": "Open day",
        "format": "workshop",
        "state": "draft",
        "starts_at_0": "2030-05-01",
        "starts_at_1": "10:00",
        "ends_at_0": "2030-05-01",
        "ends_at_1": "12:00",
        **more,
    }


def test_a_row_can_be_added_to_an_own_programme_and_to_no_other(coordinator, mine, foreign):
    refused = coordinator.post(address(Event, "add"), event_form(foreign.programme))
    assert refused.status_code == 200
    assert list(refused.context["adminform"].form.errors) == ["programme"]
    assert coordinator.post(address(Event, "add"), event_form(mine.programme)).status_code == 302
    assert Event.objects.filter(programme=mine.programme).count() == 2
    assert Event.objects.filter(programme=foreign.programme).count() == 1


def test_a_row_can_t_point_to_a_foreign_one(coordinator, mine, foreign):
    refused = coordinator.post(
        address(Event, "add"), event_form(mine.programme, host=foreign.organisation.pk)
    )
    assert list(refused.context["adminform"].form.errors) == ["host"]


def test_what_somebody_else_put_into_a_field_stays_when_a_trainer_saves_the_row(client, mine):
    mine.event.host = mine.verified
    mine.event.save()
    client.force_login(make_member(mine.programme, "trainer"))
    answer = client.post(
        address(Event, "change", mine.event.pk), event_form(mine.programme, host=mine.verified.pk)
    )
    assert answer.status_code == 302
    mine.event.refresh_from_db()
    assert (str(mine.event.title), mine.event.host) == ("Open day", mine.verified)


# --- Decisions -----------------------------------------------------------------------------------------------------


def act(client, model, action: str, *rows, **more):
    data = {"action": action, ACTION_CHECKBOX_NAME: [row.pk for row in rows], **more}
    return client.post(address(model, "changelist"), data)


def test_verifying_in_bulk_reaches_own_organisations_only(coordinator, mine, foreign):
    act(coordinator, Organisation, "verify", mine.organisation, foreign.organisation)
    for world, expected in ((mine, Verification.VERIFIED), (foreign, Verification.WAITING)):
        world.organisation.refresh_from_db()
        assert world.organisation.verification == expected
    assert mine.organisation.verified_by == mine.coordinator


@pytest.mark.parametrize(
    ("language", "number", "said"),
    [
        ("de", 1, "1 Organisation ist bestätigt und kann jetzt veröffentlichen."),
        ("de", 2, "2 Organisationen sind bestätigt und können jetzt veröffentlichen."),
        ("sl", 2, "2 organizaciji sta potrjeni in zdaj lahko objavljata."),
        ("sl", 3, "3 organizacije so potrjene in zdaj lahko objavljajo."),
        ("sl", 5, "5 organizacij je potrjenih in zdaj lahko objavlja."),
    ],
)
def test_the_answer_to_a_decision_in_bulk_counts_in_the_reader_s_language(
    client, mine, language, number, said
):
    User.objects.filter(pk=mine.coordinator.pk).update(language=language)
    sign_in(client, mine.coordinator)
    rows = [make_organisation(mine.programme, verification=Verification.WAITING) for _ in range(number)]
    answer = act(client, Organisation, "verify", *rows)
    assert [str(message) for message in client.get(answer.url).context["messages"]] == [said]


def test_declining_asks_for_a_reason_first(coordinator, mine):
    make_contact(mine.organisation)
    page = act(coordinator, Organisation, "decline", mine.organisation)
    assert page.templates[0].name == "admin/reason.html"
    empty = act(coordinator, Organisation, "decline", mine.organisation, has_reason="1", reason=" ")
    assert "Say why" in text_of(empty)
    act(coordinator, Organisation, "decline", mine.organisation, has_reason="1", reason="Not a company.")
    mine.organisation.refresh_from_db()
    assert (mine.organisation.verification, mine.organisation.decline_reason) == (
        Verification.DECLINED,
        "Not a company.",
    )
    assert Notification.objects.filter(kind__icontains="declined").count() == 1


def test_a_step_started_on_a_row_s_page_leads_back_to_it(coordinator, mine):
    answer = act(coordinator, Organisation, "verify", mine.organisation, back=mine.organisation.pk)
    assert answer.url == address(Organisation, "change", mine.organisation.pk)


def test_placements_are_published_in_bulk_and_sent_back_with_a_note(coordinator, mine, foreign):
    act(coordinator, Posting, "publish", mine.posting, foreign.posting)
    mine.posting.refresh_from_db()
    foreign.posting.refresh_from_db()
    assert (mine.posting.state, foreign.posting.state) == (PostingState.PUBLISHED, PostingState.WAITING)
    act(coordinator, Posting, "send_back", mine.posting, has_reason="1", reason="Say what it pays.")
    mine.posting.refresh_from_db()
    assert (mine.posting.state, mine.posting.note) == (PostingState.REJECTED, "Say what it pays.")


def test_what_a_rule_forbids_is_told_and_changes_nothing(coordinator, mine):
    mine.placement.organisation.verification = Verification.WAITING
    mine.placement.organisation.save()
    answer = act(coordinator, Posting, "publish", mine.posting)
    told = [str(message) for message in coordinator.get(answer.url).context["messages"]]
    assert told == ["MYOWN placement · MYOWN: The organisation is not verified. Verify it first."]
    mine.posting.refresh_from_db()
    assert mine.posting.state == PostingState.WAITING


def test_people_are_admitted_in_bulk(coordinator, mine, foreign):
    act(coordinator, Enrolment, "admit_people", mine.enrolment, foreign.enrolment)
    mine.enrolment.refresh_from_db()
    foreign.enrolment.refresh_from_db()
    assert (mine.enrolment.status, foreign.enrolment.status) == (
        EnrolmentStatus.ACTIVE,
        EnrolmentStatus.APPLIED,
    )


def test_contacts_are_approved_in_bulk(coordinator, mine, foreign):
    rows = Contact.objects.filter(approved_at__isnull=True)
    act(coordinator, Contact, "approve", *rows)
    assert [row.organisation for row in rows.all()] == [foreign.organisation]


def test_somebody_s_participation_ends_on_a_day(coordinator, mine, foreign):
    page = reverse("admin:programmes_enrolment_leave", args=[mine.participant.pk])
    assert coordinator.get(page).status_code == 200
    tomorrow = timezone.localdate() + timedelta(days=1)
    late = coordinator.post(page, {"exit_kind": "completed", "left_on": tomorrow.isoformat()})
    assert "The exit lies between the entry and today." in text_of(late)
    assert coordinator.post(page, {"exit_kind": "completed", "left_on": ""}).status_code == 302
    mine.participant.refresh_from_db()
    assert (mine.participant.status, mine.participant.exit_kind) == (EnrolmentStatus.LEFT, "completed")
    other = reverse("admin:programmes_enrolment_leave", args=[foreign.participant.pk])
    assert coordinator.post(other, {"exit_kind": "early"}).status_code == 404


# --- Forms that call services --------------------------------------------------------------------------------------


def membership_form(programme, email: str, role: str = "trainer"):
    return {"programme": programme.pk, "email": email, "role": role}


def test_a_role_is_given_by_address(coordinator, mine):
    person = make_user("Tara")
    assert (
        coordinator.post(
            address(Membership, "add"), membership_form(mine.programme, person.email)
        ).status_code
        == 302
    )
    assert [m.role for m in Membership.objects.filter(user=person)] == [MembershipRole.TRAINER]


def test_what_a_service_refuses_stands_beside_its_field(coordinator, mine):
    refused = coordinator.post(
        address(Membership, "add"), membership_form(mine.programme, "nobody@example.org")
    )
    assert refused.status_code == 200
    assert refused.context["adminform"].form.errors["email"] == [
        "Nobody is registered with this e-mail address. Ask the person to register first."
    ]
    assert refused.context["adminform"].form["role"].value() == "trainer"


@pytest.mark.parametrize("page", ["add", "change", "delete"])
def test_who_signed_in_a_while_ago_proves_themselves_before_a_role_changes(client, mine, page):
    sign_in(client, mine.coordinator, minutes_ago=10)
    trainer = make_member(mine.programme, "trainer")
    keys = [] if page == "add" else [Membership.objects.get(user=trainer).pk]
    answer = client.get(address(Membership, page, *keys))
    assert (answer.status_code, answer.url.split("?")[0]) == (302, "/accounts/reauthenticate/")


def test_a_role_that_was_typed_before_the_proof_is_given_after_it(client, mine):
    mine.coordinator.set_password("stay-a-while")
    mine.coordinator.save()
    sign_in(client, mine.coordinator, minutes_ago=10)
    person = make_user("Tess", email="tess@example.org")
    asked = client.post(address(Membership, "add"), membership_form(mine.programme, person.email))
    assert not Membership.objects.filter(user=person).exists()
    client.post(asked.url, {"password": "stay-a-while", "next": address(Membership, "add")})
    assert Membership.objects.filter(user=person).exists()


def test_who_may_only_look_at_roles_is_not_asked_to_prove_anything(client, mine):
    membership = Membership.objects.get(user=make_member(mine.programme, "trainer"))
    sign_in(client, make_member(mine.programme, "assistant"), minutes_ago=10)
    assert client.get(address(Membership, "change", membership.pk)).status_code != 302


def test_no_role_is_given_in_a_foreign_programme(coordinator, foreign):
    person = make_user("Tara")
    refused = coordinator.post(address(Membership, "add"), membership_form(foreign.programme, person.email))
    assert list(refused.context["adminform"].form.errors) == ["programme"]
    assert not Membership.objects.filter(user=person).exists()


def test_a_role_is_given_an_end_and_nothing_else_of_it_changes(coordinator, mine):
    membership = Membership.objects.get(user=make_member(mine.programme, "trainer"))
    page = address(Membership, "change", membership.pk)
    assert coordinator.post(page, {"ends_on": "2040-01-01", "role": "coordinator"}).status_code == 302
    membership.refresh_from_db()
    assert (membership.ends_on, membership.role) == (date(2040, 1, 1), MembershipRole.TRAINER)


def test_a_contact_is_invited_by_address(coordinator, mine):
    person = make_user("Rita")
    data = {"organisation": mine.verified.pk, "email": person.email.upper(), "role": "recruiter"}
    answer = coordinator.post(address(Contact, "add"), data, follow=True)
    listed = answer.context["cl"].result_list
    assert {(row.email, row.role, row.invited_by) for row in listed} == {
        (mine.invitation.email, "recruiter", None),
        (person.email, "recruiter", mine.coordinator),
    }
    assert f"{person.email} is invited." in text_of(answer)
    assert not Contact.objects.filter(user=person).exists()


def test_inviting_who_waits_approves_them(coordinator, mine):
    data = {"organisation": mine.organisation.pk, "email": mine.contact.email, "role": "manager"}
    answer = coordinator.post(address(Contact, "add"), data, follow=True)
    assert "This person stands among the contacts already." in text_of(answer)
    contact = Contact.objects.get(user=mine.contact)
    assert (contact.approved_by, mine.organisation.invitations.count()) == (mine.coordinator, 0)


@pytest.mark.parametrize(
    "data", [{"organisation": "own", "email": f"{'x' * 300}@example.org"}, {"organisation": "foreign"}]
)
def test_an_invitation_that_can_t_be_made_is_refused_beside_its_field(coordinator, mine, foreign, data):
    worlds = {"own": mine, "foreign": foreign}
    form = {"email": "rita@example.org", "role": "recruiter"} | data
    field = "email" if data["organisation"] == "own" else "organisation"
    form["organisation"] = worlds[form["organisation"]].verified.pk
    answer = coordinator.post(address(Contact, "add"), form)
    assert list(answer.context["adminform"].form.errors) == [field]


def test_an_invitation_is_withdrawn_and_a_lapsed_one_not_listed(coordinator, mine):
    lapsed = make_invitation(mine.verified)
    lapsed.created_at = NOW - timedelta(days=31)
    lapsed.save()
    listed = coordinator.get(address(ContactInvitation, "changelist")).context["cl"].result_list
    assert list(listed) == [mine.invitation]
    coordinator.post(address(ContactInvitation, "delete", mine.invitation.pk), {"post": "yes"})
    assert list(ContactInvitation.objects.filter(organisation=mine.verified)) == [lapsed]


def test_a_contact_gets_another_role_and_the_last_manager_keeps_theirs(coordinator, mine):
    manager = make_contact(mine.verified).contacts.get()
    page = address(Contact, "change", manager.pk)
    refused = coordinator.post(page, {"role": "recruiter"})
    assert refused.context["adminform"].form.errors == {
        "role": ["An organisation needs a manager. Make somebody else a manager first."]
    }
    make_contact(mine.verified)
    changed = {"role": "recruiter", "organisation": mine.organisation.pk, "user": mine.person.pk}
    assert coordinator.post(page, changed).status_code == 302
    after = Contact.objects.get(pk=manager.pk)
    assert (after.role, after.organisation, after.user) == ("recruiter", mine.verified, manager.user)


def test_a_person_is_entered_by_address(coordinator, mine):
    person = make_user("Amira")
    data = {"programme": mine.programme.pk, "email": person.email, "entered_on": "2026-02-01"}
    assert coordinator.post(address(Enrolment, "add"), data).status_code == 302
    assert Enrolment.objects.get(person=person).entered_on == date(2026, 2, 1)
    again = coordinator.post(address(Enrolment, "add"), data)
    assert again.context["adminform"].form.non_field_errors() == [
        "This person takes part in the programme already."
    ]


def test_the_last_coordinator_can_t_be_removed(coordinator, mine):
    membership = Membership.objects.get(user=mine.coordinator)
    answer = coordinator.post(address(Membership, "delete", membership.pk), {"post": "yes"}, follow=True)
    assert "A programme needs a coordinator." in text_of(answer)
    assert Membership.objects.filter(pk=membership.pk).exists()


def organisation_form(**more):
    return {
        "name": "New Works",
        "kind": "company",
        "sector": "business",
        "level": "local",
        "city": "Velenje",
        "country": "SI",
        "contacts-TOTAL_FORMS": 0,
        "contacts-INITIAL_FORMS": 0,
        "invitations-TOTAL_FORMS": 0,
        "invitations-INITIAL_FORMS": 0,
        **more,
    }


def test_an_organisation_is_entered_into_an_own_programme(coordinator, mine, foreign):
    refused = coordinator.post(
        address(Organisation, "add"), organisation_form(programme=foreign.programme.pk)
    )
    assert list(refused.context["adminform"].form.errors) == ["programme"]
    answer = coordinator.post(address(Organisation, "add"), organisation_form(programme=mine.programme.pk))
    assert answer.status_code == 302
    entered = Organisation.objects.get(name="New Works")
    assert (entered.country, entered.verification, list(entered.programmes.all())) == (
        "SI",
        Verification.WAITING,
        [mine.programme],
    )


def test_saving_an_organisation_keeps_the_programmes_one_does_not_see(coordinator, mine, foreign):
    mine.organisation.programmes.add(foreign.programme)
    data = organisation_form(name="MYOWN Works", city="Erfurt", country="DE")
    page = address(Organisation, "change", mine.organisation.pk)
    assert "ALIEN" not in text_of(coordinator.get(page))
    assert coordinator.post(page, data).status_code == 302
    mine.organisation.refresh_from_db()
    assert mine.organisation.city == "Erfurt"
    assert set(mine.organisation.programmes.all()) == {mine.programme, foreign.programme}


def test_a_changed_consent_text_is_a_new_version(coordinator, mine, foreign):
    page = reverse("admin:programmes_programme_consent_text", args=[mine.programme.pk])
    assert coordinator.get(page).status_code == 200
    coordinator.post(page, {"text_0": "I agree to more.", "text_1": "", "text_2": ""})
    assert list(mine.programme.purpose.versions.values_list("number", flat=True)) == [2, 1]
    other = reverse("admin:programmes_programme_consent_text", args=[foreign.programme.pk])
    assert coordinator.post(other, {"text_0": "Mine now."}).status_code == 404


def test_a_text_that_other_programmes_share_is_not_rewritten_for_them(coordinator, mine, foreign):
    foreign.programme.purpose = mine.programme.purpose
    foreign.programme.save()
    page = reverse("admin:programmes_programme_consent_text", args=[mine.programme.pk])
    coordinator.post(page, {"text_0": "I agree to more."})
    mine.programme.refresh_from_db()
    assert mine.programme.purpose != foreign.programme.purpose
    assert foreign.programme.purpose.versions.count() == 1


def programme_form(programme, **more):
    data = {
        "acronym": programme.acronym,
        "status": programme.status,
        "title_0": "A title",
        "summary_0": "A summary",
        "time_zone": "Europe/Berlin",
        "country": "DE",
        "languages": ["en", "de"],
        "modules": ["placements"],
        "colour": "#0b5c56",
    }
    for prefix in ("fundings", "partnerships", "work_packages"):
        data |= {f"{prefix}-TOTAL_FORMS": 0, f"{prefix}-INITIAL_FORMS": 0}
    return data | more


@pytest.mark.parametrize("prefix", ["fundings", "partnerships", "work_packages"])
def test_five_thousand_lines_below_a_row_are_refused_with_a_word(coordinator, mine, prefix):
    page = address(Programme, "change", mine.programme.pk)
    data = programme_form(mine.programme, acronym="OTHER") | {f"{prefix}-TOTAL_FORMS": 5000}
    answer = coordinator.post(page, data)
    assert "This page was sent with more lines than are possible. Nothing was saved." in text_of(answer)
    [sent] = [inline for inline in answer.context["inline_admin_formsets"] if inline.formset.prefix == prefix]
    assert len(sent.formset.forms) <= 1 + NEW_ROWS
    mine.programme.refresh_from_db()
    assert mine.programme.acronym == "MYOWN"


def test_rows_that_are_only_looked_at_take_no_lines_either(coordinator, mine):
    page = address(Organisation, "change", mine.organisation.pk)
    data = organisation_form(name="Other") | {"contacts-TOTAL_FORMS": 5000}
    answer = coordinator.post(page, data)
    assert "This page was sent with more lines than are possible. Nothing was saved." in text_of(answer)
    mine.organisation.refresh_from_db()
    assert mine.organisation.name != "Other"


def test_a_programme_moves_on_step_by_step(coordinator, mine):
    page = address(type(mine.programme), "change", mine.programme.pk)
    refused = coordinator.post(page, programme_form(mine.programme, status="archived"))
    assert refused.context["adminform"].form.errors["status"] == ["This step is not possible from here."]
    assert coordinator.post(page, programme_form(mine.programme, status="closing")).status_code == 302
    mine.programme.refresh_from_db()
    assert mine.programme.status == "closing"


def test_only_the_operator_moves_a_programme_to_another_address(coordinator, mine):
    page = address(type(mine.programme), "change", mine.programme.pk)
    coordinator.post(page, programme_form(mine.programme, slug="elsewhere", is_example="on"))
    mine.programme.refresh_from_db()
    assert (mine.programme.slug, mine.programme.is_example) == ("myown", False)


def test_staff_enters_a_participant_s_answers(coordinator, mine):
    page = address(type(mine.record), "change", mine.record.pk)
    data = {"gender": "f", "birth_date": "1999-01-01", "status_entry": "unemployed", "isced_entry": "6"}
    assert coordinator.post(page, data).status_code == 302
    mine.record.refresh_from_db()
    assert (mine.record.is_complete, mine.record.entry_answered_at is not None) == (True, True)
    impossible = coordinator.post(page, data | {"birth_date": "2999-01-01"})
    assert list(impossible.context["adminform"].form.errors) == ["birth_date"]


# --- Who may enter, and do what ------------------------------------------------------------------------------------


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


@pytest.mark.parametrize(
    ("role", "seen"),
    [
        ("trainer", {"Programme", "WorkPackage", "Activity", "Milestone", "Enrolment", "Event"}),
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
                "Event",
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
    client.force_login(mine.coordinator)
    act(client, Organisation, "verify", organisation)
    organisation.refresh_from_db()
    assert organisation.is_verified


@pytest.mark.parametrize(
    "model",
    [model for model in admin.site._registry if not issubclass(model, Scoped)],
    ids=lambda model: model._meta.label_lower,
)
def test_what_belongs_to_no_programme_is_the_operator_s(client, coordinator, model):
    is_vocabulary = model.__name__ in {"Skill", "Indicator"}
    assert coordinator.get(address(model, "changelist")).status_code == (200 if is_vocabulary else 403)
    assert coordinator.get(address(model, "add")).status_code == 403
    client.force_login(User.objects.create_superuser("operator@example.org", "x"))
    assert client.get(address(model, "changelist")).status_code == 200
    assert client.get(address(model, "add")).status_code in (200, 403)


# --- The programme in view -----------------------------------------------------------------------------------------


def test_the_switcher_narrows_every_list_and_widens_none(client, mine, foreign):
    both = make_member(mine.programme)
    second = World("SECOND")
    Membership.objects.create(user=both, programme=second.programme, role="coordinator")
    client.force_login(both)

    def listed():
        return {row.name for row in client.get(address(Organisation, "changelist")).context["cl"].result_list}

    switch = reverse("admin:switch_programme")
    assert listed() == {"MYOWN Works", "MYOWN Verified", "SECOND Works", "SECOND Verified"}
    client.post(switch, {"programme": "second"})
    assert listed() == {"SECOND Works", "SECOND Verified"}
    assert client.get(address(Organisation, "change", mine.organisation.pk)).status_code == 200
    client.post(switch, {"programme": "alien"})
    assert listed() == {"MYOWN Works", "MYOWN Verified", "SECOND Works", "SECOND Verified"}


def test_the_switcher_leads_back_to_where_one_was_and_nowhere_else(coordinator):
    switch = reverse("admin:switch_programme")
    assert coordinator.post(switch, {"next": "/admin/events/event/"}).url == "/admin/events/event/"
    assert coordinator.post(switch, {"next": "https://elsewhere.example/"}).url == reverse("admin:index")
    assert coordinator.get(switch).status_code == 405


# --- Files ---------------------------------------------------------------------------------------------------------


def test_evidence_is_downloaded_by_those_who_see_its_milestone(client, coordinator, mine, foreign):
    for world in (mine, foreign):
        world.milestone.evidence.save("evidence.pdf", ContentFile(b"%PDF-1.7 evidence"))
    own = coordinator.get(address(Milestone, "change", mine.milestone.pk), {"file": "evidence"})
    assert b"".join(own.streaming_content) == b"%PDF-1.7 evidence"
    assert own["Content-Disposition"].startswith("attachment")
    page = address(Milestone, "change", foreign.milestone.pk)
    assert coordinator.get(page, {"file": "evidence"}).status_code == 404


# --- History -------------------------------------------------------------------------------------------------------


def test_history_says_who_changed_what_and_where(coordinator, mine):
    page = address(Organisation, "change", mine.organisation.pk)
    coordinator.post(page, organisation_form(name="MYOWN Renamed", city="Erfurt", country="DE"))
    response = coordinator.get(address(Organisation, "history", mine.organisation.pk))
    step = response.context["changes"][0]
    assert (step.who, step.address) == (str(mine.coordinator), page)
    assert {(f.field, f.before, f.after) for f in step.fields} >= {("Name", "MYOWN Works", "MYOWN Renamed")}


@pytest.mark.parametrize("page", ["change", "history"])
@pytest.mark.parametrize(
    ("model", "name", "person"),
    [(ParticipantRecord, "record", "participant"), (Talent, "talent", "participant")],
)
def test_each_look_at_a_participants_row_or_its_history_is_logged(
    coordinator, mine, foreign, model, name, person, page
):
    row = getattr(mine, name)
    assert coordinator.get(address(model, page, row.pk)).status_code == 200
    entry = AccessLog.objects.get()
    assert (entry.actor, entry.subject, entry.kind) == (
        mine.coordinator,
        getattr(mine, person).person,
        "read",
    )
    assert (entry.object_label, entry.object_id) == (model._meta.label_lower, str(row.pk))
    assert entry.purpose != ""
    assert coordinator.get(address(model, page, getattr(foreign, name).pk)).status_code == 404
    assert coordinator.get(address(model, "changelist")).status_code == 200
    assert AccessLog.objects.count() == 1


def test_answers_sent_with_a_mistake_are_shown_again_which_is_logged_and_saved_ones_are_not(
    coordinator, mine
):
    page = address(ParticipantRecord, "change", mine.record.pk)
    answers = {"gender": "f", "birth_date": "1998-03-04", "status_entry": "unemployed", "isced_entry": "6"}
    assert coordinator.post(page, answers).status_code == 302
    assert AccessLog.objects.count() == 0
    assert coordinator.post(page, {**answers, "birth_date": "9999-12-31"}).status_code == 200
    assert AccessLog.objects.count() == 1


def test_history_of_what_is_not_sensitive_is_not_logged(coordinator, mine):
    assert coordinator.get(address(Organisation, "history", mine.organisation.pk)).status_code == 200
    assert AccessLog.objects.count() == 0


def test_the_parts_of_a_programme_say_what_they_do_and_which_does_nothing_yet(coordinator, mine):
    page = coordinator.get(address(Programme, "change", mine.programme.pk)).content.decode()
    assert "Mentoring has no pages yet" in page


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
def test_people_s_dates_of_nonsense_years_are_refused_beside_their_field(coordinator, mine, day):
    sentence = ["Choose a day between the years 1990 and 2100."]
    email, programme = make_user().email, str(mine.programme.pk)
    forms = [
        (address(Membership, "add"), {"role": "trainer"}, "starts_on"),
        (address(Membership, "add"), {"role": "trainer"}, "ends_on"),
        (address(Enrolment, "add"), {}, "entered_on"),
    ]
    for page, others, field in forms:
        answer = coordinator.post(page, {"email": email, "programme": programme, **others, field: day})
        assert answer.context["adminform"].form.errors == {field: sentence}, page
    leave = reverse("admin:programmes_enrolment_leave", args=[mine.participant.pk])
    answer = coordinator.post(leave, {"exit_kind": "early", "left_on": day})
    assert answer.context["form"].errors == {"left_on": sentence}


# --- Bad input -----------------------------------------------------------------------------------------------------


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


@pytest.mark.parametrize("text", ["\0", "x" * 100_000, "\u202e😀"])
def test_odd_texts_stand_beside_their_field_or_are_kept(coordinator, mine, text):
    page = address(Organisation, "change", mine.organisation.pk)
    assert coordinator.post(page, organisation_form(name=text, city="Erfurt")).status_code in (200, 302)


# --- Many rows -----------------------------------------------------------------------------------------------------


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
