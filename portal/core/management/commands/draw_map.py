"""`manage.py draw_map`: draw static/img/map.svg anew, after the list of towns has changed."""

from typing import Any

from django.core.management.base import BaseCommand

from portal.core.regions.drawing import FILE, drawn


class Command(BaseCommand):
    help = "Draw static/img/map.svg from the list of towns."

    def handle(self, *args: Any, **options: Any) -> None:
        FILE.write_text(drawn(), encoding="utf-8")
