"""What somebody can show of an event: that they were there, or what they have learnt."""

from typing import TypedDict

import pgtrigger
from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from events.constants import REASON_LENGTH, CertificateKind, CertificateState
from events.models.registration import Registration
from events.querysets.certificates import CertificateQuerySet
from portal.core.fields import InterfaceLanguageField
from portal.core.history import track_history
from portal.core.models import TimeStampedModel
from programmes.scoping import Scoped

Text = str | dict[str, str]
"""A text as it is stored: in several languages, or in one."""


class FrozenDate(TypedDict):
    starts_at: str
    ends_at: str
    place: str


class FrozenFunder(TypedDict):
    funding: int
    funder: Text
    reference: str
    is_eu: bool


class Contents(TypedDict):
    """What a certificate says, as it was when it was issued."""

    name: str
    event: Text
    programme: Text
    acronym: str
    colour: str
    zone: str
    dates: list[FrozenDate]
    attended: int
    all: int
    hours: str
    text: Text
    signatory: str
    function: Text
    statement: Text
    funders: list[FrozenFunder]
    assessed_on: str


@track_history(exclude=["contents"])
class Certificate(TimeStampedModel, Scoped):
    """That somebody attended an event often enough, or passed its assessment, as whoever holds the paper can show.

    What it says (`contents`) is written when it is issued and never changes, whatever becomes of the event: the
    database takes no change of it. The paper is set from it whenever it is asked for. Its `code` stands on it and leads
    everybody to a page that says whether it holds. A new one replaces the one before, and says so.
    """

    programme_path = "registration__event__programme"
    owner_path = "registration__person"
    is_hidden_while_restricted = True

    registration = models.ForeignKey(
        Registration, verbose_name=_("registration"), on_delete=models.CASCADE, related_name="certificates"
    )
    kind = models.CharField(_("kind"), max_length=13, choices=CertificateKind)
    state = models.CharField(
        _("state"), max_length=8, choices=CertificateState, default=CertificateState.ISSUED
    )
    code = models.CharField(_("number"), max_length=14, unique=True, editable=False)
    language = InterfaceLanguageField(_("language"))
    contents = models.JSONField[Contents](_("what it says"), editable=False)
    issued_at = models.DateTimeField(_("issued at"), editable=False)
    issued_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("issued by"),
        null=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    replaces = models.OneToOneField(
        "self",
        verbose_name=_("replaces"),
        null=True,
        blank=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="replaced_by",
    )
    revoked_at = models.DateTimeField(_("no longer valid since"), null=True, blank=True, editable=False)
    revoked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("revoked or replaced by"),
        null=True,
        blank=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    reason = models.CharField(
        _("why it is revoked or replaced"), max_length=REASON_LENGTH, blank=True, editable=False
    )

    objects = CertificateQuerySet.as_manager()

    class Meta:
        verbose_name = _("certificate")
        verbose_name_plural = _("certificates")
        ordering = ["-issued_at", "-pk"]
        indexes = [models.Index(fields=["-issued_at", "-id"], name="certificate_by_day")]
        constraints = [
            models.UniqueConstraint(
                fields=["registration", "kind"],
                condition=models.Q(state=CertificateState.ISSUED),
                name="certificate_one_valid",
                violation_error_message=_("This person has a valid certificate of this kind."),
            ),
            models.CheckConstraint(
                condition=models.Q(state=CertificateState.ISSUED, revoked_at__isnull=True)
                | (~models.Q(state=CertificateState.ISSUED) & models.Q(revoked_at__isnull=False)),
                name="certificate_ends_once",
            ),
            models.CheckConstraint(
                condition=~models.Q(state=CertificateState.REVOKED) | ~models.Q(reason=""),
                name="certificate_revoked_because",
            ),
        ]
        triggers = [
            pgtrigger.ReadOnly(name="says_the_same", fields=["code", "kind", "contents", "issued_at"])
        ]

    def __str__(self) -> str:
        return f"{self.code}: {self.contents['name']}"
