import portal.core.collation
from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('matching', '0006_placement_search_name'),
    ]

    operations = [
        migrations.AlterModelOptions(
            name='talent',
            options={'ordering': [portal.core.collation.Alphabetical('user__sort_keys'), 'pk'], 'verbose_name': 'talent', 'verbose_name_plural': 'talents'},
        ),
    ]
