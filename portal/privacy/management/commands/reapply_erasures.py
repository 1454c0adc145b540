from argparse import ArgumentParser
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from portal.privacy.services.erasures import reapply_erasures


class Command(BaseCommand):
    help = (
        "After a restore from a backup, before anybody gets in: carry out again every erasure that was done since, "
        "and take back again what was taken back. Reads the ledger of erasures; may be run twice."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--ledger", type=Path, help="another file than the ledger of this installation")

    def handle(self, *args: object, ledger: Path | None = None, **options: object) -> None:
        path = ledger or Path(settings.ERASURE_LEDGER)
        if not path.exists():
            raise CommandError(
                f"There is no ledger at {path}. If nobody was ever erased here, nothing is to do."
            )
        done = reapply_erasures(path=path)
        self.stdout.write(
            f"{done.erased} erased again, {done.taken_back} taken back again, {done.unchanged} known already."
        )
