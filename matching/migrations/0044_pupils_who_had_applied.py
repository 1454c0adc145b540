"""Applications from before it was noted on them that a pupil asks.

Until 0042 it was asked of the applicant at each look. What a pupil has sent until then goes on being read as a
pupil's: no free text, under no name, and no longer than a guardian agrees. Whoever has such a pupil's place has read the
name already, since it was taken.
"""

from django.db import migrations
from django.db.models import F, Q
from django.utils import timezone

OF_AGE = 18


def note_pupils(apps, schema_editor):
    today = timezone.localdate()
    latest = today.replace(year=today.year - OF_AGE, day=min(today.day, 28) if today.month == 2 else today.day)
    young = Q(pupil__birth_date__isnull=True) | Q(pupil__birth_date__gt=latest)
    pupils = apps.get_model("privacy", "GuardianConsent").objects.filter(young).values("pupil")
    rows = apps.get_model("matching", "Application").objects.filter(
        is_of_minor=False, talent__user__in=pupils
    )
    rows.filter(state="accepted").update(is_of_minor=True, name_shown_at=F("last_step_at"))
    rows.update(is_of_minor=True)


class Migration(migrations.Migration):
    dependencies = [
        ("matching", "0043_bookmarks"),
        ("privacy", "0011_guardian_link_sent"),
        ("users", "0008_people_without_an_account"),
    ]

    operations = [migrations.RunPython(note_pupils, migrations.RunPython.noop)]
