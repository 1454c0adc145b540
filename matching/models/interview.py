import pgtrigger
from django.db import models
from django.utils.translation import gettext_lazy as _

from matching.models.application import Application
from matching.querysets.applications import OfApplicationQuerySet
from programmes.models import Appointment
from programmes.scoping import Scoped


class Interview(Scoped):
    """An application leads to an appointment. What is agreed there, both sides see; that it stands, coordinators too.

    The appointment goes with it, and so stays as long as the application does.
    """

    programme_path = "application__placement__postings__programme"
    organisation_path = "application__placement__organisation"
    owner_path = "application__talent__user"
    is_hidden_while_restricted = True

    application = models.ForeignKey(
        Application, verbose_name=_("application"), on_delete=models.CASCADE, related_name="interviews"
    )
    appointment = models.OneToOneField(
        Appointment, verbose_name=_("appointment"), on_delete=models.CASCADE, related_name="interview"
    )

    objects = OfApplicationQuerySet.as_manager()

    class Meta:
        verbose_name = _("interview")
        verbose_name_plural = _("interviews")
        ordering = ["pk"]
        triggers = [
            pgtrigger.Trigger(
                name="appointment_goes_along",
                operation=pgtrigger.Delete,
                when=pgtrigger.After,
                func="DELETE FROM programmes_appointment WHERE id = OLD.appointment_id; RETURN NULL;",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.application} · {self.appointment}"
