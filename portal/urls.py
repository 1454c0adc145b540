from importlib.util import find_spec

from django.contrib import admin
from django.urls import include, path, re_path

from portal.first_pages import start
from portal.health import readyz
from portal.home import home
from portal.qr import qr
from portal.settings.house import OUR_APPS
from portal.style import style, style_towns
from portal.users.views import (
    Addresses,
    ConfirmEmail,
    set_language,
    university_callback,
    university_login,
)

handler400 = "portal.errors.bad_request"
handler500 = "portal.errors.server_error"
handler429 = "portal.users.views.too_many_requests"

urlpatterns = [
    path("", home, name="home"),
    path("start/", start, name="start"),
    path("readyz", readyz, name="readyz"),
    path("qr.svg", qr, name="qr"),
    path("style/", style, name="style"),
    path("style/towns/", style_towns, name="style_towns"),
    path("i18n/setlang/", set_language, name="set_language"),
    re_path(
        r"^accounts/confirm-email/(?P<key>[-:\w]+)/$", ConfirmEmail.as_view(), name="account_confirm_email"
    ),
    path("accounts/email/", Addresses.as_view(), name="account_email"),
    path("accounts/oidc/<str:provider_id>/login/", university_login, name="openid_connect_login"),
    path(
        "accounts/oidc/<str:provider_id>/login/callback/", university_callback, name="openid_connect_callback"
    ),
    path("accounts/", include("allauth.urls")),
    path("admin/", admin.site.urls),
    *(path("", include(f"{app}.urls")) for app in OUR_APPS if find_spec(f"{app}.urls")),
]
