import django.contrib.postgres.indexes
from django.db import migrations

import portal.core.words.column


class Migration(migrations.Migration):
    """The words of titles anew: those with a backslash before an emoji were refused, and a line break was a letter."""

    dependencies = [('events', '0007_list_indexes')]

    operations = [
        migrations.RemoveIndex(model_name='event', name='event_words'),
        migrations.RemoveField(model_name='event', name='words'),
        migrations.AddField(
            model_name='event',
            name='words',
            field=portal.core.words.column.WordsField('title', 'place'),
        ),
        migrations.AddIndex(
            model_name='event',
            index=django.contrib.postgres.indexes.GinIndex(fields=['words'], name='event_words'),
        ),
    ]
