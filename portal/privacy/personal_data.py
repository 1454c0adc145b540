"""What is held to prove who agreed to what, and who saw whose data."""

from django.utils.translation import gettext_lazy as _

from portal.core.personal_data import Erasure, Holding, LegalBasis, register

_PROOF = _("To prove what you agreed to, Article 7(1) GDPR.")
_ACCOUNTABLE = _("To know who saw or took which data, Article 5(2) GDPR.")

register(
    Holding(
        model="privacy.consent",
        purpose=_PROOF,
        basis=LegalBasis.LEGAL_DUTY,
        persons=("user",),
        about=("version", "language", "text", "given_at", "withdrawn_at", "by_guardian"),
        plain=("id",),
        kept=_("Proves that taking part was agreed to; stays as long as the participation that rests on it."),
    ),
    Holding(
        model="privacy.guardianconsent",
        purpose=_PROOF,
        basis=LegalBasis.LEGAL_DUTY,
        persons=("pupil",),
        about=(
            *("country", "guardian_name", "guardian_email", "expires_at", "link_sent_at", "given_at"),
            "withdrawn_at",
            *("created_at", "updated_at"),
        ),
        secret=("token_hash",),
        plain=("id",),
        kept=_("Proves that you have agreed for a child; the child's account rests on it."),
        kept_while=_("as long as the child's account"),
    ),
    Holding(
        model="privacy.accesslog",
        purpose=_ACCOUNTABLE,
        basis=LegalBasis.LEGAL_DUTY,
        persons=("subject",),
        traces=("actor",),
        about=("kind", "object_label", "purpose", "at"),
        secret=("object_id", "details"),  # may speak of others
        plain=("id", "rows"),
        erasure=Erasure.DETACH,
    ),
    Holding(
        model="privacy.erasurerequest",
        purpose=_("To prove that you were erased as you asked, Article 5(2) GDPR."),
        basis=LegalBasis.LEGAL_DUTY,
        persons=("person",),
        traces=("entered_by",),
        about=("state", "reason", "due_at", "received_on", "done_at", "created_at", "updated_at"),
        secret=("code", "files"),
        plain=("id", "erased", "kept"),
        erasure=Erasure.DETACH,
    ),
    Holding(
        model="privacy.unusedaccount",
        purpose=_("To tell you before an account ends that nobody uses."),
        basis=LegalBasis.LEGAL_DUTY,
        persons=("person",),
        about=("due_at", "reminded_at", "created_at", "updated_at"),
        secret=("code",),
        plain=("id",),
    ),
    Holding(
        model="privacy.datacopy",
        purpose=_("To give you a copy of your data, Articles 15 and 20 GDPR."),
        basis=LegalBasis.LEGAL_DUTY,
        persons=("person",),
        about=("state", "language", "expires_at", "created_at"),
        secret=("file",),  # a copy does not hold the copies before it
        plain=("id", "progress", "attempts", "updated_at"),
        files=("file",),
    ),
)
