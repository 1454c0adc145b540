import pgtrigger.compiler
import pgtrigger.migrations
import portal.core.collation
from portal.core.collation import update_sort_keys
from django.db import migrations


def fill(apps, _schema_editor):
    update_sort_keys(apps.get_model("programmes", "Organisation"), "name")
    update_sort_keys(apps.get_model("programmes", "Programme"), "acronym")


class Migration(migrations.Migration):

    dependencies = [
        ('programmes', '0011_imports'),
    ]

    operations = [
        migrations.AlterModelOptions(
            name='organisation',
            options={'ordering': [portal.core.collation.Alphabetical(), 'pk'], 'verbose_name': 'organisation', 'verbose_name_plural': 'organisations'},
        ),
        migrations.AlterModelOptions(
            name='programme',
            options={'ordering': [portal.core.collation.Alphabetical(), 'pk'], 'verbose_name': 'programme', 'verbose_name_plural': 'programmes'},
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='organisation',
            name='update_update',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='programme',
            name='update_update',
        ),
        migrations.AddField(
            model_name='organisation',
            name='sort_keys',
            field=portal.core.collation.SortKeysField(of='name'),
        ),
        migrations.AddField(
            model_name='programme',
            name='sort_keys',
            field=portal.core.collation.SortKeysField(of='acronym'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='organisation',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."about" IS DISTINCT FROM (NEW."about") OR OLD."city" IS DISTINCT FROM (NEW."city") OR OLD."country" IS DISTINCT FROM (NEW."country") OR OLD."created_at" IS DISTINCT FROM (NEW."created_at") OR OLD."decline_reason" IS DISTINCT FROM (NEW."decline_reason") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."kind" IS DISTINCT FROM (NEW."kind") OR OLD."languages" IS DISTINCT FROM (NEW."languages") OR OLD."level" IS DISTINCT FROM (NEW."level") OR OLD."nace" IS DISTINCT FROM (NEW."nace") OR OLD."name" IS DISTINCT FROM (NEW."name") OR OLD."postcode" IS DISTINCT FROM (NEW."postcode") OR OLD."region" IS DISTINCT FROM (NEW."region") OR OLD."sector" IS DISTINCT FROM (NEW."sector") OR OLD."size" IS DISTINCT FROM (NEW."size") OR OLD."street" IS DISTINCT FROM (NEW."street") OR OLD."updated_at" IS DISTINCT FROM (NEW."updated_at") OR OLD."verification" IS DISTINCT FROM (NEW."verification") OR OLD."verified_at" IS DISTINCT FROM (NEW."verified_at") OR OLD."verified_by_id" IS DISTINCT FROM (NEW."verified_by_id") OR OLD."website" IS DISTINCT FROM (NEW."website"))', func='INSERT INTO "programmes_organisationhistory" ("about", "city", "country", "created_at", "decline_reason", "id", "kind", "languages", "level", "nace", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "postcode", "region", "sector", "size", "street", "updated_at", "verification", "verified_at", "verified_by_id", "website") VALUES (NEW."about", NEW."city", NEW."country", NEW."created_at", NEW."decline_reason", NEW."id", NEW."kind", NEW."languages", NEW."level", NEW."nace", NEW."name", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."postcode", NEW."region", NEW."sector", NEW."size", NEW."street", NEW."updated_at", NEW."verification", NEW."verified_at", NEW."verified_by_id", NEW."website"); RETURN NULL;', hash='7699756b140847a631b925e45c049acb90260aae', operation='UPDATE', pgid='pgtrigger_update_update_fa5e2', table='programmes_organisation', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='programme',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."acronym" IS DISTINCT FROM (NEW."acronym") OR OLD."colour" IS DISTINCT FROM (NEW."colour") OR OLD."contact_email" IS DISTINCT FROM (NEW."contact_email") OR OLD."country" IS DISTINCT FROM (NEW."country") OR OLD."created_at" IS DISTINCT FROM (NEW."created_at") OR OLD."description" IS DISTINCT FROM (NEW."description") OR OLD."ends_on" IS DISTINCT FROM (NEW."ends_on") OR OLD."funding_statement" IS DISTINCT FROM (NEW."funding_statement") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."is_example" IS DISTINCT FROM (NEW."is_example") OR OLD."languages" IS DISTINCT FROM (NEW."languages") OR OLD."logo" IS DISTINCT FROM (NEW."logo") OR OLD."modules" IS DISTINCT FROM (NEW."modules") OR OLD."needs_admission" IS DISTINCT FROM (NEW."needs_admission") OR OLD."nuts" IS DISTINCT FROM (NEW."nuts") OR OLD."parent_id" IS DISTINCT FROM (NEW."parent_id") OR OLD."place" IS DISTINCT FROM (NEW."place") OR OLD."purpose_id" IS DISTINCT FROM (NEW."purpose_id") OR OLD."region" IS DISTINCT FROM (NEW."region") OR OLD."slug" IS DISTINCT FROM (NEW."slug") OR OLD."starts_on" IS DISTINCT FROM (NEW."starts_on") OR OLD."status" IS DISTINCT FROM (NEW."status") OR OLD."summary" IS DISTINCT FROM (NEW."summary") OR OLD."time_zone" IS DISTINCT FROM (NEW."time_zone") OR OLD."title" IS DISTINCT FROM (NEW."title") OR OLD."updated_at" IS DISTINCT FROM (NEW."updated_at"))', func='INSERT INTO "programmes_programmehistory" ("acronym", "colour", "contact_email", "country", "created_at", "description", "ends_on", "funding_statement", "id", "is_example", "languages", "logo", "modules", "needs_admission", "nuts", "parent_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "place", "purpose_id", "region", "slug", "starts_on", "status", "summary", "time_zone", "title", "updated_at") VALUES (NEW."acronym", NEW."colour", NEW."contact_email", NEW."country", NEW."created_at", NEW."description", NEW."ends_on", NEW."funding_statement", NEW."id", NEW."is_example", NEW."languages", NEW."logo", NEW."modules", NEW."needs_admission", NEW."nuts", NEW."parent_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."place", NEW."purpose_id", NEW."region", NEW."slug", NEW."starts_on", NEW."status", NEW."summary", NEW."time_zone", NEW."title", NEW."updated_at"); RETURN NULL;', hash='6d9cad8b375c33a576597118b354eefe49476747', operation='UPDATE', pgid='pgtrigger_update_update_af864', table='programmes_programme', when='AFTER')),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop, elidable=True),
    ]
