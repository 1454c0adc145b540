from datetime import date

import pytest
from django.test import Client

from matching.constants import MAX_SKILLS
from matching.facts import PROFILE_STEPS
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


STEP = "/me/profile/{}/"


def lines(prefix, rows, *, names, number=5):
    data = {f"{prefix}-TOTAL_FORMS": str(number), f"{prefix}-INITIAL_FORMS": "0"}
    for line, row in enumerate(rows):
        data |= {f"{prefix}-{line}-{name}": str(value) for name, value in zip(names, row, strict=True)}
    return data


def skills(*rows, **more):
    return {**lines("skills", rows, names=("name", "level")), **more}


def languages(*rows, **more):
    return {**lines("languages", rows, names=("language", "level")), **more}


def refused(client, step, message, data):
    response = client.post(STEP.format(step), data)
    assert response.status_code == 200
    html = response.content.decode().replace("&#x27;", "'")
    assert 'class="error-summary"' in html
    assert message in html
    assert not Talent.objects.exists()
    return html


def test_each_step_is_saved_by_itself_and_leads_to_the_next(client, alice):
    cad = make_skill("use CAD software")
    sent = {
        "wishes": {
            "available_from": "2027-03-01",
            "kinds": ["job", "thesis"],
            "regions": "South Thuringia, leipzig ,, Leipzig",
            "is_mobile": "on",
            "hours": "40",
        },
        "languages": languages(("de", 3), ("en", 6)),
        "skills": skills(("Use CAD software", 3)),
        "education": {"degree": "7", "field": "07", "graduation_on": "2026-09-30"},
        "more": {"headline": "Engineer"},
    }
    assert tuple(sent) == PROFILE_STEPS
    nexts = [*PROFILE_STEPS[1:], None]
    for (step, data), following in zip(sent.items(), nexts, strict=True):
        answer = client.post(STEP.format(step), data)
        assert answer["Location"] == (STEP.format(following) if following else "/offers/")
    talent = Talent.objects.get(user=alice)
    assert (talent.degree, talent.field, talent.hours, talent.is_mobile) == (7, "07", 40, True)
    assert (talent.graduation_on, talent.available_from) == (date(2026, 9, 30), date(2027, 3, 1))
    assert (talent.kinds, talent.regions) == (["job", "thesis"], ["DEG-SUED", "DED51"])
    assert talent.headline == "Engineer"
    assert list(talent.skills.values_list("skill", "level")) == [(cad.pk, 3)]
    assert dict(talent.languages.values_list("language", "level")) == {"de": 3, "en": 6}
    html = client.get("/me/profile/").content.decode()
    for text in ("Your profile is saved.", "6 of 6 parts filled", "Advanced: Use CAD software", "anywhere"):
        assert text in html


def test_a_step_can_be_left_for_all_of_it_which_leads_to_the_first_that_is_missing(client):
    assert client.get("/me/profile/").context["next_step"] == "wishes"
    answer = client.post(STEP.format("languages"), languages(("de", 3), then="all"))
    assert answer["Location"] == "/me/profile/"
    wishes = {"kinds": ["job"], "is_mobile": "on", "available_from": "2027-03-01"}
    client.post(STEP.format("wishes"), wishes)
    page = client.get("/me/profile/")
    assert page.context["next_step"] == "skills"


def test_what_is_sent_to_a_step_and_belongs_to_another_changes_nothing(client, alice):
    make_skill("CAD")
    client.post(STEP.format("education"), {"degree": "6", "headline": "Turner", **skills(("CAD", 2))})
    assert (alice.talent.degree, alice.talent.headline) == (6, "")
    assert not alice.talent.skills.exists()


def test_there_is_no_step_of_another_name(client):
    assert client.get(STEP.format("gender")).status_code == 404


def test_emptied_lines_are_taken_away_and_other_steps_stay(client, alice):
    cad, law = make_skill("CAD"), make_skill("Law")
    save_profile(
        user=alice,
        by=alice,
        fields={"degree": 6, "regions": ["Leipzig", "Suhl"]},
        skills={cad.pk: 2, law.pk: 4},
        languages={"de": 3},
    )
    html = client.get(STEP.format("skills")).content.decode()
    for text in ('value="CAD"', 'value="Law"'):
        assert text in html
    assert "Leipzig, Suhl" in client.get(STEP.format("wishes")).content.decode()
    client.post(STEP.format("skills"), skills(("", 2), ("Law", 4)))
    assert list(alice.talent.skills.values_list("skill", flat=True)) == [law.pk]
    assert alice.talent.languages.count() == 1


def test_skill_is_understood_in_any_language_and_shown_in_the_readers(client, alice):
    welding = make_skill("weld metal")
    SkillLabel.objects.create(skill=welding, language="de", text="Metall schweißen")
    client.post(STEP.format("skills"), skills(("metall schweißen", 2)))
    assert list(alice.talent.skills.values_list("skill", flat=True)) == [welding.pk]
    assert 'value="weld metal"' in client.get(STEP.format("skills")).content.decode()
    alice.language = "de"
    alice.save()
    assert 'value="Metall schweißen"' in client.get(STEP.format("skills")).content.decode()


def test_unknown_skill_is_named_beside_its_line_and_a_likely_one_is_chosen_from_the_error(client, alice):
    cad = make_skill("use CAD software")
    typed = skills(("", 2), ("CAD", 2))
    html = refused(client, "skills", "Skill CAD: We don't know this skill. Did you mean", typed)
    assert 'value="CAD"' in html
    button = 'name="fill" value="skills-1-name=use CAD software"'
    assert button in html
    client.post(STEP.format("skills"), {**typed, "fill": "skills-1-name=use CAD software"})
    assert list(alice.talent.skills.values_list("skill", "level")) == [(cad.pk, 2)]


def test_what_nobody_knows_gets_a_clear_answer(client):
    refused(client, "skills", "We don't know this skill. Choose one of the suggestions", skills(("zzz", 2)))


def test_same_skill_or_language_twice_is_refused(client):
    make_skill("CAD")
    refused(client, "skills", "You have named this above already.", skills(("CAD", 2), ("cad", 3)))
    refused(client, "languages", "You have named this above already.", languages(("de", 2), ("de", 3)))


WISHES, EDUCATION, MORE = "wishes", "education", "more"
HUGE = "x" * 10_000_000


@pytest.mark.parametrize(
    ("step", "data"),
    [
        (EDUCATION, {"graduation_on": "0001-01-01"}),
        (WISHES, {"available_from": "9999-12-31"}),
        (WISHES, {"available_from": "31.02.2027"}),
        (WISHES, {"hours": "9223372036854775808"}),
        (WISHES, {"hours": "-1"}),
        (EDUCATION, {"degree": "99"}),
        (EDUCATION, {"field": "zz"}),
        (WISHES, {"kinds": ["job", "nonsense"]}),
        (MORE, {"headline": "x" * 161}),
        (MORE, {"headline": "a\0b"}),
        (WISHES, {"regions": "x" * 5000}),
        (WISHES, {"regions": "x" * 130}),
        (WISHES, {"regions": ",".join(str(number) for number in range(11))}),
        (WISHES, {"regions": "a\0b"}),
        ("skills", skills(("a\0b", 2))),
        ("skills", skills(("x" * 500, 2))),
        ("skills", skills(("CAD", 9))),
        ("skills", skills((HUGE, 2))),
        ("languages", languages(("klingon", 3))),
        ("languages", languages(("de", 99))),
        ("languages", languages((HUGE, 3))),
        ("skills", skills(**{"skills-TOTAL_FORMS": "9" * 30})),
        ("skills", skills(**{"skills-TOTAL_FORMS": "abc"})),
        ("skills", skills(**{"skills-TOTAL_FORMS": "-3"})),
    ],
    ids=lambda value: str(value)[:60],
)
def test_bad_input_is_refused_beside_the_field_and_changes_nothing(client, step, data):
    make_skill("CAD")
    refused(client, step, "", data)


@pytest.mark.parametrize(
    "odd", ["", "=", "skills-0-name", "skills-99-name=CAD", "csrf=x", "\0=\0", "skills-TOTAL_FORMS=9999999"]
)
def test_odd_choices_from_errors_are_answered(client, odd):
    answer = client.post(STEP.format("skills"), skills(("zzz", 2), fill=odd))
    assert answer.status_code == 200
    assert not Talent.objects.exists()


@pytest.mark.parametrize(
    "odd", ["skills=" + HUGE, "skills", "other=CAD", "skills=\0", "=", "skills=" + "," * 99]
)
def test_odd_lines_to_add_are_answered_and_save_nothing(client, odd):
    assert client.post(STEP.format("skills"), skills(("CAD", 2), add=odd)).status_code == 200
    assert not Talent.objects.exists()


def test_five_thousand_lines_are_refused_with_a_word_and_not_drawn(client):
    typed = skills(**{"skills-TOTAL_FORMS": "5000"})
    html = refused(client, "skills", f"At most {MAX_SKILLS} lines are possible here.", typed)
    assert html.count('name="skills-') < 3 * (MAX_SKILLS + 20)


def test_more_skills_than_a_profile_holds_are_refused(client):
    names = [make_skill(f"skill {number}") for number in range(MAX_SKILLS + 1)]
    typed = lines("skills", [(each, 2) for each in names], names=("name", "level"), number=MAX_SKILLS + 1)
    refused(client, "skills", "", typed)


def test_what_belongs_to_others_cannot_be_sent_along(client, alice):
    bob = make_user("Bob")
    client.post(STEP.format(MORE), {"user": bob.pk, "user_id": bob.pk, "told_at": "2020-01-01"})
    talent = Talent.objects.get()
    assert (talent.user, talent.told_at) == (alice, None)


def test_more_lines_keep_what_was_typed_and_save_nothing(client):
    html = client.post(STEP.format("skills"), skills(("half a wo", 2), more="skills")).content.decode()
    assert 'value="half a wo"' in html
    assert 'name="skills-7-name"' in html
    assert "error-summary" not in html
    assert Talent.objects.count() == 0


def test_what_offers_in_ones_field_ask_for_is_added_by_one_press_without_a_script(client, alice):
    law, cad, known = make_skill("Law"), make_skill("CAD"), make_skill("Python")
    programme = make_programme()
    for field, skill in (("07", cad), ("07", known), ("04", law)):
        placement = make_placement(make_organisation(programme), programme, state="published", fields=[field])
        placement.skills.create(skill=skill)
    save_profile(user=alice, by=alice, fields={"field": "07"}, skills={known.pk: 2})
    page = client.get(STEP.format("skills"))
    assert page.context["often"] == ["CAD"]
    assert 'name="add" value="skills=CAD"' in page.content.decode()
    html = client.post(STEP.format("skills"), skills(("Python", 2), add="skills=CAD")).content.decode()
    assert 'name="skills-1-name" value="CAD"' in html
    assert list(alice.talent.skills.values_list("skill", flat=True)) == [known.pk]


def test_known_regions_are_named_and_spelled_as_offers_spell_them(client, alice):
    make_placement(make_organisation(make_programme()), region="South Thuringia")
    html = client.get(STEP.format(WISHES)).content.decode()
    assert "Most offers are in: South Thuringia." in html
    client.post(STEP.format(WISHES), {"regions": "south  thuringia; Graz"})
    assert alice.talent.regions == ["DEG-SUED", "AT221"]


def test_suggestions_are_options_for_what_is_being_typed(client):
    make_skill("weld metal")
    html = client.get("/skills/?q=wel").content.decode()
    assert html == '<option value="weld metal">weld metal</option>'
    for odd in ("", "?q=%00", "?q=" + "x" * 3000, "?a=1"):
        assert client.get(f"/skills/{odd}").content == b""


PAGES = ["/me/profile/", "/me/profile/preview/", *map(STEP.format, PROFILE_STEPS)]


@pytest.mark.parametrize("page", PAGES)
def test_visitor_signs_in_first_and_pupil_needs_consent(page):
    assert Client().get(page)["Location"] == f"/accounts/login/?next={page}"
    client = Client()
    client.force_login(make_pupil(has_consent=False))
    assert client.get(page).status_code == 403


def test_profile_says_who_sees_it_and_asks_for_nothing_that_has_no_effect(client):
    html = client.get("/me/profile/").content.decode()
    assert "An organisation, for the offers you apply to" in html
    assert 'name="visibility"' not in html


def test_the_preview_shows_what_companies_read_and_nothing_of_what_is_sought(client, alice):
    save_profile(
        user=alice,
        by=alice,
        fields={"headline": "Turner", "kinds": ["thesis"], "regions": ["DEG04"]},
        languages={"de": 3},
    )
    html = client.get("/me/profile/preview/").content.decode()
    assert "Turner" in html
    assert "German" in html
    assert "Thesis" not in html
    assert "Suhl" not in html


def test_pupil_is_not_asked_what_companies_could_read():
    client = Client()
    pupil = make_pupil(has_consent=True)
    client.force_login(pupil)
    assert [client.get(page).status_code for page in PAGES[:-1]] == [200] * (len(PAGES) - 1)
    assert 'name="headline"' not in client.get(STEP.format(MORE)).content.decode()
    client.post(STEP.format("wishes"), {"hours": "10"})
    client.post(STEP.format(MORE), {"headline": "Call me"})
    assert pupil.talent.headline == ""


def test_number_of_queries_does_not_grow_with_the_profile(client, alice, django_assert_max_num_queries):
    counts = {page: set() for page in PAGES}
    for number in (1, 30):
        known = {make_skill(f"skill {number} {each}").pk: 2 for each in range(number)}
        save_profile(user=alice, by=alice, fields={}, skills=known, languages={"de": 3})
        for page in PAGES:
            client.get(page)  # what is kept for everybody is kept now
            with django_assert_max_num_queries(12) as queries:
                client.get(page)
            counts[page].add(len(queries))
    assert {page: len(each) for page, each in counts.items()} == dict.fromkeys(PAGES, 1)
