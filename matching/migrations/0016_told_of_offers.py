from django.db import migrations, models


class Migration(migrations.Migration):
    """Fits are no longer kept; what is kept is who was told of an offer.

    The columns that nobody reads any more stay in the database for the older release that may still run beside this
    one; a later migration drops them. Rows it goes on writing tell nobody of anything, and are deleted by the sweeper.
    """

    dependencies = [
        ("matching", "0015_regions_from_the_list"),
    ]

    operations = [
        migrations.RunSQL("TRUNCATE matching_recommendation", migrations.RunSQL.noop),
        migrations.AddField(
            model_name="recommendation",
            name="told_at",
            field=models.DateTimeField(null=True, verbose_name="told"),
        ),
        migrations.AddField(
            model_name="talent",
            name="told_at",
            field=models.DateTimeField(
                blank=True, editable=False, null=True, verbose_name="told of offers that fit"
            ),
        ),
        migrations.RunSQL(
            """
            ALTER TABLE matching_recommendation
                ALTER COLUMN is_eligible SET DEFAULT true, ALTER COLUMN computed_at SET DEFAULT now()
            """,
            """
            ALTER TABLE matching_recommendation
                ALTER COLUMN is_eligible DROP DEFAULT, ALTER COLUMN computed_at DROP DEFAULT
            """,
        ),
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.AlterModelOptions(
                    name="recommendation",
                    options={
                        "ordering": ["-told_at", "-score", "placement"],
                        "verbose_name": "recommendation",
                        "verbose_name_plural": "recommendations",
                    },
                ),
                migrations.RemoveField(model_name="recommendation", name="is_eligible"),
                migrations.RemoveField(model_name="recommendation", name="computed_at"),
                migrations.RemoveField(model_name="talent", name="matched_at"),
                migrations.RemoveField(model_name="talent", name="gap"),
                migrations.RemoveField(model_name="placement", name="matched_at"),
            ]
        ),
    ]
