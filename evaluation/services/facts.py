"""Participants' facts: the rule by which the database writes them, and what holds them against the answers.

The database itself writes facts and counts of months, with every statement that writes enrolments or records, SQL by
hand included (`evaluation/sql/facts.sql`). It goes by the conditions of `evaluation.queries.contributions`, which this
module puts there.
"""

from __future__ import annotations

import hashlib
import logging
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.db import connection, transaction
from django.db.models import QuerySet
from django.db.models.expressions import RawSQL
from django.utils import timezone

from evaluation.models import FactCheck
from evaluation.notices import FiguresMended
from evaluation.queries.contributions import CONTRIBUTIONS, FACTS, as_facts
from portal.core.jobs import run_on_each
from portal.notifications.services.notifications import notify_all
from portal.users.models import User
from programmes.models import Enrolment, Programme

logger = logging.getLogger(__name__)

RULE = Path(__file__).resolve().parent.parent / "sql" / "facts.sql"
TABLES = {"programmes_enrolment", "evaluation_participantrecord"}
"""Whatever is written there is heard of; a condition on another table would not be."""

AT_A_TIME = 10_000
CHECKED_EVERY = timedelta(hours=20)
"""A programme is checked once a day, by the first run that finds it due."""

DIFFERENCES = f"""
    SELECT coalesce(told.enrolment_id, fact.enrolment_id)
    FROM ({{told}}) told ({", ".join(FACTS)})
    FULL JOIN (SELECT * FROM evaluation_participantfact WHERE programme_id = %s) fact USING (enrolment_id)
    WHERE ({", ".join(f"told.{name}" for name in FACTS[1:])})
        IS DISTINCT FROM ({", ".join(f"fact.{name}" for name in FACTS[1:])})
    ORDER BY 1
"""  # noqa: S608  names of our own columns
WRITE = "SELECT evaluation_write_facts(%s::bigint[])"
LOCK = "SELECT 1 FROM programmes_enrolment WHERE id = ANY (%s::bigint[]) ORDER BY id FOR NO KEY UPDATE"
MEND_MONTHS = """
    INSERT INTO evaluation_monthcount (programme_id, code, month, gender, number)
    SELECT %(programme)s, code, month, gender, sum(number)
    FROM (
        SELECT each.code, each.month, fact.gender, count(*) AS number
        FROM evaluation_participantfact fact,
            evaluation_counts(fact.counted, fact.entered_on, fact.left_on) each
        WHERE fact.programme_id = %(programme)s
        GROUP BY each.code, each.month, fact.gender
        UNION ALL
        SELECT code, month, gender, -sum(number) FROM evaluation_monthcount
        WHERE programme_id = %(programme)s GROUP BY code, month, gender
    ) row
    GROUP BY code, month, gender HAVING sum(number) <> 0
"""
FOLD_MONTHS = """
    WITH many AS (
        SELECT programme_id, code, month, gender FROM evaluation_monthcount
        GROUP BY programme_id, code, month, gender HAVING count(*) > 1
    ), gone AS (
        DELETE FROM evaluation_monthcount row USING many
        WHERE (row.programme_id, row.code, row.month, row.gender)
            = (many.programme_id, many.code, many.month, many.gender)
        RETURNING row.*
    )
    INSERT INTO evaluation_monthcount (programme_id, code, month, gender, number)
    SELECT programme_id, code, month, gender, sum(number) FROM gone
    GROUP BY programme_id, code, month, gender HAVING sum(number) <> 0
"""


# --- The rule ---------------------------------------------------------------------------------------------------------


@transaction.atomic
def install_rule() -> bool:
    """See to it that the database writes facts by the conditions as they are now. Was it another rule before?"""
    text = _rule_text()
    mark = hashlib.sha256(text.encode()).hexdigest()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT obj_description(to_regprocedure('evaluation_write_facts(bigint[])'), 'pg_proc')"
        )
        if cursor.fetchone() == (mark,):
            return False
        cursor.execute(text)
        cursor.execute(f"COMMENT ON FUNCTION evaluation_write_facts(bigint[]) IS '{mark}'")
    return True


def _rule_text() -> str:
    changed = Enrolment.objects.filter(pk__in=RawSQL("SELECT unnest(changed)", ()))
    contributions = ", ".join(
        f"('{code}', {each.mask}::bigint, {each.counted_on})" for code, each in CONTRIBUTIONS.items()
    )
    return (
        RULE.read_text(encoding="utf-8")
        .replace("{contributions}", contributions)
        .replace("{rule}", _in_sql(as_facts(changed)))
    )


def _in_sql(rows: QuerySet[Any]) -> str:
    """The query as one text, with its values in it. Raises ValueError where it reads what is not heard of."""
    query = rows.query
    sql, values = query.sql_with_params()
    read = {query.alias_map[alias].table_name for alias, uses in query.alias_refcount.items() if uses}
    if read - TABLES:
        raise ValueError(
            f"A condition reads what is not heard of when it is written: {sorted(read - TABLES)}"
        )
    return str(connection.ops.compose_sql(sql, values))  # type: ignore[attr-defined]


# --- Whether they are right -------------------------------------------------------------------------------------------


def write_facts_anew() -> int:
    """Bring all facts to what the conditions say now: after an indicator has come. Returns how many were not."""
    return run_on_each(
        Programme.objects.order_by("pk"), lambda each: mend_facts(programme=each), what="Facts of programme"
    )


def check_facts() -> int:
    """Hold each programme's facts against the answers once a day, mend what differs, and tell the operator.

    Nothing ever should: the database writes them. Returns how many were mended.
    """
    due = timezone.now() - CHECKED_EVERY
    checked = FactCheck.objects.filter(checked_at__gt=due).values("programme")
    return run_on_each(
        Programme.objects.exclude(pk__in=checked).order_by("pk"),
        _check,
        what="Check of the facts of programme",
    )


def _check(programme: Programme) -> int:
    mended = mend_facts(programme=programme)
    if mended:
        logger.error("%s facts of programme %s were not right and have been mended.", mended, programme.pk)
        notify_all(
            User.objects.filter(is_superuser=True, is_active=True),
            FiguresMended(
                programme=programme.acronym,
                slug=programme.slug,
                number=mended,
                day=timezone.localdate().isoformat(),
            ),
        )
    return mended


def mend_facts(*, programme: Programme) -> int:
    """Write a programme's facts and counts of months anew where they differ. Returns how many did."""
    keys = _different(programme)
    for begin in range(0, len(keys), AT_A_TIME):
        with transaction.atomic(), connection.cursor() as cursor:
            portion = keys[begin : begin + AT_A_TIME]
            cursor.execute(LOCK, [portion])
            cursor.execute(WRITE, [portion])
    with transaction.atomic(), connection.cursor() as cursor:
        check, _is_new = FactCheck.objects.select_for_update().get_or_create(
            programme=programme, defaults={"checked_at": timezone.now()}
        )
        cursor.execute(MEND_MONTHS, {"programme": programme.pk})
        mended = len(keys) + cursor.rowcount
        check.checked_at = timezone.now()
        if mended:
            check.mended, check.mended_at = mended, check.checked_at
        check.save()
    return mended


def _different(programme: Programme) -> list[int]:
    told = _in_sql(as_facts(Enrolment.objects.filter(programme=programme)))
    with connection.cursor() as cursor:
        cursor.execute(DIFFERENCES.replace("%s", str(programme.pk)).format(told=told))
        return [key for (key,) in cursor.fetchall()]


def fold_months() -> int:
    """Make one row of those that count the same, so that they stay few. Returns how many are new."""
    with connection.cursor() as cursor:
        cursor.execute(FOLD_MONTHS)
        return int(cursor.rowcount)
