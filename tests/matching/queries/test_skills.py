"""Skills by people's words for them, in the reader's language."""

import pytest
from django.utils.translation import override

from matching.models import Skill, SkillLabel
from matching.queries import skills
from tests.factories import make_skill

pytestmark = pytest.mark.django_db


def test_skill_is_found_by_any_of_its_names_in_any_language():
    welding = make_skill("weld metal")
    SkillLabel.objects.create(skill=welding, language="de", text="Metall schweißen")
    SkillLabel.objects.create(skill=welding, language="en", text="metal welding", is_preferred=False)
    for name in ("Weld  Metal", "METALL SCHWEISSEN".replace("SS", "ß"), "metal welding"):
        assert skills.find_skill(name) == welding
    assert skills.find_skill("knitting") is None
    assert skills.find_skill("  ") is None


def test_name_in_the_readers_language_wins_over_the_same_word_in_another():
    english, german = make_skill("gift"), make_skill("poison")
    SkillLabel.objects.create(skill=german, language="de", text="Gift")
    assert skills.find_skill("gift") == english
    with override("de"):
        assert skills.find_skill("gift") == german


def test_suggestions_speak_the_readers_language_and_begin_with_the_words_typed():
    welding, leading = make_skill("weld metal"), make_skill("lead metal workers")
    SkillLabel.objects.create(skill=welding, language="de", text="Metall schweißen")
    SkillLabel.objects.create(skill=leading, language="de", text="Beschäftigte anleiten")
    assert skills.suggest_skills("Metal") == ["lead metal workers", "weld metal"]
    with override("de"):
        assert skills.suggest_skills("metal") == ["Metall schweißen", "Beschäftigte anleiten"]
    assert skills.suggest_skills("100%_\\") == []


def test_labels_fall_back_to_english_and_then_to_the_key():
    named, nameless = make_skill("patience"), Skill.objects.create(key="nameless")
    with override("sl"):
        assert skills.skill_labels([named.pk, nameless.pk]) == {named.pk: "patience", nameless.pk: "nameless"}
