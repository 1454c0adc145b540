from django.contrib import admin
from django.urls import include, path

from portal.health import healthz, readyz
from portal.style import style
from portal.users.views import set_language

urlpatterns = [
    path("healthz", healthz, name="healthz"),
    path("readyz", readyz, name="readyz"),
    path("style/", style, name="style"),
    path("i18n/setlang/", set_language, name="set_language"),
    path("accounts/", include("allauth.urls")),
    path("admin/", admin.site.urls),
    path("", include("portal.users.urls")),
    path("", include("portal.notifications.urls")),
    path("", include("portal.privacy.urls")),
    path("", include("programmes.urls")),
    path("", include("matching.urls")),
    path("", include("events.urls")),
    path("", include("evaluation.urls")),
]
