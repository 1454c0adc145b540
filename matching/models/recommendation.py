from django.db import models
from django.utils.translation import gettext_lazy as _

from matching.models.placement import Placement
from matching.models.talent import Talent
from programmes.scoping import Scoped


class Recommendation(Scoped):
    """That a person was told of an offer that fits: nobody is told of the same one twice.

    How well offers fit is reckoned when somebody asks (`matching.queries.fits`); nothing of it is kept.
    """

    owner_path = "talent__user"
    is_hidden_while_restricted = True

    talent = models.ForeignKey(Talent, on_delete=models.CASCADE, related_name="recommendations")
    placement = models.ForeignKey(Placement, on_delete=models.CASCADE, related_name="recommendations")
    score = models.PositiveSmallIntegerField(_("fit in per cent"))
    told_at = models.DateTimeField(_("told"), null=True)
    """Empty in rows of an older release, which kept fits here of which nobody was told."""

    class Meta:
        verbose_name = _("recommendation")
        verbose_name_plural = _("recommendations")
        ordering = ["-told_at", "-score", "placement"]
        constraints = [
            models.UniqueConstraint(fields=["talent", "placement"], name="recommendation_once"),
            models.CheckConstraint(
                condition=models.Q(score__gte=0, score__lte=100), name="recommendation_score"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.talent_id} · {self.placement_id}: {self.score}"
