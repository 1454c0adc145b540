from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.core.changes.tracking import track_changes
from portal.core.models import DerivedModel
from programmes.models import Organisation


@track_changes()
class AnswerFigure(DerivedModel):
    """How reliably, and how soon, an organisation answers applications: of those of the last year that count.

    One counts once it is answered, or has waited for `COUNTS_AFTER` in vain; a withdrawal, or the portal's close when
    all places are taken, ends the wait. What was declined within an hour, and never opened, does not count at all:
    nobody has read it. Reckoned anew every half hour (`matching.services.answer_figures`); a row changes where a number
    has.
    """

    organisation = models.OneToOneField(
        Organisation,
        verbose_name=_("organisation"),
        on_delete=models.CASCADE,
        primary_key=True,
        related_name="answer_figure",
    )
    counted = models.PositiveIntegerField(_("applications that count"))
    answered = models.PositiveIntegerField(_("answered"))
    days = models.PositiveIntegerField(_("days until the answer, median"), null=True)

    class Meta:
        verbose_name = _("figure of answers")
        verbose_name_plural = _("figures of answers")

    def __str__(self) -> str:
        return f"{self.answered}/{self.counted}"

    @property
    def is_shown(self) -> bool:
        """Below a few applications it would say something about single people's luck, and not about the company."""
        return self.counted >= LEAST_COUNTED


LEAST_COUNTED = 5
