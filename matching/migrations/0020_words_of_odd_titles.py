import django.contrib.postgres.indexes
from django.db import migrations

import portal.core.words.column


class Migration(migrations.Migration):
    """The words of titles anew: those with a backslash before an emoji were refused, and a line break was a letter."""

    dependencies = [('matching', '0019_terms_of_all_applications')]

    operations = [
        migrations.RemoveIndex(model_name='placement', name='placement_words'),
        migrations.RemoveField(model_name='placement', name='words'),
        migrations.AddField(
            model_name='placement',
            name='words',
            field=portal.core.words.column.WordsField('title', 'city'),
        ),
        migrations.AddIndex(
            model_name='placement',
            index=django.contrib.postgres.indexes.GinIndex(fields=['words'], name='placement_words'),
        ),
    ]
