"""What is named as somebody types is found before what only speaks of it: an index for either."""

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models

from portal.core.words.weights import OfWeight

PUBLISHED = models.Q(state="published")


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("matching", "0010_noted_changes")]

    operations = [
        AddIndexConcurrently(
            model_name="placement",
            index=GinIndex(OfWeight("search", weights="A"), condition=PUBLISHED, name="placement_search_named"),
        ),
        AddIndexConcurrently(
            model_name="placement",
            index=GinIndex(OfWeight("search", weights="AB"), condition=PUBLISHED, name="placement_search_about"),
        ),
    ]
