"""Who takes part in which programme, what they agreed to, and what the funder is told of them."""

from collections.abc import Iterator

from evaluation.models import ParticipantRecord
from portal.privacy.models import AccessLog, Consent
from programmes.models import Enrolment, JoinedPerson, PaperConsent
from tests.benchmarks.region.programmes import COORDINATOR
from tests.benchmarks.region.steps import Step, insert

PARTICIPATION = """
    CREATE TABLE region.participation AS
    SELECT e AS id, person, programme, version, has_account, entered, ended,
        CASE WHEN e > %(enrolments)s THEN CASE WHEN region.pick(e, 30, 3) > 0 THEN 'invited' ELSE 'lapsed' END
            WHEN region.pick(e, 31, 100) < 4 THEN 'applied' WHEN ended IS NULL THEN 'active' ELSE 'left' END AS status
    FROM generate_series(1::bigint, %(enrolments)s + %(invited)s) e
    CROSS JOIN LATERAL (SELECT CASE WHEN e <= %(enrolments)s THEN mod(e - 1, %(people)s) ELSE e - 1 - %(enrolments)s + %(people)s END
        + 1 AS n, CASE WHEN e > %(people)s AND e <= %(enrolments)s THEN 1 ELSE 0 END AS again) AS who
    CROSS JOIN LATERAL (SELECT %(people_from)s + n AS person, n <= %(accounts)s AS has_account) AS a
    JOIN region.slot s ON s.number = mod(region.pick(who.n, 32, 1000) + again * (150 + region.pick(who.n, 33, 700)), 1000)
    CROSS JOIN LATERAL (SELECT s.starts_on + region.pick(e, 34, s.latest - s.starts_on + 1) AS entered) AS b
    CROSS JOIN LATERAL (SELECT CASE WHEN entered + 30 + region.pick(e, 35, 500) <= %(today)s
        THEN entered + 30 + region.pick(e, 35, 500) END AS ended) AS d;
    ALTER TABLE region.participation ADD PRIMARY KEY (id);
    ANALYZE region.participation;
"""
PSEUDONYM = "'P-' || " + " || ".join(
    "substr('23456789ABCDEFGHJKMNPQRSTUVWXYZ', 1 + mod(mod(p.id * 2654435761, 852891037441)"
    f" / {31**place}, 31)::int, 1)"
    for place in range(8)
)
ENDED = "p.status = 'left'"
TOLD = "(e.left_on IS NOT NULL AND region.pick(e.id, 41, 10) < 7 AND e.left_on + 28 <= %(today)s)"


def steps() -> Iterator[Step]:
    yield Step("who takes part where", PARTICIPATION)
    yield insert(
        Consent,
        "FROM (SELECT person, version, min(entered) AS first, bool_and(region.pick(id, 36, 30) = 0) AS is_over"
        " FROM region.participation WHERE has_account GROUP BY 1, 2) AS c JOIN users_user u ON u.id = c.person ORDER BY person, version",
        user_id="person",
        version_id="version",
        language="u.language",
        text="CASE u.language WHEN 'de' THEN 'Ich stimme zu.' WHEN 'sl' THEN 'Strinjam se.' ELSE 'I agree.' END",
        given_at="first + time '09:00'",
        withdrawn_at="CASE WHEN is_over THEN least(first + time '09:00' + interval '20 days', %(noon)s::timestamptz) END",
    )
    yield insert(
        Enrolment,
        "FROM region.participation p LEFT JOIN privacy_consent c ON c.user_id = p.person AND c.version_id = p.version ORDER BY p.id",
        id="p.id",
        person_id="p.person",
        programme_id="p.programme",
        status="p.status",
        source="CASE WHEN has_account THEN region.of('{self,self,self,self,referral}', p.id, 37)"
        " ELSE region.of('{staff,import,import}', p.id, 38) END",
        entered_on="CASE WHEN p.status IN ('active', 'left') THEN entered END",
        left_on=f"CASE WHEN {ENDED} THEN ended END",
        exit_kind=f"CASE WHEN {ENDED} THEN CASE WHEN c.withdrawn_at IS NOT NULL THEN 'objected'"
        " ELSE region.of('{completed,completed,completed,early}', p.id, 39) END ELSE '' END",
        pseudonym=PSEUDONYM,
        invited_by_id=f"CASE WHEN p.status = 'invited' THEN {COORDINATOR} END",
        consent_id="c.id",
        created_at="entered + time '09:00'",
        updated_at="coalesce(ended, entered) + time '09:30'",
    )
    yield insert(
        ParticipantRecord,
        "FROM programmes_enrolment e JOIN region.participation p USING (id)"
        " CROSS JOIN LATERAL (SELECT region.pick(e.id, 40, 100) > 2 AS is_whole) AS w WHERE e.id <= %(enrolments)s ORDER BY e.id",
        id="e.id",
        enrolment_id="e.id",
        gender="CASE WHEN is_whole THEN region.of('{f,f,f,f,f,f,f,m,m,m,m,m,m,m,d}', e.person_id, 42) ELSE '' END",
        birth_date="CASE WHEN is_whole THEN date '1962-01-01' + region.pick(e.person_id - %(people_from)s, 20, 15000) END",
        status_entry="region.of('{unemployed,unemployed,inactive,inactive,inactive,employed,employed,self_employed}', e.id, 43)",
        isced_entry="1 + region.pick(e.person_id, 44, 8)",
        entry_answered_at="CASE WHEN is_whole THEN p.entered + time '10:00' END",
        status_exit=f"CASE WHEN {TOLD} THEN region.of('{{unemployed,inactive,employed,employed,employed,self_employed}}', e.id, 45)"
        " ELSE '' END",
        is_job_searching_exit=f"CASE WHEN {TOLD} THEN region.pick(e.id, 46, 4) = 0 END",
        is_in_education_exit=f"CASE WHEN {TOLD} THEN region.pick(e.id, 47, 3) = 0 END",
        has_qualification_exit=f"CASE WHEN {TOLD} THEN region.pick(e.id, 48, 2) = 0 END",
        exit_checked_on=f"CASE WHEN {TOLD} THEN e.left_on + region.pick(e.id, 49, 28) END",
        exit_answered_at=f"CASE WHEN {TOLD} THEN e.left_on + 28 + time '10:00' END",
        created_at="p.entered + time '09:00'",
        updated_at="coalesce(e.left_on, p.entered) + time '10:00'",
    )
    yield insert(
        PaperConsent,
        "FROM programmes_enrolment e JOIN region.participation p USING (id)"
        " WHERE NOT p.has_account AND mod(e.id, 3) = 0 AND e.entered_on IS NOT NULL ORDER BY e.id",
        enrolment_id="e.id",
        received_on="e.entered_on",
        recorded_by_id=str(COORDINATOR),
        created_at="e.created_at",
        updated_at="e.created_at",
    )
    yield insert(
        JoinedPerson,
        "FROM programmes_enrolment e JOIN users_user u ON u.id = e.person_id WHERE mod(e.id, 1000) = 1 ORDER BY e.id",
        enrolment_id="e.id",
        name="u.name",
        pseudonym="'P-' || upper(substr(md5(e.id::text), 1, 8))",
        joined_by_id=str(COORDINATOR),
        created_at="e.created_at",
    )
    yield insert(
        AccessLog,
        "FROM generate_series(1, %(readings)s) n JOIN programmes_enrolment e"
        " ON e.id = 1 + region.pick(n, 50, %(enrolments)s) ORDER BY n",
        actor_id=f"{COORDINATOR} + region.pick(n, 51, 20)",
        subject_id="e.person_id",
        kind="region.of('{read,read,read,download,export}', n, 52)",
        object_label="'programmes.enrolment'",
        object_id="e.id::text",
        purpose="'Looking after participants'",
        rows="1",
        at="%(noon)s::timestamptz - region.part(n, 53) * interval '700 days'",
    )
