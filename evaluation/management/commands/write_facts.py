from django.core.management.base import BaseCommand

from evaluation.services.facts import install_rule, write_facts_anew


class Command(BaseCommand):
    help = "Bring participants' facts to what the indicators' conditions say. Every migrate does it when they changed."

    def handle(self, *args: object, **options: object) -> None:
        install_rule()
        self.stdout.write(
            f"{write_facts_anew()} facts and counts of months were not up to date; now they are."
        )
