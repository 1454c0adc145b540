"""Rooms in which events take place."""

from django.contrib.postgres.indexes import GinIndex
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from i18nfield.fields import I18nTextField

from events.constants import MOST_SEATS
from events.querysets.events import RoomQuerySet
from portal.core.changes.tracking import track_changes
from portal.core.history import track_history
from portal.core.models import TimeStampedModel
from portal.core.words.column import WordsField
from programmes.models import Organisation, Programme
from programmes.scoping import Scoped


@track_changes(programmes="events", exclude=["words"])
@track_history(exclude=["words"])
class Room(TimeStampedModel, Scoped):
    """A room of a programme, or of an organisation: then all programmes that the organisation is in plan with it.

    What stands here is read on the pages of events, in calendars and by search engines.
    """

    programme_path = ("programme", "organisation__programmes")

    programme = models.ForeignKey(
        Programme,
        verbose_name=_("programme"),
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="rooms",
        help_text=_("Whose room it is: a programme’s, or an organisation’s."),
    )
    organisation = models.ForeignKey(
        Organisation,
        verbose_name=_("organisation"),
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="rooms",
        help_text=_("All programmes in which the organisation is can plan with its room."),
    )
    name = models.CharField(_("name"), max_length=120)
    place = models.CharField(
        _("address"),
        max_length=200,
        blank=True,
        help_text=_("Where people come to. A room that moves is a new room, so that everybody is told."),
    )
    capacity = models.PositiveSmallIntegerField(
        _("people it holds"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(MOST_SEATS)],
    )
    accessibility = I18nTextField(
        _("how one gets in"),
        max_length=1000,
        blank=True,
        help_text=_(
            "Steps, lift, toilet, hearing loop, parking: whoever comes reads it on the event’s page."
        ),
    )
    words = WordsField("name", "place")

    objects = RoomQuerySet.as_manager()

    class Meta:
        verbose_name = _("room")
        verbose_name_plural = _("rooms")
        ordering = ["name", "pk"]
        indexes = [GinIndex(fields=["words"], name="room_words")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(programme__isnull=True) ^ models.Q(organisation__isnull=True),
                name="room_of_one_owner",
                violation_error_message=_("A room belongs to a programme or to an organisation. Choose one."),
            ),
            models.CheckConstraint(
                condition=models.Q(capacity__isnull=True) | models.Q(capacity__gte=1),
                name="room_for_somebody",
                violation_error_message=_("At least one person has to fit in."),
            ),
            models.UniqueConstraint(
                fields=["programme", "organisation", "name"],
                nulls_distinct=False,
                name="room_called_once",
                violation_error_message=_("There is a room of this name already."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def whereabouts(self) -> str:
        return where_in(self, "")

    def is_of(self, programme: Programme) -> bool:
        """Can the programme plan with it? What is its parent's, too."""
        return Room.objects.usable_in(programme).filter(pk=self.pk).exists()


def where_in(room: Room | None, place: str) -> str:
    """Room, its address, and what else is written, each once."""
    return _each_once(room.name if room else "", address_in(room, place))


def address_in(room: Room | None, place: str) -> str:
    """The same without what the room is called."""
    return _each_once(room.place if room else "", place)


def _each_once(*parts: str) -> str:
    return ", ".join(dict.fromkeys(filter(None, parts)))


def check_room(room: Room | None, programme: Programme) -> None:
    """Raises ValidationError for a room with which the programme can't plan."""
    if room and not room.is_of(programme):
        raise ValidationError(
            {"room": _("Choose a room of the event’s own programme, or of an organisation that is in it.")}
        )
