from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import PermissionsMixin
from django.core.validators import RegexValidator
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.core.collation import Alphabetical, SortedByName, SortKeysField
from portal.core.fields import InterfaceLanguageField
from portal.core.names import NAME_LENGTH, validate_name
from portal.users.constants import (
    DESTINATION_LIMIT,
    USERNAME_MESSAGE,
    USERNAME_PATTERN,
    Contrast,
    TextSize,
)
from portal.users.querysets import UserManager


class User(SortedByName, AbstractBaseUser, PermissionsMixin):
    """One human. What they may see and do follows from memberships, contacts and enrolments, never from a flag here.

    `is_superuser` marks the operator who installs and watches the portal. Pupils have a user name and no
    e-mail address; everybody else signs in with their address.
    """

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

    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: list[str] = []

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        ordering = [Alphabetical(), "pk"]
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
            models.CheckConstraint(condition=~models.Q(email=""), name="user_email_not_blank"),
            models.CheckConstraint(condition=~models.Q(username=""), name="user_username_not_blank"),
        ]

    def __str__(self) -> str:
        return self.get_full_name()

    @property
    def is_staff(self) -> bool:
        """Django's admin asks for this name; the admin site itself decides by memberships."""
        return self.is_superuser

    def get_full_name(self) -> str:
        return self.name or self.email or self.username or ""

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
        self.email = self.email.lower() if self.email else None
        self.username = self.username.lower() if self.username else None
