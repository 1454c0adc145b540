from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

CONSENT_AGE = {
    "DE": 16,
    "SI": 15,
    "AT": 14,
    "CZ": 15,
    "SK": 16,
    "BG": 14,
    "HR": 16,
    "HU": 16,
    "RO": 16,
    "RS": 15,
}
"""Age from which a child consents alone to an online service: Article 8 GDPR and the national laws under it."""

DEFAULT_CONSENT_AGE = 16
"""Article 8(1) GDPR, where a country has set no lower age."""

OF_AGE = 18
"""Years: from this birthday on nobody decides for somebody any more, in every country of the portal."""

GUARDIAN_LINK_DAYS = 30

GUARDIAN_PURPOSE = "minor-account"
GUARDIAN_PURPOSE_TITLE = _("An account for a child")
GUARDIAN_TEXT = _(
    "I am this child's parent or guardian. I agree that the portal keeps an account for my child, with a name, a user "
    "name and what my child enters, so that my child can try out companies and take part in activities. Companies see "
    "a number instead of the name, until my child has taken a place there and a coordinator of the programme tells "
    "them who comes. Companies and my child say nothing to each other but sentences to choose from. Whenever somebody "
    "looks at my child's data, that is logged. Until my child is of age I can take this back at any time, by this link "
    "or by another one that is sent to me; from then on nothing more is done with the data."
)
"""What a guardian agrees to. A change of these words is a new version; consents given keep theirs."""


class GuardianState(models.TextChoices):
    """Where the consent of a minor's guardian stands."""

    ASKED = "asked", pgettext_lazy("consent", "Asked for")
    LAPSED = "lapsed", pgettext_lazy("consent", "Not given in time")
    GIVEN = "given", pgettext_lazy("consent", "Given")
    WITHDRAWN = "withdrawn", pgettext_lazy("consent", "Withdrawn")


class AccessKind(models.TextChoices):
    READ = "read", _("Read")
    DOWNLOAD = "download", _("Downloaded")
    EXPORT = "export", _("Exported")


class ReadingPurpose(models.TextChoices):
    """Why somebody reads about a person: noted in English, and read by the person in their own language."""

    PARTICIPANTS = "Looking after participants", _("Looking after participants")
    FUNDER = "Entering answers for the funder", _("Entering answers for the funder")
    SENT_APPLICATION = (
        "An application that was sent to the company",
        _("An application that was sent to the company"),
    )
    SENT_FILE = (
        "An application that the file was sent with",
        _("An application that the file was sent with"),
    )
    REACHING = "Reaching each other from the interview on", _("Reaching each other from the interview on")
    SENT_MESSAGE = "A message that was sent to them", _("A message that was sent to them")
    ANSWERS = "Answers to the questions of a programme", _("Answers to the questions of a programme")
    REPORTED = "A message that was reported", _("A message that was reported")
    APPLICANTS = "Applicants for a placement", _("Applicants for a placement")
    ACCOUNTS = "Looking after accounts, roles and contacts", _("Looking after accounts, roles and contacts")


def consent_age(country: str) -> int:
    """Years of age from which a child consents alone in this country (two letters, ISO 3166)."""
    return CONSENT_AGE.get(country.upper(), DEFAULT_CONSENT_AGE)


ERASURE_WAIT_DAYS = 14
"""For changing one's mind; well within the month that Article 12(3) GDPR leaves for an answer."""


class ErasureState(models.TextChoices):
    """Where a request for erasure stands."""

    WAITING = "waiting", pgettext_lazy("erasure", "Waiting")
    TAKEN_BACK = "taken_back", pgettext_lazy("erasure", "Taken back")
    DONE = "done", pgettext_lazy("erasure", "Carried out")


class ErasureReason(models.TextChoices):
    """Why somebody is erased."""

    ASKED = "asked", pgettext_lazy("erasure", "Asked for")
    UNUSED = "unused", pgettext_lazy("erasure", "Account not used for a long time")


UNUSED_ACCOUNTS = "accounts-unused"
"""Name of the rule by which accounts end that nobody uses."""
FIRST_WARNING_DAYS = 60
"""Before an account that nobody uses ends."""
LAST_WARNING_DAYS = 14

COPY_DAYS = 7
"""For which a finished copy can be fetched."""
COPIES_A_DAY = 1
"""A copy is asked for again on the next day at the earliest; one that failed, at once."""


class CopyState(models.TextChoices):
    """Where the copy of somebody's data stands."""

    QUEUED = "queued", pgettext_lazy("copy", "Waiting for its turn")
    RUNNING = "running", pgettext_lazy("copy", "Being made")
    READY = "ready", pgettext_lazy("copy", "Ready")
    FAILED = "failed", pgettext_lazy("copy", "Could not be made")
    EXPIRED = "expired", pgettext_lazy("copy", "Deleted")


ERASED_NAME = "erased-"
"""How user names begin under which what a duty keeps of an erased person hangs."""
