"""What has other words than it is found by is marked by triggers; and all is, since words are made in another way now.

The sweeper `matching.index_stale` makes them anew; until then placements are found by the words they had.
"""

import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations


AT_A_TIME = 1_000


def call_stale(apps, schema_editor):
    """In portions, so that nobody who saves an offer waits for all of them."""
    with schema_editor.connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(max(id), 0) FROM matching_placement")
        for first in range(0, cursor.fetchone()[0] + 1, AT_A_TIME):
            cursor.execute(
                "UPDATE matching_placement SET search_name = '' WHERE search_name <> '' AND id >= %s AND id < %s",
                [first, first + AT_A_TIME],
            )


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("matching", "0011_search_by_closeness")]

    operations = [
        pgtrigger.migrations.AddTrigger(
            model_name='placement',
            trigger=pgtrigger.compiler.Trigger(name='search_is_stale', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."city" IS DISTINCT FROM (NEW."city") OR OLD."description" IS DISTINCT FROM (NEW."description") OR OLD."fields" IS DISTINCT FROM (NEW."fields") OR OLD."kind" IS DISTINCT FROM (NEW."kind") OR OLD."organisation_id" IS DISTINCT FROM (NEW."organisation_id") OR OLD."region" IS DISTINCT FROM (NEW."region") OR OLD."title" IS DISTINCT FROM (NEW."title"))', func="NEW.search_name = ''; RETURN NEW;", hash='42d06da330aecb4f1e707b2f69a8828e6a97cea0', operation='UPDATE', pgid='pgtrigger_search_is_stale_ffeb8', table='matching_placement', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='placementskill',
            trigger=pgtrigger.compiler.Trigger(name='search_is_stale', sql=pgtrigger.compiler.UpsertTriggerSql(func="UPDATE matching_placement SET search_name = '' WHERE search_name <> '' AND id = COALESCE(NEW.placement_id, OLD.placement_id); RETURN NULL;", hash='d5c0babc4c1ad1a110655a04ab857403ce272f2c', operation='INSERT OR UPDATE OF "skill_id" OR DELETE', pgid='pgtrigger_search_is_stale_951d9', table='matching_placementskill', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='skilllabel',
            trigger=pgtrigger.compiler.Trigger(name='search_is_stale', sql=pgtrigger.compiler.UpsertTriggerSql(func="UPDATE matching_placement SET search_name = '' WHERE search_name <> '' AND id IN (SELECT placement_id FROM matching_placementskill WHERE skill_id IN (NEW.skill_id, OLD.skill_id)); RETURN NULL;", hash='5d097c09254851be0861af674b7e407fe58e5cd7', operation='INSERT OR UPDATE OF "text", "language", "skill_id" OR DELETE', pgid='pgtrigger_search_is_stale_d6ae1', table='matching_skilllabel', when='AFTER')),
        ),
        migrations.RunPython(call_stale, migrations.RunPython.noop),
    ]
