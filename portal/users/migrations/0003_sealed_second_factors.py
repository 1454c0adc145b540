from django.db import migrations

from portal.core.encryption import is_sealed, seal, unseal


def seal_secrets(apps, schema_editor):
    _change(apps, lambda text: text if is_sealed(text) else seal(text))


def unseal_secrets(apps, schema_editor):
    _change(apps, lambda text: unseal(text) if is_sealed(text) else text)


def _change(apps, change):
    authenticators = apps.get_model("mfa", "Authenticator").objects
    for row in authenticators.exclude(type="webauthn").iterator(chunk_size=500):
        data = {name: change(text) if name in ("secret", "seed") else text for name, text in row.data.items()}
        if "migrated_codes" in data:
            data["migrated_codes"] = [change(code) for code in data["migrated_codes"]]
        authenticators.filter(pk=row.pk).update(data=data)


class Migration(migrations.Migration):
    """What makes somebody's codes is sealed. Doing it twice, or after a break, changes nothing more."""

    dependencies = [
        ("users", "0002_country_and_language_fields"),
        ("mfa", "0003_authenticator_type_uniq"),
    ]

    operations = [migrations.RunPython(seal_secrets, unseal_secrets)]
