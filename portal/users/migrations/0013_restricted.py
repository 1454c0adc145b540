"""Those whose data is not used are few: whoever leaves them out finds them by an index."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):

    atomic = False

    dependencies = [('users', '0012_look_alikes')]

    operations = [
        AddIndexConcurrently(
            model_name='user',
            index=models.Index(condition=models.Q(('restricted_at__isnull', False)), fields=['restricted_at'], name='user_restricted'),
        ),
    ]
