from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.utils.translation import gettext_lazy as _

from matching.constants import WEEKLY_HOURS, Cefr, DegreeLevel, DocumentKind, Field, PlacementKind, SkillLevel
from matching.models.skill import Skill
from matching.querysets.talents import DocumentQuerySet, OfParticipantQuerySet
from portal.core.changes.tracking import track_changes
from portal.core.collation import Alphabetical
from portal.core.dates import check_year_of_life
from portal.core.day_rules import AroundToday, PlausibleDays
from portal.core.fields import HoursField, LanguageField, RegionField, never_negative
from portal.core.files import GeneratedName, check_pdf
from portal.core.history import track_history
from portal.core.models import TimeStampedModel
from portal.core.words.column import WordsField
from programmes.scoping import Scoped

APPLIED_TO = "applications__placement__organisation"


@track_changes(exclude=["told_at", "words"])
@track_history(exclude=["told_at", "words"])
class Talent(TimeStampedModel, PlausibleDays, Scoped):
    """What a person can and seeks: the profile that offers are fitted to. One per person, for all programmes.

    Nothing here that must not rank people: no gender, nationality, age or residence title.
    """

    programme_path = "user__enrolments__programme"
    day_rules = (
        AroundToday("graduation_on", before=76, after=10),
        AroundToday("available_from", before=76, after=5),
    )
    owner_path = "user"
    is_hidden_while_restricted = True
    organisation_path = APPLIED_TO

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, verbose_name=_("person"), on_delete=models.CASCADE, related_name="talent"
    )
    headline = models.CharField(_("about me in one line"), max_length=160, blank=True)
    degree = models.PositiveSmallIntegerField(_("highest degree"), choices=DegreeLevel, null=True, blank=True)
    field = models.CharField(_("field of study"), max_length=2, choices=Field, blank=True)
    graduation_on = models.DateField(_("graduation"), null=True, blank=True, validators=[check_year_of_life])
    available_from = models.DateField(
        _("available from"), null=True, blank=True, validators=[check_year_of_life]
    )
    kinds = ArrayField(
        models.CharField(max_length=16, choices=PlacementKind),
        verbose_name=_("kinds of offers sought"),
        default=list,
        blank=True,
    )
    regions = ArrayField(RegionField(), verbose_name=_("regions"), default=list, blank=True)
    is_mobile = models.BooleanField(_("I would move or work remotely"), default=False)
    hours = HoursField(_("hours a week"), null=True, blank=True, validators=WEEKLY_HOURS)
    told_at = models.DateTimeField(_("told of offers that fit"), null=True, blank=True, editable=False)
    changed_at = models.DateTimeField(_("profile changed"), null=True, blank=True, editable=False)

    objects = OfParticipantQuerySet.as_manager()

    words = WordsField("headline")

    class Meta:
        verbose_name = _("talent")
        verbose_name_plural = _("talents")
        ordering = [Alphabetical("user__sort_keys"), "pk"]
        indexes = [
            GinIndex(fields=["words"], name="talent_words"),
            # Who works in a programme counts talents of a field or a degree by the person's participations.
            models.Index(fields=["field", "user"], name="talent_by_field"),
            models.Index(fields=["degree", "user"], name="talent_by_degree"),
        ]
        constraints = [
            check_year_of_life.constraint("graduation_on", "available_from", name="talent_years"),
            never_negative("hours", name="talent_hours"),
        ]

    def __str__(self) -> str:
        return str(self.user)


@track_changes(row="talent")
@track_history()
class TalentSkill(Scoped):
    programme_path = "talent__user__enrolments__programme"
    owner_path = "talent__user"
    is_hidden_while_restricted = True
    organisation_path = f"talent__{APPLIED_TO}"

    talent = models.ForeignKey(
        Talent, verbose_name=_("talent"), on_delete=models.CASCADE, related_name="skills"
    )
    skill = models.ForeignKey(Skill, verbose_name=_("skill"), on_delete=models.PROTECT, related_name="+")
    level = models.PositiveSmallIntegerField(_("level"), choices=SkillLevel, default=SkillLevel.GOOD)

    objects = OfParticipantQuerySet.as_manager()

    class Meta:
        verbose_name = _("talent's skill")
        verbose_name_plural = _("talents' skills")
        ordering = ["-level", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["talent", "skill"],
                name="talent_skill_once",
                violation_error_message=_("This skill is in the profile already."),
            ),
            models.CheckConstraint(condition=models.Q(level__gte=1, level__lte=4), name="talent_skill_level"),
        ]

    def __str__(self) -> str:
        return f"{self.skill}: {self.get_level_display()}"


@track_changes(row="talent")
@track_history()
class TalentLanguage(Scoped):
    programme_path = "talent__user__enrolments__programme"
    owner_path = "talent__user"
    is_hidden_while_restricted = True
    organisation_path = f"talent__{APPLIED_TO}"

    talent = models.ForeignKey(
        Talent, verbose_name=_("talent"), on_delete=models.CASCADE, related_name="languages"
    )
    language = LanguageField(_("language"))
    level = models.PositiveSmallIntegerField(_("level"), choices=Cefr, default=Cefr.B1)

    objects = OfParticipantQuerySet.as_manager()

    class Meta:
        verbose_name = _("talent's language")
        verbose_name_plural = _("talents' languages")
        ordering = ["-level", "language"]
        constraints = [
            models.UniqueConstraint(
                fields=["talent", "language"],
                name="talent_language_once",
                violation_error_message=_("This language is in the profile already."),
            ),
            models.CheckConstraint(
                condition=models.Q(level__gte=1, level__lte=7), name="talent_language_level"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_language_display()}: {self.get_level_display()}"


class Document(TimeStampedModel, Scoped):
    """A private file of a talent. It is only ever sent as an attachment, after a permission check."""

    owner_path = "talent__user"
    is_hidden_while_restricted = True
    organisation_path = "applications__placement__organisation"

    talent = models.ForeignKey(
        Talent, verbose_name=_("talent"), on_delete=models.CASCADE, related_name="documents"
    )
    kind = models.CharField(_("kind"), max_length=8, choices=DocumentKind, default=DocumentKind.CV)
    title = models.CharField(_("title"), max_length=120)
    file = models.FileField(
        _("PDF file"), upload_to=GeneratedName("documents", "pdf"), validators=[check_pdf]
    )
    size = models.PositiveIntegerField(_("size in bytes"), default=0)

    objects = DocumentQuerySet.as_manager()

    class Meta:
        verbose_name = _("document")
        verbose_name_plural = _("documents")
        ordering = ["-created_at", "-pk"]

    def __str__(self) -> str:
        return self.title
