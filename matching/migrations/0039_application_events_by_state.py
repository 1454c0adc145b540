from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("matching", "0038_search_by_levels")]

    operations = [
        AddIndexConcurrently(
            model_name="applicationevent",
            index=models.Index(
                fields=["state", "at"], include=["application"], name="application_event_by_state"
            ),
        ),
    ]
