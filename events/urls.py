from django.urls import path

from events.views import (
    borrowing,
    class_consents,
    classes,
    embed,
    equipment,
    events,
    feeds,
    matchmaking,
    months,
    pictures,
    registrations,
    reservations,
)

app_name = "events"

urlpatterns = [
    path("events/", events.event_list, name="list"),
    path("events/calendar/", months.event_month, name="month"),
    path("events/calendar.ics", feeds.event_calendar, name="calendar"),
    path("events/feed.atom", feeds.event_feed, name="feed"),
    path("events/embed/", embed.event_embed, name="embed"),
    path("events/<int:pk>/", events.event_detail, name="detail"),
    path("events/<int:pk>/picture/", pictures.event_picture, name="picture"),
    path(
        "events/<int:pk>/<slug:language>-<slug:digest>.png",
        pictures.event_share_picture,
        name="share_picture",
    ),
    path("events/<int:pk>/event.ics", feeds.event_file, name="file"),
    path("events/<int:pk>/equipment/", borrowing.event_equipment, name="event_equipment"),
    path("events/handovers/", borrowing.handover_list, name="handover_list"),
    path("organisation/equipment/", equipment.equipment_list, name="equipment_list"),
    path("organisation/equipment/add/", equipment.equipment_add, name="equipment_add"),
    path("organisation/equipment/<int:pk>/", equipment.equipment_detail, name="equipment_detail"),
    path("organisation/equipment/<int:pk>/edit/", equipment.equipment_edit, name="equipment_edit"),
    path("organisation/reservations/<int:pk>/", reservations.reservation_detail, name="reservation_detail"),
    path(
        "organisation/reservations/<int:pk>/<slug:step>/",
        reservations.reservation_step,
        name="reservation_step",
    ),
    path("events/<int:pk>/class/", classes.class_book, name="class_book"),
    path("events/classes/<int:pk>/", classes.class_booking, name="class_booking"),
    path("events/classes/<int:pk>/sheet/", classes.class_sheet, name="class_sheet"),
    path("events/classes/<int:pk>/<slug:step>/", classes.class_step, name="class_step"),
    path("events/consents/<str:token>/", class_consents.class_consent, name="class_consent"),
    path("organisation/classes/", classes.class_visits, name="class_visits"),
    path("organisation/classes/<int:pk>/", classes.class_visit, name="class_visit"),
    path("organisation/classes/<int:pk>/<slug:step>/", classes.class_visit_step, name="class_visit_step"),
    path("events/<int:pk>/register/", registrations.register_for, name="register"),
    path("events/registrations/<str:token>/", registrations.registration, name="registration"),
    path(
        "events/registrations/<str:token>/event.ics",
        registrations.registration_file,
        name="registration_file",
    ),
    path(
        "events/registrations/<str:token>/meetings/",
        matchmaking.registration_meetings,
        name="registration_meetings",
    ),
    path("organisation/tables/<int:pk>/", matchmaking.table_detail, name="table_detail"),
    path("events/<int:pk>/meetings/", matchmaking.meeting_grid, name="meeting_grid"),
    path("events/<int:pk>/table-signs.pdf", matchmaking.table_signs, name="table_signs"),
]
