"""What a coordinator's week tells of organisations, people and plans, in the programmes in view."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.db.models import DateTimeField, F, QuerySet, TextField, Value
from django.db.models.functions import Cast

from portal.users.models import User
from programmes.constants import Verification
from programmes.models import Enrolment, MessageReport, Milestone, Organisation, Programme
from programmes.querysets.programmes import EnrolmentQuerySet, OrganisationQuerySet


def verified_since(user: User, programmes: Iterable[Programme], since: datetime) -> OrganisationQuerySet:
    rows: OrganisationQuerySet = Organisation.objects.administered_in(programmes, user)
    return rows.filter(verification=Verification.VERIFIED, verified_at__gte=since)


def joined_since(user: User, programmes: Iterable[Programme], day: date) -> EnrolmentQuerySet:
    rows: EnrolmentQuerySet = Enrolment.objects.administered_in(programmes, user)
    return rows.filter(entered_on__gte=day)


def left_since(user: User, programmes: Iterable[Programme], day: date) -> EnrolmentQuerySet:
    rows: EnrolmentQuerySet = Enrolment.objects.administered_in(programmes, user)
    return rows.filter(left_on__gte=day)


def reported_since(user: User, programmes: Iterable[Programme], since: datetime) -> QuerySet[MessageReport]:
    rows = MessageReport.objects.administered_in(programmes, user)
    return rows.filter(created_at__gte=since)


NO_HOUR = Cast(Value(None), DateTimeField())


def milestones_between(user: User, programmes: Iterable[Programme], first: date, last: date) -> QuerySet[Any]:
    """Those not done yet: day, no moment, title, key."""
    rows = Milestone.objects.administered_in(programmes, user)
    due = rows.filter(done_on__isnull=True, due_on__range=(first, last))
    return due.annotate(day=F("due_on"), at=NO_HOUR, called=Cast("title", TextField()), key=F("pk"))


def ends_between(user: User, programmes: Iterable[Programme], first: date, last: date) -> QuerySet[Any]:
    """Programmes that end: day, no moment, acronym, key."""
    rows = Programme.objects.administered_by(user).filter(pk__in=[each.pk for each in programmes])
    ending = rows.filter(ends_on__range=(first, last))
    return ending.annotate(day=F("ends_on"), at=NO_HOUR, called=Cast("acronym", TextField()), key=F("pk"))
