import re

import pgtrigger
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _
from i18nfield.fields import I18nCharField
from i18nfield.strings import LazyI18nString

from matching.constants import (
    MAX_SEATS,
    WEEKLY_HOURS,
    Cefr,
    DegreeLevel,
    Field,
    PayPeriod,
    PlacementKind,
    PlacementState,
    PostingState,
    SkillLevel,
    SkillNeedKind,
)
from matching.models.application_terms import TERMS_FOLLOW_PLACEMENT, TERMS_FOLLOW_PROGRAMMES
from matching.models.offer_words import KEEP_OFFER_WORDS
from matching.models.skill import Skill, stale_search
from matching.querysets.placements import OfPlacementQuerySet, PlacementQuerySet, PostingQuerySet
from matching.workflows.placements import PLACEMENT, POSTING
from portal.core.changes.tracking import track_changes
from portal.core.dates import check_year
from portal.core.day_rules import AroundToday, Lasts, PlausibleDays
from portal.core.fields import (
    CountryField,
    HoursField,
    LanguageField,
    MoneyField,
    RegionField,
    never_negative,
)
from portal.core.history import track_history
from portal.core.markdown import MarkdownField
from portal.core.models import PeriodModel, TimeStampedModel
from portal.core.words.column import WordsField
from programmes.constants import Module
from programmes.models import Organisation, Programme
from programmes.scoping import Scoped

_IS_PUBLISHED = models.Q(state=PlacementState.PUBLISHED)
_WORDS_OF = ("title", "description", "city", "region", "organisation", "kind", "fields")
"""What a placement is found by, of its own columns."""


GAP = re.compile(r"\[…[^\]\n]*\]")
"""What templates leave to be replaced: "[… your first task]". Other square brackets, such as [m/w/d], are anybody's."""


@track_changes(programmes="postings", exclude=["search_name", "still_open_asked_at", "created_by", "words"])
@track_history(exclude=["search", "search_name", "words"])
class Placement(TimeStampedModel, PeriodModel, PlausibleDays, Scoped):
    """What an organisation offers: a job, an internship, a thesis …, posted to one or more programmes.

    Once published, `expires_at` is the one truth about whether it is shown.
    """

    programme_path = "postings__programme"
    organisation_path = "organisation"
    owner_path = "applications__talent__user"
    day_rules = (
        AroundToday("starts_on", before=2, after=5),
        AroundToday("ends_on", before=2, after=20),
        Lasts("starts_on", "ends_on", years=20),
    )

    organisation = models.ForeignKey(
        Organisation, verbose_name=_("organisation"), on_delete=models.PROTECT, related_name="placements"
    )
    programmes = models.ManyToManyField(
        Programme, verbose_name=_("programmes"), through="Posting", related_name="placements"
    )
    kind = models.CharField(
        _("kind"), max_length=16, choices=PlacementKind, default=PlacementKind.JOB, db_index=True
    )
    title = I18nCharField(_("title"), max_length=200)
    description = MarkdownField(_("what you would do"), help_text=_("You can use Markdown."))
    fields = ArrayField(
        models.CharField(max_length=2, choices=Field),
        verbose_name=_("fields of study"),
        default=list,
        blank=True,
    )
    degree = models.PositiveSmallIntegerField(_("lowest degree"), choices=DegreeLevel, null=True, blank=True)
    seats = models.PositiveSmallIntegerField(
        _("places"), default=1, validators=[MinValueValidator(1), MaxValueValidator(MAX_SEATS)]
    )
    city = models.CharField(_("town"), max_length=120, blank=True)
    region = RegionField(_("region"), blank=True)
    country = CountryField(_("country"))
    is_remote = models.BooleanField(_("can be done remotely"), default=False)
    hours = HoursField(_("hours a week"), null=True, blank=True, validators=WEEKLY_HOURS)
    pay_min = MoneyField(_("pay from, in euro"), null=True, blank=True)
    pay_max = MoneyField(_("pay to, in euro"), null=True, blank=True)
    pay_period = models.CharField(_("pay period"), max_length=5, choices=PayPeriod, default=PayPeriod.YEAR)
    state = models.CharField(
        _("state"),
        max_length=10,
        choices=PlacementState,
        default=PlacementState.DRAFT,
        editable=False,
        db_index=True,
    )
    expires_at = models.DateTimeField(_("shown until"), db_index=True, validators=[check_year])
    published_at = models.DateTimeField(_("published"), null=True, blank=True, editable=False)
    paused_unanswered_at = models.DateTimeField(
        _("paused because nobody answers"), null=True, blank=True, editable=False
    )
    still_open_asked_at = models.DateTimeField(null=True, blank=True, editable=False)
    changed_at = models.DateTimeField(null=True, blank=True, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    seats_of_gone = models.PositiveSmallIntegerField(default=0, db_default=0, editable=False)
    """Places that were accepted in applications that are deleted by now: a place that was given stays given."""
    search = SearchVectorField(null=True, editable=False)
    search_name = models.CharField(default="", db_default="", editable=False)
    """The organisation's name that `search` was made with. Where it is another by now, or none because a trigger has
    seen other words, `search` is made anew."""
    words = WordsField("title", "city")

    objects = PlacementQuerySet.as_manager()

    class Meta:
        verbose_name = _("placement")
        verbose_name_plural = _("placements")
        ordering = ["-published_at", "-pk"]
        indexes = [
            models.Index(fields=["state", "expires_at"], name="placement_open"),
            models.Index(fields=["-published_at", "-id"], name="placement_by_day"),
            models.Index(
                fields=["organisation", "-created_at", "-id"],
                include=["state"],
                name="placement_of_organisation",
            ),
            models.Index(
                fields=["-published_at", "-id"],
                condition=_IS_PUBLISHED,
                name="placement_published_by_day",
            ),
            GinIndex(fields=["words"], name="placement_words"),
        ]
        constraints = [
            check_year.constraint_on_moments("expires_at", name="placement_expires_in_sensible_year"),
            *PeriodModel.Meta.constraints,
            models.CheckConstraint(
                condition=models.Q(seats__gte=1),
                name="placement_has_a_seat",
                violation_error_message=_("Offer at least one place."),
            ),
            never_negative("hours", "pay_min", "pay_max", name="placement_amounts"),
            models.CheckConstraint(
                condition=models.Q(pay_min__isnull=True)
                | models.Q(pay_max__isnull=True)
                | models.Q(pay_max__gte=models.F("pay_min")),
                name="placement_pay_range",
                violation_error_message=_("The upper pay must not be below the lower."),
            ),
        ]
        triggers = [
            TERMS_FOLLOW_PLACEMENT,
            pgtrigger.Trigger(
                name="search_is_stale",
                operation=pgtrigger.Update,
                when=pgtrigger.Before,
                condition=pgtrigger.AnyChange(*_WORDS_OF),
                func="NEW.search_name = ''; RETURN NEW;",
            ),
            pgtrigger.Trigger(
                name="keep_offer_words",
                operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
                when=pgtrigger.After,
                func=KEEP_OFFER_WORDS,
            ),
        ]

    def __str__(self) -> str:
        return str(self.title)

    def get_absolute_url(self) -> str:
        return reverse("matching:offer_detail", args=[self.pk, self.slug])

    @property
    def slug(self) -> str:
        """The end of the address. The same in every language, so that an address is one everybody can share."""
        title = self.title.localize("en") if isinstance(self.title, LazyI18nString) else self.title
        return slugify(title)[:60].strip("-") or "offer"

    @property
    def has_gaps(self) -> bool:
        """Does something of a template still wait to be replaced, in any language?"""
        texts = [getattr(text, "data", text) for text in (self.title, self.description)]
        return GAP.search(str(texts)) is not None

    @property
    def is_open(self) -> bool:
        """What `PlacementQuerySet.open` finds; asks the database whether a programme shows it."""
        return self.is_on_show and self.postings.shown().exists()

    @property
    def is_paused_unanswered(self) -> bool:
        """Did the portal pause it because nobody answers, rather than the company?"""
        return PLACEMENT.allows("resume_answered", self.state) and self.paused_unanswered_at is not None

    @property
    def is_on_show(self) -> bool:
        """Published and not expired: open, where a programme shows it."""
        return PLACEMENT.state(self.state).is_public and self.expires_at > timezone.now()


@track_changes(row="placement", programme="programme", exclude=["note", "reviewed_by"])
@track_history()
class Posting(TimeStampedModel, Scoped):
    """A placement as shown by one programme, after a coordinator of that programme has looked at it."""

    programme_path = "programme"
    organisation_path = "placement__organisation"

    placement = models.ForeignKey(
        Placement, verbose_name=_("placement"), on_delete=models.CASCADE, related_name="postings"
    )
    programme = models.ForeignKey(
        Programme, verbose_name=_("programme"), on_delete=models.PROTECT, related_name="postings"
    )
    state = models.CharField(_("review"), max_length=10, choices=PostingState, default=PostingState.WAITING)
    note = models.TextField(_("note to the organisation"), blank=True, max_length=2000)
    reviewed_at = models.DateTimeField(_("reviewed"), null=True, blank=True)
    reviewed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("reviewed by"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )

    objects = PostingQuerySet.as_manager()

    class Meta:
        verbose_name = _("posting")
        verbose_name_plural = _("postings")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["placement", "programme"],
                name="posting_once_per_programme",
                violation_error_message=_("The placement is posted to this programme already."),
            )
        ]
        indexes = [
            models.Index(
                fields=["programme", "placement"],
                condition=models.Q(state=PostingState.WAITING),
                name="posting_waiting",
            ),
            models.Index(fields=["-reviewed_at", "-id"], include=["programme"], name="posting_by_review"),
        ]
        triggers = [TERMS_FOLLOW_PROGRAMMES]

    def __str__(self) -> str:
        return f"{self.placement} · {self.programme}"

    @property
    def is_shown(self) -> bool:
        """What `PostingQuerySet.shown` finds."""
        return POSTING.state(self.state).is_public and self.programme.shows(Module.PLACEMENTS)


@track_changes(row="placement", programmes="postings")
@track_history()
class PlacementSkill(Scoped):
    programme_path = "placement__postings__programme"
    organisation_path = "placement__organisation"

    placement = models.ForeignKey(
        Placement, verbose_name=_("placement"), on_delete=models.CASCADE, related_name="skills"
    )
    skill = models.ForeignKey(Skill, verbose_name=_("skill"), on_delete=models.PROTECT, related_name="+")
    need = models.CharField(_("need"), max_length=8, choices=SkillNeedKind, default=SkillNeedKind.REQUIRED)
    level = models.PositiveSmallIntegerField(_("lowest level"), choices=SkillLevel, default=SkillLevel.GOOD)

    objects = OfPlacementQuerySet.as_manager()

    class Meta:
        verbose_name = _("skill asked for")
        verbose_name_plural = _("skills asked for")
        ordering = ["need", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["placement", "skill"],
                name="placement_skill_once",
                violation_error_message=_("This skill is asked for already."),
            ),
            models.CheckConstraint(
                condition=models.Q(level__gte=1, level__lte=4), name="placement_skill_level"
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="search_is_stale",
                operation=pgtrigger.Insert | pgtrigger.UpdateOf("skill_id") | pgtrigger.Delete,
                when=pgtrigger.After,
                func=stale_search("id = COALESCE(NEW.placement_id, OLD.placement_id)"),
            )
        ]

    def __str__(self) -> str:
        return f"{self.skill}: {self.get_level_display()}"


@track_changes(row="placement", programmes="postings")
@track_history()
class PlacementLanguage(Scoped):
    """A language minimum: who does not reach it does not fit, whatever else they bring."""

    programme_path = "placement__postings__programme"
    organisation_path = "placement__organisation"

    placement = models.ForeignKey(
        Placement, verbose_name=_("placement"), on_delete=models.CASCADE, related_name="languages"
    )
    language = LanguageField(_("language"))
    level = models.PositiveSmallIntegerField(_("lowest level"), choices=Cefr, default=Cefr.B1)

    objects = OfPlacementQuerySet.as_manager()

    class Meta:
        verbose_name = _("language asked for")
        verbose_name_plural = _("languages asked for")
        ordering = ["language"]
        constraints = [
            models.UniqueConstraint(
                fields=["placement", "language"],
                name="placement_language_once",
                violation_error_message=_("This language is asked for already."),
            ),
            models.CheckConstraint(
                condition=models.Q(level__gte=1, level__lte=7), name="placement_language_level"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_language_display()}: {self.get_level_display()}"
