"""Lists of applications in a state are counted and turned by an index that says all that is asked of them."""

from django.contrib.postgres.operations import AddIndexConcurrently, RemoveIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):

    atomic = False

    dependencies = [
        ('matching', '0024_talents_by_field'),
    ]

    operations = [
        AddIndexConcurrently(
            model_name='application',
            index=models.Index(fields=['-created_at', '-id'], include=('placement', 'talent'), name='application_by_day'),
        ),
        AddIndexConcurrently(
            model_name='application',
            index=models.Index(fields=['state', '-created_at', '-id'], include=('placement', 'talent'), name='application_by_state'),
        ),
        AddIndexConcurrently(
            model_name='application',
            index=models.Index(condition=models.Q(('state__in', ('received', 'viewed'))), fields=['created_at', 'id'], include=('placement', 'talent'), name='application_waiting_by_day'),
        ),
        RemoveIndexConcurrently(
            model_name='application',
            name='application_by_arrival',
        ),
        RemoveIndexConcurrently(
            model_name='application',
            name='application_unanswered_by_age',
        ),
        migrations.AlterField(
            model_name='application',
            name='state',
            field=models.CharField(choices=[('received', 'Received'), ('viewed', 'Viewed'), ('shortlisted', 'Shortlisted'), ('interview', 'Invited to an interview'), ('offered', 'Place offered'), ('accepted', 'Accepted'), ('declined', 'Declined'), ('withdrawn', 'Withdrawn')], default='received', max_length=12, verbose_name='state'),
        ),
    ]
