"""The ledger of attended hours, the funding for which somebody counts, and what the database keeps of both."""

import datetime
import django.db.models.deletion
import django.utils.timezone
import pgtrigger.compiler
import pgtrigger.migrations
import portal.core.dates
from django.conf import settings
from django.db import migrations, models

ONLY_FUNDING = """
CREATE FUNCTION programmes_only_funding(of_programme bigint) RETURNS bigint LANGUAGE sql STABLE AS $$
    SELECT CASE own.number WHEN 1 THEN own.funding WHEN 0 THEN whole.funding END
    FROM (
        SELECT count(*) AS number, min(id) AS funding FROM programmes_funding WHERE programme_id = of_programme
    ) own, (
        SELECT CASE count(*) WHEN 1 THEN min(funding.id) END AS funding
        FROM programmes_programme part JOIN programmes_funding funding ON funding.programme_id = part.parent_id
        WHERE part.id = of_programme
    ) whole
$$
"""
NO_ONLY_FUNDING = "DROP FUNCTION programmes_only_funding(bigint)"

KEPT = """
CREATE FUNCTION programmes_hours_standing(of_person bigint, of_funding bigint, entered date)
RETURNS varchar LANGUAGE plpgsql STABLE AS $$
DECLARE
    needed numeric;
    attended numeric;
BEGIN
    IF of_funding IS NULL OR entered IS NULL THEN
        RETURN '';
    END IF;
    SELECT threshold_hours * 60 INTO needed FROM programmes_funding
    WHERE id = of_funding AND threshold_hours > 0 AND hours_from <= entered;
    IF needed IS NULL THEN
        RETURN '';
    END IF;
    SELECT coalesce(sum(minutes), 0) INTO attended FROM programmes_hours
    WHERE person_id = of_person AND funding_id = of_funding;
    RETURN CASE
        WHEN attended >= needed THEN 'reached'
        WHEN attended >= needed * 0.8 THEN 'near'
        WHEN attended > 0 THEN 'short'
        ELSE 'none'
    END;
END $$;

-- Whoever changes hours or a funding waits for whoever changes these enrolments, and sees what they wrote.
CREATE FUNCTION programmes_keep_standings(changed bigint[]) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    PERFORM 1 FROM programmes_enrolment WHERE id = ANY (changed) ORDER BY id FOR NO KEY UPDATE;
    UPDATE programmes_enrolment SET hours_standing = by_hours.standing
    FROM (
        SELECT id, programmes_hours_standing(person_id, funding_id, entered_on) AS standing
        FROM programmes_enrolment WHERE id = ANY (changed)
    ) by_hours
    WHERE programmes_enrolment.id = by_hours.id AND hours_standing <> by_hours.standing;
END $$;

CREATE FUNCTION programmes_enrolment_is_written() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' AND NEW.funding_id IS NULL THEN
        NEW.funding_id := programmes_only_funding(NEW.programme_id);
    END IF;
    NEW.hours_standing := programmes_hours_standing(NEW.person_id, NEW.funding_id, NEW.entered_on);
    RETURN NEW;
END $$;
CREATE TRIGGER programmes_enrolment_by_hours BEFORE INSERT OR UPDATE ON programmes_enrolment
    FOR EACH ROW EXECUTE FUNCTION programmes_enrolment_is_written();

CREATE FUNCTION programmes_hours_are_written() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        PERFORM programmes_keep_standings(ARRAY(
            SELECT id FROM programmes_enrolment
            WHERE (person_id, funding_id) IN (SELECT person_id, funding_id FROM written)
        ));
    ELSIF TG_OP = 'DELETE' THEN
        PERFORM programmes_keep_standings(ARRAY(
            SELECT id FROM programmes_enrolment
            WHERE (person_id, funding_id) IN (SELECT person_id, funding_id FROM gone)
        ));
    ELSE
        PERFORM programmes_keep_standings(ARRAY(
            SELECT id FROM programmes_enrolment
            WHERE (person_id, funding_id) IN (
                SELECT person_id, funding_id FROM written UNION SELECT person_id, funding_id FROM gone
            )
        ));
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER programmes_hours_insert AFTER INSERT ON programmes_hours
    REFERENCING NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION programmes_hours_are_written();
CREATE TRIGGER programmes_hours_update AFTER UPDATE ON programmes_hours
    REFERENCING NEW TABLE AS written OLD TABLE AS gone
    FOR EACH STATEMENT EXECUTE FUNCTION programmes_hours_are_written();
CREATE TRIGGER programmes_hours_delete AFTER DELETE ON programmes_hours
    REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION programmes_hours_are_written();

-- The first funding of a programme is the one for which those count who are there already.
CREATE FUNCTION programmes_funding_is_new() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE programmes_enrolment SET funding_id = NEW.id
    WHERE funding_id IS NULL AND programme_id IN (
        SELECT id FROM programmes_programme
        WHERE NEW.programme_id IN (id, parent_id) AND programmes_only_funding(id) = NEW.id
    );
    RETURN NULL;
END $$;
CREATE TRIGGER programmes_funding_insert AFTER INSERT ON programmes_funding
    FOR EACH ROW EXECUTE FUNCTION programmes_funding_is_new();

CREATE FUNCTION programmes_threshold_is_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM programmes_keep_standings(ARRAY(SELECT id FROM programmes_enrolment WHERE funding_id = NEW.id));
    RETURN NULL;
END $$;
CREATE TRIGGER programmes_funding_threshold AFTER UPDATE OF threshold_hours, hours_from ON programmes_funding
    FOR EACH ROW
    WHEN ((OLD.threshold_hours, OLD.hours_from) IS DISTINCT FROM (NEW.threshold_hours, NEW.hours_from))
    EXECUTE FUNCTION programmes_threshold_is_changed()
"""
NO_LONGER_KEPT = """
DROP TRIGGER programmes_funding_threshold ON programmes_funding;
DROP TRIGGER programmes_funding_insert ON programmes_funding;
DROP TRIGGER programmes_hours_delete ON programmes_hours;
DROP TRIGGER programmes_hours_update ON programmes_hours;
DROP TRIGGER programmes_hours_insert ON programmes_hours;
DROP TRIGGER programmes_enrolment_by_hours ON programmes_enrolment;
DROP FUNCTION programmes_threshold_is_changed();
DROP FUNCTION programmes_funding_is_new();
DROP FUNCTION programmes_hours_are_written();
DROP FUNCTION programmes_enrolment_is_written();
DROP FUNCTION programmes_keep_standings(bigint[]);
DROP FUNCTION programmes_hours_standing(bigint, bigint, date)
"""


class Migration(migrations.Migration):

    dependencies = [
        ('pghistory', '0007_auto_20250421_0444'),
        ('privacy', '0012_periods_are_followed'),
        ('programmes', '0035_questionnaires'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Hours',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='created')),
                ('updated_at', models.DateTimeField(auto_now=True, verbose_name='last changed')),
                ('date', models.DateField(editable=False, verbose_name='day')),
                ('minutes', models.PositiveIntegerField(editable=False, verbose_name='minutes')),
                ('source', models.CharField(editable=False, max_length=40, verbose_name='source')),
                ('source_key', models.BigIntegerField(editable=False, verbose_name='number in the source')),
            ],
            options={
                'verbose_name': 'attended hours',
                'verbose_name_plural': 'attended hours',
                'ordering': ['-date', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='HoursHistory',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='created')),
                ('updated_at', models.DateTimeField(auto_now=True, verbose_name='last changed')),
                ('date', models.DateField(editable=False, verbose_name='day')),
                ('minutes', models.PositiveIntegerField(editable=False, verbose_name='minutes')),
                ('source', models.CharField(editable=False, max_length=40, verbose_name='source')),
                ('source_key', models.BigIntegerField(editable=False, verbose_name='number in the source')),
            ],
            options={
                'abstract': False,
            },
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='enrolment',
            name='insert_insert',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='enrolment',
            name='update_update',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='enrolment',
            name='delete_delete',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='funding',
            name='insert_insert',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='funding',
            name='update_update',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='funding',
            name='delete_delete',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='funding',
            name='note_update',
        ),
        migrations.AddField(
            model_name='enrolment',
            name='funding',
            field=models.ForeignKey(blank=True, db_default=models.Value(None), help_text='For which of the programme’s funders the person counts.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='enrolments', to='programmes.funding', verbose_name='funding'),
        ),
        migrations.AddField(
            model_name='enrolment',
            name='hours_standing',
            field=models.CharField(blank=True, choices=[('', 'Not by hours'), ('none', 'No hours yet'), ('short', 'Short contact'), ('near', 'Short contact, close to the threshold'), ('reached', 'Participant by hours')], db_default='', default='', editable=False, max_length=7, verbose_name='standing by hours'),
        ),
        migrations.AddField(
            model_name='enrolmenthistory',
            name='funding',
            field=models.ForeignKey(blank=True, db_constraint=False, db_default=models.Value(None), help_text='For which of the programme’s funders the person counts.', null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='programmes.funding', verbose_name='funding'),
        ),
        migrations.AddField(
            model_name='funding',
            name='hours_from',
            field=models.DateField(blank=True, help_text='Whoever joins from this day on counts as a participant, and is asked the funder’s questions, once they have these hours here. Who joined before counts anyway. Leave it empty where hours are kept elsewhere.', null=True, validators=[portal.core.dates.YearsBetween(1990, 2100)], verbose_name='hours counted from'),
        ),
        migrations.AlterField(
            model_name='funding',
            name='hours_from',
            field=models.DateField(blank=True, default=django.utils.timezone.localdate, help_text='Whoever joins from this day on counts as a participant, and is asked the funder’s questions, once they have these hours here. Who joined before counts anyway. Leave it empty where hours are kept elsewhere.', null=True, validators=[portal.core.dates.YearsBetween(1990, 2100)], verbose_name='hours counted from'),
        ),
        migrations.AddField(
            model_name='fundinghistory',
            name='hours_from',
            field=models.DateField(blank=True, help_text='Whoever joins from this day on counts as a participant, and is asked the funder’s questions, once they have these hours here. Who joined before counts anyway. Leave it empty where hours are kept elsewhere.', null=True, validators=[portal.core.dates.YearsBetween(1990, 2100)], verbose_name='hours counted from'),
        ),
        migrations.AlterField(
            model_name='fundinghistory',
            name='hours_from',
            field=models.DateField(blank=True, default=django.utils.timezone.localdate, help_text='Whoever joins from this day on counts as a participant, and is asked the funder’s questions, once they have these hours here. Who joined before counts anyway. Leave it empty where hours are kept elsewhere.', null=True, validators=[portal.core.dates.YearsBetween(1990, 2100)], verbose_name='hours counted from'),
        ),
        migrations.RunSQL(ONLY_FUNDING, NO_ONLY_FUNDING),
        pgtrigger.migrations.AddTrigger(
            model_name='enrolment',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "programmes_enrolmenthistory" ("consent_id", "created_at", "entered_on", "exit_kind", "funding_id", "id", "invited_by_id", "left_on", "person_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "programme_id", "pseudonym", "source", "status", "updated_at") VALUES (NEW."consent_id", NEW."created_at", NEW."entered_on", NEW."exit_kind", NEW."funding_id", NEW."id", NEW."invited_by_id", NEW."left_on", NEW."person_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."programme_id", NEW."pseudonym", NEW."source", NEW."status", NEW."updated_at"); RETURN NULL;', hash='45db39ac7075c6d5ae91afb339cc0f245b4e92f6', operation='INSERT', pgid='pgtrigger_insert_insert_21452', table='programmes_enrolment', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='enrolment',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."consent_id" IS DISTINCT FROM (NEW."consent_id") OR OLD."created_at" IS DISTINCT FROM (NEW."created_at") OR OLD."entered_on" IS DISTINCT FROM (NEW."entered_on") OR OLD."exit_kind" IS DISTINCT FROM (NEW."exit_kind") OR OLD."funding_id" IS DISTINCT FROM (NEW."funding_id") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."invited_by_id" IS DISTINCT FROM (NEW."invited_by_id") OR OLD."left_on" IS DISTINCT FROM (NEW."left_on") OR OLD."person_id" IS DISTINCT FROM (NEW."person_id") OR OLD."programme_id" IS DISTINCT FROM (NEW."programme_id") OR OLD."pseudonym" IS DISTINCT FROM (NEW."pseudonym") OR OLD."source" IS DISTINCT FROM (NEW."source") OR OLD."status" IS DISTINCT FROM (NEW."status") OR OLD."updated_at" IS DISTINCT FROM (NEW."updated_at"))', func='INSERT INTO "programmes_enrolmenthistory" ("consent_id", "created_at", "entered_on", "exit_kind", "funding_id", "id", "invited_by_id", "left_on", "person_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "programme_id", "pseudonym", "source", "status", "updated_at") VALUES (NEW."consent_id", NEW."created_at", NEW."entered_on", NEW."exit_kind", NEW."funding_id", NEW."id", NEW."invited_by_id", NEW."left_on", NEW."person_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."programme_id", NEW."pseudonym", NEW."source", NEW."status", NEW."updated_at"); RETURN NULL;', hash='91b1040b204d5e5be6da74c1d4e3cf172ad004b2', operation='UPDATE', pgid='pgtrigger_update_update_90b47', table='programmes_enrolment', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='enrolment',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "programmes_enrolmenthistory" ("consent_id", "created_at", "entered_on", "exit_kind", "funding_id", "id", "invited_by_id", "left_on", "person_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "programme_id", "pseudonym", "source", "status", "updated_at") VALUES (OLD."consent_id", OLD."created_at", OLD."entered_on", OLD."exit_kind", OLD."funding_id", OLD."id", OLD."invited_by_id", OLD."left_on", OLD."person_id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."programme_id", OLD."pseudonym", OLD."source", OLD."status", OLD."updated_at"); RETURN NULL;', hash='ae6c070376975ae65988a66b94d32c986e678ef7', operation='DELETE', pgid='pgtrigger_delete_delete_52cdc', table='programmes_enrolment', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='funding',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "programmes_fundinghistory" ("amount", "created_at", "funder", "held_since", "hold_reason", "hours_from", "id", "instrument", "keep_years", "keeps_from", "last_payment_on", "logo", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "programme_id", "proof_of_use_on", "rate", "reference", "threshold_hours", "updated_at") VALUES (NEW."amount", NEW."created_at", NEW."funder", NEW."held_since", NEW."hold_reason", NEW."hours_from", NEW."id", NEW."instrument", NEW."keep_years", NEW."keeps_from", NEW."last_payment_on", NEW."logo", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."position", NEW."programme_id", NEW."proof_of_use_on", NEW."rate", NEW."reference", NEW."threshold_hours", NEW."updated_at"); RETURN NULL;', hash='0f864dc0f9ea35dd1e832ea62b8cd2322a73979e', operation='INSERT', pgid='pgtrigger_insert_insert_ca075', table='programmes_funding', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='funding',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "programmes_fundinghistory" ("amount", "created_at", "funder", "held_since", "hold_reason", "hours_from", "id", "instrument", "keep_years", "keeps_from", "last_payment_on", "logo", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "programme_id", "proof_of_use_on", "rate", "reference", "threshold_hours", "updated_at") VALUES (NEW."amount", NEW."created_at", NEW."funder", NEW."held_since", NEW."hold_reason", NEW."hours_from", NEW."id", NEW."instrument", NEW."keep_years", NEW."keeps_from", NEW."last_payment_on", NEW."logo", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."position", NEW."programme_id", NEW."proof_of_use_on", NEW."rate", NEW."reference", NEW."threshold_hours", NEW."updated_at"); RETURN NULL;', hash='48bb2c6be5a5b186a9413f2e871bcd9d1b882eac', operation='UPDATE', pgid='pgtrigger_update_update_b6a09', table='programmes_funding', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='funding',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "programmes_fundinghistory" ("amount", "created_at", "funder", "held_since", "hold_reason", "hours_from", "id", "instrument", "keep_years", "keeps_from", "last_payment_on", "logo", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "programme_id", "proof_of_use_on", "rate", "reference", "threshold_hours", "updated_at") VALUES (OLD."amount", OLD."created_at", OLD."funder", OLD."held_since", OLD."hold_reason", OLD."hours_from", OLD."id", OLD."instrument", OLD."keep_years", OLD."keeps_from", OLD."last_payment_on", OLD."logo", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."position", OLD."programme_id", OLD."proof_of_use_on", OLD."rate", OLD."reference", OLD."threshold_hours", OLD."updated_at"); RETURN NULL;', hash='119700bb5c7e51e28b23de0ee9d500b8c3ae72a5', operation='DELETE', pgid='pgtrigger_delete_delete_2ecbd', table='programmes_funding', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='funding',
            trigger=pgtrigger.compiler.Trigger(name='note_update', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO core_change (kind, row, programme) WITH changed AS MATERIALIZED (SELECT DISTINCT each.row, each.programme FROM (SELECT side.row, side.programme FROM old_rows FULL JOIN new_rows ON new_rows."id" = old_rows."id" CROSS JOIN LATERAL (VALUES (old_rows."id", old_rows."programme_id", old_rows."programme_id"), (new_rows."id", new_rows."programme_id", new_rows."programme_id")) AS side (key, row, programme) WHERE side.key IS NOT NULL AND ROW(old_rows."id", old_rows."created_at", old_rows."programme_id", old_rows."funder", old_rows."instrument", old_rows."reference", old_rows."amount", old_rows."rate", old_rows."threshold_hours", old_rows."hours_from", old_rows."logo", old_rows."position", old_rows."keeps_from", old_rows."keep_years", old_rows."last_payment_on", old_rows."proof_of_use_on", old_rows."held_since", old_rows."hold_reason") IS DISTINCT FROM ROW(new_rows."id", new_rows."created_at", new_rows."programme_id", new_rows."funder", new_rows."instrument", new_rows."reference", new_rows."amount", new_rows."rate", new_rows."threshold_hours", new_rows."hours_from", new_rows."logo", new_rows."position", new_rows."keeps_from", new_rows."keep_years", new_rows."last_payment_on", new_rows."proof_of_use_on", new_rows."held_since", new_rows."hold_reason")) AS each (row, programme) LIMIT 1000 + 1), extent AS (SELECT count(*) > 1000 AS is_large FROM changed) SELECT DISTINCT \'programmes.programme\', CASE WHEN NOT extent.is_large THEN changed.row END, CASE WHEN NOT extent.is_large THEN changed.programme END FROM changed, extent; RETURN NULL;', hash='aacacad5dc8696a8a7ee32c23fa7cd0a2002f597', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_note_update_d6a70', referencing='REFERENCING OLD TABLE AS old_rows  NEW TABLE AS new_rows ', table='programmes_funding', when='AFTER')),
        ),
        migrations.AddConstraint(
            model_name='funding',
            constraint=models.CheckConstraint(condition=models.Q(('hours_from__isnull', True), models.Q(('hours_from__gte', datetime.date(1990, 1, 1)), ('hours_from__lte', datetime.date(2100, 12, 31))), _connector='OR'), name='funding_hours_years', violation_error_message='One of the dates lies too far in the past or in the future.'),
        ),
        migrations.AddField(
            model_name='hours',
            name='funding',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='attended_hours', to='programmes.funding', verbose_name='funding'),
        ),
        migrations.AddField(
            model_name='hours',
            name='person',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='attended_hours', to=settings.AUTH_USER_MODEL, verbose_name='person'),
        ),
        migrations.AddField(
            model_name='hourshistory',
            name='funding',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='programmes.funding', verbose_name='funding'),
        ),
        migrations.AddField(
            model_name='hourshistory',
            name='person',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL, verbose_name='person'),
        ),
        migrations.AddField(
            model_name='hourshistory',
            name='pgh_context',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
        ),
        migrations.AddField(
            model_name='hourshistory',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='history', to='programmes.hours'),
        ),
        migrations.AddIndex(
            model_name='hours',
            index=models.Index(fields=['person', 'funding'], include=('minutes',), name='hours_of_person'),
        ),
        migrations.AddIndex(
            model_name='hours',
            index=models.Index(fields=['-date', '-id'], include=('funding', 'person'), name='hours_by_day'),
        ),
        migrations.AddConstraint(
            model_name='hours',
            constraint=models.UniqueConstraint(fields=('source', 'source_key', 'person'), name='hours_once_per_source', violation_error_message='These hours are counted already.'),
        ),
        migrations.AddConstraint(
            model_name='hours',
            constraint=models.CheckConstraint(condition=models.Q(('minutes__gte', 1), ('minutes__lte', 1440)), name='hours_of_a_day', violation_error_message='A day has between one minute and 24 hours.'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='hours',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "programmes_hourshistory" ("created_at", "date", "funding_id", "id", "minutes", "person_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "source", "source_key", "updated_at") VALUES (NEW."created_at", NEW."date", NEW."funding_id", NEW."id", NEW."minutes", NEW."person_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."source", NEW."source_key", NEW."updated_at"); RETURN NULL;', hash='1ac54fd93c5486dee8ca2d02a17a10710c522629', operation='INSERT', pgid='pgtrigger_insert_insert_d10a3', table='programmes_hours', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='hours',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "programmes_hourshistory" ("created_at", "date", "funding_id", "id", "minutes", "person_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "source", "source_key", "updated_at") VALUES (NEW."created_at", NEW."date", NEW."funding_id", NEW."id", NEW."minutes", NEW."person_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."source", NEW."source_key", NEW."updated_at"); RETURN NULL;', hash='b5943e9f6b187b582510e3c594f6f226d58f245f', operation='UPDATE', pgid='pgtrigger_update_update_65042', table='programmes_hours', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='hours',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "programmes_hourshistory" ("created_at", "date", "funding_id", "id", "minutes", "person_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "source", "source_key", "updated_at") VALUES (OLD."created_at", OLD."date", OLD."funding_id", OLD."id", OLD."minutes", OLD."person_id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."source", OLD."source_key", OLD."updated_at"); RETURN NULL;', hash='76aa0e07efec78ee4eaadc2f4e8f932427a87dd1', operation='DELETE', pgid='pgtrigger_delete_delete_8c5c7', table='programmes_hours', when='AFTER')),
        ),
        migrations.RunSQL(KEPT, NO_LONGER_KEPT),
    ]
