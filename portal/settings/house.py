"""What grows with the house: its apps and the languages it speaks, one entry each.

Addresses, translations, forms and tests derive what they need from here; `tests/architecture/test_apps.py` names what a
tool with lists of its own still lacks. Nothing is read from the environment.
"""

from django.utils.translation import gettext_lazy as _

OUR_APPS = [
    "portal.core",
    "portal.users",
    "portal.notifications",
    "portal.privacy",
    "programmes",
    "matching",
    "mentoring",
    "events",
    "evaluation",
    "portal.demo",
]
"""From the ground up."""

LANGUAGES = [("en", _("English")), ("de", _("German")), ("sl", _("Slovenian"))]
"""The first is what the source is written in; each of the others has a catalogue in `portal/locale/`."""
