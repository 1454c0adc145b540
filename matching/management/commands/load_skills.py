from django.core.management.base import BaseCommand
from django.utils.translation import ngettext

from matching.services.skills import load_starter_skills


class Command(BaseCommand):
    help = "Load the portal's own list of skills. Run again, it brings names up to date."

    def handle(self, *args: object, **options: object) -> None:
        count = load_starter_skills()
        self.stdout.write(ngettext("%(count)d skill", "%(count)d skills", count) % {"count": count})
