"""The two sides agree on the first day of work: one names it, the other confirms it or names another."""

from datetime import date, time
from typing import TypedDict, Unpack

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from matching.constants import ApplicationState, FirstDayState
from matching.models import Application, FirstDay
from matching.notices.first_days import FirstDayAgreed, FirstDayChanged, about_first_day
from matching.queries.steps import is_heard, speaks_for_company
from matching.services.applications import NoFreeText, NotHeard
from matching.workflows.first_days import FIRST_DAY
from portal.core.arguments import check_names
from portal.core.day_rules import check_days
from portal.core.errors import DomainError, NotAllowed, WrongState
from portal.notifications.services.notifications import notify, notify_all
from portal.users.models import User
from programmes.access import may


class AfterTheEnd(DomainError):
    message = _("The placement ends before this day.")
    field = "starts_on"


class SomethingChanged(WrongState):
    message = _("The day has changed meanwhile. Look at it again, and confirm it then.")


class Details(TypedDict, total=False):
    """What the company says of the day besides."""

    place: str
    receiver: str
    bring: str


@transaction.atomic
def suggest_first_day(
    *, application: Application, starts_on: date, starts_at: time | None, by: User, **details: Unpack[Details]
) -> FirstDay:
    """The company names the day and what belongs to it.

    The day that was agreed, or that the applicant wishes for, is agreed at once. Raises NotAllowed, WrongState before
    the place is taken, NoFreeText, ImplausibleDay, AfterTheEnd.
    """
    check_names(details, known=Details.__annotations__)
    application = _locked(application, by)
    if not speaks_for_company(application, by):
        raise NotAllowed
    if application.is_of_minor and any(details.values()):
        raise NoFreeText
    day = _day_of(application)
    is_settled = day.pk is not None and day.state != FirstDayState.SUGGESTED
    is_same = is_settled and day.starts_on == starts_on and day.starts_at in (None, starts_at)
    notice = FirstDayAgreed if is_same and day.state == FirstDayState.WISHED else FirstDayChanged
    day.state = FirstDayState.AGREED if is_same else FirstDayState.SUGGESTED
    for name, value in details.items():
        setattr(day, name, value)
    return _saved(day, starts_on, starts_at, notice, by=by)


@transaction.atomic
def wish_first_day(
    *, application: Application, starts_on: date, starts_at: time | None, by: User
) -> FirstDay:
    """The applicant names another day, or the first where the company has named none.

    The day that was agreed, or that the company suggests, is agreed at once. Raises NotAllowed, WrongState before the
    place is taken, NotHeard where nobody at the company reads it, ImplausibleDay, AfterTheEnd.
    """
    application = _locked(application, by)
    if application.talent.user_id != by.pk:
        raise NotAllowed
    if not is_heard(application, by):
        raise NotHeard
    day = _day_of(application)
    is_named = day.pk is not None and day.state != FirstDayState.WISHED
    if is_named and day.starts_on == starts_on and starts_at in (None, day.starts_at):
        return _agreed(day, by)
    day.state = FirstDayState.WISHED
    return _saved(day, starts_on, starts_at, FirstDayChanged, by=by)


@transaction.atomic
def confirm_first_day(*, application: Application, seen: str, by: User) -> FirstDay:
    """The side that did not name the day agrees to it, as it was when they have `seen` it (`FirstDay.version`).

    Raises NotAllowed, WrongState, NotHeard, SomethingChanged.
    """
    application = _locked(application, by)
    is_own = application.talent.user_id == by.pk
    if not is_own and not speaks_for_company(application, by):
        raise NotAllowed
    if is_own and not is_heard(application, by):
        raise NotHeard
    day = _day_of(application)
    FIRST_DAY.check("confirm" if is_own else "consent", day.state)
    if day.pk is None or day.version != seen:
        raise SomethingChanged
    return _agreed(day, by)


def _agreed(day: FirstDay, by: User) -> FirstDay:
    """Where it was agreed on before, nobody is told again."""
    if day.state != FirstDayState.AGREED:
        day.state = FirstDayState.AGREED
        day.save(update_fields=["state", "updated_at"])
        _tell(day, FirstDayAgreed(**about_first_day(day)), by=by)
    return day


def _locked(application: Application, by: User) -> Application:
    """The application as it stands now. A day is agreed on once the place is taken, and by whoever may change it."""
    if not may(by, "change", application):
        raise NotAllowed
    rows = Application.objects.select_for_update(of=("self",))
    application = rows.select_related("placement__organisation", "talent__user").get(pk=application.pk)
    if application.state != ApplicationState.ACCEPTED:
        raise WrongState
    return application


def _day_of(application: Application) -> FirstDay:
    day = FirstDay.objects.filter(application=application).first() or FirstDay(application=application)
    day.application = application
    return day


def _saved(
    day: FirstDay,
    starts_on: date,
    starts_at: time | None,
    notice: type[FirstDayChanged | FirstDayAgreed],
    *,
    by: User,
) -> FirstDay:
    day.starts_on, day.starts_at = starts_on, starts_at
    check_days(day)
    ends_on = day.application.placement.ends_on
    if ends_on and starts_on > ends_on:
        raise AfterTheEnd
    day.save()
    _tell(day, notice(**about_first_day(day)), by=by)
    return day


def _tell(day: FirstDay, notice: FirstDayChanged | FirstDayAgreed, *, by: User) -> None:
    """The other side; of the company those who can read the application."""
    application = day.application
    if application.talent.user_id != by.pk:
        notify(application.talent.user, notice)
    elif Application.objects.readable().filter(pk=application.pk).exists():
        notify_all(User.objects.recruiting_for(application.placement.organisation), notice)
