from django.db import migrations

from portal.core.words.adding import MakeWordsAnew


class Migration(migrations.Migration):
    """The words of titles anew: those with a backslash before an emoji were refused, and a line break was a letter."""

    atomic = False

    dependencies = [('matching', '0019_terms_of_all_applications')]

    operations = [MakeWordsAnew(model_name='placement', name='words')]
