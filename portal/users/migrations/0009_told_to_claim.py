from django.db import migrations, models
from django.db.models import F


def note_who_was_told(apps, _schema_editor):
    """Until now whoever was asked was told within the hour: nobody is told a second time."""
    apps.get_model("users", "User").objects.filter(asked_to_claim_at__isnull=False).update(
        told_to_claim_at=F("asked_to_claim_at")
    )


class Migration(migrations.Migration):
    dependencies = [
        ("users", "0008_people_without_an_account"),
    ]

    operations = [
        migrations.AddField(
            model_name="user",
            name="told_to_claim_at",
            field=models.DateTimeField(
                blank=True, editable=False, null=True, verbose_name="told that they are asked"
            ),
        ),
        migrations.RunPython(note_who_was_told, migrations.RunPython.noop, elidable=True),
    ]
