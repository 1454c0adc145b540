"""What waits is found by an index of what waits."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):

    atomic = False

    dependencies = [
        ('matching', '0022_what_waits'),
        ('programmes', '0023_regions_from_the_list'),
    ]

    operations = [
        AddIndexConcurrently(
            model_name='posting',
            index=models.Index(condition=models.Q(('state', 'waiting')), fields=['programme', 'placement'], name='posting_waiting'),
        ),
    ]
