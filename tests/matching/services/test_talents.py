from datetime import date

import pytest

from matching.constants import MAX_SKILLS
from matching.models import Talent, TalentLanguage, TalentSkill
from matching.services.talents import TooMany, save_profile
from portal.core.errors import NotAllowed
from programmes.services.enrolments import leave_programme
from tests.factories import make_enrolment, make_member, make_programme, make_pupil, make_skill, make_user

pytestmark = pytest.mark.django_db


def save(user, **changes):
    values = {"fields": {}, "skills": {}, "languages": {}, "by": user}
    return save_profile(user=user, **{**values, **changes})


def test_first_save_creates_the_profile():
    alice, cad = make_user(), make_skill("CAD")
    save(alice, fields={"degree": 7, "field": "07"}, skills={cad.pk: 3}, languages={"de": 3, "en": 6})
    talent = Talent.objects.get(user=alice)
    assert (talent.degree, talent.field) == (7, "07")
    assert list(talent.skills.values_list("skill", "level")) == [(cad.pk, 3)]
    assert dict(talent.languages.values_list("language", "level")) == {"de": 3, "en": 6}


def test_later_save_replaces_skills_and_languages_and_keeps_what_did_not_change():
    alice, cad, law = make_user(), make_skill("CAD"), make_skill("Law")
    talent = save(alice, fields={"headline": "Engineer"}, skills={cad.pk: 3}, languages={"de": 3})
    kept = talent.skills.get().pk
    save(alice, fields={"degree": 6}, skills={cad.pk: 3, law.pk: 1}, languages={"en": 5})
    talent.refresh_from_db()
    assert (talent.headline, talent.degree) == ("Engineer", 6)
    assert list(talent.skills.order_by("pk").values_list("skill", "level")) == [(cad.pk, 3), (law.pk, 1)]
    assert talent.skills.get(skill=cad).pk == kept
    assert list(talent.languages.values_list("language", "level")) == [("en", 5)]


def test_staff_reads_a_profile_until_the_person_has_left_the_programme():
    programme = make_programme()
    enrolment, coordinator = make_enrolment(programme), make_member(programme)
    alice = enrolment.person
    save(alice, languages={"de": 3}, skills={make_skill("CAD").pk: 3})
    profile = (Talent, TalentSkill, TalentLanguage)
    assert [model.objects.visible_to(coordinator).count() for model in profile] == [1, 1, 1]
    leave_programme(enrolment=enrolment, exit_kind="early", by=alice)
    assert [model.objects.visible_to(coordinator).count() for model in profile] == [0, 0, 0]
    assert [model.objects.visible_to(alice).count() for model in profile] == [1, 1, 1]


def test_unknown_fields_are_a_mistake_and_nothing_is_set():
    alice = make_user()
    with pytest.raises(TypeError, match="unknown fields: user_id"):
        save(alice, fields={"user_id": make_user("Bob").pk, "available_from": date(2027, 3, 1)})
    assert not Talent.objects.exists()


def test_nobody_saves_the_profile_of_somebody_else():
    alice, bob = make_user(), make_user("Bob")
    with pytest.raises(NotAllowed):
        save(alice, by=bob)
    assert Talent.objects.count() == 0


def test_pupil_needs_a_guardians_consent_for_a_profile():
    save(make_pupil(has_consent=True))
    pupil = make_pupil(has_consent=False)
    with pytest.raises(NotAllowed):
        save(pupil)


def test_more_skills_than_a_profile_holds_are_refused():
    alice = make_user()
    with pytest.raises(TooMany):
        save(alice, skills=dict.fromkeys(range(MAX_SKILLS + 1), 1))
    assert Talent.objects.count() == 0


def test_saving_needs_no_job_since_offers_are_ranked_when_they_are_asked_for(
    django_capture_on_commit_callbacks,
):
    with django_capture_on_commit_callbacks() as jobs:
        save(make_user())
    assert jobs == []
