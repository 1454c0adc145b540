from collections.abc import Iterable
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from tqdm import tqdm

from matching.services.search import index_all
from matching.services.skills import Concept, import_esco
from portal.core.text import clean_line

SHOWN_ERRORS = 20


class Command(BaseCommand):
    help = "Import skills and their names from the files of an official ESCO release (skills_en.csv, skills_de.csv, …)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("files", nargs="+", type=Path)
        parser.add_argument(
            "--language", type=clean_line, help="language of the files, when their names don't end in _xx.csv"
        )

    def handle(self, *args: object, files: list[Path], language: str | None, **options: object) -> None:
        for path in files:
            self._import(path, language or path.stem.rpartition("_")[2])
        index_all()

    def _import(self, path: Path, language: str) -> None:
        if language not in dict(settings.LANGUAGES):
            raise CommandError(
                f"{path}: “{language}” is not a language of the portal; say which one with --language."
            )
        try:
            result = import_esco(path=path, language=language, progress=self._show)
        except (OSError, ValueError) as error:
            raise CommandError(f"{path}: {error}") from error
        self.stdout.write(
            f"{path.name}: {result.created} new, {result.changed} changed, {len(result.errors)} left out"
        )
        for line, message in result.errors[:SHOWN_ERRORS]:
            self.stderr.write(f"  line {line}: {message}")

    def _show(self, rows: Iterable[Concept]) -> Iterable[Concept]:
        shown: Iterable[Concept] = tqdm(rows, unit=" skills", disable=not self.stderr.isatty())
        return shown
