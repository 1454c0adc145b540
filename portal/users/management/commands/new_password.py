from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from portal.core.errors import DomainError
from portal.users.services import find_person, renew_password


class Command(BaseCommand):
    help = "Give a pupil, who has no e-mail address, a new readable password and print it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("username")

    def handle(self, *args: Any, **options: Any) -> None:
        person = find_person(login=options["username"])
        if person is None:
            raise CommandError("Nobody has this user name.")
        try:
            self.stdout.write(renew_password(user=person))
        except DomainError as error:
            raise CommandError(str(error)) from error
