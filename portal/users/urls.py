from django.urls import path

from portal.users import views

app_name = "users"

urlpatterns = [
    path("display/", views.edit_display, name="display"),
    path("me/settings/", views.edit_settings, name="settings"),
    path("demo/sign-in/", views.demo_login, name="demo_login"),
]
