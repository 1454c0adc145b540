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
    "SHOW_LANGUAGES": True,
    "SHOW_BACK_BUTTON": True,
    "BORDER_RADIUS": "8px",
    "ENVIRONMENT": "portal.admin_site.sidebar.environment",
    "STYLES": [
        lambda request: static("css/admin-colours.css"),  # made of COLORS below; a test holds them together
        lambda request: static("css/admin.css"),
    ],
    "SCRIPTS": [lambda request: static("js/admin.js"), lambda request: static("js/failures.js")],
    "COLORS": {
        "primary": {
            "50": "#eef8f6",
            "100": "#d5eeea",
            "200": "#abdcd5",
            "300": "#79c4ba",
            "400": "#3fa79b",
            "500": "#359c90",
            "600": "#0b5c56",
            "700": "#094b46",
            "800": "#073a37",
            "900": "#052c29",
            "950": "#031c1a",
        },
    },
    "ACCOUNT": {
        "navigation": [
            {"title": _("Your settings"), "link": reverse_lazy("users:settings")},
            {"title": _("Your pages"), "link": reverse_lazy("programmes:me")},
        ]
    },
    "SIDEBAR": {"navigation": "portal.admin_site.sidebar.navigation"},
}
