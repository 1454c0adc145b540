"""What notifications add to a person's settings: a link to which messages are mailed, and how often."""

from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _

from portal.core.links import Link
from portal.users.extensions import settings_pages

settings_pages.add(
    "notifications",
    Link(reverse_lazy("notifications:preferences"), _("Which messages reach you by mail, and how often")),
)
