from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand

from programmes.presentation.permissions import permissions_page


class Command(BaseCommand):
    help = "Writes docs/permissions.md from programmes/roles.py."
    requires_system_checks: list[str] = []

    def handle(self, *args: object, **options: object) -> None:
        path = Path(settings.BASE_DIR) / "docs" / "permissions.md"
        path.write_text(permissions_page(), encoding="utf-8")
        self.stdout.write(f"Wrote {path.name}.")
