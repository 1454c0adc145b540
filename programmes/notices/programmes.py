"""What programmes and organisations say to people."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.core.links import PagePath
from portal.notifications.extensions import Notice, register_notice


@dataclass(frozen=True, kw_only=True)
class OfEnrolment(Notice):
    """Something about one enrolment. `at` tells a second time from the first: people leave and come back."""

    enrolment: int
    programme: str
    slug: str
    at: str

    def dedupe_key(self) -> str:
        return f"{self.enrolment}:{self.at}"


@dataclass(frozen=True, kw_only=True)
class OfBeginning(OfEnrolment):
    """Somebody takes part from now on. `asks_now`: are the funder's questions put at once, or after so many hours?"""

    asks_now: bool = True

    def what_comes(self, with_questions: str) -> str:
        if self.asks_now:
            return with_questions
        return _(
            "Your page shows what comes next: your profile, offers that fit, and how many hours you have."
        )


@register_notice
@dataclass(frozen=True, kw_only=True)
class Joined(OfBeginning):
    name = "programmes.joined"
    label = gettext_lazy("You joined a programme")

    def title(self) -> str:
        return _("You take part in %(programme)s") % {"programme": self.programme}

    def paragraphs(self) -> list[str]:
        return [
            self.what_comes(
                _(
                    "Your page shows what comes next: a few questions about your start, your profile, and offers that "
                    "fit."
                )
            ),
            _("You can leave the programme at any time. What you agreed to is kept with your programmes."),
        ]

    def action(self) -> tuple[str, str]:
        return _("See what comes next"), PagePath.to("programmes:me")


@register_notice
@dataclass(frozen=True, kw_only=True)
class AskedToJoin(OfEnrolment):
    name = "programmes.asked_to_join"
    label = gettext_lazy("Your request to join a programme was received")

    def title(self) -> str:
        return _("%(programme)s has your request to join") % {"programme": self.programme}

    def paragraphs(self) -> list[str]:
        return [_("A coordinator reads it and admits people. We write to you as soon as that has happened.")]

    def action(self) -> tuple[str, str]:
        return _("See your programmes"), PagePath.to("programmes:my_programmes")


@register_notice
@dataclass(frozen=True, kw_only=True)
class Admitted(OfBeginning):
    name = "programmes.admitted"
    label = gettext_lazy("You were admitted to a programme")

    def title(self) -> str:
        return _("%(programme)s has admitted you") % {"programme": self.programme}

    def paragraphs(self) -> list[str]:
        said = _(
            "From today you take part. Your page shows what comes next: a few questions, and offers that fit."
        )
        return [self.what_comes(said)]

    def action(self) -> tuple[str, str]:
        return _("See what comes next"), PagePath.to("programmes:me")


@register_notice
@dataclass(frozen=True, kw_only=True)
class Left(OfEnrolment):
    name = "programmes.left"
    label = gettext_lazy("You left a programme")

    def title(self) -> str:
        return _("You have left %(programme)s") % {"programme": self.programme}

    def paragraphs(self) -> list[str]:
        return [
            _(
                "Your consent for this programme ends with it. Records the funder asks for stay under a pseudonym."
            ),
            _("You can join again as long as the programme takes people in."),
        ]

    def action(self) -> tuple[str, str]:
        return _("See your programmes"), PagePath.to("programmes:my_programmes")


@register_notice
@dataclass(frozen=True, kw_only=True)
class PersonWaits(OfEnrolment):
    """To coordinators. Who it is stands in the admin, not in the message."""

    name = "programmes.person_waits"
    label = gettext_lazy("Somebody asks to join your programme")

    def title(self) -> str:
        return _("Somebody asks to join %(programme)s") % {"programme": self.programme}

    def paragraphs(self) -> list[str]:
        return [_("Admit the person, so that they can take part.")]

    def action(self) -> tuple[str, str]:
        return _("See the request"), PagePath.to("admin:programmes_enrolment_change", self.enrolment)


@register_notice
@dataclass(frozen=True, kw_only=True)
class PersonLeft(OfEnrolment):
    """To coordinators."""

    name = "programmes.person_left"
    label = gettext_lazy("Somebody left your programme")

    def title(self) -> str:
        return _("A person has left %(programme)s") % {"programme": self.programme}

    def paragraphs(self) -> list[str]:
        return [
            _("Check that the answers about the exit are there: the funder asks for them within four weeks.")
        ]

    def action(self) -> tuple[str, str]:
        return _("See the enrolment"), PagePath.to("admin:programmes_enrolment_change", self.enrolment)


@dataclass(frozen=True, kw_only=True)
class OfOrganisation(Notice):
    """Something about one organisation."""

    organisation: int
    organisation_name: str
    at: str

    def dedupe_key(self) -> str:
        return f"{self.organisation}:{self.at}"


@register_notice
@dataclass(frozen=True, kw_only=True)
class OrganisationWaits(OfOrganisation):
    """To coordinators."""

    name = "programmes.organisation_waits"
    label = gettext_lazy("An organisation waits for verification")

    def title(self) -> str:
        return _("%(organisation)s waits for verification") % {"organisation": self.organisation_name}

    def paragraphs(self) -> list[str]:
        return [
            _("Check that the organisation is what it says, then verify it, or decline with a reason."),
            _("It can publish nothing before you have decided."),
        ]

    def action(self) -> tuple[str, str]:
        return _("Check the organisation"), PagePath.to(
            "admin:programmes_organisation_change", self.organisation
        )


@register_notice
@dataclass(frozen=True, kw_only=True)
class OrganisationWithoutManager(OfOrganisation):
    """To coordinators: nobody is left who could let anybody in. `at` is the day, so that it is said once a day."""

    name = "programmes.organisation_without_manager"
    label = gettext_lazy("An organisation has no manager any more")

    def title(self) -> str:
        return _("%(organisation)s has no manager any more") % {"organisation": self.organisation_name}

    def paragraphs(self) -> list[str]:
        return [
            _("The account of the last one has ended or was closed; nobody there can let anybody in."),
            _("Ask the organisation who shall manage it, and invite them or give a contact the role."),
        ]

    def action(self) -> tuple[str, str]:
        return _("Name a manager"), PagePath.to("programmes:organisation_contacts", self.organisation)


@register_notice
@dataclass(frozen=True, kw_only=True)
class OrganisationVerified(OfOrganisation):
    name = "programmes.organisation_verified"
    label = gettext_lazy("Your organisation was verified")

    def title(self) -> str:
        return _("%(organisation)s is verified") % {"organisation": self.organisation_name}

    def paragraphs(self) -> list[str]:
        return [_("You can publish placements now. A coordinator reads each of them before it appears.")]

    def action(self) -> tuple[str, str]:
        return _("Go to your organisation"), PagePath.to("programmes:organisation_home")


@register_notice
@dataclass(frozen=True, kw_only=True)
class OrganisationDeclined(OfOrganisation):
    name = "programmes.organisation_declined"
    label = gettext_lazy("Your organisation was not verified")

    reason: str

    def title(self) -> str:
        return _("%(organisation)s was not verified") % {"organisation": self.organisation_name}

    def paragraphs(self) -> list[str]:
        return [
            _("The reason: %(reason)s") % {"reason": self.reason},
            _("Correct what you have told us; saving it sends it to the coordinators again."),
        ]

    def action(self) -> tuple[str, str]:
        return _("Correct the details"), PagePath.to("programmes:organisation_edit", self.organisation)


@register_notice
@dataclass(frozen=True, kw_only=True)
class BecameContact(OfOrganisation):
    name = "programmes.became_contact"
    label = gettext_lazy("You became a contact of an organisation")

    def title(self) -> str:
        return _("You speak for %(organisation)s now") % {"organisation": self.organisation_name}

    def paragraphs(self) -> list[str]:
        return [
            _("What you can do there depends on your role. If this is a mistake, you can step back there.")
        ]

    def action(self) -> tuple[str, str]:
        return _("Go to your organisation"), PagePath.to("programmes:organisation_home")


@register_notice
@dataclass(frozen=True, kw_only=True)
class InvitedAsContact(OfOrganisation):
    """`at` is the day: an organisation that asks the same person again and again is heard once a day.

    Without a name when nobody has verified the organisation yet: anybody can register one, and write to anybody by it.
    """

    name = "programmes.invited_as_contact"
    label = gettext_lazy("An organisation asks you to speak for it")

    def title(self) -> str:
        if not self.organisation_name:
            return _("An organisation asks you to speak for it")
        return _("%(organisation)s asks you to speak for it") % {"organisation": self.organisation_name}

    def paragraphs(self) -> list[str]:
        return [
            _("You would publish its placements, see who applies and answer them."),
            _("Nothing happens before you agree."),
            _(
                "If you don't know this organisation, decline, or leave it: after a while the question lapses."
            ),
        ]

    def action(self) -> tuple[str, str]:
        return _("Accept or decline"), PagePath.to("programmes:my_invitations")


@register_notice
@dataclass(frozen=True, kw_only=True)
class InvitationAccepted(OfOrganisation):
    """To whoever invited. Who it is stands on the page, not in the message."""

    name = "programmes.invitation_accepted"
    label = gettext_lazy("Somebody you invited speaks for an organisation")

    def title(self) -> str:
        return _("Somebody you invited speaks for %(organisation)s now") % {
            "organisation": self.organisation_name
        }

    def paragraphs(self) -> list[str]:
        return [_("They have accepted your invitation and stand among the contacts.")]

    def action(self) -> tuple[str, str]:
        return _("See the contacts"), PagePath.to("programmes:organisation_contacts", self.organisation)


@register_notice
@dataclass(frozen=True, kw_only=True)
class BecameMember(Notice):
    name = "programmes.became_member"
    label = gettext_lazy("You work for a programme")
    is_duty = True

    programme: str
    slug: str
    role: str
    at: str

    def dedupe_key(self) -> str:
        return f"{self.slug}:{self.role}:{self.at}"

    def title(self) -> str:
        return _("You have a role in %(programme)s") % {"programme": self.programme}

    def paragraphs(self) -> list[str]:
        return [
            _(
                "Whoever works for a programme signs in with a second factor. Set it up once, then you have access."
            )
        ]

    def action(self) -> tuple[str, str]:
        return _("Go to your page"), PagePath.to("programmes:me")


@register_notice
@dataclass(frozen=True, kw_only=True)
class InvitedAsMember(Notice):
    """`at` is the day: a programme that asks the same person again and again is heard once a day."""

    name = "programmes.invited_as_member"
    label = gettext_lazy("A programme asks you to work for it")

    programme: str
    slug: str
    role: str
    at: str

    def dedupe_key(self) -> str:
        return f"{self.slug}:{self.role}:{self.at}"

    def title(self) -> str:
        return _("%(programme)s asks you to work for it") % {"programme": self.programme}

    def paragraphs(self) -> list[str]:
        return [
            _("Nothing happens before you agree."),
            _("If you don't know this programme, decline, or leave it: after a while the question lapses."),
        ]

    def action(self) -> tuple[str, str]:
        return _("Accept or decline"), PagePath.to("programmes:my_invitations")


@register_notice
@dataclass(frozen=True, kw_only=True)
class MemberAccepted(Notice):
    """To whoever invited. Who it is stands on the page, not in the message."""

    name = "programmes.member_accepted"
    label = gettext_lazy("Somebody you invited works for your programme")

    membership: int
    programme: str
    slug: str
    at: str

    def dedupe_key(self) -> str:
        return f"{self.membership}:{self.at}"

    def title(self) -> str:
        return _("Somebody you invited works for %(programme)s now") % {"programme": self.programme}

    def paragraphs(self) -> list[str]:
        return [_("They have accepted your invitation and stand among the staff.")]

    def action(self) -> tuple[str, str]:
        return _("See the staff"), PagePath.to("admin:programmes_membership_change", self.membership)
