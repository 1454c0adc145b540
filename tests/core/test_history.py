import pytest
from i18nfield.strings import LazyI18nString

from programmes.models import Programme
from tests.factories import make_member, make_programme

pytestmark = pytest.mark.django_db


def test_every_change_is_kept_even_one_made_in_sql():
    programme = make_programme()
    Programme.objects.filter(pk=programme.pk).update(acronym="NEW")
    assert list(programme.history.order_by("pgh_id").values_list("pgh_label", "acronym")) == [
        ("insert", programme.acronym),
        ("update", "NEW"),
    ]


def test_what_was_deleted_is_still_known():
    programme = make_programme()
    history, pk = Programme.history.rel.related_model, programme.pk
    programme.delete()
    assert list(history.objects.filter(id=pk).order_by("pgh_id").values_list("pgh_label", flat=True)) == [
        "insert",
        "delete",
    ]


def test_a_change_knows_who_made_it_and_in_which_request(client):
    programme = make_programme()
    coordinator = make_member(programme)
    client.force_login(coordinator)
    client.post(
        f"/programmes/{programme.slug}/join/",
        {"version": programme.purpose.versions.get().pk, "agreed": "on"},
    )
    enrolment = programme.enrolments.get()
    context = enrolment.history.get(pgh_label="insert").pgh_context
    assert (context.metadata["user"], context.metadata["url"]) == (
        coordinator.pk,
        f"/programmes/{programme.slug}/join/",
    )


def test_text_in_several_languages_is_kept_whole():
    programme = make_programme(title=LazyI18nString({"en": "Stay", "de": "Bleib"}))
    assert programme.history.get().title.data == {"en": "Stay", "de": "Bleib"}
