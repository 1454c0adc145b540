from datetime import date

import pytest
from django.test import Client

from matching.constants import MAX_SKILLS
from matching.models import SkillLabel, Talent
from matching.services.talents import save_profile
from tests.factories import (
    make_organisation,
    make_placement,
    make_programme,
    make_pupil,
    make_skill,
    make_user,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def alice():
    return make_user()


@pytest.fixture
def client(alice):
    client = Client()
    client.force_login(alice)
    return client


def answers(*, skills=(), languages=(), rows=5, **fields):
    data = {
        "degree": "7",
        "field": "07",
        "regions": "",
        **{f"{prefix}-{name}": value for prefix in ("skills", "languages") for name, value in (
            ("TOTAL_FORMS", str(rows)), ("INITIAL_FORMS", "0")
        )},
    }  # fmt: skip
    for number, (name, level) in enumerate(skills):
        data |= {f"skills-{number}-name": name, f"skills-{number}-level": str(level)}
    for number, (code, level) in enumerate(languages):
        data |= {f"languages-{number}-language": code, f"languages-{number}-level": str(level)}
    return {**data, **fields}


def refused(client, message, **changes):
    response = client.post("/me/profile/", answers(**changes))
    assert response.status_code == 200
    html = response.content.decode().replace("&#x27;", "'")
    assert 'class="error-summary"' in html
    assert message in html
    assert Talent.objects.count() == 0
    return html


def test_profile_is_filled_on_one_page(client, alice):
    cad = make_skill("use CAD software")
    response = client.post(
        "/me/profile/",
        answers(
            headline="Engineer",
            graduation_on="2026-09-30",
            available_from="2027-03-01",
            kinds=["job", "thesis"],
            regions="South Thuringia, leipzig ,, Leipzig",
            is_mobile="on",
            hours="40",
            skills=[("Use CAD software", 3)],
            languages=[("de", 3), ("en", 6)],
        ),
        follow=True,
    )
    assert "Your profile is saved." in response.content.decode()
    talent = Talent.objects.get(user=alice)
    assert (talent.degree, talent.field, talent.hours, talent.is_mobile) == (7, "07", 40, True)
    assert (talent.graduation_on, talent.available_from) == (date(2026, 9, 30), date(2027, 3, 1))
    assert (talent.kinds, talent.regions) == (["job", "thesis"], ["DEG-SUED", "DED51"])
    assert talent.headline == "Engineer"
    assert list(talent.skills.values_list("skill", "level")) == [(cad.pk, 3)]
    assert dict(talent.languages.values_list("language", "level")) == {"de": 3, "en": 6}


def test_saved_profile_is_shown_again_and_emptied_lines_are_taken_away(client, alice):
    cad, law = make_skill("CAD"), make_skill("Law")
    save_profile(
        user=alice,
        by=alice,
        fields={"degree": 6, "regions": ["Leipzig", "Suhl"]},
        skills={cad.pk: 2, law.pk: 4},
        languages={"de": 3},
    )
    html = client.get("/me/profile/").content.decode()
    for text in ('value="CAD"', 'value="Law"', "Leipzig, Suhl", "of 6 parts filled"):
        assert text in html
    client.post("/me/profile/", answers(skills=[("", 2), ("Law", 4)]))
    assert list(alice.talent.skills.values_list("skill", flat=True)) == [law.pk]
    assert alice.talent.languages.count() == 0


def test_skill_is_understood_in_any_language_and_shown_in_the_readers(client, alice):
    welding = make_skill("weld metal")
    SkillLabel.objects.create(skill=welding, language="de", text="Metall schweißen")
    client.post("/me/profile/", answers(skills=[("metall schweißen", 2)]))
    assert list(alice.talent.skills.values_list("skill", flat=True)) == [welding.pk]
    assert 'value="weld metal"' in client.get("/me/profile/").content.decode()
    alice.language = "de"
    alice.save()
    assert 'value="Metall schweißen"' in client.get("/me/profile/").content.decode()


def test_unknown_skill_is_named_beside_its_line_with_likely_ones(client):
    make_skill("use CAD software")
    html = refused(client, "Did you mean one of these: use CAD software?", skills=[("CAD", 2)])
    assert 'value="CAD"' in html
    refused(client, "We don't know this skill. Choose one of the suggestions", skills=[("zzz", 2)])


def test_same_skill_or_language_twice_is_refused(client):
    make_skill("CAD")
    refused(client, "You have named this above already.", skills=[("CAD", 2), ("cad", 3)])
    refused(client, "You have named this above already.", languages=[("de", 2), ("de", 3)])


@pytest.mark.parametrize(
    "changes",
    [
        {"graduation_on": "0001-01-01"},
        {"available_from": "9999-12-31"},
        {"available_from": "31.02.2027"},
        {"hours": "9223372036854775808"},
        {"hours": "-1"},
        {"degree": "99"},
        {"field": "zz"},
        {"kinds": ["job", "nonsense"]},
        {"headline": "x" * 161},
        {"headline": "a\0b"},
        {"regions": "x" * 5000},
        {"regions": "x" * 130},
        {"regions": ",".join(str(number) for number in range(11))},
        {"regions": "a\0b"},
        {"skills": [("a\0b", 2)]},
        {"skills": [("x" * 500, 2)]},
        {"skills": [("CAD", 9)]},
        {"languages": [("klingon", 3)]},
        {"languages": [("de", 99)]},
        {"skills-TOTAL_FORMS": "9" * 30},
        {"skills-TOTAL_FORMS": "abc"},
        {"skills-TOTAL_FORMS": "-3"},
    ],
)
def test_bad_input_is_refused_beside_the_field_and_changes_nothing(client, changes):
    make_skill("CAD")
    refused(client, "", **changes)


def test_five_thousand_lines_are_refused_with_a_word_and_not_drawn(client):
    html = refused(client, f"At most {MAX_SKILLS} lines are possible here.", rows=5000)
    assert html.count('name="skills-') < 3 * (MAX_SKILLS + 20)


def test_more_skills_than_a_profile_holds_are_refused(client):
    names = [make_skill(f"skill {number}") for number in range(MAX_SKILLS + 1)]
    refused(client, "", skills=[(str(skill), 2) for skill in names], rows=MAX_SKILLS + 1)


def test_what_belongs_to_others_cannot_be_sent_along(client, alice):
    bob = make_user("Bob")
    client.post("/me/profile/", answers(user=bob.pk, user_id=bob.pk, told_at="2020-01-01"))
    talent = Talent.objects.get()
    assert (talent.user, talent.told_at) == (alice, None)


def test_more_lines_keep_what_was_typed_and_save_nothing(client):
    response = client.post(
        "/me/profile/", answers(skills=[("half a wo", 2)], more="skills", headline="Typed")
    )
    html = response.content.decode()
    assert 'value="half a wo"' in html
    assert 'value="Typed"' in html
    assert 'name="skills-7-name"' in html
    assert "error-summary" not in html
    assert Talent.objects.count() == 0


def test_known_regions_are_named_and_spelled_as_offers_spell_them(client, alice):
    make_placement(make_organisation(make_programme()), region="South Thuringia")
    assert "Most offers are in: South Thuringia." in client.get("/me/profile/").content.decode()
    client.post("/me/profile/", answers(regions="south  thuringia; Graz"))
    assert alice.talent.regions == ["DEG-SUED", "AT221"]


def test_suggestions_are_options_for_what_is_being_typed(client):
    make_skill("weld metal")
    html = client.get("/me/profile/skills/?q=wel").content.decode()
    assert html == '<option value="weld metal">weld metal</option>'
    for odd in ("", "?q=%00", "?q=" + "x" * 3000, "?a=1"):
        assert client.get(f"/me/profile/skills/{odd}").content == b""


def test_visitor_signs_in_first_and_pupil_needs_consent():
    assert Client().get("/me/profile/")["Location"] == "/accounts/login/?next=/me/profile/"
    for has_consent, status in ((True, 200), (False, 403)):
        client = Client()
        client.force_login(make_pupil(has_consent=has_consent))
        assert client.get("/me/profile/").status_code == status


def test_profile_says_who_sees_it_and_asks_for_nothing_that_has_no_effect(client):
    html = client.get("/me/profile/").content.decode()
    assert "An organisation, for the offers you apply to" in html
    assert 'name="visibility"' not in html


def test_pupil_is_not_asked_what_companies_could_read():
    client = Client()
    pupil = make_pupil(has_consent=True)
    client.force_login(pupil)
    html = client.get("/me/profile/").content.decode()
    assert 'name="headline"' not in html
    client.post("/me/profile/", answers(headline="Call me"))
    assert pupil.talent.headline == ""


def test_number_of_queries_does_not_grow_with_the_profile(client, alice, django_assert_max_num_queries):
    counts = []
    for number in (1, 30):
        skills = {make_skill(f"skill {number} {each}").pk: 2 for each in range(number)}
        save_profile(user=alice, by=alice, fields={}, skills=skills, languages={"de": 3})
        client.get("/me/profile/")  # what is kept for everybody is kept now
        with django_assert_max_num_queries(12) as queries:
            client.get("/me/profile/")
        counts.append(len(queries))
    assert counts[0] == counts[1]
