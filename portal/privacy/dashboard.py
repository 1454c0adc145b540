"""What privacy adds to shared pages; what is deleted by itself; how proofs move when two people are one."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.contrib.sessions.models import Session
from django.db.models import QuerySet
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from portal.core.links import Link
from portal.core.page_messages import worded
from portal.notifications.constants import Delivery
from portal.notifications.extensions import destinations, everybody, reader_by_reader
from portal.notifications.models import Notification
from portal.privacy.constants import COPY_DAYS, FIRST_WARNING_DAYS, LAST_WARNING_DAYS, UNUSED_ACCOUNTS
from portal.privacy.extensions import RetentionRule, held_people, retention_rules
from portal.privacy.models import AccessLog, DataCopy, ErasureRequest
from portal.privacy.queries import accounts_to_end
from portal.privacy.services.access_log import keep_lines
from portal.privacy.services.consents import join_consents
from portal.privacy.services.unused_accounts import end_unused_accounts
from portal.privacy.workflows import COPY, ERASURE
from portal.users.extensions import mergers, settings_pages
from portal.users.models import User

destinations.add("privacy:copy", everybody)
destinations.add("privacy:guardian", everybody)  # by a link that lets its holder in


def _own_certificates(reader: User, codes: Collection[str]) -> Collection[str]:
    """Of one's erasures, and of the end of an account that has only been announced."""
    carried_out = reader.erasures.filter(code__in=codes).values_list("code", flat=True)
    announced = getattr(reader, "unused_account", None)
    return [*carried_out, announced.code] if announced else list(carried_out)


destinations.add("privacy:certificate", reader_by_reader(_own_certificates))
settings_pages.add(
    "privacy", Link(reverse_lazy("privacy:mine"), _("What you agreed to, and who looked at your data"))
)


@held_people.register("privacy")
def people_who_may_change_their_mind() -> QuerySet[Any]:
    """Whoever has asked to be erased: until then nothing is, and what they take back they take back whole."""
    return User.objects.filter(restricted_at__isnull=False).values("pk")


def _old_notifications(before: datetime) -> QuerySet[Any]:
    return Notification.objects.filter(created_at__lt=before).exclude(delivery=Delivery.PENDING)


def _old_lines_of_the_log(before: datetime) -> QuerySet[Any]:
    return AccessLog.objects.filter(at__lt=before)


def _old_certificates(before: datetime) -> QuerySet[Any]:
    return ErasureRequest.objects.exclude(state__in=ERASURE.sources("carry_out")).filter(
        updated_at__lt=before, files=[]
    )


def _old_copies(before: datetime) -> QuerySet[Any]:
    return DataCopy.objects.exclude(state__in=COPY.sources("build")).filter(file="", updated_at__lt=before)


def _old_sessions(before: datetime) -> QuerySet[Any]:
    return Session.objects.filter(expire_date__lt=before)


retention_rules.add(
    "notifications",
    RetentionRule(
        title=_("Messages in inboxes"),
        why=_("What was said long ago helps nobody, and tells much about people."),
        days=365,
        least=30,
        rows=_old_notifications,
    ),
)
retention_rules.add(
    "access-log",
    RetentionRule(
        title=_("Lines of the access log"),
        why=_("Whoever wants to know who looked at their data can ask as long as they are there."),
        days=3 * 365,
        least=365,
        rows=_old_lines_of_the_log,
    ),
)
retention_rules.add(
    "certificates",
    RetentionRule(
        title=_("Certificates of erasure, and requests that were taken back"),
        why=_("They prove that a request was answered, as long as somebody may ask."),
        days=3 * 365,
        least=365,
        rows=_old_certificates,
    ),
)
retention_rules.add(
    "copies",
    RetentionRule(
        title=_("Notes of copies that people asked for"),
        why=worded(
            lambda: (
                ngettext(
                    "The files are gone after %(days)d day; the note limits how often one asks.",
                    "The files are gone after %(days)d days; the note limits how often one asks.",
                    COPY_DAYS,
                )
                % {"days": COPY_DAYS}
            )
        ),
        days=90,
        least=COPY_DAYS,
        rows=_old_copies,
    ),
)
retention_rules.add(
    UNUSED_ACCOUNTS,
    RetentionRule(
        title=_("Accounts that nobody has used for years"),
        why=worded(
            lambda: (
                ngettext(
                    "Whoever still needs theirs signs in, after being told %(first)d days before, and %(last)d day "
                    "before. Staff and whoever takes part in a programme keep theirs.",
                    "Whoever still needs theirs signs in, after being told %(first)d and %(last)d days before. Staff "
                    "and whoever takes part in a programme keep theirs.",
                    LAST_WARNING_DAYS,
                )
                % {"first": FIRST_WARNING_DAYS, "last": LAST_WARNING_DAYS}
            )
        ),
        days=3 * 365,
        least=365,
        rows=accounts_to_end,
        delete=end_unused_accounts,
    ),
)
retention_rules.add(
    "sessions",
    RetentionRule(
        title=_("Sign-ins that have ended"),
        why=_("Nothing uses them any more."),
        days=1,
        rows=_old_sessions,
    ),
)

mergers.add("privacy.consent.user", join_consents)
mergers.add("privacy.accesslog.subject", keep_lines)
