from django.db import migrations


class Migration(migrations.Migration):
    """How many rows the planner expects of a query, so that one statement asks for that and for what it depends on."""

    dependencies = [("core", "0001_changes")]

    operations = [
        migrations.RunSQL(
            """
            CREATE FUNCTION core_reckoned(asked text) RETURNS bigint LANGUAGE plpgsql AS $$
            DECLARE
                plan json;
            BEGIN
                EXECUTE 'EXPLAIN (FORMAT json) ' || asked INTO plan;
                RETURN (plan #>> '{0,Plan,Plan Rows}')::numeric::bigint;
            END $$
            """,
            "DROP FUNCTION core_reckoned(text)",
        )
    ]
