"""When an application's last step was taken, the first answer, and until when the company reads it, on its own row."""

import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models


TERMS_FOLLOW_TIME_ZONES = """
CREATE FUNCTION matching_terms_follow_time_zones() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE matching_application SET last_step_at = NULL
    WHERE placement_id IN (SELECT placement_id FROM matching_posting WHERE programme_id = NEW.id);
    RETURN NULL;
END $$;
CREATE TRIGGER matching_terms_follow_time_zones AFTER UPDATE OF time_zone ON programmes_programme
    FOR EACH ROW WHEN (OLD.time_zone IS DISTINCT FROM NEW.time_zone)
    EXECUTE FUNCTION matching_terms_follow_time_zones()
"""
NO_LONGER = """
DROP TRIGGER matching_terms_follow_time_zones ON programmes_programme;
DROP FUNCTION matching_terms_follow_time_zones()
"""


class Migration(migrations.Migration):

    dependencies = [
        ('matching', '0017_offer_words'),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name='application',
            name='update_update',
        ),
        migrations.AddField(
            model_name='application',
            name='answered_at',
            field=models.DateTimeField(editable=False, help_text='When the company first did more than look at it. Empty, too, where the portal closed it.', null=True, verbose_name='first answer'),
        ),
        migrations.AddField(
            model_name='application',
            name='last_step_at',
            field=models.DateTimeField(editable=False, null=True, verbose_name='last step'),
        ),
        migrations.AddField(
            model_name='application',
            name='profile_until',
            field=models.DateTimeField(editable=False, null=True, verbose_name='profile and CV shown until'),
        ),
        migrations.AddField(
            model_name='application',
            name='terms_zone',
            field=models.CharField(db_default='', editable=False, max_length=40, verbose_name='time zone of these days'),
        ),
        migrations.AddField(
            model_name='application',
            name='words_until',
            field=models.DateTimeField(editable=False, null=True, verbose_name='what was written shown until'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='application',
            trigger=pgtrigger.compiler.Trigger(name='keep_terms', sql=pgtrigger.compiler.UpsertTriggerSql(func="\nIF TG_OP = 'UPDATE' AND NEW.last_step_at IS NOT NULL AND (OLD.state, OLD.placement_id, OLD.created_at, OLD.last_step_at, OLD.answered_at, OLD.profile_until, OLD.words_until, OLD.terms_zone) IS NOT DISTINCT FROM (NEW.state, NEW.placement_id, NEW.created_at, NEW.last_step_at, NEW.answered_at, NEW.profile_until, NEW.words_until, NEW.terms_zone) THEN\n    RETURN NEW;\nEND IF;\nIF TG_OP = 'INSERT' THEN  -- who changes the placement meanwhile waits, and finds this application\n    PERFORM FROM matching_placement WHERE id = NEW.placement_id FOR SHARE;\nEND IF;\nSELECT steps.last_step_at, steps.answered_at, terms.profile_until, greatest(terms.profile_until, terms.words_end),\n    coalesce(ends.zone, '') INTO NEW.last_step_at, NEW.answered_at, NEW.profile_until, NEW.words_until, NEW.terms_zone\nFROM (\n    SELECT coalesce(max(step.at), NEW.created_at) AS last_step_at,\n        min(step.at) FILTER (WHERE step.state IN ('shortlisted', 'interview', 'offered', 'declined') AND NOT step.is_automatic) AS answered_at\n    FROM matching_applicationevent AS step WHERE step.application_id = NEW.id\n) AS steps\nJOIN matching_placement AS placement ON placement.id = NEW.placement_id\nLEFT JOIN LATERAL (\n    SELECT (array_agg(each.zone ORDER BY timezone(each.zone, (each.day + 1)::timestamp) DESC, each.zone))[1] AS zone,\n        max(timezone(each.zone, (each.day + 1 + 30)::timestamp)) AS words_end,\n        max(timezone(each.zone, (coalesce(placement.starts_on, each.day) + 1 + 28)::timestamp))\n            AS profile_end\n    FROM (\n        SELECT programme.time_zone AS zone, timezone(programme.time_zone, steps.last_step_at)::date AS day\n        FROM matching_posting AS posting JOIN programmes_programme AS programme ON programme.id = posting.programme_id\n        WHERE posting.placement_id = placement.id\n    ) AS each\n) AS ends ON true\nCROSS JOIN LATERAL (\n    SELECT greatest(placement.expires_at, steps.last_step_at) + interval '2160 hours' AS ends_at\n) AS undecided\nCROSS JOIN LATERAL (\n    SELECT CASE\n            WHEN NEW.state IN ('received', 'viewed', 'shortlisted', 'interview', 'offered') THEN undecided.ends_at\n            WHEN NEW.state = 'accepted' THEN ends.profile_end\n            ELSE steps.last_step_at\n        END AS profile_until,\n        CASE\n            WHEN NEW.state IN ('received', 'viewed', 'shortlisted', 'interview', 'offered') THEN undecided.ends_at + interval '720 hours'\n            ELSE ends.words_end\n        END AS words_end\n) AS terms;\nRETURN NEW;\n", hash='44674d75bf5e26362765d4bc2883b7897908e230', operation='INSERT OR UPDATE', pgid='pgtrigger_keep_terms_e81d1', table='matching_application', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='application',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."created_at" IS DISTINCT FROM (NEW."created_at") OR OLD."cv_id" IS DISTINCT FROM (NEW."cv_id") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."message" IS DISTINCT FROM (NEW."message") OR OLD."placement_id" IS DISTINCT FROM (NEW."placement_id") OR OLD."state" IS DISTINCT FROM (NEW."state") OR OLD."talent_id" IS DISTINCT FROM (NEW."talent_id") OR OLD."updated_at" IS DISTINCT FROM (NEW."updated_at"))', func='INSERT INTO "matching_applicationhistory" ("created_at", "cv_id", "id", "message", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "placement_id", "state", "talent_id", "updated_at") VALUES (NEW."created_at", NEW."cv_id", NEW."id", NEW."message", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."placement_id", NEW."state", NEW."talent_id", NEW."updated_at"); RETURN NULL;', hash='693e9113d5829294c46c344667e29d4274030fb7', operation='UPDATE', pgid='pgtrigger_update_update_1078b', table='matching_application', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='applicationevent',
            trigger=pgtrigger.compiler.Trigger(name='terms_follow_steps', sql=pgtrigger.compiler.UpsertTriggerSql(func='UPDATE matching_application SET last_step_at = NULL WHERE id IN (NEW.application_id, OLD.application_id); RETURN NULL;', hash='b7b1a7d68a59aa8515c683031c7f950ecaf1e10d', operation='INSERT OR UPDATE OF "application_id", "state", "at", "is_automatic" OR DELETE', pgid='pgtrigger_terms_follow_steps_8adcd', table='matching_applicationevent', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='placement',
            trigger=pgtrigger.compiler.Trigger(name='terms_follow_placement', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."expires_at" IS DISTINCT FROM (NEW."expires_at") OR OLD."starts_on" IS DISTINCT FROM (NEW."starts_on"))', func='UPDATE matching_application SET last_step_at = NULL WHERE placement_id = NEW.id; RETURN NULL;', hash='053306b97f58931d6ebfa61768d9862b30e1f0bb', operation='UPDATE OF "expires_at", "starts_on"', pgid='pgtrigger_terms_follow_placement_b1022', table='matching_placement', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='posting',
            trigger=pgtrigger.compiler.Trigger(name='terms_follow_programmes', sql=pgtrigger.compiler.UpsertTriggerSql(func='PERFORM FROM matching_placement WHERE id IN (NEW.placement_id, OLD.placement_id) ORDER BY id FOR NO KEY UPDATE; UPDATE matching_application SET last_step_at = NULL WHERE placement_id IN (NEW.placement_id, OLD.placement_id); RETURN NULL;', hash='f455ea488e9c5a08cbf5eb5d8903ea3dbd810a0d', operation='INSERT OR UPDATE OF "placement_id", "programme_id" OR DELETE', pgid='pgtrigger_terms_follow_programmes_e6772', table='matching_posting', when='AFTER')),
        ),
        migrations.RunSQL(TERMS_FOLLOW_TIME_ZONES, NO_LONGER),
    ]
