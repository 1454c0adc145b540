"""A mail server that does what mail servers do on bad days: says nothing, refuses for now, or cuts the line."""

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from enum import Enum, auto
from typing import ClassVar


class Mood(Enum):
    WELL = auto()
    SILENT = auto()  # takes the connection and never says a word
    TRICKLING = auto()  # says its first line letter by letter, and never ends
    SILENT_AT_CONTENT = auto()  # the same, once it has the mail
    BUSY = auto()  # 451 for every mail's content
    GREY = auto()  # 451 for every recipient
    CUTTING = auto()  # hangs up amid the mail
    CURT = auto()  # takes one mail a session, then says goodbye


class MailServer(socketserver.ThreadingTCPServer):
    """Knows as much of RFC 5321 as it takes to send one mail after the other."""

    allow_reuse_address = daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Session)
        self.mood = Mood.WELL
        self.connections = 0
        self.taken: list[str] = []
        self.falls_silent: tuple[str, int] | None = None
        """At which command of a mail, once it has taken how many: a worker can be killed right there."""
        self.is_silent = threading.Event()
        self.closing = threading.Event()


class Session(socketserver.StreamRequestHandler):
    server: MailServer
    ANSWERS: ClassVar[dict[str, str]] = {"EHLO": "250 hello", "MAIL": "250 go on", "RCPT": "250 go on"}

    def handle(self) -> None:
        self.server.connections += 1
        if self.server.mood is Mood.SILENT:
            self.server.closing.wait()
            return
        if self.server.mood is Mood.TRICKLING:
            self.trickle()
            return
        self.say("220 here")
        taken = len(self.server.taken)
        while line := self.rfile.readline().decode():
            command = line[:4].upper()
            if self.is_over(command, taken):
                return
            if command == "DATA":
                if not self.take():
                    return
            elif command == "RCPT" and self.server.mood is Mood.GREY:
                self.say("451 come back later")
            else:
                self.say(self.ANSWERS.get(command, "250 well"))

    def is_over(self, command: str, taken_before: int) -> bool:
        if goodbye := self.goodbye(command, taken_before):
            self.say(goodbye)
        return bool(goodbye) or self.falls_silent_at(command)

    def goodbye(self, command: str, taken_before: int) -> str:
        if command == "QUIT":
            return "221 bye"
        has_enough = self.server.mood is Mood.CURT and len(self.server.taken) > taken_before
        return "421 enough for now" if has_enough and command == "MAIL" else ""

    def falls_silent_at(self, command: str) -> bool:
        if self.server.falls_silent != (command, len(self.server.taken)):
            return False
        self.server.is_silent.set()
        self.server.closing.wait()
        return True

    def take(self) -> bool:
        """The mail's content. False when the session is over."""
        self.say("354 go on")
        lines: list[str] = []
        while (line := self.rfile.readline().decode()) not in {".\r\n", ""}:
            lines.append(line)
        if self.server.mood is Mood.CUTTING:
            return False
        if self.server.mood is Mood.SILENT_AT_CONTENT:
            self.server.closing.wait()
            return False
        if self.server.mood is Mood.BUSY:
            self.say("451 local error")
        else:
            self.server.taken.append("".join(lines))
            if self.falls_silent_at("."):
                return False
            self.say("250 taken")
        return True

    def trickle(self) -> None:
        with suppress(OSError):  # whoever listened has had enough
            while not self.server.closing.wait(0.05):
                self.wfile.write(b"2")

    def say(self, line: str) -> None:
        self.wfile.write(f"{line}\r\n".encode())


@contextmanager
def mail_server() -> Iterator[MailServer]:
    with MailServer() as server:
        thread = threading.Thread(target=server.serve_forever, args=[0.01], daemon=True)
        thread.start()
        try:
            yield server
        finally:
            server.closing.set()
            server.shutdown()
            thread.join()
