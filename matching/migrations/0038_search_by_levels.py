"""Words are asked only for as much nearness as is wanted: each degree is a search of its own.

The function of before stays, as the release before asks it.
"""

from django.db import migrations

IDS = (
    "CASE WHEN levels LIKE '%{0}%' THEN "
    "(SELECT string_agg(int8send(placement_id), ''::bytea) FROM matching_offerwords WHERE {1} @@ words) END"
)
FOUND, ABOUT, NAMED = (
    IDS.format(level, vector)
    for level, vector in (
        ("found", "search"),
        ("about", "ts_filter(search, '{a,b}'::\"char\"[])"),
        ("named", "ts_filter(search, '{a}'::\"char\"[])"),
    )
)
FUNCTION = f"""
CREATE OR REPLACE FUNCTION matching_offers_close(
    words tsquery, levels text, OUT found bytea, OUT about bytea, OUT named bytea
) LANGUAGE sql STABLE SET enable_seqscan = off AS
$$ SELECT {FOUND}, {ABOUT}, {NAMED} $$
"""
NO_FUNCTION = "DROP FUNCTION matching_offers_close(tsquery, text, OUT bytea, OUT bytea, OUT bytea)"


class Migration(migrations.Migration):
    dependencies = [
        ('matching', '0037_answer_figures'),
    ]

    operations = [migrations.RunSQL(FUNCTION, NO_FUNCTION)]
