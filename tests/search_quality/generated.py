"""Offers as companies write them, the same every time: titles of many manners in three languages over all kinds, fields
and regions. What is right of a query follows from their facts, never from the search.
"""

from __future__ import annotations

import csv
from datetime import timedelta
from pathlib import Path
from random import Random
from typing import Any

from django.utils import timezone
from i18nfield.strings import LazyI18nString

from matching.constants import PlacementKind, PlacementState, PostingState, SkillLevel, SkillNeedKind
from matching.models import Placement, PlacementLanguage, PlacementSkill, Posting, Skill
from matching.services.search import index_all
from matching.services.skills import load_starter_skills
from portal.core.regions.finding import find_town
from programmes.models import Programme
from tests.factories import make_organisation, make_programme

HERE = Path(__file__).parent
TOWNS = {
    "DE": ["Suhl", "Meiningen", "Schmalkalden", "Erfurt", "Jena", "Ilmenau", "Leipzig", "Dresden", "Chemnitz",
           "Magdeburg", "Hannover", "Rostock", "Schwerin", "Stralsund", "Greifswald", "Neubrandenburg", "Berlin",
           "Hamburg", "München", "Köln", "Potsdam", "Stuttgart"],
    "AT": ["Wien", "Graz", "Leoben", "Linz", "Klagenfurt am Wörthersee"],
    "SI": ["Velenje", "Celje", "Šoštanj", "Maribor", "Ljubljana", "Ptuj", "Koper", "Novo Mesto"],
}  # fmt: skip
MANNERS = {
    "job": {
        "de": ["{pair}", "{slash} (m/w/d)", "{star} in Teilzeit oder Vollzeit", "{woman} / {man} gesucht", "{colon}"],
        "en": ["{en}", "Junior {en_small}", "{en} (f/m/x)"],
        "sl": ["{sl}", "{sl} (m/ž)"],
    },
    "internship": {
        "de": ["Praktikum {de_subject}", "{de_subject}: Praktikant/in gesucht",
               "Pflichtpraktikum im Bereich {de_subject}"],
        "en": ["Internship in {en_subject}", "Intern, {en_subject}"],
        "sl": ["Praksa na področju: {sl_subject}", "Študentska praksa – {sl_subject}"],
    },
    "working_student": {
        "de": ["Werkstudent/in {de_subject}", "Werkstudium: {de_subject}",
               "{de_subject}, 15 Stunden neben dem Studium"],
        "en": ["Working student, {en_subject}", "{en_subject}, part of your studies"],
        "sl": ["Študentsko delo – {sl_subject}", "{sl_subject}: delo prek študentskega servisa"],
    },
    "thesis": {
        "de": ["Masterarbeit: {de_subject}", "Bachelorarbeit zu {de_subject}", "Abschlussarbeit {de_subject}"],
        "en": ["Master’s thesis: {en_subject}", "Bachelor’s thesis on {en_subject}", "Thesis on {en_subject}"],
        "sl": ["Magistrsko delo: {sl_subject}", "Diplomsko delo: {sl_subject}", "Zaključno delo: {sl_subject}"],
    },
    "trainee": {
        "de": ["Trainee {de_subject}", "Traineeprogramm {de_subject}", "Einstiegsprogramm {de_subject}"],
        "en": ["Trainee in {en_subject}", "Graduate programme {en_subject}"],
        "sl": ["Pripravništvo – {sl_subject}", "Pripravnik ali pripravnica, {sl_subject}"],
    },
    "shadowing": {
        "de": ["Ein Tag an der Seite: {pair}", "Einen Tag zuschauen: {de_subject}"],
        "en": ["A day beside: {en_small}", "See what it is like: {en_subject}"],
        "sl": ["Dan ob strani: {sl}", "En dan zraven: {sl_subject}"],
    },
    "visit": {
        "de": ["Hinter den Kulissen: {de_subject}", "Tag der offenen Tür: {de_subject}"],
        "en": ["Behind the scenes: {en_subject}", "Open day: {en_subject}"],
        "sl": ["Za kulisami: {sl_subject}", "Dan odprtih vrat: {sl_subject}"],
    },
    "research": {
        "de": ["Forschungsprojekt {de_subject}", "Wir messen nach: {de_subject}"],
        "en": ["Research project: {en_subject}", "We measure: {en_subject}"],
        "sl": ["Raziskovalni projekt: {sl_subject}", "Merimo: {sl_subject}"],
    },
    "challenge": {
        "de": ["Aufgabe: {de_subject} in vier Wochen", "Praxisaufgabe {de_subject}"],
        "en": ["Challenge: {en_subject} in four weeks"],
        "sl": ["Izziv: {sl_subject} v štirih tednih"],
    },
}  # fmt: skip
KINDS = ["job"] * 8 + ["internship"] * 4 + ["working_student"] * 3 + ["thesis"] * 3 + ["trainee"] * 2
KINDS += [PlacementKind.SHADOWING, PlacementKind.VISIT, PlacementKind.RESEARCH, PlacementKind.CHALLENGE]
DAYS = {
    "de": [
        "Sie arbeiten mit Menschen aus Einkauf, Qualität und Vertrieb zusammen.",
        "Nach dem Praktikum oder der Abschlussarbeit kennen viele den Betrieb schon.",
        "Sie sprechen mit der Software-Entwicklung und der Buchhaltung.",
        "Unsere Standorte in Leipzig und Rostock besuchen Sie zweimal im Jahr.",
        "Wir helfen bei der Wohnungssuche und beim Deutschkurs.",
        "Pflege von Daten und Geräten gehört dazu.",
    ],
    "en": [
        "You work with people from purchasing, quality and sales.",
        "Many know us from an internship or a thesis already.",
        "You talk with software developers and accountants.",
        "You visit our sites in Saxony and Slovenia twice a year.",
        "We help with a flat and with the language course.",
        "Nursing old machines is part of it.",
    ],
    "sl": [
        "Sodelujete z nabavo, kakovostjo in prodajo.",
        "Veliko ljudi nas pozna že po praksi ali študentskem delu.",
        "Pogovarjate se z računovodstvom in razvijalci.",
        "Dvakrat na leto obiščete Ljubljano in Maribor.",
        "Pomagamo pri iskanju stanovanja in tečaju jezika.",
    ],
}  # fmt: skip


CERTAIN = {
    0: ("marketing", "job", "Leipzig"),
    1: ("marketing", "internship", "Leipzig"),
    2: ("process", "job", "Dresden"),
    3: ("design", "job", "Chemnitz"),
    4: ("marketing", "internship", "Suhl"),
    5: ("water", "thesis", "Rostock"),
    6: ("software", "working_student", "Ljubljana"),
    7: ("machines", "job", "Velenje"),
}
"""Offers that some queries are about, wherever chance has the others."""


def roles() -> list[dict[str, str]]:
    """Occupations with what they are called; `says` finds them in the titles and skills of any offer."""
    with (HERE / "roles.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter=";"))


def make_offers(count: int) -> None:
    """Offers of every role, kind and country, one after the other; what is left is drawn, the same each time."""
    chance = Random(8)
    load_starter_skills()
    skills = Skill.objects.in_bulk(field_name="key")
    programme = Programme.objects.filter(slug="found").first() or make_programme("found")
    organisations = {
        country: [
            make_organisation(programme, name=name, city="", country=country, languages=["en"])
            for name in names
        ]
        for country, names in {
            "DE": ["Brunnhof Werke", "Karlsau Dienste", "Ostwind Gruppe"],
            "AT": ["Almgrund Betriebe"],
            "SI": ["Zelenica Skupina", "Brezovec Storitve"],
        }.items()
    }
    every = roles()
    made = [_offer(chance, every[number % len(every)], number, organisations) for number in range(count)]
    placements = Placement.objects.bulk_create([placement for placement, *_rest in made])
    Posting.objects.bulk_create(
        Posting(placement=each, programme=programme, state=PostingState.PUBLISHED) for each in placements
    )
    PlacementLanguage.objects.bulk_create(
        PlacementLanguage(placement=placement, language=language, level=level)
        for placement, asked, _role in made
        for language, level in asked.items()
    )
    PlacementSkill.objects.bulk_create(
        PlacementSkill(
            placement=placement, skill=skills[key], need=SkillNeedKind.REQUIRED, level=SkillLevel.GOOD
        )
        for placement, _asked, role in made
        for key in role["skills"].split()
    )
    index_all()


def _offer(
    chance: Random, role: dict[str, str], number: int, organisations: dict[str, list[Any]]
) -> tuple[Placement, dict[str, int], dict[str, str]]:
    kind = chance.choice(KINDS)
    country = chance.choice(["DE", "DE", "DE", "SI", "SI", "AT"])
    town = find_town(chance.choice(TOWNS[country]), country=country)
    assert town is not None
    if number in CERTAIN:
        key, kind, name = CERTAIN[number]
        role = next(each for each in roles() if each["key"] == key)
        town = find_town(name)
        assert town is not None
        country = town.country
    own = "sl" if country == "SI" else "de"
    languages = chance.choice([[own], [own, "en"], [own, "en"], ["en"]])
    hours = {"working_student": [10, 16, 20], "job": [38.5, 40, 40, 20, 25], "internship": [35, 40]}
    placement = Placement(
        organisation=chance.choice(organisations[country]),
        kind=kind,
        title=LazyI18nString({each: _title(chance, role, kind, each) for each in languages}),
        description=LazyI18nString({each: " ".join(chance.sample(DAYS[each], 2)) for each in languages}),
        fields=[] if kind in (PlacementKind.SHADOWING, PlacementKind.VISIT) else [role["field"]],
        degree=chance.choice([None, 3, 6, 6, 7]) if kind == "job" else None,
        city=town.name,
        region=town.region,
        country=country,
        is_remote=chance.random() < 0.15 and role["field"] in ("02", "03", "04", "06"),
        hours=chance.choice(hours[kind]) if kind in hours else None,
        state=PlacementState.PUBLISHED,
        published_at=timezone.now() - timedelta(minutes=37 * number),
        expires_at=timezone.now() + timedelta(days=60),
    )
    asked = chance.choice([{own: 2}, {own: 3}, {own: 4}, {own: 5}, {"en": 4}, {own: 3, "en": 3}, {}])
    return placement, asked, role


def _title(chance: Random, role: dict[str, str], kind: str, language: str) -> str:
    man, woman = role["de_man"], role["de_woman"]
    is_made_of_one = woman == f"{man}in"
    names = {
        **role,
        "man": man,
        "woman": woman,
        "pair": f"{woman} oder {man}" if man != woman else man,
        "slash": f"{man}/in" if is_made_of_one else f"{man}/{woman}" if man != woman else man,
        "star": f"{man}*in" if is_made_of_one else man,
        "colon": f"{man}:in" if is_made_of_one else man,
        "en_small": role["en"][0].lower() + role["en"][1:] if not role["en"][:2].isupper() else role["en"],
    }
    title = chance.choice(MANNERS[kind][language]).format(**names)
    return title[0].upper() + title[1:]
