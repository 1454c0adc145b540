"""Kinds, regions and fields are no words of an offer any more: the sweeper makes the words of all offers anew."""

from django.db import migrations

STALE = "UPDATE matching_placement SET search_name = '' WHERE search_name <> ''"


class Migration(migrations.Migration):
    dependencies = [
        ('matching', '0029_interviews'),
    ]

    operations = [migrations.RunSQL(STALE, migrations.RunSQL.noop, elidable=True)]
