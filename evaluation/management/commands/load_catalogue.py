from django.core.management.base import BaseCommand

from evaluation.services.catalogue import load_indicators


class Command(BaseCommand):
    help = "Bring the funders' indicators to what evaluation/catalogue says. Every migrate does the same."

    def handle(self, *args: object, **options: object) -> None:
        self.stdout.write(f"{load_indicators()} indicators are up to date.")
