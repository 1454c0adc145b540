"""What the evaluation does when rows of lower floors have changed."""

from collections.abc import Sequence

from django.apps import apps as global_apps
from django.apps.registry import Apps
from django.db import connections
from django.db.migrations.executor import MigrationExecutor

from evaluation.services.catalogue import load_indicators
from evaluation.services.facts import install_rule, write_facts_anew
from evaluation.services.records import clear_exit_answers, create_record, create_records, join_records
from programmes.models import Enrolment


def create_record_of(*, instance: Enrolment, raw: bool = False, **_kwargs: object) -> None:
    """An enrolment was saved: whoever has entered has a record to fill in."""
    if not raw:
        create_record(enrolment=instance)


def create_records_of(*, enrolments: Sequence[Enrolment], **_kwargs: object) -> None:
    """Staff has entered people: those who have entered have records to fill in."""
    create_records(enrolments=enrolments)


def clear_exit_of(*, enrolment: Enrolment, **_kwargs: object) -> None:
    """Somebody takes part again: what they said on leaving is void."""
    clear_exit_answers(enrolment=enrolment)


def join_records_of(*, kept: Enrolment, gone: Enrolment, last: Enrolment, **_kwargs: object) -> None:
    """Two participations of one person become one: so do the answers about them."""
    join_records(kept=kept, gone=gone, last=last)


def add_catalogue(*, apps: Apps = global_apps, **_kwargs: object) -> None:
    """The database was migrated, or emptied by a test: the catalogue's indicators belong into it."""
    try:
        models = apps.get_model("evaluation", "Framework"), apps.get_model("evaluation", "Indicator")
    except LookupError:  # migrated back to before they existed
        return
    load_indicators(framework_model=models[0], indicator_model=models[1])


def put_rule_into_database(*, using: str, apps: Apps = global_apps, **_kwargs: object) -> None:
    """The database was migrated: it writes participants' facts by today's conditions, and those there are follow."""
    if "participantfact" not in apps.all_models["evaluation"]:  # migrated back to before it existed
        return
    if install_rule() and _is_up_to_date(using):
        write_facts_anew()


def _is_up_to_date(using: str) -> bool:
    """Are there all columns that the conditions read? On the way through older states there need not be."""
    executor = MigrationExecutor(connections[using])
    return not executor.migration_plan(executor.loader.graph.leaf_nodes())
