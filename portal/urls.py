from django.contrib import admin
from django.urls import include, path

from portal.core.style import style
from portal.health import healthz, readyz

urlpatterns = [
    path("healthz", healthz, name="healthz"),
    path("readyz", readyz, name="readyz"),
    path("style/", style, name="style"),
    path("i18n/", include("django.conf.urls.i18n")),
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
