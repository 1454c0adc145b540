from django.urls import path

from events.views import events, feeds

app_name = "events"

urlpatterns = [
    path("events/", events.event_list, name="list"),
    path("events/calendar.ics", feeds.event_calendar, name="calendar"),
    path("events/feed.atom", feeds.event_feed, name="feed"),
    path("events/<int:pk>/", events.event_detail, name="detail"),
    path("events/<int:pk>/event.ics", feeds.event_file, name="file"),
]
