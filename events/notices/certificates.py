"""What is said to whoever has a certificate of an event. Each message leads to the page of their registration."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from events.models import Certificate
from events.notices.registrations import AboutRegistration, OfRegistration, about_registration
from portal.core.calendar import CalendarPart
from portal.notifications.extensions import register_notice
from portal.users.models import User


class AboutCertificate(AboutRegistration):
    code: str
    replaces: bool


def about_certificate(row: Certificate) -> AboutCertificate:
    """The registration comes with its event and its person."""
    return {
        **about_registration(row.registration),
        "code": row.code,
        "replaces": row.replaces_id is not None,
    }


@dataclass(frozen=True, kw_only=True)
class OfCertificate(OfRegistration):
    code: str
    replaces: bool = False

    def dedupe_key(self) -> str:
        return self.code

    def calendar(self, reader: User) -> CalendarPart | None:
        return None


@register_notice
@dataclass(frozen=True, kw_only=True)
class CertificateIssued(OfCertificate):
    name = "events.certificate_issued"
    label = gettext_lazy("There is a certificate of an event for you")

    def title(self) -> str:
        return _("Your certificate: %(event)s") % self.names()

    def paragraphs(self) -> list[str]:
        again = _("It replaces the one that you had before, which no longer holds.")
        return [
            _(
                "The certificate is on the page of your registration, as a PDF, in each language of the portal."
            ),
            *([again] if self.replaces else []),
            _(
                "Its number and its QR code lead everybody to whom you show it to a page that says that it holds."
            ),
        ]

    def action(self) -> tuple[str, str]:
        return _("Get the certificate"), self.page()

    def is_still_true(self) -> bool:
        return Certificate.objects.valid().filter(code=self.code).exists()


@register_notice
@dataclass(frozen=True, kw_only=True)
class CertificateRevoked(OfCertificate):
    reason: str

    name = "events.certificate_revoked"
    label = gettext_lazy("A certificate of an event no longer holds")
    is_duty = True

    def title(self) -> str:
        return _("Your certificate no longer holds: %(event)s") % self.names()

    def paragraphs(self) -> list[str]:
        return [
            _("The people who run %(programme)s have revoked your certificate, for this reason:")
            % self.names(),
            self.reason,
            _("Whoever verifies it reads that it no longer holds, and since when, and not why."),
        ]
