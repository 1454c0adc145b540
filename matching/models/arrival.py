"""From a taken place to being there: the first day, what has to be done on arriving, and how it is four weeks later."""

from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from i18nfield.fields import I18nCharField

from matching.constants import ARRIVAL_WORDS, ArrivalOutcome, ArrivalRating, FirstDayState
from matching.models.application import Application
from matching.models.application_terms import TERMS_FOLLOW_FIRST_DAYS
from matching.querysets.applications import ArrivalAnswerQuerySet, OfApplicationQuerySet
from portal.core.dates import check_year
from portal.core.day_rules import AroundToday, PlausibleDays
from portal.core.fields import RegionField
from portal.core.history import track_history
from portal.core.markdown import MarkdownField
from portal.core.models import TimeStampedModel
from portal.core.regions.tree import is_region
from programmes.scoping import Scoped, ScopedQuerySet


@track_history()
class FirstDay(TimeStampedModel, PlausibleDays, Scoped):
    """The first day of work, as one side suggests it and the other confirms. Both read it, and are told of changes.

    Once agreed it says until when the company reads what (`matching.models.application_terms`).
    """

    programme_path = "application__placement__postings__programme"
    organisation_path = "application__placement__organisation"
    owner_path = "application__talent__user"
    is_hidden_while_restricted = True
    day_rules = (AroundToday("starts_on", before=0, after=1),)

    application = models.OneToOneField(
        Application, verbose_name=_("application"), on_delete=models.CASCADE, related_name="first_day"
    )
    state = models.CharField(
        _("state"), max_length=12, choices=FirstDayState, default=FirstDayState.SUGGESTED
    )
    starts_on = models.DateField(_("first day"), validators=[check_year])
    starts_at = models.TimeField(_("hour"), null=True, blank=True)
    place = models.CharField(_("where to come to"), max_length=200, blank=True)
    receiver = models.CharField(_("who receives you"), max_length=120, blank=True)
    bring = models.TextField(_("what to bring"), max_length=1000, blank=True)

    objects = OfApplicationQuerySet.as_manager()

    class Meta:
        verbose_name = _("first day")
        verbose_name_plural = _("first days")
        ordering = ["starts_on", "pk"]
        constraints = [check_year.constraint("starts_on", name="first_day_in_sensible_year")]
        triggers = [TERMS_FOLLOW_FIRST_DAYS]

    def __str__(self) -> str:
        return f"{self.application}"

    @property
    def version(self) -> str:
        """Tells what somebody has read from what stands there by now."""
        return self.updated_at.isoformat()


class ArrivalItem(TimeStampedModel):
    """Something to do on arriving in a region. Of one topic the item of the smallest region counts, so that a town
    can say it more exactly than its country; other topics add to each other.
    """

    topic = models.SlugField(
        _("topic"),
        max_length=40,
        help_text=_(
            "One word for the matter, the same in all regions: an item replaces that of a larger region."
        ),
    )
    region = RegionField(
        _("region"), blank=True, help_text=_("For whoever starts to work there. Empty: for everybody.")
    )
    title = I18nCharField(_("what to do"), max_length=120)
    text = MarkdownField(_("how"), blank=True)
    for_whom = I18nCharField(
        _("for whom"), max_length=160, blank=True, help_text=_("Where it isn't for everybody; in words.")
    )
    link = models.URLField(_("page that tells more"), blank=True)
    position = models.PositiveSmallIntegerField(_("place in the list"), default=50)
    is_shown = models.BooleanField(_("shown"), default=True)

    class Meta:
        verbose_name = _("item of the checklist for arriving")
        verbose_name_plural = _("checklist for arriving")
        ordering = ["position", "topic", "region"]
        constraints = [
            models.UniqueConstraint(
                fields=["topic", "region"],
                name="arrival_item_once_per_region",
                violation_error_message=_("There is an item of this topic for this region already."),
            )
        ]

    def __str__(self) -> str:
        return str(self.title)

    @property
    def site(self) -> str:
        """Whose page it is, as the link says it."""
        return (urlsplit(self.link).hostname or "").removeprefix("www.")

    def clean(self) -> None:
        super().clean()
        if self.region and not is_region(self.region):
            raise ValidationError({"region": _("Choose a region of the list.")})


class ArrivalTick(Scoped):
    """That somebody has done an item of the checklist. Nobody else reads it, whatever their role."""

    owner_path = "person"
    is_hidden_while_restricted = True

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("person"), on_delete=models.CASCADE, related_name="+"
    )
    item = models.ForeignKey(
        ArrivalItem, verbose_name=_("what to do"), on_delete=models.CASCADE, related_name="+"
    )
    done_at = models.DateTimeField(_("done"), auto_now_add=True)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = _("tick in the checklist for arriving")
        verbose_name_plural = _("ticks in the checklist for arriving")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["person", "item"], name="arrival_tick_once"),
        ]

    def __str__(self) -> str:
        return f"{self.item}"


@track_history()
class ArrivalAnswer(TimeStampedModel, Scoped):
    """What somebody says four weeks after the start: whether they are there, and how it is.

    Read by the person and by coordinators and advisers of the programmes that show the placement, never by the company.
    """

    programme_path = "application__placement__postings__programme"
    owner_path = "application__talent__user"
    is_hidden_while_restricted = True

    application = models.OneToOneField(
        Application, verbose_name=_("application"), on_delete=models.CASCADE, related_name="arrival_answer"
    )
    outcome = models.CharField(_("are you there?"), max_length=12, choices=ArrivalOutcome)
    rating = models.CharField(_("how is it?"), max_length=8, choices=ArrivalRating, blank=True)
    words = models.TextField(_("what you would like to add"), max_length=ARRIVAL_WORDS, blank=True)

    objects = ArrivalAnswerQuerySet.as_manager()

    class Meta:
        verbose_name = _("answer after four weeks")
        verbose_name_plural = _("answers after four weeks")
        ordering = ["-created_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.application}"
