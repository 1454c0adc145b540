"""Where each of the portal's people begins, and what they can do there: the one table of it.

Thirteen come with something in mind: talent, pupil, guardian, teacher, company contact,
mentor, guest, paper participant, trainer, adviser, coordinator, evaluator, operator. A visitor is none of them yet; an
assistant does a part of the coordinator's work; a pupil whose guardian has not agreed may do less than one whose
guardian has. Each thing is shown only to who has the right to it: what decides is the matrix, never a flag.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass

from django.contrib.auth.models import AnonymousUser
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from evaluation.models import ParticipantRecord
from events.models import Equipment, Event, Reservation
from matching.models import Application, Placement, Posting, Talent
from mentoring.models import Mentor
from portal.core.links import Link
from portal.notifications.models import Notification
from portal.privacy.models import RetentionRun
from portal.users.models import User
from programmes.access import Access, access_of, may
from programmes.extensions import RolePage
from programmes.models import Contact, Enrolment, Organisation, Programme
from programmes.roles import Role
from programmes.scoping import sees_public

Reader = User | AnonymousUser
Right = Callable[[Reader], bool]
Page = str | Callable[[Reader], str]


@dataclass(frozen=True)
class Thing:
    """What somebody can do: what it is called, where it is done, and the right that it needs."""

    label: str | Promise
    page: Page
    right: Right

    def link(self, reader: Reader) -> Link:
        page = self.page
        return Link(reverse(page) if isinstance(page, str) else page(reader), self.label)


@dataclass(frozen=True)
class FirstPage:
    """Where the holders of these roles begin. `title` says as what they are here."""

    key: str
    title: str | Promise
    page: str
    roles: frozenset[Role]
    things: tuple[Thing, ...]

    def is_of(self, access: Access) -> bool:
        """The operator is who may do what no role grants: look after accounts."""
        return bool(self.roles & access.roles) or (not self.roles and access.administers("view", User))


# --- Rights ----------------------------------------------------------------------------------------------------------


def _everybody(_reader: Reader) -> bool:
    return True


def _own(action: str, model: type[Model]) -> Right:
    return lambda reader: may(reader, action, model)


def _in_admin(action: str, model: type[Model]) -> Right:
    return lambda reader: access_of(reader).administers(action, model)


def _as_contact(action: str, model: type[Model]) -> Right:
    return lambda reader: bool(access_of(reader).organisation_ids(action, model))


def _sees_offers(reader: Reader) -> bool:
    return sees_public(reader, Placement)


def _evaluates(reader: Reader) -> bool:
    return access_of(reader).reaches("evaluate", Programme)


# --- Addresses -------------------------------------------------------------------------------------------------------


def _list_of(model: type[Model]) -> str:
    return f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist"


def _form_of(model: type[Model]) -> str:
    return f"admin:{model._meta.app_label}_{model._meta.model_name}_add"


def _of_organisation(page: str, action: str, model: type[Model]) -> Callable[[Reader], str]:
    """The page of the first organisation in which the person may do this."""
    return lambda reader: reverse(page, args=[min(access_of(reader).organisation_ids(action, model))])


def _offers_of(*kinds: str) -> Callable[[Reader], str]:
    query = "&".join(f"kind={kind}" for kind in kinds)
    return lambda _reader: f"{reverse('matching:offer_list')}?{query}"


def _of_programme(page: str) -> Callable[[Reader], str]:
    """The page of the programme that the person evaluates; where there are several, or none yet, all of them."""

    def address(reader: Reader) -> str:
        slug = _only_evaluated(reader)
        return reverse(page, args=[slug]) if slug else reverse("evaluation:home")

    return address


def _only_evaluated(reader: Reader) -> str | None:
    """Read once for all things of a page."""
    if _ONLY not in reader.__dict__:
        rows = Programme.objects.visible_to(reader, "evaluate").values_list("slug", flat=True)
        found = list(rows[:2])
        reader.__dict__[_ONLY] = found[0] if len(found) == 1 else None
    slug: str | None = reader.__dict__[_ONLY]
    return slug


_ONLY = "_only_evaluated_programme"


# --- Who begins where ------------------------------------------------------------------------------------------------

_PROGRAMMES = Thing(_("See the programmes and whom to ask there"), "programmes:list", _everybody)
_TAKES_PART = Thing(_("See what you take part in"), "programmes:my_programmes", _own("view", Enrolment))
_EVENTS = Thing(_("See what is on in the programmes"), "events:list", _everybody)

FIRST_PAGES: tuple[FirstPage, ...] = (
    FirstPage(
        "operator",
        pgettext_lazy("role", "As operator"),
        "admin:index",
        frozenset(),
        (
            Thing(_("See the accounts"), _list_of(User), _in_admin("view", User)),
            Thing(_("Add a programme"), _form_of(Programme), _in_admin("add", Programme)),
            Thing(
                _("See which messages could not be sent"),
                _list_of(Notification),
                _in_admin("view", Notification),
            ),
            Thing(
                _("See what is deleted by itself, and when"),
                "privacy:retention",
                _in_admin("view", RetentionRun),
            ),
        ),
    ),
    FirstPage(
        "coordinator",
        pgettext_lazy("role", "As coordinator"),
        "admin:index",
        frozenset({Role.COORDINATOR}),
        (
            Thing(
                _("Enter or invite somebody who has no account"),
                _form_of(Enrolment),
                _in_admin("add", Enrolment),
            ),
            Thing(_("See everybody who takes part"), _list_of(Enrolment), _in_admin("change", Enrolment)),
            Thing(
                _("Review what companies want to publish"), _list_of(Posting), _in_admin("publish", Posting)
            ),
            Thing(_("Follow the applications"), _list_of(Application), _in_admin("view", Application)),
            Thing(_("See what the programmes achieve, and make reports"), "evaluation:home", _evaluates),
        ),
    ),
    FirstPage(
        "adviser",
        pgettext_lazy("role", "As adviser"),
        "admin:index",
        frozenset({Role.ADVISER}),
        (
            Thing(_("See who takes part"), _list_of(Enrolment), _in_admin("view", Enrolment)),
            Thing(_("Read what people can and look for"), _list_of(Talent), _in_admin("view", Talent)),
            Thing(_("See how their applications go"), _list_of(Application), _in_admin("view", Application)),
        ),
    ),
    FirstPage(
        "trainer",
        pgettext_lazy("role", "As trainer"),
        "admin:index",
        frozenset({Role.TRAINER}),
        (
            Thing(_("Plan an event"), _form_of(Event), _in_admin("add", Event)),
            Thing(_("Change the events of your programmes"), _list_of(Event), _in_admin("change", Event)),
            Thing(_("See who takes part"), _list_of(Enrolment), _in_admin("view", Enrolment)),
        ),
    ),
    FirstPage(
        "assistant",
        pgettext_lazy("role", "As assistant"),
        "admin:index",
        frozenset({Role.ASSISTANT}),
        (
            Thing(
                _("Enter or invite somebody who has no account"),
                _form_of(Enrolment),
                _in_admin("add", Enrolment),
            ),
            Thing(
                _("Complete the answers for the funder"),
                _list_of(ParticipantRecord),
                _in_admin("change", ParticipantRecord),
            ),
            Thing(
                _("Keep organisations up to date"),
                _list_of(Organisation),
                _in_admin("change", Organisation),
            ),
            Thing(_("Plan an event"), _form_of(Event), _in_admin("add", Event)),
        ),
    ),
    FirstPage(
        "evaluator",
        pgettext_lazy("role", "As evaluator"),
        "evaluation:home",
        frozenset({Role.EVALUATOR}),
        (
            Thing(
                _("See the figures against the targets"), _of_programme("evaluation:programme"), _evaluates
            ),
            Thing(_("Make a report, or download one"), _of_programme("evaluation:reports"), _evaluates),
            Thing(_("Read what the programme is about"), _of_programme("programmes:detail"), _evaluates),
        ),
    ),
    FirstPage(
        "company contact",
        pgettext_lazy("role", "For your organisation"),
        "programmes:organisation_home",
        frozenset({Role.MANAGER, Role.RECRUITER}),
        (
            Thing(_("Write an offer"), "matching:placement_add", _as_contact("add", Placement)),
            Thing(
                _("Answer the people who have applied"),
                "matching:placement_list",
                _as_contact("change", Application),
            ),
            Thing(
                _("Say who you are and what you offer newcomers"),
                _of_organisation("programmes:organisation_edit", "change", Organisation),
                _as_contact("change", Organisation),
            ),
            Thing(
                _("See who speaks for the organisation"),
                _of_organisation("programmes:organisation_contacts", "view", Contact),
                _as_contact("view", Contact),
            ),
            Thing(_("Lend devices to events"), "events:equipment_list", _as_contact("change", Equipment)),
        ),
    ),
    FirstPage(
        "keeper of equipment",
        pgettext_lazy("role", "For your organisation’s equipment"),
        "programmes:organisation_home",
        frozenset({Role.EQUIPMENT}),
        (
            Thing(
                _("Answer who asks, and see when it is out"),
                "events:equipment_list",
                _as_contact("answer", Reservation),
            ),
            Thing(_("Name a device that you lend"), "events:equipment_add", _as_contact("add", Equipment)),
            _EVENTS,
            _PROGRAMMES,
        ),
    ),
    FirstPage(
        "teacher",
        pgettext_lazy("role", "For your school"),
        "programmes:organisation_home",
        frozenset({Role.TEACHER}),
        (
            Thing(
                _("Find company visits and job shadowing for your class"),
                _offers_of("visit", "shadowing"),
                _sees_offers,
            ),
            Thing(_("See how guardians agree"), "privacy:guardians", _everybody),
            Thing(_("Have a guardian's link sent to them again"), "privacy:guardian_link", _everybody),
            _EVENTS,
            _PROGRAMMES,
        ),
    ),
    FirstPage(
        "mentor",
        pgettext_lazy("role", "As mentor"),
        "mentoring:mine",
        frozenset({Role.MENTOR}),
        (
            Thing(
                _("Say whom you can accompany, and how many"),
                "mentoring:mine",
                _own("change", Mentor),
            ),
            _EVENTS,
            _PROGRAMMES,
        ),
    ),
    FirstPage(
        "talent",
        pgettext_lazy("role", "For yourself"),
        "programmes:me",
        frozenset({Role.TALENT}),
        (
            Thing(_("Find offers that fit you"), "matching:offer_list", _sees_offers),
            Thing(_("Say what you can and look for"), "matching:profile", _own("change", Talent)),
            Thing(_("Follow your applications"), "matching:my_applications", _own("view", Application)),
            _TAKES_PART,
        ),
    ),
    FirstPage(
        "pupil",
        pgettext_lazy("role", "For yourself"),
        "programmes:me",
        frozenset({Role.PUPIL}),
        (
            Thing(_("Find a company to look into"), "matching:offer_list", _sees_offers),
            Thing(_("Follow what you have asked for"), "matching:my_applications", _own("view", Application)),
            Thing(_("Say what you like and can"), "matching:profile", _own("change", Talent)),
            _TAKES_PART,
        ),
    ),
    FirstPage(
        "pupil without consent",
        pgettext_lazy("role", "Until your guardian has agreed"),
        "programmes:me",
        frozenset({Role.PUPIL_WITHOUT_CONSENT}),
        (
            Thing(_("See what companies offer pupils"), "matching:offer_list", _sees_offers),
            Thing(_("See how guardians agree"), "privacy:guardians", _everybody),
            _PROGRAMMES,
        ),
    ),
)
"""In the order in which people work: who works for programmes begins there."""


def things_for(reader: Reader, things: Collection[Thing]) -> list[Link]:
    return [thing.link(reader) for thing in things if thing.right(reader)]


def role_pages(request: HttpRequest) -> list[RolePage]:
    """All roles that the person holds, and what they can do in each."""
    access = access_of(request.user)
    return [
        RolePage(
            page.key,
            page.title,
            reverse(page.page),
            things_for(request.user, page.things),
            page.roles,
        )
        for page in FIRST_PAGES
        if page.is_of(access)
    ]


@never_cache
@require_safe
def start(request: HttpRequest) -> HttpResponse:
    """Where the person's work is: there they land after signing in, unless they were on their way to a page."""
    if not request.user.is_authenticated:
        return redirect("home")
    access = access_of(request.user)
    pages = (page.page for page in FIRST_PAGES if page.is_of(access))
    return redirect(next(pages, "programmes:me"))
