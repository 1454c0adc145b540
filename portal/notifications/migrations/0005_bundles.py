"""What is said about one thing goes as one mail."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):

    atomic = False

    dependencies = [
        ('notifications', '0004_given_up'),
    ]

    operations = [
        migrations.AddField(
            model_name='notification',
            name='bundle',
            field=models.CharField(blank=True, db_default='', default='', editable=False, max_length=80),
        ),
        AddIndexConcurrently(
            model_name='notification',
            index=models.Index(condition=models.Q(('bundle', ''), _negated=True), fields=['recipient', 'bundle'], name='notification_bundle'),
        ),
    ]
