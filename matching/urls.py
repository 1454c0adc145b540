from django.urls import path

from matching.views import (
    answers,
    applications,
    apply,
    arrivals,
    conversations,
    documents,
    interviews,
    offer,
    offers,
    placement_writing,
    placements,
    profile,
    suggestions,
)

app_name = "matching"

urlpatterns = [
    path("offers/", offers.offer_list, name="offer_list"),
    path("offers/suggestions/", suggestions.offer_suggestions, name="offer_suggestions"),
    path("offers/places/", suggestions.place_suggestions, name="place_suggestions"),
    path("offers/feed.atom", offers.offer_feed, name="offer_feed"),
    path("offers/<int:pk>-<slug:slug>/", offer.offer_detail, name="offer_detail"),
    path("offers/<int:pk>/<slug:language>-<slug:digest>.png", offer.offer_picture, name="offer_picture"),
    path("me/profile/", profile.profile, name="profile"),
    path("me/profile/preview/", profile.profile_preview, name="profile_preview"),
    path("me/profile/<slug:step>/", profile.profile_step, name="profile_step"),
    path("skills/", profile.skill_suggestions, name="skill_suggestions"),
    path("me/documents/add/", documents.cv_add, name="cv_add"),
    path("me/documents/<int:pk>/", documents.cv_download, name="cv_download"),
    path("me/documents/<int:pk>/delete/", documents.cv_delete, name="cv_delete"),
    path("offers/<int:pk>-<slug:slug>/apply/", apply.apply_for, name="apply"),
    path("me/applications/", applications.my_applications, name="my_applications"),
    path("applications/<int:pk>/", applications.application_detail, name="application_detail"),
    path("applications/<int:pk>/interview/", interviews.interview_invite, name="interview_invite"),
    path("applications/<int:pk>/in-charge/", arrivals.in_charge, name="in_charge"),
    path("applications/<int:pk>/first-day/", arrivals.first_day, name="first_day"),
    path("applications/<int:pk>/first-day/confirm/", arrivals.first_day_confirm, name="first_day_confirm"),
    path("applications/<int:pk>/four-weeks/", arrivals.arrival_answer, name="arrival_answer"),
    path("four-weeks/<str:token>/", arrivals.arrival_link, name="arrival_link"),
    path("me/arriving/<int:pk>/", arrivals.arriving_tick, name="arriving_tick"),
    path(
        "applications/<int:pk>/conversation/",
        conversations.application_conversation,
        name="application_conversation",
    ),
    path("applications/<int:pk>/<slug:state>/", applications.application_step, name="application_step"),
    path("organisation/placements/", placements.placement_list, name="placement_list"),
    path("organisation/placements/add/", placement_writing.placement_add, name="placement_add"),
    path("organisation/placements/<int:pk>/", placements.placement_detail, name="placement_detail"),
    path("organisation/placements/<int:pk>/edit/", placement_writing.placement_edit, name="placement_edit"),
    path(
        "organisation/placements/<int:pk>/preview/",
        placement_writing.placement_preview,
        name="placement_preview",
    ),
    path(
        "organisation/placements/<int:pk>/answers/<slug:state>/",
        answers.placement_answers,
        name="placement_answers",
    ),
    path("organisation/placements/<int:pk>/extend/", placements.placement_extend, name="placement_extend"),
    *(
        path(
            f"organisation/placements/<int:pk>/{step}/",
            placements.placement_step,
            {"step": step},
            name=f"placement_{step}",
        )
        for step in placements.SERVICES
    ),
]
