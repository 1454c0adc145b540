from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from i18nfield.fields import I18nCharField

from mentoring.querysets import MentorQuerySet
from portal.core.day_rules import Between
from portal.core.fields import LanguageField
from portal.core.history import track_history
from portal.core.models import FixedPeriodModel, TimeStampedModel
from programmes.models import InProgrammeTime, Programme
from programmes.scoping import Scoped


@track_history()
class MentoringRound(TimeStampedModel, FixedPeriodModel, InProgrammeTime, Scoped):
    """A period in which a programme brings mentors and mentees together."""

    programme_path = "programme"
    owner_path = "mentors__user"
    day_rules = (Between("starts_on", "ends_on", before=1, after=1, asks=True),)

    programme = models.ForeignKey(
        Programme, verbose_name=_("programme"), on_delete=models.CASCADE, related_name="mentoring_rounds"
    )
    title = I18nCharField(_("title"), max_length=200)

    class Meta(FixedPeriodModel.Meta):
        verbose_name = _("mentoring round")
        verbose_name_plural = _("mentoring rounds")
        ordering = ["-starts_on", "pk"]

    def __str__(self) -> str:
        return str(self.title)


@track_history()
class Mentor(TimeStampedModel, Scoped):
    """A person who accompanies others in a round, and how many at most."""

    programme_path = "round__programme"
    owner_path = "user"
    is_hidden_while_restricted = True

    round = models.ForeignKey(
        MentoringRound, verbose_name=_("round"), on_delete=models.CASCADE, related_name="mentors"
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("person"),
        on_delete=models.CASCADE,
        related_name="mentor_roles",
    )
    topics = models.CharField(_("topics"), max_length=300, blank=True)
    languages = ArrayField(LanguageField(), verbose_name=_("languages"), default=list, blank=True)
    capacity = models.PositiveSmallIntegerField(
        _("mentees at most"), default=1, validators=[MinValueValidator(1), MaxValueValidator(20)]
    )

    objects = MentorQuerySet.as_manager()

    class Meta:
        verbose_name = _("mentor")
        verbose_name_plural = _("mentors")
        ordering = ["round", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["round", "user"],
                name="mentor_once_per_round",
                violation_error_message=_("This person is a mentor in the round already."),
            )
        ]

    def __str__(self) -> str:
        return str(self.user)
