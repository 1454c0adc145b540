"""Work out the steps and terms of all applications, some at a time, and make the indexes that ask for them."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models

AT_ONCE = 5000


def keep_terms(apps, schema_editor):
    """The trigger does it. Rows that are written meanwhile have theirs already."""
    Application = apps.get_model("matching", "Application")
    rows = Application.objects.using(schema_editor.connection.alias).filter(last_step_at=None)
    last = rows.aggregate(last=models.Max("pk"))["last"] or 0
    for start in range(0, last + 1, AT_ONCE):
        rows.filter(pk__gte=start, pk__lt=start + AT_ONCE).update(last_step_at=None)


class Migration(migrations.Migration):

    atomic = False

    dependencies = [
        ('matching', '0018_steps_and_terms_on_applications'),
    ]

    operations = [
        migrations.RunPython(keep_terms, migrations.RunPython.noop, elidable=True),
    ]
