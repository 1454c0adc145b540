from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("matching", "0044_pupils_who_had_applied")]

    operations = [
        AddIndexConcurrently(
            model_name="application",
            index=models.Index(
                fields=["-created_at", "-id"],
                condition=models.Q(is_of_minor=True, name_shown_at__isnull=True, state="accepted"),
                name="application_unnamed",
            ),
        ),
    ]
