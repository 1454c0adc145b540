from django.core.management.base import BaseCommand

from programmes.extensions import hours_sources
from programmes.services.hours import forget_unknown_sources, mend_standings, rebuild_hours


class Command(BaseCommand):
    help = "Make the ledger of attended hours identical to what was attended. What is right already stays as it is."

    def handle(self, *args: object, **options: object) -> None:
        for name in [name for name, _source in hours_sources.items()]:
            kept = rebuild_hours(source=name)
            self.stdout.write(f"{name}: {kept.added} added, {kept.changed} changed, {kept.removed} removed.")
        self.stdout.write(f"Of sources that are not there any more: {forget_unknown_sources()} removed.")
        self.stdout.write(f"Standings put right: {mend_standings()}.")
