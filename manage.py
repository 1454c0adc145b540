#!/usr/bin/env python
"""Run one of Django's commands, with a database and a broker at hand even in a fresh shell."""

import os
import signal
import sys

SERVERLESS = {
    "",
    "help",
    "--help",
    "version",
    "--version",
    "check",
    "collectstatic",
    "makemessages",
    "diffsettings",
}


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings.local")
    from django.core.management import execute_from_command_line

    from portal import embedded
    from portal.data_folder import FolderRefused, check_owner
    from portal.settings import environment

    command = sys.argv[1] if len(sys.argv) > 1 else ""
    if command == "migrate":  # builds indexes of big tables; no request waits for it
        os.environ.setdefault("DATABASE_STATEMENT_TIMEOUT", "3600")
    if command in SERVERLESS or "--help" in sys.argv or not embedded.is_needed():
        execute_from_command_line(sys.argv)
        return
    signal.signal(
        signal.SIGTERM, lambda *_: sys.exit(143)
    )  # leave through the context, which stops the servers
    try:
        check_owner(environment.data_directory())
    except FolderRefused as refused:
        sys.exit(str(refused))
    with embedded.servers():
        execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
