"""The admin's navigation, grouped as a coordinator thinks; nobody is shown a place they can't enter."""

from __future__ import annotations

from functools import cache

from django.apps import apps
from django.conf import settings
from django.http import HttpRequest
from django.urls import get_script_prefix, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from programmes.access import access_of
from programmes.models import Programme

GROUPS: tuple[tuple[str | Promise, tuple[tuple[str, str | Promise, str], ...]], ...] = (
    (
        _("Programme"),
        (
            ("programmes.programme", _("Programmes"), "flag"),
            ("programmes.workpackage", _("Work packages"), "account_tree"),
            ("programmes.activity", _("Activities"), "checklist"),
            ("programmes.milestone", _("Milestones"), "sports_score"),
            ("programmes.reminder", _("Reminders"), "notifications_active"),
            ("programmes.questionnaire", _("Questionnaires"), "quiz"),
            ("events.event", _("Events"), "event"),
            ("events.equipment", _("Equipment"), "precision_manufacturing"),
            ("events.reservation", _("Reservations of equipment"), "event_available"),
            ("events.session", _("Dates of events"), "date_range"),
            ("events.registration", _("Registrations for events"), "how_to_reg"),
            ("events.room", _("Rooms"), "meeting_room"),
            ("events.classbooking", _("Classes at events"), "school"),
            ("events.attendance", _("Attendances"), "fact_check"),
            ("events.signedlist", _("Signed lists"), "history_edu"),
            ("events.certificate", _("Certificates of events"), "workspace_premium"),
            ("mentoring.mentoringround", _("Mentoring rounds"), "diversity_3"),
            ("mentoring.mentor", _("Mentors"), "handshake"),
        ),
    ),
    (
        _("People and organisations"),
        (
            ("programmes.enrolment", _("Participants"), "group"),
            ("programmes.hours", _("Attended hours"), "schedule"),
            ("matching.talent", _("Talents"), "school"),
            ("programmes.organisation", _("Organisations"), "apartment"),
            ("programmes.contact", _("Contacts"), "contact_phone"),
            ("programmes.contactinvitation", _("Invited contacts"), "contact_mail"),
            ("programmes.membership", _("Staff"), "badge"),
            ("programmes.membershipinvitation", _("Invited staff"), "contact_mail"),
        ),
    ),
    (
        _("Offers"),
        (
            ("matching.posting", _("Review of placements"), "rate_review"),
            ("matching.placement", _("Placements"), "work"),
            ("matching.application", _("Applications"), "inbox"),
            ("programmes.messagereport", _("Reported messages"), "flag"),
        ),
    ),
    (
        _("Evaluation"),
        (
            ("evaluation.participantrecord", _("Answers for the funder"), "assignment"),
            ("evaluation.target", _("Targets"), "target"),
            ("evaluation.report", _("Reports"), "description"),
            ("privacy.retentionrun", _("Deletion of old data"), "auto_delete"),
        ),
    ),
    (
        pgettext_lazy("navigation", "Operation"),
        (
            ("users.user", _("Accounts"), "person"),
            ("privacy.purpose", _("Purposes"), "policy"),
            ("privacy.guardianconsent", _("Guardians' consents"), "family_restroom"),
            ("privacy.erasurerequest", _("Requests for erasure"), "person_remove"),
            ("privacy.retentionperiod", _("Retention periods"), "timer"),
            ("privacy.accesslog", _("Access log"), "visibility"),
            ("notifications.notification", _("Delivery of messages"), "mail"),
            ("matching.skill", _("Skills"), "psychology"),
            ("programmes.schoolholiday", _("School holidays"), "beach_access"),
            ("matching.arrivalitem", _("Checklist for arriving"), "checklist"),
            ("evaluation.framework", _("Indicator frameworks"), "rule"),
            ("evaluation.indicator", _("Indicators"), "analytics"),
        ),
    ),
)
"""Heading → model, what it is called here, symbol."""


@cache
def _list_of(label: str, prefix: str) -> str:
    """Where a model's list stands: the same for everybody and in each language, below one prefix."""
    return reverse(f"admin:{label.replace('.', '_')}_changelist")


def _place(request: HttpRequest, title: str | Promise, icon: str, link: str) -> dict[str, object]:
    """One entry. A list is where one is on each page of its rows, too; the home page only on itself."""
    is_here = request.path == link or (request.path.startswith(link) and link != reverse("admin:index"))
    return {"title": title, "icon": icon, "link": link, "active": is_here}


def navigation(request: HttpRequest) -> list[dict[str, object]]:
    access = access_of(request.user)
    first = [
        _place(request, pgettext_lazy("navigation", "Today"), "today", reverse("admin:index")),
        _place(request, _("Calendar"), "calendar_month", reverse("admin:calendar")),
    ]
    groups: list[dict[str, object]] = [{"items": first}]
    for heading, places in GROUPS:
        items = [
            _place(request, title, icon, _list_of(label, get_script_prefix()))
            for label, title, icon in places
            if access.administers("view", apps.get_model(label))
        ]
        if heading == GROUPS[3][0] and access.reaches("evaluate", Programme):
            items.append(_place(request, _("Figures and reports"), "monitoring", reverse("evaluation:home")))
        if items:
            groups.append({"title": heading, "items": items})
    return groups


def environment(request: HttpRequest) -> list[object] | None:
    return [_("Demo"), "warning"] if settings.DEMO else None
