"""Profiles, and what their owners apply for."""

from collections.abc import Iterator

from matching.models import Application, ApplicationEvent, Document, Talent, TalentLanguage, TalentSkill
from tests.benchmarks.region.steps import Step, insert

KINDS = """(ARRAY['{job}', '{job,trainee}', '{internship}', '{internship,working_student,thesis}', '{job,internship}', '{}'])
    [1 + region.pick(n, 62, 6)]::varchar[]"""
STATES = """'{received,received,received,viewed,viewed,shortlisted,interview,offered,accepted,declined,declined,declined,
    declined,withdrawn}'"""
APPLICATIONS = f"""
    CREATE TABLE region.application AS
    SELECT id, talent, placement, CASE WHEN state = 'accepted' AND seat > seats THEN 'declined' ELSE state END AS state, sent,
        least(sent + region.part(id, 75) * interval '40 days', %(noon)s::timestamptz) AS moved
    FROM (SELECT w.id, w.talent, p.id AS placement, s.state, seats, sent,
            row_number() OVER (PARTITION BY p.id, s.state ORDER BY w.id) AS seat
        FROM generate_series(1, %(applications)s) AS g
        CROSS JOIN LATERAL (SELECT g AS id, CASE WHEN g <= 20 THEN 1 ELSE 1 + mod(g - 1, %(talents)s) END AS talent,
            CASE WHEN g <= 20 THEN g ELSE 2 * region.zipf(g, 71, %(placements)s / 2) + 1 + mod((g - 1) / %(talents)s, 2) END
            AS wanted) AS w
        JOIN matching_placement p ON p.id = w.wanted AND p.published_at IS NOT NULL
        CROSS JOIN LATERAL (SELECT region.of({STATES}, w.id, 73) AS state,
            p.published_at + region.part(w.id, 74) * (least(p.expires_at, %(noon)s::timestamptz) - p.published_at) AS sent) AS s
        WHERE w.talent > 1 OR g <= 20
    ) AS sent;
"""
"""The first twenty are the graduate's whom everybody knows."""


def steps() -> Iterator[Step]:
    yield insert(
        Talent,
        "FROM generate_series(1, %(talents)s) n JOIN region.profession p ON p.number = region.zipf(n, 60, 40)"
        " JOIN region.topic o ON o.number = region.zipf(n, 61, 60) JOIN region.town t ON t.number = region.zipf(n, 63, 50)"
        " JOIN region.town u ON u.number = region.pick(n, 64, 50) JOIN users_user w ON w.id = %(people_from)s + n ORDER BY n",
        id="n",
        user_id="w.id",
        headline="p.de || ', ' || o.de",
        degree="CASE WHEN mod(n, 20) > 0 THEN 3 + region.pick(n, 65, 6) END",
        field="CASE WHEN mod(n, 20) > 0 THEN p.field ELSE '' END",
        graduation_on="CASE WHEN mod(n, 4) > 0 THEN %(today)s::date - 1200 + region.pick(n, 66, 1900) END",
        available_from="CASE WHEN mod(n, 3) > 0 THEN %(today)s::date + region.pick(n, 67, 300) END",
        kinds=KINDS,
        regions="CASE WHEN region.pick(n, 68, 4) = 0 THEN '{}' WHEN region.pick(n, 68, 4) = 1 THEN ARRAY[t.land]"
        " WHEN t.region = t.land OR t.region = u.region THEN ARRAY[t.region]"
        " WHEN region.pick(n, 68, 4) = 2 THEN ARRAY[t.region, t.land] ELSE ARRAY[t.region, u.region] END::varchar[]",
        is_mobile="mod(n, 5) = 0",
        hours="(ARRAY[40, 38, 20, 15, NULL])[1 + region.pick(n, 69, 5)]",
        created_at="w.date_joined",
        updated_at="w.date_joined + (%(noon)s::timestamptz - w.date_joined) * region.part(n, 70)",
    )
    yield insert(
        TalentSkill,
        "FROM (SELECT DISTINCT ON (t.id, s.id) t.id AS talent, s.id AS skill, i FROM matching_talent t CROSS JOIN"
        " generate_series(1, 4 + region.pick(t.id, 80, 9)) i JOIN region.skill s ON s.number ="
        " mod(region.zipf(t.id * 13 + i, 81, (SELECT count(*)::int FROM region.skill))"
        " + CASE WHEN mod(i, 2) = 0 AND t.field <> '' THEN 150 * t.field::int ELSE 0 END, (SELECT count(*)::int FROM region.skill))"
        " ORDER BY t.id, s.id, i) AS has",
        talent_id="talent",
        skill_id="skill",
        level="1 + region.pick(talent * 50 + i, 82, 4)",
    )
    yield insert(
        TalentLanguage,
        "FROM matching_talent t CROSS JOIN unnest((ARRAY[ARRAY['de', 'en', 'sl'], ARRAY['en', 'de', 'uk'], ARRAY['de', 'en', 'ar'],"
        " ARRAY['en', 'hi', 'de'], ARRAY['sl', 'en', 'de']])[1 + region.pick(t.id, 83, 5) : 1 + region.pick(t.id, 83, 5)])"
        " WITH ORDINALITY AS l (language, place) WHERE region.pick(t.id * 4 + place, 84, 6) > 0 ORDER BY t.id, place",
        talent_id="t.id",
        language="language",
        level="CASE place WHEN 1 THEN 7 ELSE 1 + region.pick(t.id * 4 + place, 85, 6) END",
    )
    yield insert(
        Document,
        "FROM generate_series(1, %(documents)s) n JOIN matching_talent t ON t.id = 1 + mod((n - 1) * 3, %(talents)s) ORDER BY n",
        id="n",
        talent_id="t.id",
        title="'Lebenslauf'",
        file="'documents/region-' || n || '.pdf'",
        size="50000 + region.pick(n, 86, 400000)",
        created_at="t.created_at",
        updated_at="t.created_at",
    )
    yield Step("who applies for what", APPLICATIONS)
    yield insert(
        Application,
        "FROM region.application a LEFT JOIN (SELECT talent_id, min(id) AS id FROM matching_document GROUP BY 1) AS d"
        " ON d.talent_id = a.talent ORDER BY a.id",
        id="a.id",
        talent_id="talent",
        placement_id="placement",
        state="state",
        message="CASE WHEN mod(a.id, 2) = 0 THEN (region.sentences(a.id, 76, 4)).de ELSE '' END",
        cv_id="d.id",
        created_at="sent",
        updated_at="CASE state WHEN 'received' THEN sent ELSE moved END",
    )
    yield insert(
        ApplicationEvent,
        "FROM region.application a JOIN matching_talent t ON t.id = a.talent JOIN matching_placement p ON p.id = a.placement CROSS JOIN"
        " unnest(CASE WHEN a.state = 'received' THEN '{received}' WHEN a.state IN ('viewed', 'withdrawn')"
        " THEN ARRAY['received', a.state] ELSE ARRAY['received', 'viewed', a.state] END) WITH ORDINALITY AS s (step, place)"
        " ORDER BY a.id, place",
        application_id="a.id",
        state="step",
        actor_id="CASE WHEN step IN ('received', 'withdrawn', 'accepted') THEN t.user_id"
        " ELSE %(contacts_from)s + p.organisation_id END",
        at="CASE step WHEN 'received' THEN sent WHEN a.state THEN moved ELSE sent + (moved - sent) / 2 END",
    )
