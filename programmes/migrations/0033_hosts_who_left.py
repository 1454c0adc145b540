"""Who left an organisation, or closed their account, before that ended their waiting: nobody reads their name any more."""

from django.db import migrations
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone


def let_go(apps, schema_editor):
    alias = schema_editor.connection.alias
    ahead = apps.get_model('programmes', 'Appointment').objects.using(alias).filter(
        Q(starts_at=None) | Q(starts_at__gt=timezone.now()), organisation__isnull=False
    ).exclude(state='cancelled')
    contacts = apps.get_model('programmes', 'Contact').objects.using(alias).filter(
        organisation=OuterRef('organisation'),
        approved_at__isnull=False,
        role__in=['manager', 'recruiter'],
        user__is_active=True,
        user__restricted_at=None,
    )
    for who in ('host', 'organiser'):
        is_there = Exists(contacts.filter(user=OuterRef(who)))
        ahead.filter(~is_there, **{f'{who}__isnull': False}).update(**{who: None})


class Migration(migrations.Migration):

    dependencies = [
        ('programmes', '0032_moments_of_reminders'),
        ('users', '0004_erasure'),
    ]

    operations = [
        migrations.RunPython(let_go, migrations.RunPython.noop),
    ]
