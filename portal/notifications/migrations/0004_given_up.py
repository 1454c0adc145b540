"""What waits is found by an index of what waits."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):

    atomic = False

    dependencies = [
        ('notifications', '0003_notification_by_day'),
    ]

    operations = [
        AddIndexConcurrently(
            model_name='notification',
            index=models.Index(condition=models.Q(('delivery', 'failed')), fields=['-created_at', '-id'], name='notification_given_up'),
        ),
    ]
