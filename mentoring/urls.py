from django.urls import path

from mentoring import views

app_name = "mentoring"

urlpatterns = [
    path("mentoring/", views.mine, name="mine"),
    path("mentoring/<int:pk>/edit/", views.mentor_edit, name="mentor_edit"),
]
