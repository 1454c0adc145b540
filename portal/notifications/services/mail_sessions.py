"""Speaking with the mail server, and what its answers mean."""

import smtplib
from contextlib import suppress

from celery.exceptions import SoftTimeLimitExceeded
from django.core.mail import EmailMessage, get_connection

GOODBYE = 421
"""With which a mail server ends the session, whatever it was about: RFC 5321, 4.2.3."""


class ServerAway(Exception):
    """The mail server takes nothing at the moment, from nobody."""


class MailSession:
    """One with the mail server, for several mails. It begins with the first."""

    def __init__(self) -> None:
        self.server = get_connection()
        self.has_taken = 0

    def send(self, mail: EmailMessage) -> Exception | None:
        """What has gone wrong, if anything; ServerAway where it is no fault of this mail.

        Servers end sessions that have brought them enough: then another one is begun, once.
        """
        error = self._try(mail)
        if isinstance(error, ServerAway) and self.has_taken:
            self.has_taken = 0
            error = self._try(mail)
        return error

    def close(self) -> None:
        with suppress(OSError):
            self.server.close()

    def _try(self, mail: EmailMessage) -> Exception | None:
        mail.connection = self.server
        try:
            self.server.open()
            mail.send()
        except SoftTimeLimitExceeded:
            raise
        except Exception as error:
            self.close()
            return _meaning(error)
        self.has_taken += 1
        return None


def _meaning(error: Exception) -> Exception:
    match error:
        case smtplib.SMTPRecipientsRefused() | smtplib.SMTPNotSupportedError():
            codes = {code for code, _words in getattr(error, "recipients", {}).values()}
            return ServerAway() if GOODBYE in codes else error
        case smtplib.SMTPDataError():
            return ServerAway() if 400 <= error.smtp_code < 500 else error
        case OSError():  # smtplib's are among them: it is silent, cuts the line, or refuses us
            return ServerAway(type(error).__name__)
    return error
