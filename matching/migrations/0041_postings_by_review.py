from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("matching", "0040_saved_searches")]

    operations = [
        AddIndexConcurrently(
            model_name="posting",
            index=models.Index(
                fields=["-reviewed_at", "-id"], include=["programme"], name="posting_by_review"
            ),
        ),
    ]
