from typing import Any

from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from portal.core.key_rotation import Outcome, rotate, sealed_columns

SHOWN = 20


class Command(BaseCommand):
    help = (
        "Seal everything anew with the first of FIELD_ENCRYPTION_KEYS, so that the others may go. "
        "May be broken off and begun again, and run while the portal is in use."
    )

    def handle(self, **options: Any) -> None:
        columns, outcome = sealed_columns(), Outcome()
        total = sum(column.rows().count() for column in columns)
        with tqdm(total=total, unit=" rows", disable=not self.stderr.isatty()) as bar:
            for column in columns:
                rotate(column, outcome, step=bar.update)
        self.stdout.write(f"Sealed anew: {outcome.anew}. Already: {outcome.already}.")
        if outcome.shut:
            rows = "\n".join(outcome.shut[:SHOWN])
            raise CommandError(
                f"None of FIELD_ENCRYPTION_KEYS opens {len(outcome.shut)} rows; keep every key you have:\n{rows}"
            )
