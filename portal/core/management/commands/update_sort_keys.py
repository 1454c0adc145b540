from typing import Any

from django.apps import apps
from django.core.management.base import BaseCommand

from portal.core.collation import SortedByName, update_sort_keys


class Command(BaseCommand):
    help = "Gives all names their places anew, after an alphabet has been added or changed."

    def handle(self, **options: Any) -> None:
        for model in apps.get_models():
            if issubclass(model, SortedByName):
                changed = update_sort_keys(model, model.name_field)
                self.stdout.write(f"{model._meta.label}: {changed} names have another place now.")
