"""What is held about a person's account, by the portal and by the libraries that sign people in."""

from django.utils.translation import gettext_lazy as _

from portal.core.personal_data import Erasure, Holding, LegalBasis, not_personal, register

_ACCOUNT = _("To give you an account and to know you when you sign in.")
_ACCOUNTABLE = _("To know who changed what, for the security of everybody's data.")

register(
    Holding(
        model="users.user",
        name=_("Account"),
        purpose=_ACCOUNT,
        basis=LegalBasis.CONTRACT,
        persons=("pk", "joined_into"),
        about=(
            *("email", "username", "name", "phone", "language", "text_size", "contrast"),
            *("is_active", "date_joined", "last_login", "restricted_at", "destination"),
            *("is_unclaimed", "contact_email", "contact_email_proven_at", "birth_date"),
            *("asked_to_claim_at", "told_to_claim_at"),
        ),
        secret=("password", "sort_keys", "words"),
        plain=("id", "is_superuser", "groups", "user_permissions"),
        erasure=Erasure.BLANK,
        blanked=(
            "name",
            "phone",
            "sort_keys",
            "language",
            "text_size",
            "contrast",
            "last_login",
            "restricted_at",
            "destination",
            "contact_email",
            "contact_email_proven_at",
            "birth_date",
            "asked_to_claim_at",
            "told_to_claim_at",
        ),
    ),
    Holding(
        model="account.emailaddress",
        name=_("E-mail addresses"),
        purpose=_ACCOUNT,
        basis=LegalBasis.CONTRACT,
        persons=("user",),
        about=("email", "verified", "primary"),
        plain=("id",),
    ),
    Holding(
        model="account.emailconfirmation",
        name=_("Links to confirm an address"),
        purpose=_ACCOUNT,
        basis=LegalBasis.CONTRACT,
        persons=("email_address__user",),
        about=("created", "sent"),
        secret=("key",),
        plain=("id",),
    ),
    Holding(
        model="mfa.authenticator",
        name=_("Second steps of sign-in"),
        purpose=_ACCOUNT,
        basis=LegalBasis.CONTRACT,
        persons=("user",),
        about=("type", "created_at", "last_used_at"),
        secret=("data",),
        plain=("id",),
    ),
    Holding(
        model="socialaccount.socialaccount",
        name=_("Sign-ins through a university"),
        purpose=_ACCOUNT,
        basis=LegalBasis.CONTRACT,
        persons=("user",),
        about=("provider", "uid", "last_login", "date_joined", "extra_data"),
        plain=("id",),
    ),
    Holding(
        model="socialaccount.socialtoken",
        name=_("Keys of a university's sign-in"),
        purpose=_ACCOUNT,
        basis=LegalBasis.CONTRACT,
        persons=("account__user",),
        about=("expires_at",),
        secret=("token", "token_secret"),
        plain=("id", "app"),
    ),
    Holding(
        model="admin.logentry",
        name=_("Work in the administration"),
        purpose=_ACCOUNTABLE,
        basis=LegalBasis.LEGITIMATE_INTEREST,
        persons=("user",),
        about=("action_time", "action_flag"),
        secret=("object_id", "object_repr", "change_message"),  # about somebody else
        plain=("id", "content_type"),
    ),
    Holding(
        model="pghistory.context",
        name=_("Pages on which something was changed"),
        purpose=_ACCOUNTABLE,
        basis=LegalBasis.LEGITIMATE_INTEREST,
        persons=("metadata__user",),
        secret=("metadata",),
        about=("created_at",),
        plain=("id", "updated_at"),
        erasure=Erasure.BLANK,
        blanked=("metadata",),
    ),
)

not_personal(
    auth__permission=_("A word of the library; rights follow from roles."),
    auth__group=_("A word of the library; rights follow from roles."),
    socialaccount__socialapp=_("A university's sign-in, as the operator has set it up."),
    pghistory__middlewareevents=_("A view of the histories, which follow their rows."),
    sessions__session=_("Who is signed in, sealed; ends with the account."),
)
