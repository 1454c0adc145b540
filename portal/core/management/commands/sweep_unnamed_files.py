from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from portal.core.unnamed_files import sweep_unnamed_files


class Command(BaseCommand):
    help = (
        "Looks for files in the private storage that no row names, and deletes those that have been without one for a "
        "week. The portal does so each day by itself."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="delete nothing, and say what there is")

    def handle(self, *args: Any, dry_run: bool, **options: Any) -> None:
        done = sweep_unnamed_files(deletes=not dry_run)
        self.stdout.write(
            f"{done.named} files belong to a row, {done.waiting} to none and wait, {done.deleted} were deleted."
        )
