from django.db import models
from django.utils.translation import gettext_lazy as _

from matching.models.placement import Placement
from matching.models.talent import Talent
from programmes.scoping import Scoped


class Recommendation(Scoped):
    """How well a placement fits a talent, kept so that lists can be sorted by it.

    Derived data: recomputed when either side changes; the reasons are made when a page shows them.
    """

    owner_path = "talent__user"
    is_hidden_while_restricted = True

    talent = models.ForeignKey(Talent, on_delete=models.CASCADE, related_name="recommendations")
    placement = models.ForeignKey(Placement, on_delete=models.CASCADE, related_name="recommendations")
    is_eligible = models.BooleanField(_("all minima met"))
    score = models.PositiveSmallIntegerField(_("fit in per cent"))
    computed_at = models.DateTimeField(_("computed"), auto_now=True)

    class Meta:
        verbose_name = _("recommendation")
        verbose_name_plural = _("recommendations")
        ordering = ["-is_eligible", "-score", "placement"]
        constraints = [
            models.UniqueConstraint(fields=["talent", "placement"], name="recommendation_once"),
            models.CheckConstraint(
                condition=models.Q(score__gte=0, score__lte=100), name="recommendation_score"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.talent_id} · {self.placement_id}: {self.score}"
