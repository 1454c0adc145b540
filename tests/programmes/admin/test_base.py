"""What the admin's lists tell beyond their rows: nothing about programmes one doesn't work in."""

import pytest
from django.urls import reverse

from evaluation.models import ParticipantRecord
from matching.models import Placement, Talent
from programmes.models import Contact, ContactInvitation, Membership, Organisation
from tests.factories import (
    make_contact,
    make_enrolment,
    make_invitation,
    make_member,
    make_organisation,
    make_placement,
    make_programme,
    make_record,
    make_talent,
)

pytestmark = pytest.mark.django_db


def list_of(model) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")


@pytest.fixture
def foreign():
    return make_programme("alien", acronym="ALIEN")


@pytest.fixture
def mine(foreign):
    """Two programmes of one coordinator, each with a row of every kind that has to do with the foreign one, too."""
    programmes = [make_programme(), make_programme()]
    for programme in programmes:
        person = make_enrolment(programme).person
        make_enrolment(foreign, person)
        make_talent(person)
        organisation = make_organisation(programme, foreign)
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
def test_filters_don_t_tell_which_further_programmes_a_row_belongs_to(client, mine, foreign, model, path):
    coordinator = make_member(mine[0])
    Membership.objects.create(user=coordinator, programme=mine[1], role="coordinator")
    client.force_login(coordinator)
    assert "ALIEN" not in client.get(list_of(model)).content.decode()
    counts = [
        client.get(list_of(model), {f"{path}__id__exact": programme.pk}).context["cl"].result_count
        for programme in (*mine, foreign)
    ]
    assert counts == [1, 1, 0]
    for lookup in (path, f"{path}__exact", f"{path}__in", f"{path}__gt"):
        assert client.get(list_of(model), {lookup: foreign.pk}).status_code == 400, lookup


def test_whoever_evaluates_one_programme_and_works_for_another_finds_no_names_of_the_first(
    client, mine, foreign
):
    own = make_record(mine[0].enrolments.get())
    evaluated = make_record(foreign.enrolments.first())
    person = make_member(mine[0], "assistant")
    Membership.objects.create(user=person, programme=foreign, role="evaluator")
    client.force_login(person)
    listed = client.get(list_of(ParticipantRecord)).context["cl"].result_list
    assert [row.pk for row in listed] == [own.pk]
    page = reverse("admin:evaluation_participantrecord_change", args=[evaluated.pk])
    assert client.get(page).status_code == 404


@pytest.mark.parametrize(
    "last", [{"created_at__year": "9999"}, {"created_at__year": "9999", "created_at__month": "12"}]
)
def test_the_end_of_time_is_no_error(client, mine, last):
    client.force_login(make_member(mine[0]))
    assert client.get(list_of(Organisation), last).status_code == 302


def test_a_report_s_number_in_other_digits_is_not_found(client, mine):
    client.force_login(make_member(mine[0]))
    assert client.get(reverse("admin:evaluation_report_change", args=["٣"])).status_code == 404
