"""Work out anew until when companies read of places that were taken, and put the first checklist for arriving there."""

import json
from pathlib import Path

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models

AT_ONCE = 5000
STARTER = Path(__file__).parent.parent / "catalogue" / "arrival.json"


def keep_terms(apps, schema_editor):
    """The trigger does it; only of places that were taken has the rule changed."""
    Application = apps.get_model("matching", "Application")
    rows = Application.objects.using(schema_editor.connection.alias).filter(state="accepted")
    last = rows.aggregate(last=models.Max("pk"))["last"] or 0
    for start in range(0, last + 1, AT_ONCE):
        rows.filter(pk__gte=start, pk__lt=start + AT_ONCE).update(last_step_at=None)


def add_starter_list(apps, schema_editor):
    """Items that are there already stay as they are. Operators edit, hide or delete them in the admin."""
    items = apps.get_model("matching", "ArrivalItem").objects.using(schema_editor.connection.alias)
    for item in json.loads(STARTER.read_text(encoding="utf-8")):
        key = {name: item.pop(name) for name in ("topic", "region")}
        items.get_or_create(**key, defaults=item)


class Migration(migrations.Migration):

    atomic = False

    dependencies = [
        ('matching', '0034_arriving'),
    ]

    operations = [
        AddIndexConcurrently(
            model_name='application',
            index=models.Index(condition=models.Q(('in_charge__isnull', False)), fields=['in_charge'], name='application_in_charge'),
        ),
        migrations.RunPython(keep_terms, migrations.RunPython.noop, elidable=True),
        migrations.RunPython(add_starter_list, migrations.RunPython.noop, elidable=True),
    ]
