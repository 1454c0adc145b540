from datetime import UTC, datetime

import pytest

from portal.notifications.backends import mail_files, read_mail
from portal.notifications.constants import Delivery
from portal.notifications.services.notifications import notify
from portal.notifications.services.past import mail_as_of_their_day
from tests.factories import make_confirmed_user
from tests.notifications.conftest import News

pytestmark = pytest.mark.django_db


def test_a_message_of_last_month_stands_among_the_mails_as_sent_then(settings, tmp_path):
    settings.EMAIL_BACKEND = "portal.notifications.backends.FolderBackend"
    settings.MAIL_DIR = tmp_path
    row = notify(make_confirmed_user("Zala"), News())
    row.created_at = datetime(2026, 10, 5, 9, 30, tzinfo=UTC)
    row.save()
    mail_as_of_their_day(rows=[row])
    (mail,) = map(read_mail, mail_files())
    assert (mail.sent_at, mail.subject) == (row.created_at, "Something is new")
    row.refresh_from_db()
    assert (row.delivery, row.sent_at.date()) == (Delivery.SENT, row.created_at.date())
