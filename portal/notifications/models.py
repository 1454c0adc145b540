from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.notifications.constants import Delivery, Frequency
from portal.notifications.extensions import KINDS, ForgottenNotice, Notice
from portal.notifications.querysets import NotificationQuerySet


class Notification(models.Model):
    """One message to one person: a row of the outbox and a line in the inbox at once.

    It is written in the transaction of what caused it, so neither exists without the other. `frequency` is the
    person's wish at that time; changing the wish reschedules what still waits.
    """

    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("recipient"),
        on_delete=models.CASCADE,
        related_name="notifications",
    )
    kind = models.CharField(_("kind"), max_length=80)
    dedupe_key = models.CharField(max_length=200, unique=True, editable=False)
    bundle = models.CharField(max_length=80, default="", db_default="", blank=True, editable=False)
    """Those of one person that have the same go as one mail; "" stands for none."""
    payload = models.JSONField(_("content"), default=dict)
    created_at = models.DateTimeField(_("created"), default=timezone.now)
    read_at = models.DateTimeField(_("read"), null=True, blank=True)
    delivery = models.CharField(_("delivery"), max_length=8, choices=Delivery, default=Delivery.PENDING)
    frequency = models.CharField(
        _("mailed"), max_length=8, choices=Frequency, default=Frequency.AT_ONCE, editable=False
    )
    deliver_after = models.DateTimeField(_("deliver after"), default=timezone.now)
    waits_for_server = models.BooleanField(
        _("waits for the mail server"), db_default=False, default=False, editable=False
    )
    """Not this mail has failed but the mail server: until it answers again, no other is tried."""
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True)

    objects = NotificationQuerySet.as_manager()

    class Meta:
        verbose_name = _("notification")
        verbose_name_plural = _("notifications")
        ordering = ["-created_at", "-pk"]
        indexes = [
            models.Index(fields=["-created_at", "-id"], name="notification_by_day"),
            models.Index(fields=["kind", "-created_at", "-id"], name="notification_kind_by_day"),
            models.Index(
                fields=["deliver_after"],
                condition=models.Q(delivery=Delivery.PENDING),
                name="notification_due",
            ),
            models.Index(
                fields=["waits_for_server"],
                condition=models.Q(waits_for_server=True),
                name="notification_waits_for_server",
            ),
            models.Index(
                fields=["-created_at", "-id"],
                condition=models.Q(delivery=Delivery.FAILED),
                name="notification_given_up",
            ),
            models.Index(fields=["recipient", "-created_at"], name="notification_inbox"),
            models.Index(
                fields=["recipient", "bundle"], condition=~models.Q(bundle=""), name="notification_bundle"
            ),
        ]

    def __str__(self) -> str:
        return kind_in_words(self.kind)

    @property
    def notice(self) -> Notice:
        """What it says; a kind or a field that this version no longer knows must not break the inbox."""
        try:
            return KINDS[self.kind](**self.payload)
        except (KeyError, TypeError):
            return ForgottenNotice()


def kind_in_words(kind: str) -> str:
    """What a kind is called in the preferences; one that this version no longer knows, as it is stored."""
    return str(KINDS[kind].label) if kind in KINDS else kind


class Preference(models.Model):
    """How often a person wants mails of one kind. Without a row: at once."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notification_preferences"
    )
    kind = models.CharField(max_length=80)
    frequency = models.CharField(max_length=8, choices=Frequency, default=Frequency.AT_ONCE)

    class Meta:
        verbose_name = _("notification preference")
        verbose_name_plural = _("notification preferences")
        constraints = [
            models.UniqueConstraint(fields=["user", "kind"], name="notification_preference_unique")
        ]

    def __str__(self) -> str:
        return f"{self.kind}: {self.frequency}"
