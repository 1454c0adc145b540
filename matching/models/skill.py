import pgtrigger
from django.db import models
from django.db.models.functions import Upper
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from matching.constants import SkillType
from portal.core.changes.tracking import track_changes
from portal.core.fields import InterfaceLanguageField
from portal.core.models import TimeStampedModel


def stale_search(placements: str) -> str:
    """A trigger's function: what these placements are found by is to be made anew (`search_name` says so)."""
    return f"UPDATE matching_placement SET search_name = '' WHERE search_name <> '' AND {placements}; RETURN NULL;"  # noqa: S608  a constant


@track_changes()
class Skill(TimeStampedModel):
    """A skill or a piece of knowledge, keyed by its ESCO concept where ESCO knows it."""

    key = models.SlugField(_("key"), max_length=80, unique=True)
    uri = models.URLField(_("ESCO address"), max_length=200, null=True, blank=True, unique=True)
    type = models.CharField(_("type"), max_length=12, choices=SkillType, default=SkillType.SKILL)
    broader = models.ForeignKey(
        "self",
        verbose_name=_("broader skill"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="narrower",
    )

    class Meta:
        verbose_name = _("skill")
        verbose_name_plural = _("skills")
        ordering = ["key"]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        """The preferred label in the active language, else English, else the key. Prefetch `labels` for lists."""
        by_language = {label.language: label.text for label in self.labels.all() if label.is_preferred}
        return by_language.get((get_language() or "en")[:2]) or by_language.get("en") or self.key


@track_changes(row="skill")
class SkillLabel(models.Model):
    """How a language calls a skill."""

    skill = models.ForeignKey(Skill, verbose_name=_("skill"), on_delete=models.CASCADE, related_name="labels")
    language = InterfaceLanguageField(_("language"))
    text = models.CharField(_("label"), max_length=200)
    is_preferred = models.BooleanField(_("preferred"), default=True)

    class Meta:
        verbose_name = _("skill label")
        verbose_name_plural = _("skill labels")
        ordering = ["language", "text"]
        indexes = [models.Index(Upper("text"), name="skill_label_by_name")]
        constraints = [
            models.UniqueConstraint(fields=["skill", "language", "text"], name="skill_label_unique"),
            models.UniqueConstraint(
                fields=["skill", "language"],
                condition=models.Q(is_preferred=True),
                name="skill_label_one_preferred",
                violation_error_message=_("This skill has a preferred label in this language already."),
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="search_is_stale",
                operation=pgtrigger.Insert
                | pgtrigger.UpdateOf("text", "language", "skill_id")
                | pgtrigger.Delete,
                when=pgtrigger.After,
                func=stale_search(
                    "id IN (SELECT placement_id FROM matching_placementskill "
                    "WHERE skill_id IN (NEW.skill_id, OLD.skill_id))"
                ),
            )
        ]

    def __str__(self) -> str:
        return self.text
