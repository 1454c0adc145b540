"""How the admin looks: the theme's settings. Who finds what in it is told by `portal.admin_site.sidebar`."""

from django.templatetags.static import static
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _

UNFOLD: dict[str, object] = {
    "SITE_TITLE": "Bleibe",
    "SITE_HEADER": "Bleibe",
    "SITE_SUBHEADER": _("Administration"),
    "SITE_URL": reverse_lazy("home"),
    "SITE_ICON": lambda request: static("img/mark.svg"),
    "SITE_FAVICONS": [
        {"rel": "icon", "type": "image/svg+xml", "href": lambda request: static("img/mark.svg")},
    ],
    "SHOW_HISTORY": True,
    "ENVIRONMENT": "portal.admin_site.sidebar.environment",
    "STYLES": [
        lambda request: static("css/tokens.css"),
        lambda request: static("css/admin-colours.css"),
        lambda request: static("css/admin.css"),
    ],
    "SCRIPTS": [lambda request: static("js/admin.js"), lambda request: static("js/failures.js")],
    "SIDEBAR": {"navigation": "portal.admin_site.sidebar.navigation"},
}
