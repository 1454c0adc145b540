import csv

import pytest
from django.core.management import CommandError, call_command

from matching.models import Skill, SkillLabel
from matching.services import skills

pytestmark = pytest.mark.django_db

URI = "http://data.europa.eu/esco/skill/"
COLUMNS = [
    "conceptType", "conceptUri", "skillType", "reuseLevel", "preferredLabel", "altLabels", "hiddenLabels", "status"
]  # fmt: skip


def write_esco(path, *rows):
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS, restval="")
        writer.writeheader()
        writer.writerows({"conceptType": "KnowledgeSkillCompetence", **row} for row in rows)
    return path


def weld(**changes):
    row = {
        "conceptUri": f"{URI}weld",
        "skillType": "skill/competence",
        "reuseLevel": "sector-specific",
        "preferredLabel": "weld metal",
        "altLabels": "metal welding\njoin metal by welding",
    }
    return {**row, **changes}


def snapshot():
    return sorted(SkillLabel.objects.values_list("skill__key", "language", "text", "is_preferred"))


def write_starter(path, *rows):
    lines = ["key,type,esco_uri,en,de,sl", *rows]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def test_starter_list_loads_twice_with_the_same_result(tmp_path):
    path = write_starter(
        tmp_path / "skills.csv",
        f"welding,skill,{URI}weld,weld metal,Metall schweißen,varjenje kovin",
        "patience,transversal,,patience,Geduld,potrpežljivost",
    )
    assert skills.load_starter_skills(path=path) == 2
    first = snapshot()
    assert skills.load_starter_skills(path=path) == 2
    assert snapshot() == first
    assert len(first) == 6
    assert Skill.objects.get(key="patience").uri is None


def test_starter_list_brings_names_up_to_date(tmp_path):
    path = tmp_path / "skills.csv"
    skills.load_starter_skills(path=write_starter(path, "welding,skill,,welding,Schweissen,varjenje"))
    skills.load_starter_skills(path=write_starter(path, "welding,skill,,welding,Schweißen,varjenje"))
    assert snapshot() == [
        ("welding", "de", "Schweißen", True),
        ("welding", "en", "welding", True),
        ("welding", "sl", "varjenje", True),
    ]


def test_esco_release_adds_to_the_starter_list_by_address(tmp_path):
    starter = write_starter(tmp_path / "skills.csv", f"welding,skill,{URI}weld,weld metal,Schweißen,varjenje")
    skills.load_starter_skills(path=starter)
    result = skills.import_esco(path=write_esco(tmp_path / "skills_en.csv", weld()), language="en")
    assert (result.created, result.changed, result.errors) == (0, 1, [])
    assert [row[2:] for row in snapshot() if row[1] == "en"] == [
        ("join metal by welding", False),
        ("metal welding", False),
        ("weld metal", True),
    ]
    assert skills.load_starter_skills(path=starter) == 1
    assert len(snapshot()) == 5


def test_esco_file_read_twice_changes_nothing(tmp_path):
    path = write_esco(
        tmp_path / "skills_en.csv",
        weld(),
        weld(conceptUri=f"{URI}lead", preferredLabel="lead others", altLabels="", reuseLevel="transversal"),
        weld(conceptUri=f"{URI}physics", preferredLabel="physics", altLabels="", skillType="knowledge"),
    )
    assert skills.import_esco(path=path, language="en").created == 3
    first = snapshot()
    again = skills.import_esco(path=path, language="en")
    assert (again.created, again.changed) == (0, 0)
    assert snapshot() == first
    assert dict(Skill.objects.values_list("key", "type")) == {
        "esco-weld": "skill",
        "esco-lead": "transversal",
        "esco-physics": "knowledge",
    }


def test_rows_that_cannot_be_used_are_named_and_the_others_kept(tmp_path):
    path = write_esco(
        tmp_path / "skills_en.csv",
        weld(conceptUri="http://example.org/other"),
        weld(conceptUri=f"{URI}a", skillType="hobby"),
        weld(conceptUri=f"{URI}b", preferredLabel=""),
        weld(conceptUri=f"{URI}c", preferredLabel="x" * 300),
        weld(),
        weld(preferredLabel="welding again"),
    )
    result = skills.import_esco(path=path, language="en")
    assert result.created == 1
    assert len(result.errors) == 5
    assert result.errors[1][1] == "The type “hobby” is not known."


def test_name_that_becomes_the_preferred_one_changes_places(tmp_path):
    path = tmp_path / "skills_en.csv"
    skills.import_esco(path=write_esco(path, weld()), language="en")
    skills.import_esco(
        path=write_esco(path, weld(preferredLabel="metal welding", altLabels="weld metal")), language="en"
    )
    assert [row[2:] for row in snapshot()] == [
        ("join metal by welding", False),
        ("metal welding", True),
        ("weld metal", False),
    ]


def test_command_imports_by_the_ending_of_the_name(tmp_path, capsys):
    path = write_esco(tmp_path / "skills_de.csv", weld(preferredLabel="Metall schweißen", altLabels=""))
    call_command("import_esco", str(path))
    assert snapshot() == [("esco-weld", "de", "Metall schweißen", True)]
    assert "1 new, 0 changed, 0 left out" in capsys.readouterr().out


def test_command_says_what_is_wrong_with_a_file(tmp_path):
    path = tmp_path / "skills_en.csv"
    path.write_text("one,two\n1,2\n", encoding="utf-8")
    with pytest.raises(CommandError, match="conceptUri"):
        call_command("import_esco", str(path))
    with pytest.raises(CommandError, match="language"):
        call_command("import_esco", str(tmp_path / "skills.csv"))
