from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import PermissionsMixin
from django.contrib.postgres.indexes import GinIndex
from django.core.validators import RegexValidator
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.core.addresses import Mailbox, clean_address
from portal.core.collation import Alphabetical, SortedByName, SortKeysField, alphabetical_indexes
from portal.core.dates import check_year_of_birth
from portal.core.day_rules import NotAfterToday, PlausibleDays
from portal.core.fields import InterfaceLanguageField
from portal.core.names import NAME_LENGTH, validate_name
from portal.core.phones import PHONE_LENGTH, validate_phone
from portal.core.words.column import WordsField
from portal.users.constants import (
    DESTINATION_LIMIT,
    USERNAME_MESSAGE,
    USERNAME_PATTERN,
    Contrast,
    TextSize,
)
from portal.users.querysets import UserManager


class User(SortedByName, PlausibleDays, AbstractBaseUser, PermissionsMixin):
    """One human. What they may see and do follows from memberships, contacts and enrolments, never from a flag here.

    `is_superuser` marks the operator who installs and watches the portal. Pupils have a user name and no
    e-mail address; everybody else signs in with their address.

    Somebody whom staff has entered and who has no account is here too, unclaimed: they can't sign in, and the address
    they gave is `contact_email`, which proves nothing. Guests are unclaimed, too: they have typed their address
    themselves, and shown that it is theirs (`contact_email_proven_at`). Once they take their data over, the row stays
    as an alias (`joined_into`) without anything about them, because what was noted about it may never be rewritten.
    """

    day_rules = (NotAfterToday("birth_date"),)

    email = models.EmailField(_("e-mail address"), null=True, blank=True, max_length=254)
    username = models.CharField(
        _("user name"),
        null=True,
        blank=True,
        max_length=40,
        validators=[RegexValidator(USERNAME_PATTERN, USERNAME_MESSAGE)],
    )
    name = models.CharField(_("name"), max_length=NAME_LENGTH, blank=True, validators=[validate_name])
    sort_keys = SortKeysField(of="name")
    phone = models.CharField(
        _("telephone"), max_length=PHONE_LENGTH, blank=True, default="", validators=[validate_phone]
    )
    language = InterfaceLanguageField(_("language"), default="en")
    text_size = models.CharField(_("text size"), max_length=8, choices=TextSize, default=TextSize.NORMAL)
    contrast = models.CharField(_("contrast"), max_length=8, choices=Contrast, default=Contrast.NORMAL)
    is_active = models.BooleanField(_("may sign in"), default=True)
    destination = models.CharField(
        _("where they were going"),
        max_length=DESTINATION_LIMIT,
        blank=True,
        help_text=_("When they registered; followed once, at the first sign-in."),
    )
    date_joined = models.DateTimeField(_("registered"), default=timezone.now)
    restricted_at = models.DateTimeField(
        _("not used since"),
        null=True,
        blank=True,
        editable=False,
        help_text=_("The data is kept and not used (Article 18 GDPR): an erasure has been asked for."),
    )
    is_unclaimed = models.BooleanField(
        _("entered by staff, without an account"), default=False, editable=False
    )
    contact_email = models.EmailField(_("address given to staff"), max_length=254, blank=True, db_index=True)
    contact_email_proven_at = models.DateTimeField(
        _("address proven"),
        null=True,
        blank=True,
        editable=False,
        help_text=_("Of a person without an account: by a link that was sent there."),
    )
    birth_date = models.DateField(_("date of birth"), null=True, blank=True, validators=[check_year_of_birth])
    asked_to_claim_at = models.DateTimeField(_("asked to take over"), null=True, blank=True, editable=False)
    told_to_claim_at = models.DateTimeField(
        _("told that they are asked"), null=True, blank=True, editable=False
    )
    joined_into = models.ForeignKey(
        "self",
        verbose_name=_("joined with"),
        null=True,
        blank=True,
        editable=False,
        on_delete=models.CASCADE,
        related_name="aliases",
    )

    words = WordsField("name", "email", "contact_email", "username")

    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: list[str] = []

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        ordering = [Alphabetical(), "pk"]
        indexes = [
            *alphabetical_indexes("user"),
            GinIndex(fields=["words"], name="user_words"),
            models.Index(fields=["-date_joined", "-id"], name="user_by_registration"),
            # who may be the same person is asked whenever staff enters somebody
            models.Index(Mailbox("email", "contact_email"), name="user_mailbox"),
            models.Index(fields=["birth_date"], name="user_birth_date"),
            models.Index(
                fields=["restricted_at"],
                condition=models.Q(restricted_at__isnull=False),
                name="user_restricted",
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                Lower("email"),
                name="user_email_unique",
                violation_error_message=_("Somebody with this e-mail address is registered already."),
            ),
            models.UniqueConstraint(
                Lower("username"),
                name="user_username_unique",
                violation_error_message=_("This user name is taken. Choose another one."),
            ),
            models.CheckConstraint(
                condition=models.Q(email__isnull=False) | models.Q(username__isnull=False),
                name="user_has_email_or_username",
                violation_error_message=_("Give an e-mail address or a user name."),
            ),
            models.CheckConstraint(
                condition=models.Q(is_unclaimed=False) | models.Q(is_active=False, email__isnull=True),
                name="user_unclaimed_never_signs_in",
                violation_error_message=_(
                    "Staff has entered this person. Only an account of their own signs in."
                ),
            ),
            models.CheckConstraint(
                condition=models.Q(joined_into__isnull=True) | models.Q(is_unclaimed=True),
                name="user_alias_unclaimed",
            ),
            models.CheckConstraint(
                condition=models.Q(contact_email_proven_at__isnull=True)
                | (models.Q(is_unclaimed=True) & ~models.Q(contact_email="")),
                name="user_proven_contact_is_unclaimed",
            ),
            check_year_of_birth.constraint("birth_date", name="user_birth_years"),
            models.CheckConstraint(condition=~models.Q(email=""), name="user_email_not_blank"),
            models.CheckConstraint(condition=~models.Q(username=""), name="user_username_not_blank"),
        ]

    def __str__(self) -> str:
        return self.get_full_name()

    @classmethod
    def named_by(cls) -> tuple[str, ...]:
        return ("name", "email", "contact_email", "username")

    @property
    def is_staff(self) -> bool:
        """Django's admin asks for this name; the admin site itself decides by memberships."""
        return self.is_superuser

    def get_full_name(self) -> str:
        return self.name or self.email or self.contact_email or self.username or ""

    def get_short_name(self) -> str:
        return self.get_full_name().split(" ")[0]

    def clean(self) -> None:
        super().clean()
        self._normalise_logins()

    def save(self, *args: Any, **kwargs: Any) -> None:
        self._normalise_logins()
        super().save(*args, **kwargs)

    def _normalise_logins(self) -> None:
        """Address and user name are stored in lower case, and none rather than blank: forms and allauth write ""."""
        self.email = clean_address(self.email) if self.email else None
        self.username = self.username.lower() if self.username else None
        self.contact_email = clean_address(self.contact_email)

    def keys(self) -> list[int]:
        """The person's key, and those of rows that were joined into this one: what was noted about them stays there."""
        return [self.pk, *self.aliases.values_list("pk", flat=True)]
