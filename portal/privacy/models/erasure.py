import secrets

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from portal.core.dates import check_year, day
from portal.core.models import TimeStampedModel
from portal.privacy.constants import ErasureReason, ErasureState
from portal.privacy.querysets import ErasureRequestQuerySet


def new_code() -> str:
    """What nobody guesses: whoever holds the address of a certificate reads it without an account."""
    return secrets.token_urlsafe(24)


class ErasureRequest(TimeStampedModel):
    """Somebody asks to be erased (Article 17 GDPR). What is left of it afterwards is the certificate, without a name.

    `erased` and `kept` count rows by model: `{"model": …, "rows": …}`, and `until` for what stays. `files` are those
    that still lie on the disk: `[label of the model, field, name]`.
    """

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("person"),
        null=True,
        on_delete=models.SET_NULL,
        related_name="erasures",
    )
    state = models.CharField(
        _("state"), max_length=10, choices=ErasureState, default=ErasureState.WAITING, db_index=True
    )
    reason = models.CharField(
        _("reason"), max_length=8, choices=ErasureReason, default=ErasureReason.ASKED, editable=False
    )
    code = models.CharField(max_length=40, unique=True, default=new_code, editable=False)
    due_at = models.DateTimeField(_("carried out from"))
    received_on = models.DateField(
        _("letter received"),
        null=True,
        blank=True,
        validators=[check_year],
        help_text=_("When the person asked on paper or by mail."),
    )
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("entered by"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    done_at = models.DateTimeField(_("carried out"), null=True, blank=True)
    erased = models.JSONField(_("what was erased"), default=list, blank=True)
    kept = models.JSONField(_("what stays"), default=list, blank=True)
    files = models.JSONField(default=list, blank=True, editable=False)

    objects = ErasureRequestQuerySet.as_manager()

    class Meta:
        verbose_name = _("request for erasure")
        verbose_name_plural = _("requests for erasure")
        ordering = ["-created_at", "-pk"]
        constraints = [
            check_year.constraint("received_on", name="erasure_years"),
            models.UniqueConstraint(
                fields=["person"],
                condition=models.Q(state=ErasureState.WAITING),
                name="erasure_waits_once",
                violation_error_message=_("This person's erasure has been asked for already."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pk} · {self.get_state_display()}"

    def get_absolute_url(self) -> str:
        """The certificate: while the person waits it says when, afterwards what was done."""
        return reverse("privacy:certificate", args=[self.code])


class UnusedAccount(TimeStampedModel):
    """Nobody has signed in for so long that the account ends; made when its owner is told for the first time.

    `code` is that of the certificate there will be. Whoever signs in keeps the account, and the row goes.
    """

    person = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        verbose_name=_("person"),
        on_delete=models.CASCADE,
        related_name="unused_account",
    )
    code = models.CharField(max_length=40, unique=True, default=new_code, editable=False)
    due_at = models.DateTimeField(_("ends"), db_index=True)
    reminded_at = models.DateTimeField(_("told for the last time"), null=True, blank=True)

    class Meta:
        verbose_name = _("account that nobody uses")
        verbose_name_plural = _("accounts that nobody uses")
        ordering = ["due_at", "pk"]

    def __str__(self) -> str:
        return f"{self.pk} · {day(self.due_at)}"

    def get_absolute_url(self) -> str:
        return reverse("privacy:certificate", args=[self.code])
