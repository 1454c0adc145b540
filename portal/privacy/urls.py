from django.urls import path

from portal.privacy.views import copies, erasures, guardians, own, pages, retention

app_name = "privacy"

urlpatterns = [
    path("privacy/", pages.privacy, name="privacy"),
    path("accessibility/", pages.accessibility, name="accessibility"),
    path("imprint/", pages.imprint, name="imprint"),
    path("consent/", guardians.guardians, name="guardians"),
    path("consent/new-link/", guardians.guardian_link, name="guardian_link"),
    path("consent/<str:token>/", guardians.guardian, name="guardian"),
    path("erased/<str:code>/", erasures.certificate, name="certificate"),
    path("me/privacy/", own.mine, name="mine"),
    path("me/privacy/<int:pk>/withdraw/", own.withdraw, name="withdraw"),
    path("me/privacy/copy/", copies.copy, name="copy"),
    path("me/privacy/copy/<int:pk>/", copies.fetch, name="copy_fetch"),
    path("me/privacy/erase/", erasures.erase, name="erase"),
    path("privacy/retention/", retention.report, name="retention"),
    path("privacy/retention/<slug:rule>/", retention.period, name="retention_period"),
    path("privacy/letters/", erasures.letters, name="letters"),
    path("privacy/letters/<int:pk>/", erasures.by_letter, name="letter"),
    path("me/privacy/erase/take-back/", erasures.take_back, name="take_back"),
]
