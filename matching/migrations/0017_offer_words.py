"""What published placements are found by, in a table so narrow that a common word is found in two milliseconds."""

import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
import portal.core.words.weights
from django.contrib.postgres.operations import AddIndexConcurrently, RemoveIndexConcurrently
from django.db import migrations, models

IDS = "(SELECT string_agg(int8send(placement_id), ''::bytea) FROM matching_offerwords WHERE {} @@ words)"
FOUND, ABOUT, NAMED = (
    IDS.format(vector)
    for vector in (
        "search",
        "ts_filter(search, '{a,b}'::\"char\"[])",
        "ts_filter(search, '{a}'::\"char\"[])",
    )
)
NARROW = """
ALTER TABLE matching_offerwords SET (toast_tuple_target = 128);
ALTER TABLE matching_offerwords ALTER COLUMN search SET STORAGE EXTERNAL
"""
FUNCTION = f"""
CREATE FUNCTION matching_offers_close(words tsquery, OUT found bytea, OUT about bytea, OUT named bytea)
LANGUAGE sql STABLE SET enable_seqscan = off AS
$$ SELECT {FOUND}, {ABOUT}, {NAMED} $$
"""
NO_FUNCTION = """
DROP FUNCTION matching_offers_close(tsquery, OUT bytea, OUT bytea, OUT bytea)
"""
FILL = """
INSERT INTO matching_offerwords (placement_id, search)
SELECT id, search FROM matching_placement WHERE state = 'published' AND search IS NOT NULL ORDER BY id FOR SHARE
ON CONFLICT (placement_id) DO NOTHING
"""
"""The trigger is there already: who publishes meanwhile has written their own, who withdraws waits."""


class Migration(migrations.Migration):
    atomic = False

    dependencies = [
        ('matching', '0016_told_of_offers'),
    ]

    operations = [
        migrations.CreateModel(
            name='OfferWords',
            fields=[
                ('placement', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='+', serialize=False, to='matching.placement', verbose_name='placement')),
                ('search', django.contrib.postgres.search.SearchVectorField(editable=False)),
            ],
            options={
                'verbose_name': 'words of an offer',
                'verbose_name_plural': 'words of offers',
            },
        ),
        migrations.RunSQL(NARROW, migrations.RunSQL.noop),
        migrations.RunSQL(FUNCTION, NO_FUNCTION),
        pgtrigger.migrations.AddTrigger(
            model_name='placement',
            trigger=pgtrigger.compiler.Trigger(name='keep_offer_words', sql=pgtrigger.compiler.UpsertTriggerSql(func="\nIF TG_OP = 'UPDATE' AND (OLD.state, OLD.search) IS NOT DISTINCT FROM (NEW.state, NEW.search) THEN\n    RETURN NULL;\nEND IF;\nIF TG_OP <> 'INSERT' THEN\n    DELETE FROM matching_offerwords WHERE placement_id = OLD.id;\nEND IF;\nIF TG_OP <> 'DELETE' AND NEW.state = 'published' AND NEW.search IS NOT NULL THEN\n    INSERT INTO matching_offerwords (placement_id, search) VALUES (NEW.id, NEW.search);\nEND IF;\nRETURN NULL;\n", hash='997da4b8d82e5eac6f4c51e8bdca015feed72523', operation='INSERT OR UPDATE OR DELETE', pgid='pgtrigger_keep_offer_words_f10ae', table='matching_placement', when='AFTER')),
        ),
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
        AddIndexConcurrently(
            model_name='offerwords',
            index=django.contrib.postgres.indexes.GinIndex(fields=['search'], name='offer_words'),
        ),
        AddIndexConcurrently(
            model_name='offerwords',
            index=django.contrib.postgres.indexes.GinIndex(portal.core.words.weights.OfWeight('search', weights='A'), name='offer_words_named'),
        ),
        AddIndexConcurrently(
            model_name='offerwords',
            index=django.contrib.postgres.indexes.GinIndex(portal.core.words.weights.OfWeight('search', weights='AB'), name='offer_words_about'),
        ),
        RemoveIndexConcurrently(
            model_name='placement',
            name='placement_search',
        ),
        RemoveIndexConcurrently(
            model_name='placement',
            name='placement_search_named',
        ),
        RemoveIndexConcurrently(
            model_name='placement',
            name='placement_search_about',
        ),
    ]
