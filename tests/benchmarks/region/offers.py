"""Skills, placements with what they ask for, and the reviews by which programmes show them."""

from collections.abc import Iterator

from matching.models import Placement, PlacementLanguage, PlacementSkill, Posting, Skill, SkillLabel
from matching.services.skills import load_starter_skills
from tests.benchmarks.region.programmes import COORDINATOR, MADE
from tests.benchmarks.region.steps import Step, in_languages, insert

SOURCE = """
    FROM generate_series(1, %(placements)s) n
    JOIN region.company c ON c.number = 1 + region.zipf(n, 1, (%(organisations)s * 0.9)::int)
    JOIN region.town t ON t.number = CASE WHEN region.pick(n, 2, 5) > 0 THEN c.town ELSE region.zipf(n, 3, 50) END
    JOIN region.profession p ON p.number = region.zipf(n, 4, 40)
    JOIN region.topic o ON o.number = region.zipf(n, 5, 60)
    CROSS JOIN LATERAL (SELECT n <= %(open_placements)s AS is_open, region.pick(n, 6, 100) AS lot) AS s
    CROSS JOIN LATERAL (SELECT t.country <> 'SI' OR s.lot < 15 AS de, s.lot < 45 AS en, t.country = 'SI' AS sl) AS l
    CROSS JOIN LATERAL region.sentences(n, 7, 12) AS words
    CROSS JOIN LATERAL (SELECT %(noon)s::timestamptz - interval '1 hour' - region.part(n, 8)
        * CASE WHEN s.is_open THEN interval '60 days' ELSE interval '700 days' END AS at) AS published
"""
STATE = """CASE WHEN s.is_open THEN 'published'
    ELSE region.of('{expired,expired,expired,filled,filled,filled,paused,draft,submitted,rejected}', n, 9) END"""
KIND = """region.of('{job,job,job,job,job,job,job,internship,internship,internship,working_student,working_student,
    thesis,thesis,trainee,shadowing,visit,research,challenge}', n, 10)"""


def steps() -> Iterator[Step]:
    yield Step("skills to begin with", lambda _sizes: load_starter_skills() and None, (Skill, SkillLabel))
    yield Step("days", f"UPDATE {Skill._meta.db_table} SET created_at = {MADE}, updated_at = {MADE}")
    yield insert(
        Skill,
        "FROM (SELECT coalesce(max(id), 0) AS most FROM matching_skill) AS b, generate_series(1, %(skills)s - 300) n",
        id="b.most + n",
        key="'region-' || n",
        type="CASE WHEN mod(n, 3) = 0 THEN 'knowledge' ELSE 'skill' END",
    )
    for language, joiner in (("de", " für "), ("en", " for "), ("sl", " – ")):
        yield insert(
            SkillLabel,
            "FROM (SELECT id, row_number() OVER (ORDER BY id) - 1 AS number FROM matching_skill WHERE key LIKE 'region-%%') AS s "
            "JOIN region.activity a ON a.number = mod(s.number, 24) JOIN region.topic t ON t.number = mod(s.number / 24, 60)",
            skill_id="s.id",
            language=f"'{language}'",
            text=f"a.{language} || '{joiner}' || t.{language} || CASE WHEN s.number >= 1440 THEN ' ' || 1 + s.number / 1440 ELSE '' END",
            is_preferred="true",
        )
    yield Step(
        "order of skills",
        "CREATE TABLE region.skill AS SELECT (row_number() OVER (ORDER BY mod(id * 7919, 10007), id) - 1)::int AS number, id "
        "FROM matching_skill; ALTER TABLE region.skill ADD PRIMARY KEY (number); ANALYZE region.skill",
    )
    yield insert(
        Placement,
        SOURCE,
        id="n",
        organisation_id="c.number",
        kind=KIND,
        title=in_languages(
            "CASE WHEN l.de THEN p.de || ' – ' || o.de END",
            "CASE WHEN l.en THEN p.en || ' – ' || o.en END",
            "CASE WHEN l.sl THEN p.sl || ' – ' || o.sl END",
        ),
        description=in_languages(
            "CASE WHEN l.de THEN words.de END",
            "CASE WHEN l.en THEN words.en END",
            "CASE WHEN l.sl THEN words.sl END",
        ),
        fields="CASE WHEN s.lot < 70 THEN ARRAY[p.field] ELSE ARRAY[p.field, '00'] END::varchar[]",
        degree="CASE WHEN s.lot < 60 THEN 3 + region.pick(n, 11, 5) END",
        seats="1 + region.zipf(n, 12, 8)",
        city="t.name",
        region="t.region",
        country="t.country",
        is_remote="region.pick(n, 13, 6) = 0",
        hours="(ARRAY[40, 40, 38.5, 35, 20, 15, NULL])[1 + region.pick(n, 14, 7)]",
        pay_min="CASE WHEN s.lot < 50 THEN 28000 + 500 * region.pick(n, 15, 40) END",
        pay_max="CASE WHEN s.lot < 40 THEN 48000 + 500 * region.pick(n, 16, 60) END",
        state=STATE,
        starts_on="CASE WHEN s.lot < 80 THEN %(today)s::date + region.pick(n, 17, 200) - 20 END",
        expires_at="""CASE WHEN s.is_open THEN %(noon)s::timestamptz + interval '12 hours' + region.part(n, 18) * interval '100 days'
            ELSE published.at + interval '90 days' END""",
        published_at=f"CASE WHEN {STATE} NOT IN ('draft', 'submitted', 'rejected') THEN published.at END",
        created_by_id="%(contacts_from)s + c.number",
        created_at="published.at - region.part(n, 19) * interval '10 days'",
        updated_at="published.at",
    )
    yield insert(
        Posting,
        "FROM matching_placement p JOIN programmes_organisation_programmes o USING (organisation_id)"
        " WHERE p.id < 3 OR region.pick(p.id * 100 + o.programme_id, 20, 4) > 0 OR o.id ="
        " (SELECT min(id) FROM programmes_organisation_programmes m WHERE m.organisation_id = p.organisation_id)"
        " ORDER BY p.id, o.programme_id",
        placement_id="p.id",
        programme_id="o.programme_id",
        state="CASE p.state WHEN 'draft' THEN 'waiting' WHEN 'submitted' THEN 'waiting' WHEN 'rejected' THEN 'rejected'"
        " ELSE 'published' END",
        note="CASE p.state WHEN 'rejected' THEN 'Bitte Aufgaben genauer beschreiben.' ELSE '' END",
        reviewed_at="CASE WHEN p.state NOT IN ('draft', 'submitted') THEN p.updated_at END",
        reviewed_by_id=f"CASE WHEN p.state NOT IN ('draft', 'submitted') THEN {COORDINATOR} END",
        created_at="p.created_at",
        updated_at="p.updated_at",
    )
    yield insert(
        PlacementSkill,
        "FROM (SELECT DISTINCT ON (p.id, s.id) p.id AS placement, s.id AS skill, i FROM matching_placement p CROSS JOIN"
        " generate_series(1, 2 + region.pick(p.id, 21, 6)) i JOIN region.skill s ON true WHERE s.number ="
        " mod(region.zipf(p.id * 11 + i, 22, (SELECT count(*)::int FROM region.skill))"
        " + CASE WHEN mod(i, 2) = 0 THEN 150 * p.fields[1]::int ELSE 0 END, (SELECT count(*)::int FROM region.skill))"
        " ORDER BY p.id, s.id, i) AS asked",
        placement_id="placement",
        skill_id="skill",
        need="CASE WHEN mod(i, 3) = 0 THEN 'welcome' ELSE 'required' END",
        level="1 + region.pick(placement * 50 + i, 23, 4)",
    )
    yield insert(
        PlacementLanguage,
        "FROM matching_placement p CROSS JOIN unnest(CASE region.pick(p.id, 24, 4) WHEN 0 THEN '{}'::text[] WHEN 1 THEN '{en}'"
        " WHEN 2 THEN ARRAY[CASE p.country WHEN 'SI' THEN 'sl' ELSE 'de' END]"
        " ELSE ARRAY['en', CASE p.country WHEN 'SI' THEN 'sl' ELSE 'de' END] END) AS language ORDER BY p.id, language",
        placement_id="p.id",
        language="language",
        level="2 + region.pick(p.id, 25, 4)",
    )
