import pgtrigger
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from matching.constants import ASKING_WORDS, MESSAGE_LIMIT, ApplicationState, DeclineReason
from matching.models.application_terms import KEEP_TERMS, KEPT, TERMS_FOLLOW_STEPS
from matching.models.placement import Placement
from matching.models.talent import Document, Talent
from matching.querysets.applications import ApplicationQuerySet, OfApplicationQuerySet, unanswered, unnamed
from portal.core.dates import day
from portal.core.history import track_history
from portal.core.models import TimeStampedModel
from programmes.models import Conversation
from programmes.scoping import Scoped


@track_history(exclude=[*KEPT, "conversation"])
class Application(TimeStampedModel, Scoped):
    """A talent asks for a placement. One per pair, ever; each step is an ApplicationEvent.

    When the last step was taken, when the company first answered, and until when it reads what: the database keeps
    these (`matching.models.application_terms`), and nobody else writes them.
    """

    programme_path = "placement__postings__programme"
    organisation_path = "placement__organisation"
    owner_path = "talent__user"
    is_hidden_while_restricted = True

    talent = models.ForeignKey(
        Talent, verbose_name=_("talent"), on_delete=models.CASCADE, related_name="applications"
    )
    placement = models.ForeignKey(
        Placement, verbose_name=_("placement"), on_delete=models.CASCADE, related_name="applications"
    )
    state = models.CharField(
        _("state"), max_length=12, choices=ApplicationState, default=ApplicationState.RECEIVED
    )
    message = models.TextField(_("message"), max_length=MESSAGE_LIMIT, blank=True)
    is_of_minor = models.BooleanField(
        _("asked for by a pupil"),
        default=False,
        db_default=False,
        editable=False,
        help_text=_("As it was when it was sent: no free text and no name, whoever comes of age meanwhile."),
    )
    set_words = ArrayField(
        models.CharField(max_length=16, choices=[*ASKING_WORDS.items()]),
        verbose_name=_("what a pupil has chosen"),
        default=list,
        db_default=[],
        editable=False,
    )
    name_shown_at = models.DateTimeField(
        _("name shown to the company"), null=True, editable=False, help_text=_("Of a pupil who has a place.")
    )
    cv = models.ForeignKey(
        Document,
        verbose_name=_("CV"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="applications",
    )
    in_charge = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("in charge at the company"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        db_index=False,  # few rows name somebody: an index of those alone
    )
    conversation = models.OneToOneField(
        Conversation,
        verbose_name=_("conversation"),
        null=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    last_step_at = models.DateTimeField(_("last step"), null=True, editable=False)
    waits_since = models.DateTimeField(
        _("sent, or taken up again"),
        null=True,
        editable=False,
        help_text=_("From when on it is counted how long the company takes to answer."),
    )
    answered_at = models.DateTimeField(
        _("first answer"),
        null=True,
        editable=False,
        help_text=_(
            "When the company first did more than look at it. Empty, too, where the portal closed it."
        ),
    )
    profile_until = models.DateTimeField(_("profile and CV shown until"), null=True, editable=False)
    words_until = models.DateTimeField(_("what was written shown until"), null=True, editable=False)
    terms_zone = models.CharField(_("time zone of these days"), max_length=40, db_default="", editable=False)

    objects = ApplicationQuerySet.as_manager()

    class Meta:
        verbose_name = _("application")
        verbose_name_plural = _("applications")
        ordering = ["-created_at", "-pk"]
        indexes = [
            models.Index(
                fields=["-created_at", "-id"], include=["placement", "talent"], name="application_by_day"
            ),
            models.Index(
                fields=["state", "-created_at", "-id"],
                include=["placement", "talent"],
                name="application_by_state",
            ),
            models.Index(fields=["-updated_at", "-id"], name="application_by_change"),
            models.Index(
                fields=["in_charge"],
                condition=models.Q(in_charge__isnull=False),
                name="application_in_charge",
            ),
            models.Index(
                fields=["placement", "words_until"],
                condition=unanswered(),
                name="application_unanswered",
            ),
            models.Index(
                fields=["created_at", "id"],
                include=["placement", "talent"],
                condition=unanswered(),
                name="application_waiting_by_day",
            ),
            models.Index(
                fields=["waits_since", "id"], condition=unanswered(), name="application_waits_since"
            ),
            models.Index(fields=["-created_at", "-id"], condition=unnamed(), name="application_unnamed"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["talent", "placement"],
                name="application_once",
                violation_error_message=_("You have applied for this offer already."),
            )
        ]
        triggers = [
            KEEP_TERMS,
            pgtrigger.Trigger(
                name="seat_stays_taken",
                operation=pgtrigger.Delete,
                when=pgtrigger.After,
                condition=pgtrigger.Q(old__state=ApplicationState.ACCEPTED),
                func=(
                    "UPDATE matching_placement SET seats_of_gone = seats_of_gone + 1 "
                    "WHERE id = OLD.placement_id; RETURN NULL;"
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.talent} → {self.placement}"

    def get_absolute_url(self) -> str:
        return reverse("matching:application_detail", args=[self.pk])


class ApplicationEvent(Scoped):
    """One step of an application: who did it, when, and what they wrote. Rows are only ever added."""

    programme_path = "application__placement__postings__programme"
    organisation_path = "application__placement__organisation"
    owner_path = "application__talent__user"
    is_hidden_while_restricted = True

    application = models.ForeignKey(
        Application, verbose_name=_("application"), on_delete=models.CASCADE, related_name="events"
    )
    state = models.CharField(_("state"), max_length=12, choices=ApplicationState)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("by"), null=True, on_delete=models.SET_NULL, related_name="+"
    )
    at = models.DateTimeField(_("when"), auto_now_add=True)
    message = models.TextField(_("message"), max_length=MESSAGE_LIMIT, blank=True)
    reason = models.CharField(
        _("reason"), max_length=16, choices=DeclineReason, blank=True, default="", db_default=""
    )
    is_automatic = models.BooleanField(
        _("taken by the portal"),
        default=False,
        help_text=_("Nobody judged the application: all places were taken."),
    )

    objects = OfApplicationQuerySet.as_manager()

    class Meta:
        verbose_name = _("step of an application")
        verbose_name_plural = _("steps of an application")
        ordering = ["at", "pk"]
        indexes = [
            models.Index(fields=["state", "at"], include=["application"], name="application_event_by_state")
        ]
        triggers = [
            pgtrigger.Protect(
                name="only_added",
                operation=pgtrigger.Update,
                # The actor may be forgotten when the person is erased, never replaced.
                condition=pgtrigger.Condition(
                    "NEW.actor_id IS NOT NULL OR "
                    "(OLD.id, OLD.application_id, OLD.state, OLD.at, OLD.message, OLD.reason, OLD.is_automatic) "
                    "IS DISTINCT FROM "
                    "(NEW.id, NEW.application_id, NEW.state, NEW.at, NEW.message, NEW.reason, NEW.is_automatic)"
                ),
            ),
            TERMS_FOLLOW_STEPS,
        ]

    def __str__(self) -> str:
        return f"{self.get_state_display()} · {day(self.at)}"
