from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from tqdm import tqdm

from portal.core.stored_text import Outcome, clean_stored_text, cleaned_models, text_columns


class Command(BaseCommand):
    help = (
        "Clean what was stored before every entrance cleaned it: blanks of other kinds, invisible characters, letters "
        "in parts, domains of addresses as mail servers don't know them. May be broken off and begun again, and run "
        "while the portal is in use."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--dry-run", action="store_true", help="Say what would change, and change nothing."
        )

    def handle(self, *, dry_run: bool, **options: Any) -> None:
        tables = [model for model in cleaned_models() if text_columns(model)]
        outcome, total = Outcome(), sum(model._base_manager.count() for model in tables)
        with tqdm(total=total, unit=" rows", disable=not self.stderr.isatty()) as bar:
            for model in tables:
                clean_stored_text(model, outcome, dry_run=dry_run, step=bar.update)
        for column, texts in sorted(outcome.cleaned.items()):
            self.stdout.write(f"{column}: {texts}")
        self.stdout.write(f"{'To clean' if dry_run else 'Cleaned'}: {sum(outcome.cleaned.values())}.")
        if outcome.left:
            self.stdout.write(f"Left as they are, for somebody to decide: {len(outcome.left)}.")
            self.stdout.write("\n".join(outcome.left))
