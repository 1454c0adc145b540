"""Work out since when each application waits, some at a time, and make the index that reminders ask."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models

AT_ONCE = 5000


def keep_terms(apps, schema_editor):
    """The trigger does it. Rows that are written meanwhile have theirs already."""
    Application = apps.get_model("matching", "Application")
    rows = Application.objects.using(schema_editor.connection.alias).filter(waits_since=None)
    last = rows.aggregate(last=models.Max("pk"))["last"] or 0
    for start in range(0, last + 1, AT_ONCE):
        rows.filter(pk__gte=start, pk__lt=start + AT_ONCE).update(last_step_at=None)


class Migration(migrations.Migration):

    atomic = False

    dependencies = [
        ('matching', '0032_waits_since'),
    ]

    operations = [
        migrations.RunPython(keep_terms, migrations.RunPython.noop, elidable=True),
        AddIndexConcurrently(
            model_name='application',
            index=models.Index(condition=models.Q(('state__in', ('received', 'viewed'))), fields=['waits_since', 'id'], name='application_waits_since'),
        ),
    ]
