from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand

from portal.core.workflow_page import all_workflows, workflows_page


class Command(BaseCommand):
    help = "Writes docs/workflows.md from each app's workflows.py."
    requires_system_checks: list[str] = []

    def handle(self, *args: object, **options: object) -> None:
        path = Path(settings.BASE_DIR) / "docs" / "workflows.md"
        path.write_text(workflows_page(all_workflows()), encoding="utf-8")
        self.stdout.write(f"Wrote {path.name}.")
