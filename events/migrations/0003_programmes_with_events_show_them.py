"""Events were shown whatever a programme had switched on; the programmes that have some go on showing them."""

from django.db import migrations


def switch_on(apps, schema_editor):
    Event = apps.get_model("events", "Event")
    Programme = apps.get_model("programmes", "Programme")
    with_events = Programme.objects.filter(pk__in=Event.objects.order_by().values("programme"))
    for programme in with_events.exclude(modules__contains=["events"]):
        programme.modules = [*programme.modules, "events"]
        programme.save(update_fields=["modules"])


class Migration(migrations.Migration):
    dependencies = [
        ("events", "0002_sensible_years"),
        ("programmes", "0004_modules_say_what_they_show"),
    ]

    operations = [migrations.RunPython(switch_on, migrations.RunPython.noop, elidable=True)]
