"""What waits is found by an index of what waits."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):

    atomic = False

    dependencies = [
        ('privacy', '0010_access_log_by_day'),
        ('programmes', '0023_regions_from_the_list'),
    ]

    operations = [
        AddIndexConcurrently(
            model_name='enrolment',
            index=models.Index(condition=models.Q(('status', 'applied')), fields=['programme'], name='enrolment_waiting'),
        ),
    ]
