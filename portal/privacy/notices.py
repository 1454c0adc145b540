"""What people are told about their own data. All are duties: nobody misses them by a setting, or while they wait."""

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from portal.core.links import PagePath
from portal.notifications.extensions import Notice, register_notice
from portal.privacy.constants import GUARDIAN_LINK_DAYS
from portal.privacy.models import GuardianConsent
from portal.privacy.queries import mailed_token


@dataclass(frozen=True, kw_only=True)
class PrivacyNotice(Notice):
    label = gettext_lazy("Your data and your rights")
    is_duty = True
    holds_words_of_others = False


@register_notice
@dataclass(frozen=True, kw_only=True)
class ErasureRequested(PrivacyNotice):
    """The last mail there is: afterwards nobody is left to write to."""

    name = "privacy.erasure_requested"

    request: int
    code: str
    due_at: str

    def dedupe_key(self) -> str:
        return str(self.request)

    def title(self) -> str:
        return _("You will be erased on %(date)s") % {"date": self._due_on()}

    def paragraphs(self) -> list[str]:
        return [
            _(
                "Your erasure was asked for. Until %(date)s your data is kept and not used, and you can change your "
                "mind: sign in and take the request back."
            )
            % {"date": self._due_on()},
            _(
                "Afterwards we can't write to you any more. Keep the address below: what was erased, what must stay "
                "and until when is said there, without an account."
            ),
        ]

    def action(self) -> tuple[str, str]:
        return _("What happens to your data"), PagePath.to("privacy:certificate", self.code)

    def _due_on(self) -> str:
        return date_format(timezone.localtime(datetime.fromisoformat(self.due_at)), "DATE_FORMAT")


@register_notice
@dataclass(frozen=True, kw_only=True)
class ErasureTakenBack(PrivacyNotice):
    name = "privacy.erasure_taken_back"

    request: int

    def dedupe_key(self) -> str:
        return str(self.request)

    def title(self) -> str:
        return _("You keep your account")

    def paragraphs(self) -> list[str]:
        return [_("You have taken your request for erasure back. Your data is used as before.")]


@register_notice
@dataclass(frozen=True, kw_only=True)
class AccountUnused(PrivacyNotice):
    """Said twice."""

    name = "privacy.account_unused"

    code: str
    ends_at: str
    is_last: bool

    def dedupe_key(self) -> str:
        return f"{self.code}:{self.is_last}"

    def title(self) -> str:
        return _("Your account ends on %(date)s") % {"date": self._ends_on()}

    def paragraphs(self) -> list[str]:
        return [
            _(
                "Nobody has signed in to it for a long time. Sign in before %(date)s, and everything stays as it is."
            )
            % {"date": self._ends_on()},
            _(
                "If you do nothing, your account is erased, and with it all that no funder may check any more. "
                "Afterwards we can't write to you. Keep the address below: it will say what was erased, what stays and "
                "until when."
            ),
        ]

    def action(self) -> tuple[str, str]:
        return _("What happens to your data"), PagePath.to("privacy:certificate", self.code)

    def _ends_on(self) -> str:
        return date_format(timezone.localtime(datetime.fromisoformat(self.ends_at)), "DATE_FORMAT")


@register_notice
@dataclass(frozen=True, kw_only=True)
class GuardianLink(PrivacyNotice):
    """To a guardian, who has no account: a row of the pupil's outbox that goes to the guardian's address.

    The link is made when the mail is, for the address that stands in the consent by then; no field holds it.
    """

    name = "privacy.guardian_link"
    label = gettext_lazy("A guardian's link")

    consent: int
    at: str

    @classmethod
    def is_in_inbox(cls) -> bool:
        return False

    def dedupe_key(self) -> str:
        return f"{self.consent}:{self.at}"

    def mail_address(self) -> str:
        asked = self._asked()
        return asked.guardian_email if asked else ""

    def title(self) -> str:
        return _("Your consent for your child in Bleibe")

    def paragraphs(self) -> list[str]:
        return [
            _("With this link you see what you are asked to agree to, agree, or take your consent back."),
            ngettext(
                "It works for %(days)d day. Give it to nobody: it decides about your child's account.",
                "It works for %(days)d days. Give it to nobody: it decides about your child's account.",
                GUARDIAN_LINK_DAYS,
            )
            % {"days": GUARDIAN_LINK_DAYS},
            _("If you have asked for nothing, you need not do anything: nothing has changed."),
        ]

    def action(self) -> tuple[str, str] | None:
        asked = self._asked()
        if asked is None:
            return None
        return _("Open the page for guardians"), PagePath.to("privacy:guardian", mailed_token(asked))

    def _asked(self) -> GuardianConsent | None:
        return GuardianConsent.objects.filter(pk=self.consent).first()


@dataclass(frozen=True, kw_only=True)
class CopyNotice(PrivacyNotice):
    copy: int

    def dedupe_key(self) -> str:
        return str(self.copy)

    def action(self) -> tuple[str, str]:
        return _("See the copy of your data"), PagePath.to("privacy:copy")


@register_notice
@dataclass(frozen=True, kw_only=True)
class CopyReady(CopyNotice):
    name = "privacy.copy_ready"

    expires_at: str

    def title(self) -> str:
        return _("The copy of your data is ready")

    def paragraphs(self) -> list[str]:
        until = date_format(timezone.localtime(datetime.fromisoformat(self.expires_at)), "DATE_FORMAT")
        return [
            _("You can fetch it until %(date)s; then it is deleted. Nobody but you can fetch it.")
            % {"date": until}
        ]


@register_notice
@dataclass(frozen=True, kw_only=True)
class CopyFailed(CopyNotice):
    name = "privacy.copy_failed"

    def title(self) -> str:
        return _("The copy of your data could not be made")

    def paragraphs(self) -> list[str]:
        return [_("Something went wrong. You can ask again at once.")]
