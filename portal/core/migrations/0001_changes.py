import portal.core.models
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Change',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('kind', models.CharField(editable=False, max_length=60)),
                ('row', models.BigIntegerField(editable=False, null=True)),
                ('programme', models.BigIntegerField(editable=False, null=True)),
                ('transaction', portal.core.models.TransactionIdField(db_default=models.Func(function='pg_current_xact_id'), editable=False)),
                ('at', models.DateTimeField(db_default=models.Func(function='clock_timestamp'), editable=False)),
            ],
            options={
                'indexes': [models.Index(fields=['transaction'], name='change_by_transaction')],
            },
        ),
    ]
