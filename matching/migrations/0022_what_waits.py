"""Indexes by which what waits for a company, and what it has, is found without reading the rest."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):

    atomic = False

    dependencies = [
        ('matching', '0021_columns_nobody_reads'),
    ]

    operations = [
        AddIndexConcurrently(
            model_name='application',
            index=models.Index(condition=models.Q(('state__in', ('received', 'viewed'))), fields=['placement', 'words_until'], name='application_unanswered'),
        ),
        AddIndexConcurrently(
            model_name='application',
            index=models.Index(condition=models.Q(('state__in', ('received', 'viewed'))), fields=['created_at', 'id'], name='application_unanswered_by_age'),
        ),
        AddIndexConcurrently(
            model_name='placement',
            index=models.Index(fields=['organisation', '-created_at', '-id'], include=('state',), name='placement_of_organisation'),
        ),
    ]
