"""A matchmaking day: people go from table to table, and meet an organisation at each for a while."""

from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from events.constants import MOST_AT_ONCE, MOST_SLOTS, MeetingOutcome, WishSide
from events.models.event import Event
from events.models.registration import Registration
from events.querysets.matchmaking import (
    DayProfileQuerySet,
    EncounterQuerySet,
    MeetingPlanQuerySet,
    TableQuerySet,
    WishQuerySet,
)
from matching.scoring.assignment.days import MOST_WISHES
from portal.core.history import track_history
from portal.core.models import TimeStampedModel
from programmes.models import Organisation
from programmes.scoping import Scoped


def slot_numbers(name: StrOrPromise) -> "ArrayField[list[int], list[int]]":
    """Numbers of slots of a day, from 0 in its order."""
    return ArrayField(models.PositiveSmallIntegerField(), verbose_name=name, default=list, blank=True)


@track_history()
class MatchmakingDay(TimeStampedModel, Scoped):
    """When people meet at a matchmaking day, and whether they can still wish for somebody.

    A slot is known by its number, from 0 in the order of the day. It begins so many minutes after the event does: an
    event that is moved takes its slots along.
    """

    programme_path = "event__programme"

    event = models.OneToOneField(
        Event, verbose_name=_("event"), on_delete=models.CASCADE, related_name="matchmaking"
    )
    minutes = models.PositiveSmallIntegerField(
        _("minutes of a meeting"), validators=[MinValueValidator(1), MaxValueValidator(240)]
    )
    starts = ArrayField(
        models.PositiveSmallIntegerField(),
        verbose_name=_("beginnings of the meetings, in minutes after the event’s"),
        size=MOST_SLOTS,
    )
    takes_wishes = models.BooleanField(_("takes wishes"), default=False)

    class Meta:
        verbose_name = _("matchmaking day")
        verbose_name_plural = _("matchmaking days")
        ordering = ["event", "pk"]
        constraints = [
            models.CheckConstraint(condition=models.Q(minutes__gte=1), name="matchmaking_takes_time"),
        ]

    def __str__(self) -> str:
        return str(self.event)

    @property
    def spans(self) -> list[tuple[datetime, datetime]]:
        """From when to when each slot is."""
        begins = [self.event.starts_at + timedelta(minutes=start) for start in self.starts]
        return [(begin, begin + timedelta(minutes=self.minutes)) for begin in begins]

    @property
    def begun(self) -> int:
        """How many slots have begun."""
        now = timezone.now()
        return sum(begin <= now for begin, _end in self.spans)


@track_history()
class Table(TimeStampedModel, Scoped):
    """Where an organisation meets people at a matchmaking day. Once it has dropped out, `left_at` says since when."""

    programme_path = "event__programme"
    organisation_path = "organisation"

    event = models.ForeignKey(Event, verbose_name=_("event"), on_delete=models.CASCADE, related_name="tables")
    organisation = models.ForeignKey(
        Organisation, verbose_name=_("organisation"), on_delete=models.CASCADE, related_name="tables"
    )
    number = models.PositiveSmallIntegerField(_("number of the table"), validators=[MinValueValidator(1)])
    seats = models.PositiveSmallIntegerField(
        _("how many people it meets at once"),
        default=1,
        validators=[MinValueValidator(1), MaxValueValidator(MOST_AT_ONCE)],
        help_text=_("Each talks to somebody else of the organisation."),
    )
    representative = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("who sits there"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    away = slot_numbers(_("nobody is there"))
    left_at = models.DateTimeField(_("does not come, said"), null=True, blank=True, editable=False)

    objects = TableQuerySet.as_manager()

    class Meta:
        verbose_name = _("table at a matchmaking day")
        verbose_name_plural = _("tables at matchmaking days")
        ordering = ["event", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["event", "number"],
                name="table_number_once",
                violation_error_message=_("Another table has this number."),
            ),
            models.UniqueConstraint(fields=["event", "organisation"], name="table_once_per_organisation"),
            models.CheckConstraint(
                condition=models.Q(seats__gte=1, seats__lte=MOST_AT_ONCE), name="table_has_seats"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} · {self.organisation}"


class DayProfile(TimeStampedModel, Scoped):
    """What somebody who is registered says for a matchmaking day: when they are away, and who may see them.

    The organisations with a table see them only from the moment on at which they have said yes (`shown_since`).
    """

    programme_path = "registration__event__programme"
    owner_path = "registration__person"
    organisation_path = "registration__event__tables__organisation"
    is_hidden_while_restricted = True

    registration = models.OneToOneField(
        Registration,
        verbose_name=_("registration"),
        on_delete=models.CASCADE,
        related_name="day_profile",
    )
    shown_since = models.DateTimeField(_("shown to the organisations since"), null=True, blank=True)
    away = slot_numbers(_("not there"))

    objects = DayProfileQuerySet.as_manager()

    class Meta:
        verbose_name = _("what somebody says for a matchmaking day")
        verbose_name_plural = _("what people say for matchmaking days")
        ordering = ["registration", "pk"]

    def __str__(self) -> str:
        return str(self.registration)


class Wish(TimeStampedModel, Scoped):
    """Whom one of the two sides wishes to meet. 1 is the dearest, and each rank is given once."""

    programme_path = "table__event__programme"
    owner_path = "registration__person"
    organisation_path = "table__organisation"
    is_hidden_while_restricted = True

    side = models.CharField(_("whose wish"), max_length=6, choices=WishSide)
    table = models.ForeignKey(Table, verbose_name=_("table"), on_delete=models.CASCADE, related_name="wishes")
    registration = models.ForeignKey(
        Registration, verbose_name=_("registration"), on_delete=models.CASCADE, related_name="wishes"
    )
    rank = models.PositiveSmallIntegerField(_("rank"))

    objects = WishQuerySet.as_manager()

    class Meta:
        verbose_name = _("wish for a meeting")
        verbose_name_plural = _("wishes for meetings")
        ordering = ["rank", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["table", "registration", "side"], name="wish_once"),
            models.UniqueConstraint(
                fields=["table", "rank"], condition=models.Q(side=WishSide.TABLE), name="wish_rank_of_table"
            ),
            models.UniqueConstraint(
                fields=["registration", "rank"],
                condition=models.Q(side=WishSide.PERSON),
                name="wish_rank_of_person",
            ),
            models.CheckConstraint(condition=models.Q(rank__range=(1, MOST_WISHES)), name="wish_rank_known"),
        ]

    def __str__(self) -> str:
        return f"{self.registration} · {self.table}: {self.rank}"


class MeetingPlan(TimeStampedModel, Scoped):
    """A plan of a matchmaking day: asked for, made by a worker, looked at, and published.

    An event has one that is published and one that is in the making or to be looked at, at the most. `since` slots had
    begun when it was made; what is planned in these stays. `score` says how good it is and what no plan exceeds: each
    as numbers of people with a wish that is honoured, with two, and of points.
    """

    programme_path = "event__programme"

    event = models.ForeignKey(
        Event, verbose_name=_("event"), on_delete=models.CASCADE, related_name="meeting_plans"
    )
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("asked for by"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    since = models.PositiveSmallIntegerField(_("slots that had begun"), default=0)
    score = models.JSONField(_("how good it is"), default=dict, blank=True)
    made_at = models.DateTimeField(_("made"), null=True, blank=True)
    failed_at = models.DateTimeField(_("failed"), null=True, blank=True)
    published_at = models.DateTimeField(_("published"), null=True, blank=True)

    objects = MeetingPlanQuerySet.as_manager()

    class Meta:
        verbose_name = _("plan of a matchmaking day")
        verbose_name_plural = _("plans of matchmaking days")
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["event"],
                condition=models.Q(published_at__isnull=False),
                name="meeting_plan_published_once",
            ),
            models.UniqueConstraint(
                fields=["event"],
                condition=models.Q(published_at__isnull=True),
                name="meeting_plan_draft_once",
            ),
            models.CheckConstraint(
                condition=models.Q(published_at__isnull=True) | models.Q(made_at__isnull=False),
                name="meeting_plan_made_before_published",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.event} · {self.pk}"

    @property
    def is_under_way(self) -> bool:
        return self.made_at is None and self.failed_at is None


class Encounter(TimeStampedModel, Scoped):
    """Somebody sits at a table in a slot, by a plan; afterwards each side says whether they meet again.

    Nobody is in two places at once, and no seat is taken twice. Both sides see it once the plan is published.
    """

    programme_path = "plan__event__programme"
    owner_path = "registration__person"
    organisation_path = "table__organisation"
    is_hidden_while_restricted = True

    plan = models.ForeignKey(
        MeetingPlan, verbose_name=_("plan"), on_delete=models.CASCADE, related_name="encounters"
    )
    table = models.ForeignKey(
        Table, verbose_name=_("table"), on_delete=models.CASCADE, related_name="encounters"
    )
    registration = models.ForeignKey(
        Registration, verbose_name=_("registration"), on_delete=models.CASCADE, related_name="encounters"
    )
    slot = models.PositiveSmallIntegerField(_("slot"))
    seat = models.PositiveSmallIntegerField(_("seat"), default=1)
    person_says = models.CharField(
        _("what the person says"), max_length=8, choices=MeetingOutcome, blank=True
    )
    table_says = models.CharField(
        _("what the organisation says"), max_length=8, choices=MeetingOutcome, blank=True
    )
    table_said_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("who said it for the organisation"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )

    objects = EncounterQuerySet.as_manager()

    class Meta:
        verbose_name = _("meeting at a matchmaking day")
        verbose_name_plural = _("meetings at matchmaking days")
        ordering = ["slot", "table__number", "seat", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "registration", "slot"], name="encounter_person_once_at_a_time"
            ),
            models.UniqueConstraint(
                fields=["plan", "table", "seat", "slot"], name="encounter_seat_once_at_a_time"
            ),
            models.UniqueConstraint(fields=["plan", "table", "registration"], name="encounter_once"),
        ]

    def __str__(self) -> str:
        return f"{self.registration} · {self.table} · {self.slot + 1}"

    @property
    def place(self) -> tuple[int, int]:
        """When and at which seat, as far as somebody has to know it."""
        return self.slot, self.seat
