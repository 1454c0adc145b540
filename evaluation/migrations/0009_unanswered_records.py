from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):

    atomic = False

    dependencies = [
        ('evaluation', '0008_gender_need_not_be_told'),
    ]

    operations = [
        AddIndexConcurrently(
            model_name='participantrecord',
            index=models.Index(condition=models.Q(('gender', ''), ('birth_date__isnull', True), ('status_entry', ''), ('isced_entry__isnull', True), _connector='OR'), fields=['enrolment'], name='record_unanswered'),
        ),
    ]
