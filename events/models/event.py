from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from i18nfield.fields import I18nCharField, I18nTextField

from events.constants import (
    CERTIFICATE_TEXT_LENGTH,
    MOST_COMPANIONS,
    NOTE_LENGTH,
    SHARE_OF_DATES,
    CertificateKind,
    EventAccess,
    EventFormat,
    EventState,
    TargetGroup,
)
from events.models.event_triggers import FIRST_SESSION, ONLY_SESSION_FOLLOWS
from events.models.room import Room, check_room, where_in
from events.querysets.events import EventQuerySet
from events.workflows.events import EVENT
from portal.core.changes.tracking import track_changes
from portal.core.dates import check_year
from portal.core.day_rules import Between, Lasts
from portal.core.fields import HoursField, LanguageField, MoneyField, never_negative
from portal.core.files import PublicImageField
from portal.core.history import track_history
from portal.core.markdown import MarkdownField
from portal.core.models import TimeStampedModel
from portal.core.words.column import WordsField
from programmes.constants import HorizontalPrinciple, Module
from programmes.models import Activity, Funding, InProgrammeTime, Organisation, Programme, Questionnaire
from programmes.scoping import Scoped

if TYPE_CHECKING:
    from events.models.session import Session

LASTS = Lasts("starts_at", "ends_at", years=1)


@track_changes(programme="programme", exclude=["words"])
@track_history(exclude=["words"])
class Event(TimeStampedModel, InProgrammeTime, Scoped):
    """Something that takes place at a time, for many people at once."""

    programme_path = "programme"
    owner_path = "registrations__person"
    organisation_path = "host"
    day_rules = (
        Between("starts_at", "ends_at", before=1, after=1, asks=True),
        LASTS,
    )

    programme = models.ForeignKey(
        Programme, verbose_name=_("programme"), on_delete=models.CASCADE, related_name="events"
    )
    host = models.ForeignKey(
        Organisation,
        verbose_name=_("host"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="events",
    )
    is_from_host = models.BooleanField(
        _("drafted by the host"), default=False, db_default=False, editable=False
    )
    format = models.CharField(_("format"), max_length=16, choices=EventFormat, default=EventFormat.WORKSHOP)
    state = models.CharField(
        _("state"), max_length=10, choices=EventState, default=EventState.DRAFT, db_index=True
    )
    access = models.CharField(
        _("who may come"),
        max_length=8,
        choices=EventAccess,
        default=EventAccess.PUBLIC,
        db_default=EventAccess.PUBLIC,
    )
    title = I18nCharField(_("title"), max_length=200)
    description = MarkdownField(_("description"), blank=True, help_text=_("You can use Markdown."))
    starts_at = models.DateTimeField(_("begins"), db_index=True, validators=[check_year])
    ends_at = models.DateTimeField(_("ends"), validators=[check_year])
    room = models.ForeignKey(
        Room,
        verbose_name=_("room"),
        null=True,
        blank=True,
        on_delete=models.RESTRICT,
        related_name="events",
        help_text=_("Its address is shown, too."),
    )
    place = models.CharField(
        _("place"), max_length=200, blank=True, help_text=_("Can stay empty where a room is chosen.")
    )
    link = models.URLField(_("link for taking part online"), blank=True)

    most_companions = models.PositiveSmallIntegerField(
        _("companions each may bring"),
        default=0,
        db_default=0,
        validators=[MaxValueValidator(MOST_COMPANIONS)],
        help_text=_("Each takes a place."),
    )
    joins_later = models.BooleanField(
        _("people may join later"),
        default=False,
        db_default=False,
        help_text=_("Of a course that has begun, places that come free are offered until its last date."),
    )
    asks_ages = models.BooleanField(
        _("asks how old children are"),
        default=False,
        db_default=False,
        help_text=_("Where there is something for children."),
    )
    asks_needs = models.BooleanField(
        _("asks what people need"),
        default=False,
        db_default=False,
        help_text=_(
            "Accessibility, food, childcare: only where you can offer it. Answers are deleted soon after."
        ),
    )
    questionnaire = models.ForeignKey(
        Questionnaire,
        verbose_name=_("questions"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="events",
        help_text=_(
            "Asked of everybody who registers; published questionnaires of the programme can be chosen."
        ),
    )
    target_groups = ArrayField(
        models.CharField(max_length=10, choices=TargetGroup),
        verbose_name=_("meant for"),
        default=list,
        db_default=[],
        blank=True,
        help_text=_("Nothing ticked: for everybody."),
    )
    languages = ArrayField(
        LanguageField(),
        verbose_name=_("languages it is held in"),
        default=list,
        db_default=[],
        blank=True,
    )
    results = MarkdownField(
        _("results and publications"),
        blank=True,
        default="",
        db_default="",
        help_text=_("Everybody reads them on the event’s page. You can use Markdown, with links."),
    )
    picture = PublicImageField(
        _("picture"),
        upload_to="events/",
        blank=True,
        default="",
        db_default="",
        help_text=_(
            "Everybody sees it on the event’s page. Only show people who have agreed to it. Where and when it was "
            "taken is removed from the file."
        ),
    )
    picture_text = I18nCharField(
        _("what the picture shows"),
        max_length=200,
        blank=True,
        default="",
        db_default="",
        help_text=_("For people who do not see it."),
    )
    fee = MoneyField(
        _("fee in euro, for each place"),
        null=True,
        blank=True,
        help_text=_("Empty: it costs nothing. The portal takes no payments: you note who has paid."),
    )
    fee_note = I18nCharField(
        _("how it is paid"),
        max_length=300,
        blank=True,
        default="",
        db_default="",
        help_text=_("Such as: in cash at the entrance."),
    )
    partners = models.ManyToManyField(
        Organisation,
        verbose_name=_("together with"),
        related_name="joint_events",
        blank=True,
        help_text=_("Organisations that hold it with the host. From two countries, it is a joint event."),
    )
    activity = models.ForeignKey(
        Activity,
        verbose_name=_("activity of the work plan"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="events",
    )
    principles = ArrayField(
        models.CharField(max_length=20, choices=HorizontalPrinciple),
        verbose_name=_("horizontal principles"),
        default=list,
        db_default=[],
        blank=True,
    )
    funding = models.ForeignKey(
        Funding,
        verbose_name=_("counts for"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="events",
        help_text=_("The funding for which attended hours count. Empty: the programme’s only one."),
    )
    costs_planned = MoneyField(_("costs planned in euro"), null=True, blank=True)
    costs_spent = MoneyField(_("costs spent in euro"), null=True, blank=True)
    certificate_kind = models.CharField(
        _("certificates"),
        max_length=13,
        choices=CertificateKind,
        blank=True,
        db_default="",
        help_text=_(
            "Empty: none are issued. A qualification needs an assessment, which you note for each person."
        ),
    )
    certificate_share = models.PositiveSmallIntegerField(
        _("dates to be attended, in per cent"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(100)],
        help_text=_("Of all that took place. Empty: four out of five."),
    )
    certificate_hours = HoursField(
        _("hours that the certificate shows"),
        null=True,
        blank=True,
        help_text=_("Empty: as long as each person was there."),
    )
    certificate_text = I18nTextField(
        _("what was learnt"), max_length=CERTIFICATE_TEXT_LENGTH, blank=True, default="", db_default=""
    )
    signatory = models.CharField(_("who signs"), max_length=200, blank=True, db_default="")
    signatory_function = I18nCharField(
        _("function of who signs"), max_length=200, blank=True, default="", db_default=""
    )
    cancel_reason = models.CharField(
        _("why it is cancelled"), max_length=NOTE_LENGTH, blank=True, db_default="", editable=False
    )
    words = WordsField("title", "place")

    objects = EventQuerySet.as_manager()

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("events")
        ordering = ["-starts_at", "pk"]
        indexes = [
            models.Index(fields=["ends_at"], name="event_by_end"),
            GinIndex(fields=["words"], name="event_words"),
        ]
        constraints = [
            check_year.constraint_on_moments("starts_at", "ends_at", name="event_years"),
            models.CheckConstraint(
                condition=models.Q(ends_at__gt=models.F("starts_at")),
                name="event_ends_after_start",
                violation_error_message=_("The end must be after the beginning."),
            ),
            never_negative("fee", "costs_planned", "costs_spent", "certificate_hours", name="event_amounts"),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="has_a_session", operation=pgtrigger.Insert, when=pgtrigger.After, func=FIRST_SESSION
            ),
            pgtrigger.Trigger(
                name="only_session_follows",
                operation=pgtrigger.UpdateOf("starts_at", "ends_at"),
                when=pgtrigger.After,
                condition=pgtrigger.AnyChange("starts_at", "ends_at"),
                func=ONLY_SESSION_FOLLOWS,
            ),
        ]

    def __str__(self) -> str:
        return str(self.title)

    @property
    def whereabouts(self) -> str:
        """Where people come to; "" of one that is online alone."""
        return where_in(self.room, self.place)

    def all_dates(self) -> list[Session]:
        """Its dates, cancelled ones too, with their rooms: two statements, however many there are."""
        sessions = list(self.sessions.all())
        models.prefetch_related_objects(sessions, "room")
        return sessions

    @property
    def is_over(self) -> bool:
        return self.ends_at <= timezone.now()

    @property
    def is_for_everybody(self) -> bool:
        """Does everybody find it?"""
        is_shown = EVENT.state(self.state).is_public and self.programme.shows(Module.EVENTS)
        return is_shown and self.access == EventAccess.PUBLIC

    @property
    def is_for_families(self) -> bool:
        """Is it meant for families, or is there something for children, whose ages are asked?"""
        return self.asks_ages or TargetGroup.FAMILIES in self.target_groups

    def joint_countries(self) -> list[str]:
        """Codes of the countries that those who hold it come from, where they are at least two: else none.

        So Interreg counts joint events: organisations of at least two countries.
        """
        found = {str(each.country) for each in self.partners.all()}
        found |= {str(self.host.country)} if self.host else set()
        return sorted(found) if len(found) > 1 else []

    @property
    def share_needed(self) -> int:
        """Per cent of its dates that a certificate asks for."""
        return self.certificate_share or SHARE_OF_DATES

    @property
    def has_begun(self) -> bool:
        return self.starts_at <= timezone.now()

    @property
    def has_many_sessions(self) -> bool:
        """Do its dates say when it is, rather than its own times? A cancelled one is still one of them."""
        return self.pk is not None and self.sessions.count() > 1

    @property
    def can_be_left(self) -> bool:
        """May people still change what they said? Of a course, until its last date is over."""
        return not self.is_over and (not self.has_begun or self.has_many_sessions)

    @property
    def offered_until(self) -> datetime:
        """No place is offered, or held, past this: the beginning or, where people may join later, the last date's."""
        if not self.joins_later:
            return self.starts_at
        last = self.sessions.standing().order_by("-starts_at").values_list("starts_at", flat=True).first()
        return last or self.starts_at

    @property
    def offers_places(self) -> bool:
        return self.offered_until > timezone.now()

    def refused_span(self) -> Iterator[tuple[str, str]]:
        """Why it can't go on from its first date to its last, if it can't."""
        frame = self.time_frame()
        days = {name: frame.day_of(getattr(self, name)) for name in LASTS.fields}
        return LASTS.refusals(days, frame)

    def get_absolute_url(self) -> str:
        return reverse("events:detail", args=[self.pk])

    def clean(self) -> None:
        super().clean()
        if self.starts_at and self.ends_at and self.ends_at <= self.starts_at:
            raise ValidationError({"ends_at": _("The end must be after the beginning.")})
        if self.questionnaire and self.questionnaire.programme_id not in self._programmes():
            raise ValidationError({"questionnaire": _("Choose questions of the event’s own programme.")})
        if self.funding and self.funding.programme_id not in self._programmes():
            raise ValidationError(
                {"funding": _("Choose a funding of this programme, or of the one it is part of.")}
            )
        if self.activity and self.activity.work_package.programme_id not in self._programmes():
            raise ValidationError({"activity": _("Choose an activity of the event’s own programme.")})
        if self.picture and not str(self.picture_text or "").strip():
            raise ValidationError({"picture_text": _("Write in a few words what the picture shows.")})
        if self.programme_id:
            check_room(self.room, self.programme)

    def _programmes(self) -> tuple[int | None, ...]:
        """The event's programme, and the one that is part of."""
        programme = self.programme if self.programme_id else None
        return (programme.pk, programme.parent_id) if programme else ()
