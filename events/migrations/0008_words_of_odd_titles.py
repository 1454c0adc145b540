from django.db import migrations

from portal.core.words.adding import MakeWordsAnew


class Migration(migrations.Migration):
    """The words of titles anew: those with a backslash before an emoji were refused, and a line break was a letter."""

    atomic = False

    dependencies = [('events', '0007_list_indexes')]

    operations = [MakeWordsAnew(model_name='event', name='words')]
