"""What privacy adds to shared pages: the way to what one agreed to."""

from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _

from portal.core.links import Link
from portal.users.extensions import settings_pages

settings_pages.add(
    "privacy", Link(reverse_lazy("privacy:mine"), _("What you agreed to, and who looked at your data"))
)
