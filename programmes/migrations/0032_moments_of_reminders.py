"""An occasion is told from the next by what it is about, so that what is moved is reminded of again.

Rows of before say nothing of it and stand for whichever moment their row is about: nobody is told of the same twice.
"""

from django.db import migrations, models
from django.db.models import Exists, OuterRef


def forget_moved(apps, schema_editor):
    """On the way back one row of each may stay, the last."""
    occasions = apps.get_model('programmes', 'ReminderOccasion').objects.using(schema_editor.connection.alias)
    later = occasions.filter(
        kind=OuterRef('kind'), rule=OuterRef('rule'), occasion=OuterRef('occasion'), pk__gt=OuterRef('pk')
    )
    occasions.filter(Exists(later)).delete()


class Migration(migrations.Migration):

    dependencies = [
        ('programmes', '0031_rows_left_out'),
    ]

    operations = [
        migrations.AddField(
            model_name='reminderoccasion',
            name='moment',
            field=models.DateTimeField(editable=False, null=True),
        ),
        migrations.RemoveConstraint(
            model_name='reminderoccasion',
            name='reminder_occasion_once',
        ),
        migrations.AddConstraint(
            model_name='reminderoccasion',
            constraint=models.UniqueConstraint(fields=('kind', 'rule', 'occasion', 'moment'), name='reminder_occasion_once', nulls_distinct=False),
        ),
        migrations.RunPython(migrations.RunPython.noop, forget_moved),
    ]
