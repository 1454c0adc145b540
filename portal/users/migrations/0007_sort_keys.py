import portal.core.collation
from portal.core.collation import update_sort_keys
from django.db import migrations


def fill(apps, _schema_editor):
    update_sort_keys(apps.get_model("users", "User"), "name")


class Migration(migrations.Migration):

    dependencies = [
        ('users', '0006_user_name_is_one_line'),
    ]

    operations = [
        migrations.AlterModelOptions(
            name='user',
            options={'ordering': [portal.core.collation.Alphabetical(), 'pk'], 'verbose_name': 'person', 'verbose_name_plural': 'people'},
        ),
        migrations.AddField(
            model_name='user',
            name='sort_keys',
            field=portal.core.collation.SortKeysField(of='name'),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop, elidable=True),
    ]
