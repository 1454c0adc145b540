import secrets
from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.core.dates import check_year
from portal.core.day_rules import Between, NotAfterToday
from portal.core.files import GeneratedName, check_pdf
from portal.core.history import track_history
from portal.core.models import TimeStampedModel
from portal.core.names import NAME_LENGTH
from portal.privacy.models import Consent
from programmes.constants import INVITATION_DAYS, EnrolmentSource, EnrolmentStatus, ExitKind
from programmes.models.programme import Funding, InProgrammeTime, Programme
from programmes.querysets.programmes import EnrolmentQuerySet, OfEnrolmentQuerySet
from programmes.scoping import Scoped
from programmes.workflows.hours import HoursStanding
from programmes.workflows.programmes import ENROLMENT

PSEUDONYM_ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
"""No 0, O, 1, I, L: a pseudonym is read aloud and typed."""


def new_pseudonym() -> str:
    return "P-" + "".join(secrets.choice(PSEUDONYM_ALPHABET) for _position in range(8))


@track_history(exclude=["hours_standing"])
class Enrolment(TimeStampedModel, Scoped):
    """A person takes part in a programme; funders call this the participant.

    One row per person and programme: who comes back keeps the first entry date and the pseudonym, and gets a
    new exit (ESF+ common indicators, one participation record per person and operation).

    The database itself fills in `funding` where a new row names none and the programme has but one, and keeps
    `hours_standing` in step with the ledger and the funding, whoever writes any of them (decision 49).
    """

    programme_path = "programme"
    owner_path = "person"

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("person"),
        on_delete=models.CASCADE,
        related_name="enrolments",
    )
    programme = models.ForeignKey(
        Programme, verbose_name=_("programme"), on_delete=models.PROTECT, related_name="enrolments"
    )
    status = models.CharField(
        _("status"), max_length=8, choices=EnrolmentStatus, default=EnrolmentStatus.APPLIED, db_index=True
    )
    source = models.CharField(
        _("source"), max_length=10, choices=EnrolmentSource, default=EnrolmentSource.SELF
    )
    entered_on = models.DateField(
        pgettext_lazy("day of joining", "entry"),
        null=True,
        blank=True,
        validators=[check_year],
    )
    left_on = models.DateField(_("exit"), null=True, blank=True, validators=[check_year])
    exit_kind = models.CharField(_("kind of exit"), max_length=10, choices=ExitKind, blank=True)
    pseudonym = models.CharField(
        _("pseudonym"), max_length=12, unique=True, default=new_pseudonym, editable=False
    )
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("invited by"),
        null=True,
        blank=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=_(
            "Who has asked the person; empty once they have been told that the invitation has lapsed."
        ),
    )
    consent = models.ForeignKey(
        Consent,
        verbose_name=_("consent"),
        null=True,
        blank=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="enrolments",
    )
    funding = models.ForeignKey(
        Funding,
        verbose_name=_("funding"),
        null=True,
        blank=True,
        db_default=models.Value(None),
        on_delete=models.SET_NULL,
        related_name="enrolments",
        help_text=_("For which of the programme’s funders the person counts."),
    )
    hours_standing = models.CharField(
        _("standing by hours"),
        max_length=7,
        choices=HoursStanding,
        blank=True,
        default=HoursStanding.NOT_COUNTED,
        db_default=HoursStanding.NOT_COUNTED,
        editable=False,
    )

    objects = EnrolmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("enrolment")
        verbose_name_plural = _("enrolments")
        ordering = ["-entered_on", "-pk"]
        indexes = [
            models.Index(fields=["-entered_on", "-id"], include=["programme"], name="enrolment_by_entry"),
            models.Index(
                fields=["status", "-entered_on", "-id"], include=["programme"], name="enrolment_by_status"
            ),
            models.Index(fields=["-left_on", "-id"], include=["programme"], name="enrolment_by_exit"),
            models.Index(
                fields=["person", "programme"],
                condition=models.Q(status__in=ENROLMENT.sources("end")),
                name="enrolment_not_left",
            ),
            models.Index(
                fields=["programme", "hours_standing", "-entered_on", "-id"],
                condition=~models.Q(hours_standing=HoursStanding.NOT_COUNTED),
                name="enrolment_by_hours",
            ),
        ]
        constraints = [
            check_year.constraint("entered_on", "left_on", name="enrolment_years"),
            models.UniqueConstraint(
                fields=["person", "programme"],
                name="enrolment_once_per_programme",
                violation_error_message=_("This person takes part in the programme already."),
            ),
            models.CheckConstraint(
                condition=~models.Q(status__in=[EnrolmentStatus.INVITED, EnrolmentStatus.LAPSED])
                | models.Q(entered_on__isnull=True),
                name="enrolment_invited_not_entered",
            ),
            models.CheckConstraint(
                condition=models.Q(left_on__isnull=True) | models.Q(left_on__gte=models.F("entered_on")),
                name="enrolment_leaves_after_entry",
                violation_error_message=_("The exit must not be before the entry."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pseudonym} · {self.programme}"

    @property
    def invitation_lapses_at(self) -> datetime | None:
        """Until when the person can answer who is asked to take part, or to take over what was entered."""
        asked_at = self.person.asked_to_claim_at
        return asked_at + timedelta(days=INVITATION_DAYS) if asked_at else None


@track_history()
class PaperConsent(TimeStampedModel, InProgrammeTime, Scoped):
    """Somebody agreed on paper: when it was received, who signed, and the scan.

    Funders accept a filled and signed form that is uploaded, with the day of receipt; guardians sign for minors.
    """

    programme_path = "enrolment__programme"
    day_rules = (NotAfterToday("received_on"), Between("received_on", before=3, after=10))
    owner_path = "enrolment__person"

    enrolment = models.ForeignKey(
        Enrolment, verbose_name=_("enrolment"), on_delete=models.CASCADE, related_name="paper_consents"
    )
    received_on = models.DateField(_("received"), validators=[check_year])
    by_guardian = models.BooleanField(_("signed by a parent or guardian"), default=False)
    scan = models.FileField(
        _("scan"), upload_to=GeneratedName("consents", "pdf"), validators=[check_pdf], blank=True
    )
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("recorded by"),
        null=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="+",
    )

    objects = OfEnrolmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("consent on paper")
        verbose_name_plural = _("consents on paper")
        ordering = ["-received_on", "-pk"]
        constraints = [check_year.constraint("received_on", name="paper_consent_years")]

    def __str__(self) -> str:
        return f"{self.enrolment} · {self.received_on}"


class JoinedPerson(TimeStampedModel, Scoped):
    """Two people have turned out to be one: whom this participation has been joined with, by whom, and when.

    It can't be undone, so it is noted beside the participation for as long as that is kept: the name that staff had
    typed, and the pseudonym of the participation that is gone, or has moved.
    """

    programme_path = "enrolment__programme"
    owner_path = "enrolment__person"
    is_hidden_while_restricted = True

    enrolment = models.ForeignKey(
        Enrolment, verbose_name=_("enrolment"), on_delete=models.CASCADE, related_name="joined_people"
    )
    name = models.CharField(_("name"), max_length=NAME_LENGTH)
    pseudonym = models.CharField(_("pseudonym"), max_length=12)
    joined_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("joined by"),
        null=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="+",
    )

    class Meta:
        verbose_name = _("joined person")
        verbose_name_plural = _("joined people")
        ordering = ["-created_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.enrolment} ← {self.pseudonym}"
