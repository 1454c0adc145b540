"""Accounts, for the operator. Roles are given in programmes, never here."""

from collections.abc import Sequence

from django.contrib import admin
from django.db.models import Model
from django.forms import ModelForm
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from unfold.decorators import display

from portal.core.admin_filters import PeriodFilter
from portal.core.admin_lists import PortalAdmin
from portal.core.collation import Alphabetical
from portal.core.presence import check_presence
from portal.users.models import User


@admin.register(User)
class UserAdmin(PortalAdmin):
    """Who is registered. Passwords are set by their owners alone, through a mail; accounts begin with signing up."""

    list_display = ("name", "email", "username", "language", "is_active", "is_superuser", "last_login")
    list_filter = ("is_active", "is_unclaimed", "is_superuser", "language", ("date_joined", PeriodFilter))
    search_fields = ("words",)
    search_help_text = _("Name, address or user name")
    ordering = (Alphabetical(), "pk")
    fields = (
        ("name", "language"),
        ("email", "username"),
        ("is_active", "is_superuser"),
        ("date_joined", "last_login"),
        ("is_unclaimed", "contact_email", "joined_into", "joined_from"),
    )
    readonly_fields = (
        "is_unclaimed",
        "contact_email",
        "joined_into",
        "joined_from",
        "email",
        "username",
        "is_superuser",
        "date_joined",
        "last_login",
    )

    def get_readonly_fields(self, request: HttpRequest, obj: User | None = None) -> Sequence[str]:
        """Whom staff has entered never signs in; only an account of their own does."""
        return (*self.readonly_fields, "is_active") if obj and obj.is_unclaimed else self.readonly_fields

    @display(description=_("people who were joined with this one"))
    def joined_from(self, row: User) -> str:
        """Aliases have no name of their own any more, only a number; whom they were stands with the participations."""
        return ", ".join(_("no. %(number)s") % {"number": pk} for pk in row.keys()[1:])

    def save_model(self, request: HttpRequest, obj: User, form: ModelForm[User], change: bool) -> None:
        """Who closes an account, or opens it again, proves first that it's them."""
        check_presence()
        super().save_model(request, obj, form, change)

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """The operator's alone: what roles give leads to no account, so the database is not asked."""
        return bool(request.user.is_active and request.user.is_superuser)

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return self.has_view_permission(request, obj)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False
