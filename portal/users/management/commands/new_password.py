from argparse import ArgumentParser

from django.core.management.base import BaseCommand, CommandError

from portal.core.errors import DomainError
from portal.core.text import clean_line
from portal.users.queries import find_person
from portal.users.services import renew_password


class Command(BaseCommand):
    help = "Give a pupil, who has no e-mail address, a new readable password and print it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("username", type=clean_line)

    def handle(self, *, username: str, **options: object) -> None:
        person = find_person(login=username)
        if person is None:
            raise CommandError("Nobody has this user name.")
        try:
            self.stdout.write(renew_password(user=person))
        except DomainError as error:
            raise CommandError(str(error)) from error
