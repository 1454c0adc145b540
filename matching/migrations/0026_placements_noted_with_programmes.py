"""Changes of placements are noted with the programmes that show them."""

import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('matching', '0025_applications_by_state'),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name='placement',
            name='note_insert',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='placement',
            name='note_update',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='placement',
            name='note_delete',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='placementlanguage',
            name='note_insert',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='placementlanguage',
            name='note_update',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='placementlanguage',
            name='note_delete',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='placementskill',
            name='note_insert',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='placementskill',
            name='note_update',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='placementskill',
            name='note_delete',
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='placement',
            trigger=pgtrigger.compiler.Trigger(name='note_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO core_change (kind, row, programme) WITH changed AS MATERIALIZED (SELECT DISTINCT each.row, each.programme FROM (SELECT found.row, belongs."programme_id" FROM (SELECT new_rows."id", NULL::bigint FROM new_rows) AS found (row, programme) LEFT JOIN matching_posting AS belongs ON belongs."placement_id" = found.row) AS each (row, programme) LIMIT 1000 + 1), extent AS (SELECT count(*) > 1000 AS is_large FROM changed) SELECT DISTINCT \'matching.placement\', CASE WHEN NOT extent.is_large THEN changed.row END, CASE WHEN NOT extent.is_large THEN changed.programme END FROM changed, extent; RETURN NULL;', hash='c28cf817bbb9926651a05f30797cce2c8bc1c641', level='STATEMENT', operation='INSERT', pgid='pgtrigger_note_insert_57955', referencing='REFERENCING NEW TABLE AS new_rows ', table='matching_placement', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='placement',
            trigger=pgtrigger.compiler.Trigger(name='note_update', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO core_change (kind, row, programme) WITH changed AS MATERIALIZED (SELECT DISTINCT each.row, each.programme FROM (SELECT found.row, belongs."programme_id" FROM (SELECT side.row, side.programme FROM old_rows FULL JOIN new_rows ON new_rows."id" = old_rows."id" CROSS JOIN LATERAL (VALUES (old_rows."id", old_rows."id", NULL::bigint), (new_rows."id", new_rows."id", NULL::bigint)) AS side (key, row, programme) WHERE side.key IS NOT NULL AND ROW(old_rows."id", old_rows."created_at", old_rows."starts_on", old_rows."ends_on", old_rows."organisation_id", old_rows."kind", old_rows."title", old_rows."description", old_rows."fields", old_rows."degree", old_rows."seats", old_rows."city", old_rows."region", old_rows."country", old_rows."is_remote", old_rows."hours", old_rows."pay_min", old_rows."pay_max", old_rows."pay_period", old_rows."state", old_rows."expires_at", old_rows."published_at", old_rows."changed_at", old_rows."seats_of_gone", old_rows."search") IS DISTINCT FROM ROW(new_rows."id", new_rows."created_at", new_rows."starts_on", new_rows."ends_on", new_rows."organisation_id", new_rows."kind", new_rows."title", new_rows."description", new_rows."fields", new_rows."degree", new_rows."seats", new_rows."city", new_rows."region", new_rows."country", new_rows."is_remote", new_rows."hours", new_rows."pay_min", new_rows."pay_max", new_rows."pay_period", new_rows."state", new_rows."expires_at", new_rows."published_at", new_rows."changed_at", new_rows."seats_of_gone", new_rows."search")) AS found (row, programme) LEFT JOIN matching_posting AS belongs ON belongs."placement_id" = found.row) AS each (row, programme) LIMIT 1000 + 1), extent AS (SELECT count(*) > 1000 AS is_large FROM changed) SELECT DISTINCT \'matching.placement\', CASE WHEN NOT extent.is_large THEN changed.row END, CASE WHEN NOT extent.is_large THEN changed.programme END FROM changed, extent; RETURN NULL;', hash='c08cacfe192d833db4fcfcde8a63655d1fba0222', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_note_update_7d4a0', referencing='REFERENCING OLD TABLE AS old_rows  NEW TABLE AS new_rows ', table='matching_placement', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='placement',
            trigger=pgtrigger.compiler.Trigger(name='note_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO core_change (kind, row, programme) WITH changed AS MATERIALIZED (SELECT DISTINCT each.row, each.programme FROM (SELECT found.row, belongs."programme_id" FROM (SELECT old_rows."id", NULL::bigint FROM old_rows) AS found (row, programme) LEFT JOIN matching_posting AS belongs ON belongs."placement_id" = found.row) AS each (row, programme) LIMIT 1000 + 1), extent AS (SELECT count(*) > 1000 AS is_large FROM changed) SELECT DISTINCT \'matching.placement\', CASE WHEN NOT extent.is_large THEN changed.row END, CASE WHEN NOT extent.is_large THEN changed.programme END FROM changed, extent; RETURN NULL;', hash='c6a6864410e288de08e5f01cc642924094cec6b7', level='STATEMENT', operation='DELETE', pgid='pgtrigger_note_delete_0a4de', referencing='REFERENCING OLD TABLE AS old_rows ', table='matching_placement', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='placementlanguage',
            trigger=pgtrigger.compiler.Trigger(name='note_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO core_change (kind, row, programme) WITH changed AS MATERIALIZED (SELECT DISTINCT each.row, each.programme FROM (SELECT found.row, belongs."programme_id" FROM (SELECT new_rows."placement_id", NULL::bigint FROM new_rows) AS found (row, programme) LEFT JOIN matching_posting AS belongs ON belongs."placement_id" = found.row) AS each (row, programme) LIMIT 1000 + 1), extent AS (SELECT count(*) > 1000 AS is_large FROM changed) SELECT DISTINCT \'matching.placement\', CASE WHEN NOT extent.is_large THEN changed.row END, CASE WHEN NOT extent.is_large THEN changed.programme END FROM changed, extent; RETURN NULL;', hash='3db506da968551dcb0fbe02b778aba6deff1c640', level='STATEMENT', operation='INSERT', pgid='pgtrigger_note_insert_eeb9f', referencing='REFERENCING NEW TABLE AS new_rows ', table='matching_placementlanguage', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='placementlanguage',
            trigger=pgtrigger.compiler.Trigger(name='note_update', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO core_change (kind, row, programme) WITH changed AS MATERIALIZED (SELECT DISTINCT each.row, each.programme FROM (SELECT found.row, belongs."programme_id" FROM (SELECT side.row, side.programme FROM old_rows FULL JOIN new_rows ON new_rows."id" = old_rows."id" CROSS JOIN LATERAL (VALUES (old_rows."id", old_rows."placement_id", NULL::bigint), (new_rows."id", new_rows."placement_id", NULL::bigint)) AS side (key, row, programme) WHERE side.key IS NOT NULL AND ROW(old_rows."id", old_rows."placement_id", old_rows."language", old_rows."level") IS DISTINCT FROM ROW(new_rows."id", new_rows."placement_id", new_rows."language", new_rows."level")) AS found (row, programme) LEFT JOIN matching_posting AS belongs ON belongs."placement_id" = found.row) AS each (row, programme) LIMIT 1000 + 1), extent AS (SELECT count(*) > 1000 AS is_large FROM changed) SELECT DISTINCT \'matching.placement\', CASE WHEN NOT extent.is_large THEN changed.row END, CASE WHEN NOT extent.is_large THEN changed.programme END FROM changed, extent; RETURN NULL;', hash='32bc251ab4cc8fa2d23ee94f75d414f32b9bcdbf', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_note_update_a3bb4', referencing='REFERENCING OLD TABLE AS old_rows  NEW TABLE AS new_rows ', table='matching_placementlanguage', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='placementlanguage',
            trigger=pgtrigger.compiler.Trigger(name='note_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO core_change (kind, row, programme) WITH changed AS MATERIALIZED (SELECT DISTINCT each.row, each.programme FROM (SELECT found.row, belongs."programme_id" FROM (SELECT old_rows."placement_id", NULL::bigint FROM old_rows) AS found (row, programme) LEFT JOIN matching_posting AS belongs ON belongs."placement_id" = found.row) AS each (row, programme) LIMIT 1000 + 1), extent AS (SELECT count(*) > 1000 AS is_large FROM changed) SELECT DISTINCT \'matching.placement\', CASE WHEN NOT extent.is_large THEN changed.row END, CASE WHEN NOT extent.is_large THEN changed.programme END FROM changed, extent; RETURN NULL;', hash='abb33ea1a2ef2950d042baaca9e3c663ae7bf865', level='STATEMENT', operation='DELETE', pgid='pgtrigger_note_delete_dfe21', referencing='REFERENCING OLD TABLE AS old_rows ', table='matching_placementlanguage', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='placementskill',
            trigger=pgtrigger.compiler.Trigger(name='note_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO core_change (kind, row, programme) WITH changed AS MATERIALIZED (SELECT DISTINCT each.row, each.programme FROM (SELECT found.row, belongs."programme_id" FROM (SELECT new_rows."placement_id", NULL::bigint FROM new_rows) AS found (row, programme) LEFT JOIN matching_posting AS belongs ON belongs."placement_id" = found.row) AS each (row, programme) LIMIT 1000 + 1), extent AS (SELECT count(*) > 1000 AS is_large FROM changed) SELECT DISTINCT \'matching.placement\', CASE WHEN NOT extent.is_large THEN changed.row END, CASE WHEN NOT extent.is_large THEN changed.programme END FROM changed, extent; RETURN NULL;', hash='a437be02d47451ecd1e26c9a787930954446e8b8', level='STATEMENT', operation='INSERT', pgid='pgtrigger_note_insert_a8a8b', referencing='REFERENCING NEW TABLE AS new_rows ', table='matching_placementskill', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='placementskill',
            trigger=pgtrigger.compiler.Trigger(name='note_update', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO core_change (kind, row, programme) WITH changed AS MATERIALIZED (SELECT DISTINCT each.row, each.programme FROM (SELECT found.row, belongs."programme_id" FROM (SELECT side.row, side.programme FROM old_rows FULL JOIN new_rows ON new_rows."id" = old_rows."id" CROSS JOIN LATERAL (VALUES (old_rows."id", old_rows."placement_id", NULL::bigint), (new_rows."id", new_rows."placement_id", NULL::bigint)) AS side (key, row, programme) WHERE side.key IS NOT NULL AND ROW(old_rows."id", old_rows."placement_id", old_rows."skill_id", old_rows."need", old_rows."level") IS DISTINCT FROM ROW(new_rows."id", new_rows."placement_id", new_rows."skill_id", new_rows."need", new_rows."level")) AS found (row, programme) LEFT JOIN matching_posting AS belongs ON belongs."placement_id" = found.row) AS each (row, programme) LIMIT 1000 + 1), extent AS (SELECT count(*) > 1000 AS is_large FROM changed) SELECT DISTINCT \'matching.placement\', CASE WHEN NOT extent.is_large THEN changed.row END, CASE WHEN NOT extent.is_large THEN changed.programme END FROM changed, extent; RETURN NULL;', hash='3e2f7023bf83c98de8f08eec657acc25574a432f', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_note_update_19c4d', referencing='REFERENCING OLD TABLE AS old_rows  NEW TABLE AS new_rows ', table='matching_placementskill', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='placementskill',
            trigger=pgtrigger.compiler.Trigger(name='note_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO core_change (kind, row, programme) WITH changed AS MATERIALIZED (SELECT DISTINCT each.row, each.programme FROM (SELECT found.row, belongs."programme_id" FROM (SELECT old_rows."placement_id", NULL::bigint FROM old_rows) AS found (row, programme) LEFT JOIN matching_posting AS belongs ON belongs."placement_id" = found.row) AS each (row, programme) LIMIT 1000 + 1), extent AS (SELECT count(*) > 1000 AS is_large FROM changed) SELECT DISTINCT \'matching.placement\', CASE WHEN NOT extent.is_large THEN changed.row END, CASE WHEN NOT extent.is_large THEN changed.programme END FROM changed, extent; RETURN NULL;', hash='f549b2e0e6db0fc95931c7b21f4271b400dff4d2', level='STATEMENT', operation='DELETE', pgid='pgtrigger_note_delete_ae802', referencing='REFERENCING OLD TABLE AS old_rows ', table='matching_placementskill', when='AFTER')),
        ),
    ]
