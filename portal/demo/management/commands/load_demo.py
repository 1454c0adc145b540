from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from portal.core.errors import DomainError
from portal.demo.loader import load
from portal.demo.people import table


class Command(BaseCommand):
    help = "Loads the demonstration into an empty database; changes nothing when it is there already."

    def handle(self, *args: object, **options: object) -> None:
        if not settings.DEMO:
            raise CommandError("Demonstration data is loaded in demo mode only: set BLEIBE_DEMO=1.")
        try:
            loaded = load(quiet=options["verbosity"] == 0)
        except DomainError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(
            "The demonstration is loaded." if loaded else "The demonstration was there already."
        )
        self.stdout.write(table())
