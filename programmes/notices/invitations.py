"""What is said to whoever is asked something by an address, and to whoever has asked."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from portal.core.links import PagePath
from portal.notifications.extensions import Notice, register_notice
from programmes.constants import INVITATION_DAYS, LAPSED_DAYS
from programmes.notices.programmes import OfEnrolment


@register_notice
@dataclass(frozen=True, kw_only=True)
class InvitedToTakePart(OfEnrolment):
    """To the owner of an address that staff was given."""

    name = "programmes.invited_to_take_part"
    label = gettext_lazy("A programme has entered you")
    is_duty = True

    def title(self) -> str:
        return _("%(programme)s has noted your address") % {"programme": self.programme}

    def paragraphs(self) -> list[str]:
        return [
            _("Somebody who works for it asks you to take part, or to take over what they have noted."),
            _("They see nothing of an account of yours before you agree. If this is a mistake, do nothing."),
        ]

    def action(self) -> tuple[str, str]:
        return _("See what is asked"), PagePath.to("programmes:my_invitations")


@register_notice
@dataclass(frozen=True, kw_only=True)
class AskedAtAddress(Notice):
    """To an address that nobody has proven, whoever asks and for what: not one word of theirs travels in it.

    `occasion` tells one invitation from another. The address is blanked once the mail has left.
    """

    name = "programmes.asked_at_address"
    label = gettext_lazy("Somebody asks the owner of an address")
    is_duty = True
    holds_words_of_others = False
    secret_fields = frozenset({"address"})

    address: str
    occasion: str

    def mail_address(self) -> str:
        return self.address

    def dedupe_key(self) -> str:
        return self.occasion

    def title(self) -> str:
        return _("Somebody asks you something in Bleibe")

    def paragraphs(self) -> list[str]:
        return [
            _(
                "A programme or an organisation has noted this address and asks its owner to take part or to work with "
                "it. Register with exactly this address and confirm it; then you see who asks, and what."
            ),
            ngettext(
                "Nothing happens before you agree. If you don't, the question lapses after %(days)d day.",
                "Nothing happens before you agree. If you don't, the question lapses after %(days)d days.",
                INVITATION_DAYS,
            )
            % {"days": INVITATION_DAYS},
            _("If you expect nothing of the kind, do nothing."),
        ]

    def action(self) -> tuple[str, str]:
        return _("See what is asked"), PagePath.to("programmes:my_invitations")


# --- To whoever has asked ------------------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class InvitationsLapsed(Notice):
    """To whoever invited. Who has not answered stands in the list, not in the message."""

    number: int
    at: str

    def paragraphs(self) -> list[str]:
        return [
            ngettext(
                "You can ask again for %(days)d day; then what was noted for it is deleted.",
                "You can ask again for %(days)d days; then what was noted for it is deleted.",
                LAPSED_DAYS,
            )
            % {"days": LAPSED_DAYS}
        ]


@dataclass(frozen=True, kw_only=True)
class InvitationsOfProgrammeLapsed(InvitationsLapsed):
    programme: str
    slug: str

    def dedupe_key(self) -> str:
        return f"{self.slug}:{self.at}"


@register_notice
@dataclass(frozen=True, kw_only=True)
class ParticipationsLapsed(InvitationsOfProgrammeLapsed):
    name = "programmes.participations_lapsed"
    label = gettext_lazy("Your invitations have lapsed")

    def title(self) -> str:
        return ngettext(
            "%(number)d invitation to take part in %(programme)s has lapsed",
            "%(number)d invitations to take part in %(programme)s have lapsed",
            self.number,
        ) % {"number": self.number, "programme": self.programme}

    def action(self) -> tuple[str, str]:
        return _(
            "See the invitations"
        ), f"{reverse('admin:programmes_enrolment_changelist')}?status__exact=lapsed"


@register_notice
@dataclass(frozen=True, kw_only=True)
class ClaimsLapsed(InvitationsOfProgrammeLapsed):
    name = "programmes.claims_lapsed"
    label = gettext_lazy("Your invitations have lapsed")

    def title(self) -> str:
        return ngettext(
            "%(number)d person in %(programme)s has not taken over what you entered",
            "%(number)d people in %(programme)s have not taken over what you entered",
            self.number,
        ) % {"number": self.number, "programme": self.programme}

    def paragraphs(self) -> list[str]:
        return [
            _("They take part on paper as before, and what you have entered stays. You can ask them again.")
        ]

    def action(self) -> tuple[str, str]:
        return _("See the participants"), PagePath.to("admin:programmes_enrolment_changelist")


@register_notice
@dataclass(frozen=True, kw_only=True)
class MembershipInvitationsLapsed(InvitationsOfProgrammeLapsed):
    name = "programmes.membership_invitations_lapsed"
    label = gettext_lazy("Your invitations have lapsed")

    def title(self) -> str:
        return ngettext(
            "%(number)d invitation to work for %(programme)s has lapsed",
            "%(number)d invitations to work for %(programme)s have lapsed",
            self.number,
        ) % {"number": self.number, "programme": self.programme}

    def action(self) -> tuple[str, str]:
        return _("See the invitations"), PagePath.to("admin:programmes_membershipinvitation_changelist")


@register_notice
@dataclass(frozen=True, kw_only=True)
class ContactInvitationsLapsed(InvitationsLapsed):
    name = "programmes.contact_invitations_lapsed"
    label = gettext_lazy("Your invitations have lapsed")

    organisation: int
    organisation_name: str

    def dedupe_key(self) -> str:
        return f"{self.organisation}:{self.at}"

    def title(self) -> str:
        return ngettext(
            "%(number)d invitation to speak for %(organisation)s has lapsed",
            "%(number)d invitations to speak for %(organisation)s have lapsed",
            self.number,
        ) % {"number": self.number, "organisation": self.organisation_name}

    def action(self) -> tuple[str, str]:
        return _("See the invitations"), PagePath.to("programmes:organisation_contacts", self.organisation)
