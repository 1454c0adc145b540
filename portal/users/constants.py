from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class TextSize(models.TextChoices):
    NORMAL = "normal", pgettext_lazy("text size", "Normal")
    LARGE = "large", pgettext_lazy("text size", "Large")
    LARGER = "larger", pgettext_lazy("text size", "Very large")


class Contrast(models.TextChoices):
    NORMAL = "normal", pgettext_lazy("contrast", "Normal")
    HIGH = "high", pgettext_lazy("contrast", "High")


USERNAME_PATTERN = r"^[a-z0-9][a-z0-9._-]{2,39}$"
USERNAME_MESSAGE = _(
    "Use 3 to 40 lower-case letters, digits, dots, hyphens or underscores, and begin with a letter or digit."
)

DESTINATION_LIMIT = 500
"""Characters of an address on this host that is worth going back to."""

NOBODY = 0
"""A key that no person has: of whom work is done for that is taken back."""
