from django.urls import path

from portal.privacy import views

app_name = "privacy"

urlpatterns = [
    path("privacy/", views.privacy, name="privacy"),
    path("accessibility/", views.accessibility, name="accessibility"),
    path("imprint/", views.imprint, name="imprint"),
    path("consent/<str:token>/", views.guardian, name="guardian"),
    path("me/privacy/", views.mine, name="mine"),
    path("me/privacy/<int:pk>/withdraw/", views.withdraw, name="withdraw"),
]
