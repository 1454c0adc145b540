"""What notifications add to a person's settings: which messages are mailed, and how often; where theirs lead."""

from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _

from portal.core.links import Link
from portal.notifications.extensions import destinations, everybody
from portal.users.extensions import settings_pages

for page in ("account_login", "account_email"):
    destinations.add(page, everybody)

settings_pages.add(
    "notifications",
    Link(reverse_lazy("notifications:preferences"), _("Which messages reach you by mail, and how often")),
)
