"""Writing placements: begun with a kind or an earlier one, asked what the kind needs, and no more."""

from datetime import timedelta

import pytest
from django.utils import timezone, translation

from matching.constants import PlacementKind
from matching.facts import ASKED_OF_KIND, not_asked_of
from matching.forms.placements import PlacementForm
from matching.models import Placement
from matching.presentation.placement_patterns import KIND_HINTS, TEXTS
from matching.services.placements.errors import HasGaps
from matching.services.placements.review import submit_placement
from tests.factories import (
    i18n,
    make_contact,
    make_organisation,
    make_placement,
    make_programme,
    make_skill,
)
from tests.matching.views.test_placements import ADD, LIST, page, rows, sent

pytestmark = pytest.mark.django_db

ALWAYS = {"kind", "title", "description", "seats", "city", "region", "country", "programmes", "shown_until"}


@pytest.fixture
def programme():
    return make_programme()


@pytest.fixture
def organisation(programme):
    return make_organisation(programme, city="Suhl", languages=["de", "en"])


@pytest.fixture
def company(client, organisation):
    client.force_login(make_contact(organisation))
    return client


def test_every_kind_has_its_questions_a_text_and_a_word_of_what_it_is():
    assert set(ASKED_OF_KIND) == set(TEXTS) == set(KIND_HINTS) == set(PlacementKind)


def test_it_begins_with_the_kind_or_an_earlier_placement(company, organisation):
    make_placement(organisation, title=i18n("Turner"))
    html = company.get(ADD).text
    assert "?copy=" in html
    for kind in PlacementKind:
        assert f"?kind={kind}&amp;organisation={organisation.pk}" in html


@pytest.mark.parametrize("kind", PlacementKind)
def test_a_kind_is_asked_what_it_needs_and_no_more(company, kind):
    response = company.get(f"{ADD}?kind={kind}")
    form = response.context["form"]
    asked = ASKED_OF_KIND[kind] - {"skills"}
    assert set(form.fields) == ALWAYS | asked
    assert (response.context["skills"] is not None) == ("skills" in ASKED_OF_KIND[kind])
    assert form["kind"].value() == kind


@pytest.mark.parametrize("kind", PlacementKind)
@pytest.mark.parametrize("language", ["en", "de", "sl"])
def test_the_text_of_a_kind_is_in_the_reader_s_language_and_cannot_be_submitted_as_it_is(
    organisation, kind, language
):
    with translation.override(language):
        text = str(TEXTS[kind])
    assert language == "en" or text != TEXTS[kind]
    placement = make_placement(organisation, state="draft", description=i18n(text))
    with pytest.raises(HasGaps):
        submit_placement(placement=placement, by=make_contact(organisation))
    assert Placement.objects.get().state == "draft"


def test_a_gap_is_shown_before_submitting_and_square_brackets_of_one_s_own_are_none(
    company, organisation, programme
):
    placement = make_placement(organisation, programme, state="draft", description=i18n("Do […one task]"))
    preview = company.get(page("preview", placement)).text
    assert page("edit", placement) in preview
    assert f'action="{page("submit", placement)}"' not in preview
    Placement.objects.update(
        description=i18n("Turn [all day](https://example.org)"), title=i18n("Turner [m/w/d]")
    )
    assert f'action="{page("submit", placement)}"' in company.get(page("preview", placement)).text


def test_what_another_kind_needs_is_kept_where_the_placement_has_it(company, organisation, programme):
    placement = make_placement(organisation, programme, kind="visit", state="draft", hours=20)
    form = company.get(page("edit", placement)).context["form"]
    assert "hours" in form.fields
    assert not {"pay_min", "pay_period", "degree"} & set(form.fields)
    data = sent(programme, kind="visit", hours="20", pay_min="99", degree="7")
    company.post(page("edit", placement), data)
    placement.refresh_from_db()
    assert (placement.hours, placement.pay_min, placement.degree) == (20, None, None)


def test_a_kind_without_skills_is_saved_without_their_lines(company, programme):
    data = {name: value for name, value in sent(programme, kind="visit").items() if "skills" not in name}
    assert company.post(ADD, data).status_code == 302
    assert Placement.objects.get().kind == "visit"


def test_another_kind_shows_its_questions_and_judges_nothing(company, programme):
    response = company.post(ADD, sent(programme, kind="visit", title_0="", more="kind"))
    assert response.status_code == 200
    assert not not_asked_of("visit") & set(response.context["form"].fields)
    assert "error-summary" not in response.text
    assert Placement.objects.count() == 0


def test_it_can_be_saved_on_the_way_and_gone_on_with(company, programme):
    response = company.post(ADD, sent(programme, then="where"))
    placement = Placement.objects.get()
    assert response["Location"] == f"{page('edit', placement)}#where"
    assert placement.state == "draft"
    strange = company.post(page("edit", placement), sent(programme, then="https://example.org"))
    assert strange["Location"] == page("preview", placement)


def test_languages_spoken_at_the_organisation_are_added_by_one_press(company, programme):
    html = company.get(f"{ADD}?kind=job").text
    assert 'name="add" value="languages=de" data-label="German"' in html
    response = company.post(ADD, sent(programme, add="languages=de"))
    assert response.context["languages"].forms[0]["language"].value() == "de"


def test_a_copy_begins_with_what_was_said_but_days_that_have_passed(company, organisation, programme):
    today = timezone.localdate()
    earlier = make_placement(
        organisation,
        programme,
        kind="internship",
        title=i18n("Turner", de="Dreher"),
        starts_on=today - timedelta(days=3),
        ends_on=today + timedelta(days=90),
        hours=20,
    )
    earlier.skills.create(skill=make_skill("Welding"), need="required", level=3)
    earlier.languages.create(language="de", level=3)
    response = company.get(f"{ADD}?copy={earlier.pk}")
    form = response.context["form"]
    assert form["kind"].value() == "internship"
    assert (form["starts_on"].value(), form["ends_on"].value()) == (None, earlier.ends_on)
    data = sent(programme, kind="internship", title_0="Turner", title_1="Dreher", hours="20")
    data |= rows("skills", {"name": "Welding", "need": "required", "level": "3"})
    data |= rows("languages", {"language": "de", "level": "3"})
    data |= {"skills-INITIAL_FORMS": 1, "languages-INITIAL_FORMS": 1}
    company.post(f"{ADD}?copy={earlier.pk}", data)
    copy = Placement.objects.exclude(pk=earlier.pk).get()
    assert (copy.state, copy.published_at, copy.kind) == ("draft", None, "internship")
    assert copy.title.data == earlier.title.data
    assert [(row.skill.label, row.level) for row in copy.skills.all()] == [("Welding", 3)]
    assert [row.language for row in copy.languages.all()] == ["de"]
    earlier.refresh_from_db()
    assert earlier.state == "published"


@pytest.mark.parametrize(("state", "status"), [("published", 403), ("draft", 404)])
def test_another_organisation_s_placement_is_no_pattern(company, programme, state, status):
    """What is shown is forbidden to be taken, what isn't does not exist; of neither is a word told."""
    foreign = make_placement(make_organisation(programme), programme, state=state, title=i18n("Secret work"))
    for response in (company.get(f"{ADD}?copy={foreign.pk}"), company.post(f"{ADD}?copy={foreign.pk}")):
        assert response.status_code == status
        assert "Secret work" not in response.text


@pytest.mark.parametrize("odd", ["0", "abc", "%00", "9223372036854775808", "-1", "1e5", "x" * 5000])
def test_odd_patterns_and_kinds_are_answered(company, odd):
    assert company.get(f"{ADD}?copy={odd}").status_code == 404
    assert company.get(f"{ADD}?kind={odd}").status_code == 200


def test_languages_that_are_not_shown_are_kept(company, organisation, programme):
    """A reader of English changes the title; the German and Slovenian text behind a press stay."""
    text = i18n("Turner", de="Dreher", sl="Strugar")
    placement = make_placement(organisation, programme, state="draft", title=text)
    html = company.get(page("edit", placement)).text
    assert html.count('<details class="language">') == 4
    typed = {f"title_{number}": value for number, value in enumerate(("Fitter", "Dreher", "Strugar"))}
    company.post(page("edit", placement), sent(programme, **typed))
    placement.refresh_from_db()
    assert placement.title.data == {"en": "Fitter", "de": "Dreher", "sl": "Strugar"}


def test_the_row_that_is_wrong_is_named_in_the_summary(company, programme):
    data = sent(programme) | rows(
        "skills",
        {"name": "Weldign", "need": "required", "level": "1"},
        {"name": "", "need": "maybe", "level": "1"},
    )
    html = company.post(ADD, data).text
    assert "Skill Weldign: We don&#x27;t know this skill." in html
    assert "Skill 2, Need:" in html


def test_a_skill_that_is_meant_is_chosen_from_the_error(company, programme):
    make_skill("Welding")
    data = sent(programme) | rows("skills", {"name": "Weldign", "need": "required", "level": "1"})
    html = company.post(ADD, data).text
    assert 'name="fill" value="skills-0-name=welding"' in html.lower().replace("&quot;", '"')
    company.post(ADD, data | {"fill": "skills-0-name=Welding"})
    assert Placement.objects.latest("pk").skills.count() == 1


def test_the_pages_take_as_few_queries_for_thirty_placements_as_for_one(
    company, organisation, programme, django_assert_max_num_queries
):
    counts = {name: set() for name in ("start", "copy", "list")}
    for number in (1, 30):
        for _each in range(number):
            placement = make_placement(organisation, programme)
            placement.skills.create(skill=make_skill(f"skill {placement.pk}"))
        addresses = {"start": ADD, "copy": f"{ADD}?copy={placement.pk}", "list": LIST}
        for name, address in addresses.items():
            company.get(address)
            with django_assert_max_num_queries(12) as queries:
                company.get(address)
            counts[name].add(len(queries))
    assert {name: len(each) for name, each in counts.items()} == dict.fromkeys(counts, 1)


def test_the_form_names_every_field_of_the_table():
    names = set(PlacementForm.base_fields) | {"fields", "skills"}
    assert frozenset().union(*ASKED_OF_KIND.values()) <= names
