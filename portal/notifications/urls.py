from django.urls import path

from portal.notifications import views

app_name = "notifications"

urlpatterns = [
    path("me/inbox/", views.inbox, name="inbox"),
    path("me/inbox/<int:pk>/", views.open_message, name="open"),
    path("me/inbox/read/", views.mark_all_read, name="mark_all_read"),
    path("me/inbox/preferences/", views.preferences, name="preferences"),
    path("unsubscribe/<str:token>/", views.unsubscribe, name="unsubscribe"),
    path("demo/mail/", views.demo_mail, name="demo_mail"),
    path("demo/mail/<slug:name>/", views.demo_mail_detail, name="demo_mail_detail"),
]
