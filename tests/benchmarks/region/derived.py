"""What the portal works out from its rows and keeps: in statements for all rows at once, where there is one."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.db import connection

from evaluation.models import MonthCount, ParticipantFact
from evaluation.queries.contributions import FACTS, as_facts
from matching.models import OfferWords
from matching.models.application_terms import KEPT, RULE
from matching.services.search import index_all
from programmes.models import Enrolment
from tests.benchmarks.region.steps import Step


def steps() -> Iterator[Step]:
    yield Step("search", _write_words)
    yield Step("words of offers", OFFER_WORDS, (OfferWords,))
    yield Step("terms of applications", _write_terms)
    yield Step("facts", _write_facts, (ParticipantFact,))
    yield Step("months", MONTHS, (MonthCount,))


OFFER_WORDS = """
    INSERT INTO matching_offerwords (placement_id, search)
    SELECT id, search FROM matching_placement WHERE state = 'published' ORDER BY id
"""
TERMS = f"""
    UPDATE matching_application AS application SET ({", ".join(KEPT)}) = ({RULE.format(row="application", into="")})
"""
MONTHS = """
    INSERT INTO evaluation_monthcount (programme_id, code, month, gender, number)
    SELECT programme_id, each.code, each.month, gender, count(*)
    FROM evaluation_participantfact fact, evaluation_counts(fact.counted, fact.entered_on, fact.left_on) each
    GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4
"""


def _write_terms(_sizes: Mapping[str, Any]) -> None:
    """Each application's steps are looked for, and indexes come when all rows are there: so this one comes before."""
    with connection.cursor() as cursor:
        cursor.execute("CREATE INDEX steps_until_then ON matching_applicationevent (application_id, at)")
        cursor.execute(
            "ANALYZE matching_applicationevent, matching_posting, matching_placement, matching_application"
        )
        cursor.execute(TERMS)
        cursor.execute("DROP INDEX steps_until_then")


def _write_facts(_sizes: Mapping[str, Any]) -> None:
    """By the conditions that the figures are held against."""
    statement, parameters = as_facts(Enrolment.objects.all()).query.sql_with_params()
    with connection.cursor() as cursor:
        columns = ", ".join(FACTS)
        cursor.execute(f"INSERT INTO evaluation_participantfact ({columns}) {statement}", parameters)


def _write_words(_sizes: Mapping[str, Any]) -> None:
    """What the search finds placements by knows grammars that the database doesn't; the portal itself writes it."""
    index_all()
