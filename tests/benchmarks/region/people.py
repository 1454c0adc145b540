"""Everybody who takes part, with an account or entered by staff; and who speaks for organisations."""

from collections.abc import Iterator, Mapping
from typing import Any

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password
from django.db import connection

from portal.users.models import User
from programmes.models import Contact, ContactInvitation, Organisation, Partnership
from tests.benchmarks.region.programmes import COORDINATOR, PASSWORD, SALT
from tests.benchmarks.region.steps import Step, insert

NAME = "region.zipf(n, 1, 80) * 120 + region.zipf(n, 2, 120)"
JOINED = "%(noon)s::timestamptz - region.part(n, 3) * interval '1900 days' - interval '1 day'"


def steps() -> Iterator[Step]:
    yield Step("a password", _write_password)
    yield insert(
        Organisation,
        "FROM region.company c JOIN region.town t ON t.number = c.town",
        id="c.number",
        name="c.name",
        sort_keys="c.keys",
        kind="CASE WHEN region.pick(c.number, 1, 10) < 8 THEN 'company'"
        " ELSE region.of('{university,school,municipality,association,chamber}', c.number, 2) END",
        sector="region.of('{business,business,business,academia,policy}', c.number, 3)",
        size="region.of('{micro,small,small,medium,large}', c.number, 4)",
        nace="region.of('{C,J,F,Q,M,G}', c.number, 5)",
        about="(region.sentences(c.number, 6, 5)).de",
        street="'Hauptstraße ' || 1 + region.pick(c.number, 7, 90)",
        postcode="lpad((10000 + region.pick(c.number, 8, 88000))::text, 5, '0')",
        city="t.name",
        region="t.region",
        country="t.country",
        website="'https://works-' || c.number || '.example/'",
        languages="CASE WHEN t.country = 'SI' THEN '{sl,en}'::varchar[] ELSE '{de,en}'::varchar[] END",
        verification="CASE WHEN c.number <= %(organisations)s * 0.95 THEN 'verified'"
        " WHEN c.number <= %(organisations)s * 0.99 THEN 'waiting' ELSE 'declined' END",
        verified_at="CASE WHEN c.number <= %(organisations)s * 0.95 THEN %(noon)s::timestamptz - interval '900 days' END",
        verified_by_id=f"CASE WHEN c.number <= %(organisations)s * 0.95 THEN {COORDINATOR} END",
        created_at="%(noon)s::timestamptz - interval '1000 days' - region.part(c.number, 9) * interval '900 days'",
        updated_at="%(noon)s::timestamptz - region.part(c.number, 10) * interval '900 days'",
    )
    yield Step(
        "programmes of organisations",
        "INSERT INTO programmes_organisation_programmes (organisation_id, programme_id) "
        "SELECT DISTINCT c.number, s.programme FROM region.company c CROSS JOIN generate_series(1, 1 + (region.pick(c.number, 11, 3) = 0)::int) i "
        "JOIN region.open_slot s ON true WHERE s.number = region.pick(c.number * 7 + i, 12, (SELECT count(*)::int FROM region.open_slot)) "
        "ORDER BY 1, 2",
        (Organisation.programmes.through,),
    )
    yield insert(
        Partnership,
        "FROM programmes_programme p CROSS JOIN generate_series(0, 2) n WHERE p.parent_id IS NULL",
        programme_id="p.id",
        organisation_id="1 + mod(p.id * 3 + n, %(organisations)s)",
        role="CASE n WHEN 0 THEN 'lead' WHEN 1 THEN 'partner' ELSE 'associated' END",
        budget_planned="50000 * (n + 1)",
    )
    yield insert(
        User,
        f"FROM generate_series(1, %(contacts)s) n JOIN region.name ON name.number = {NAME}",
        id="%(contacts_from)s + n",
        name="name.name",
        sort_keys="name.keys",
        email="'contact.' || n || '@works.example'",
        password="(SELECT hash FROM region.password)",
        language="region.of('{de,de,de,sl,en}', n, 4)",
        date_joined=JOINED,
        last_login="%(noon)s::timestamptz - region.part(n, 5) * interval '90 days'",
    )
    yield insert(
        Contact,
        "FROM generate_series(1, %(contacts)s) n",
        organisation_id="1 + mod(n - 1, %(organisations)s)",
        user_id="%(contacts_from)s + n",
        role="CASE WHEN n <= %(organisations)s THEN 'manager' ELSE 'recruiter' END",
        approved_at="CASE WHEN mod(n, 40) > 0 THEN %(noon)s::timestamptz - interval '700 days' END",
        approved_by_id=f"CASE WHEN mod(n, 40) > 0 THEN {COORDINATOR} END",
        created_at="%(noon)s::timestamptz - interval '750 days'",
    )
    yield insert(
        ContactInvitation,
        "FROM generate_series(1, %(organisations)s / 20) n",
        organisation_id="n",
        email="'asked.' || n || '@works.example'",
        created_at="%(noon)s::timestamptz - interval '3 days'",
    )
    yield insert(
        User,
        f"FROM generate_series(1, %(people)s + %(invited)s) n JOIN region.name ON name.number = {NAME}"
        " CROSS JOIN LATERAL (SELECT n <= %(accounts)s AS has_account) a",
        id="%(people_from)s + n",
        name="name.name",
        sort_keys="name.keys",
        email="CASE WHEN has_account THEN name.address || '.' || n || '@region.example' END",
        username="CASE WHEN NOT has_account THEN 'person-' || substr(md5(n::text), 1, 24) END",
        contact_email="CASE WHEN NOT has_account AND mod(n, 3) > 0 THEN name.address || '.' || n || '@post.example' ELSE '' END",
        password="CASE WHEN has_account THEN (SELECT hash FROM region.password) ELSE '!' || md5(n::text) END",
        language="region.of('{de,de,de,de,de,de,en,en,sl,sl}', n, 4)",
        is_active="has_account",
        is_unclaimed="NOT has_account",
        birth_date="CASE WHEN NOT has_account THEN date '1962-01-01' + region.pick(n, 20, 15000) END",
        asked_to_claim_at="CASE WHEN n > %(people)s THEN %(noon)s::timestamptz - region.part(n, 6) * interval '50 days' END",
        told_to_claim_at="CASE WHEN n > %(people)s THEN %(noon)s::timestamptz END",
        date_joined=JOINED,
        last_login="CASE WHEN has_account THEN %(noon)s::timestamptz - region.part(n, 5) * interval '360 days' END",
    )
    yield insert(
        EmailAddress,
        "FROM users_user WHERE email IS NOT NULL ORDER BY id",
        email="email",
        user_id="id",
        verified="true",
        primary="true",
    )


def _write_password(_sizes: Mapping[str, Any]) -> None:
    """One hash serves all: hashing is slow on purpose."""
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TABLE region.password AS SELECT %s::text AS hash", [make_password(PASSWORD, salt=SALT)]
        )
