"""What every address answers, and to whom. An address that is missing here fails `test_urls.py`.

Rights are not typed here but read from the matrix in `programmes/roles.py`: a rule says which action on which model
an address stands for, and `world.py` says which rows are whose.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from programmes.models import Contact
from programmes.roles import CONTACT_ROLES, Reach, Role
from tests.architecture.world import GUARDIAN_TOKEN, Persona, Row, World

PAGE, LOGIN, REFUSED, UNKNOWN = "a page", "sign in first", "403 refused", "404 not found"
ELSEWHERE, CONFIRM = "led elsewhere", "confirm that it is you"
WRONG_METHOD, NOT_SIGNED_IN = "405 wrong method", "401 not signed in"


@dataclass(frozen=True)
class Case:
    """One request and the answer it must get."""

    name: str
    kwargs: dict[str, Any]
    expected: str


@dataclass(frozen=True, kw_only=True)
class Rule:
    method: str = "get"
    answer: str = PAGE
    visitors: str = LOGIN
    kwargs: Callable[[World], dict[str, Any]] = field(default=lambda world: {})

    def cases(self, world: World, persona: Persona) -> Iterator[Case]:
        yield Case("", self.kwargs(world), self.expected(persona))

    def expected(self, persona: Persona) -> str:
        raise NotImplementedError


@dataclass(frozen=True, kw_only=True)
class Everybody(Rule):
    """The same for all, signed in or not."""

    def expected(self, persona: Persona) -> str:
        return self.answer


@dataclass(frozen=True, kw_only=True)
class SignedIn(Rule):
    """One's own page, whoever one is."""

    def expected(self, persona: Persona) -> str:
        return self.visitors if persona.is_visitor else self.answer


@dataclass(frozen=True, kw_only=True)
class WithConsent(SignedIn):
    """Not for a pupil whose guardian has not agreed."""

    def expected(self, persona: Persona) -> str:
        return REFUSED if persona.role == Role.PUPIL_WITHOUT_CONSENT else super().expected(persona)


@dataclass(frozen=True, kw_only=True)
class Only(Rule):
    """A page that means something to one role only; what all others get is said here."""

    roles: tuple[Role, ...]
    others: str

    def expected(self, persona: Persona) -> str:
        if persona.is_visitor:
            return self.visitors
        return self.answer if persona.role in self.roles else self.others


@dataclass(frozen=True, kw_only=True)
class OnModel(Rule):
    """For whoever holds the right on any row at all."""

    label: str
    action: str

    def expected(self, persona: Persona) -> str:
        if persona.is_visitor:
            return self.visitors
        return self.answer if persona.grants(self.action, self.label) else REFUSED


@dataclass(frozen=True, kw_only=True)
class OnRow(Rule):
    """For whoever holds the right on the row: 404 for whom it isn't there, 403 for who sees it but may not.

    `only` narrows to one reach: a person's own participation is theirs even from their coordinator. `public`
    says that visitors are answered like everybody else, by what they see.
    """

    label: str
    action: str = "view"
    only: Reach | None = None
    public: bool = False
    args: Callable[[Row], dict[str, Any]] = field(default=lambda row: {"pk": row.target.pk})
    having: Callable[[Row], bool] = field(default=lambda row: True)

    def cases(self, world: World, persona: Persona) -> Iterator[Case]:
        for row in filter(self.having, world.rows[self.label]):
            yield Case(row.name, self.args(row), self.expected_on(row, persona))

    def expected_on(self, row: Row, persona: Persona) -> str:
        if persona.is_visitor and not self.public:
            return self.visitors
        if not row.allows(persona, "view", self.only):
            # a right to act on what one may not look at, as evaluators have on figures, shows the page as well
            return self.answer if row.allows(persona, self.action, self.only) else UNKNOWN
        if persona.is_visitor and self.visitors != LOGIN:
            return self.visitors
        return self.answer if row.allows(persona, self.action, self.only) else REFUSED


@dataclass(frozen=True, kw_only=True)
class OnOwnExport(OnRow):
    """For who asked for it and nobody else: neither colleagues nor the operator."""

    label: str = "programmes.export"

    def expected_on(self, row: Row, persona: Persona) -> str:
        if persona.is_visitor:
            return self.visitors
        return self.answer if persona.role in row.owners else UNKNOWN


@dataclass(frozen=True, kw_only=True)
class OwnParticipation(OnRow):
    """The address names the programme alone, so it is about everybody's own enrolment in it."""

    label: str = "programmes.enrolment"
    only: Reach | None = Reach.OWN

    def cases(self, world: World, persona: Persona) -> Iterator[Case]:
        rows = world.rows[self.label]
        everybody = frozenset().union(*(row.owners for row in rows))
        for row in (replace(rows[0], owners=everybody), rows[-1]):
            kwargs = {"slug": row.target.programme.slug}
            yield Case(row.name, kwargs, self.expected_on(row, persona))


@dataclass(frozen=True, kw_only=True)
class Contacts(OnRow):
    """For whoever sees the organisation and may read who speaks for it."""

    def expected_on(self, row: Row, persona: Persona) -> str:
        contacts = replace(row, target=Contact())
        answer = super().expected_on(row, persona)
        return REFUSED if answer == PAGE and not contacts.allows(persona, "view") else answer


@dataclass(frozen=True, kw_only=True)
class Step(OnRow):
    """Each side has steps of its own."""

    label: str = "matching.application"
    action: str = "change"

    def cases(self, world: World, persona: Persona) -> Iterator[Case]:
        state = "withdrawn" if persona.role == Role.TALENT else "declined"
        for row in world.rows[self.label]:
            yield Case(row.name, {"pk": row.target.pk, "state": state}, self.expected_on(row, persona))


@dataclass(frozen=True, kw_only=True)
class Invite(OnRow):
    """For the company alone, and led back while it has not looked at the application."""

    label: str = "matching.application"

    def expected_on(self, row: Row, persona: Persona) -> str:
        answer = super().expected_on(row, persona)
        if answer != PAGE:
            return answer
        speaks = persona.role in CONTACT_ROLES and row.is_of_own_organisation
        return ELSEWHERE if speaks else REFUSED


@dataclass(frozen=True, kw_only=True)
class Callers(OnRow):
    """For the side that has called the appointment; who is invited is led back."""

    label: str = "programmes.appointment"
    action: str = "change"

    def expected_on(self, row: Row, persona: Persona) -> str:
        answer = super().expected_on(row, persona)
        return ELSEWHERE if answer == PAGE and persona.role == Role.TALENT else answer


@dataclass(frozen=True, kw_only=True)
class InConversation(OnRow):
    """For who stands on one of its sides: the applicant, and whoever recruits for the organisation."""

    label: str = "programmes.messagereport"

    def expected_on(self, row: Row, persona: Persona) -> str:
        if persona.is_visitor:
            return self.visitors
        recruits = row.is_own and persona.role in CONTACT_ROLES
        return self.answer if recruits or persona.role in row.owners else UNKNOWN


@dataclass(frozen=True, kw_only=True)
class Apply(OnRow):
    """For whoever may apply at all, on an open offer that they see; once only."""

    def expected_on(self, row: Row, persona: Persona) -> str:
        if not row.allows(persona, "view"):
            return UNKNOWN
        if persona.is_visitor:
            return PAGE if row.is_public else ELSEWHERE
        if persona.role == Role.PUPIL_WITHOUT_CONSENT:
            return PAGE if row.is_public else REFUSED  # who is shown what is missing
        if not persona.grants("add", "matching.application"):
            return REFUSED
        has_applied = persona.role == Role.TALENT and row.is_own
        return PAGE if row.is_public and not has_applied else ELSEWHERE


def slug(row: Row) -> dict[str, Any]:
    return {"slug": row.target.slug}


PUBLIC: dict[str, Rule] = {
    "readyz": Everybody(),
    "qr": Everybody(answer=UNKNOWN),  # without an address to say
    "style": Everybody(),
    "style_towns": Everybody(),
    "set_language": Everybody(method="post", answer=ELSEWHERE),
    "users:display": Everybody(),
    "users:demo_login": Everybody(method="post", answer=UNKNOWN),  # nobody is named
    "notifications:demo_mail": Everybody(),
    "notifications:demo_mail_detail": Everybody(answer=UNKNOWN, kwargs=lambda world: {"name": "none"}),
    "notifications:unsubscribe": Everybody(kwargs=lambda world: {"token": world.stop_token}),
    "privacy:privacy": Everybody(),
    "privacy:accessibility": Everybody(),
    "privacy:imprint": Everybody(),
    "privacy:guardians": Everybody(),
    "privacy:guardian_link": Everybody(),
    "privacy:guardian": Everybody(kwargs=lambda world: {"token": GUARDIAN_TOKEN}),
    "privacy:certificate": Everybody(kwargs=lambda world: {"code": world.erasure.code}),
    "home": Everybody(),
    "start": Everybody(answer=ELSEWHERE),
    "programmes:list": Everybody(),
    "programmes:colours": Everybody(),
    "matching:offer_list": Everybody(),
    "matching:offer_feed": Everybody(),
    "matching:offer_suggestions": Everybody(),
    "matching:place_suggestions": Everybody(),
    "events:list": Everybody(),
    "events:month": Everybody(),
    "events:calendar": Everybody(),
    "events:feed": Everybody(),
}

OWN: dict[str, Rule] = {
    "users:settings": SignedIn(),
    "notifications:inbox": SignedIn(),
    "notifications:preferences": SignedIn(),
    "notifications:mark_all_read": SignedIn(method="post", answer=ELSEWHERE),
    "notifications:open": Only(
        roles=(Role.TALENT,),
        answer=ELSEWHERE,
        others=UNKNOWN,
        kwargs=lambda world: {"pk": world.message.pk},
    ),
    "privacy:mine": SignedIn(),
    "privacy:withdraw": Only(
        method="post",
        roles=(Role.TALENT,),
        answer=ELSEWHERE,
        others=UNKNOWN,
        kwargs=lambda world: {"pk": world.consent.pk},
    ),
    "privacy:retention": OnModel(label="privacy.retentionrun", action="view"),
    "privacy:retention_period": OnModel(
        label="privacy.retentionperiod", action="change", kwargs=lambda world: {"rule": "notifications"}
    ),
    "privacy:copy": SignedIn(),
    "privacy:copy_fetch": SignedIn(answer=UNKNOWN, kwargs=lambda world: {"pk": 0}),  # nobody here has asked
    "privacy:erase": SignedIn(answer=CONFIRM),
    "privacy:letters": SignedIn(),
    "privacy:letter": Only(
        roles=(Role.COORDINATOR, Role.TALENT),  # who coordinates the person, and who it is
        answer=CONFIRM,
        others=UNKNOWN,
        kwargs=lambda world: {"pk": world.user(Role.TALENT).pk},
    ),
    "privacy:take_back": SignedIn(method="post", answer=UNKNOWN),  # nobody here has asked
    "programmes:me": SignedIn(),
    "programmes:my_programmes": SignedIn(),
    "programmes:my_invitations": SignedIn(),
    "programmes:invitation_accept": Only(
        method="post",
        roles=(Role.TALENT,),
        answer=ELSEWHERE,
        others=UNKNOWN,
        kwargs=lambda world: {"pk": world.invitation.pk},
    ),
    "programmes:invitation_decline": Only(
        method="post",
        roles=(Role.TALENT,),
        answer=ELSEWHERE,
        others=UNKNOWN,
        kwargs=lambda world: {"pk": world.invitation.pk},
    ),
    "programmes:membership_accept": Only(
        method="post",
        roles=(Role.TALENT,),
        answer=ELSEWHERE,
        others=UNKNOWN,
        kwargs=lambda world: {"pk": world.membership_invitation.pk},
    ),
    "programmes:membership_decline": Only(
        method="post",
        roles=(Role.TALENT,),
        answer=ELSEWHERE,
        others=UNKNOWN,
        kwargs=lambda world: {"pk": world.membership_invitation.pk},
    ),
    "programmes:participation_decline": SignedIn(
        method="post", answer=UNKNOWN, kwargs=lambda world: {"pk": 0}
    ),  # for the owner of the address alone: tests/programmes/views/test_invitation.py
    "programmes:person_claim": SignedIn(method="post", answer=UNKNOWN, kwargs=lambda world: {"pk": 0}),
    "programmes:organisation_home": SignedIn(),
    "matching:skill_suggestions": SignedIn(),
    "programmes:region_suggestions": SignedIn(),
    "programmes:town_suggestions": SignedIn(),
    "matching:placement_list": Only(roles=CONTACT_ROLES, others=ELSEWHERE),
    "matching:placement_add": Only(roles=CONTACT_ROLES, others=ELSEWHERE),
    "events:hosted_list": Only(roles=CONTACT_ROLES, others=ELSEWHERE),
    "events:hosted_add": Only(roles=CONTACT_ROLES, others=ELSEWHERE),
    "events:equipment_list": Only(roles=(Role.MANAGER, Role.EQUIPMENT), others=ELSEWHERE),
    "events:equipment_add": Only(roles=(Role.MANAGER, Role.EQUIPMENT), others=ELSEWHERE),
}


def _is_from_host(row: Row) -> bool:
    return bool(row.target.is_from_host)


BY_THE_MATRIX: dict[str, Rule] = {
    "programmes:detail": OnRow(label="programmes.programme", args=slug, public=True, visitors=PAGE),
    "programmes:colour": OnRow(label="programmes.programme", args=slug, public=True, visitors=PAGE),
    "programmes:programme_picture": OnRow(
        label="programmes.programme",
        args=lambda row: {"slug": row.target.slug, "language": "de", "digest": "older"},
        public=True,
        visitors=ELSEWHERE,
        answer=ELSEWHERE,
        having=lambda row: row.target.is_public,
    ),
    "programmes:logo": OnRow(
        label="programmes.programme",
        args=slug,
        public=True,
        visitors=PAGE,
        having=lambda row: bool(row.target.logo),
    ),
    "programmes:organisation_logo": OnRow(
        label="programmes.organisation",
        public=True,
        visitors=PAGE,
        having=lambda row: bool(row.target.logo),
    ),
    "programmes:funding_logo": OnRow(
        label="programmes.funding",
        args=lambda row: {"slug": row.target.programme.slug, "pk": row.target.pk},
        public=True,
        visitors=PAGE,
    ),
    "programmes:join": OnRow(label="programmes.programme", args=slug, public=True, visitors=ELSEWHERE),
    "programmes:leave": OwnParticipation(action="change"),
    "events:event_equipment": OnRow(label="events.event", action="change"),
    "events:handover_list": OnModel(label="events.reservation", action="change"),
    "events:hosted_detail": OnRow(label="events.event", action="change", having=_is_from_host),
    "events:hosted_edit": OnRow(label="events.event", action="change", having=_is_from_host),
    "events:hosted_submit": OnRow(label="events.event", action="change", having=_is_from_host),
    "events:equipment_detail": OnRow(label="events.equipment", action="change"),
    "events:equipment_edit": OnRow(label="events.equipment", action="change"),
    "events:reservation_detail": OnRow(label="events.reservation", action="answer"),
    "events:reservation_step": OnRow(
        label="events.reservation",
        action="answer",
        args=lambda row: {"pk": row.target.pk, "step": "confirm"},
    ),
    "events:class_booking": OnRow(label="events.classbooking", action="change"),
    "events:class_sheet": OnRow(label="events.classbooking", action="change"),
    "events:class_step": OnRow(
        label="events.classbooking",
        action="change",
        args=lambda row: {"pk": row.target.pk, "step": "cancel"},
    ),
    "events:table_list": OnModel(label="events.table", action="change"),
    "events:class_visits": OnModel(label="events.classbooking", action="answer"),
    "events:class_visit": OnRow(label="events.classbooking", action="answer"),
    "events:class_visit_step": OnRow(
        label="events.classbooking",
        action="answer",
        args=lambda row: {"pk": row.target.pk, "step": "confirm"},
    ),
    "mentoring:mine": OnModel(label="mentoring.mentor", action="change"),
    "mentoring:mentor_edit": OnRow(label="mentoring.mentor", action="change", only=Reach.OWN),
    "programmes:organisation_register": OnModel(
        label="programmes.organisation", action="add", visitors=ELSEWHERE
    ),
    "programmes:organisation_detail": OnRow(label="programmes.organisation", public=True, visitors=PAGE),
    "programmes:organisation_edit": OnRow(label="programmes.organisation", action="change"),
    "programmes:organisation_contacts": Contacts(label="programmes.organisation"),
    "programmes:contact_remove": OnRow(
        label="programmes.contact",
        action="delete",
        args=lambda row: {"pk": row.target.organisation_id, "contact_pk": row.target.pk},
    ),
    "programmes:contact_approve": OnRow(
        method="post",
        answer=CONFIRM,
        label="programmes.contact",
        action="change",
        args=lambda row: {"pk": row.target.organisation_id, "contact_pk": row.target.pk},
    ),
    "programmes:contact_role": OnRow(
        label="programmes.contact",
        action="change",
        args=lambda row: {"pk": row.target.organisation_id, "contact_pk": row.target.pk},
    ),
    "programmes:bulk_act": OnRow(label="programmes.bulkact"),
    "programmes:bulk_act_start": OnModel(
        label="programmes.organisation",
        action="verify",
        kwargs=lambda world: {"kind": "verify-organisations"},
    ),
    "programmes:export_list": OnModel(label="programmes.organisation", action="export"),
    "programmes:export_detail": OnOwnExport(),
    "programmes:export_fetch": OnOwnExport(answer=CONFIRM),
    "programmes:export_retry": OnOwnExport(method="post", answer=CONFIRM),
    "programmes:export_discard": OnOwnExport(method="post", answer=ELSEWHERE),
    "programmes:import_list": OnModel(label="programmes.organisation", action="import"),
    "programmes:import_template": OnModel(
        label="programmes.organisation", action="import", kwargs=lambda world: {"name": "organisation"}
    ),
    "programmes:import_detail": OnRow(label="programmes.import"),
    "programmes:import_confirm": OnRow(
        label="programmes.import", action="change", method="post", answer=CONFIRM
    ),
    "programmes:import_undo": OnRow(
        label="programmes.import", action="change", method="post", answer=CONFIRM
    ),
    "programmes:import_discard": OnRow(
        label="programmes.import", action="change", method="post", answer=ELSEWHERE
    ),
    "programmes:invitation_again": OnRow(
        method="post",
        answer=ELSEWHERE,
        label="programmes.contactinvitation",
        action="delete",
        args=lambda row: {"pk": row.target.organisation_id, "invitation_pk": row.target.pk},
    ),
    "programmes:invitation_withdraw": OnRow(
        method="post",
        answer=CONFIRM,
        label="programmes.contactinvitation",
        action="delete",
        args=lambda row: {"pk": row.target.organisation_id, "invitation_pk": row.target.pk},
    ),
    "matching:profile": OnModel(label="matching.talent", action="add"),
    "matching:profile_preview": OnModel(label="matching.talent", action="add"),
    "matching:profile_step": OnModel(
        label="matching.talent", action="add", kwargs=lambda world: {"step": "wishes"}
    ),
    "matching:cv_add": OnModel(label="matching.document", action="add"),
    "matching:cv_download": OnRow(label="matching.document"),
    "matching:cv_delete": OnRow(label="matching.document", action="delete"),
    "matching:offer_detail": OnRow(
        label="matching.placement",
        args=lambda row: {"pk": row.target.pk, "slug": row.target.slug},
        public=True,
        visitors=PAGE,
    ),
    "matching:offer_picture": OnRow(
        label="matching.placement",
        args=lambda row: {"pk": row.target.pk, "language": "de", "digest": "older"},
        public=True,
        visitors=ELSEWHERE,
        answer=ELSEWHERE,
        having=lambda row: row.target.is_on_show,
    ),
    "matching:apply": Apply(
        label="matching.placement", args=lambda row: {"pk": row.target.pk, "slug": row.target.slug}
    ),
    # who bookmarks what: tests/matching/views/test_bookmarks.py
    "matching:offer_bookmark": Everybody(answer=UNKNOWN, kwargs=lambda world: {"pk": 0}),
    "matching:my_bookmarks": OnModel(label="matching.bookmark", action="view"),
    # whose searches are reached by whom: tests/matching/views/test_saved_searches.py
    "matching:search_save": OnModel(label="matching.savedsearch", action="add", visitors=PAGE),
    "matching:my_searches": OnModel(label="matching.savedsearch", action="view"),
    "matching:search_offers": SignedIn(answer=UNKNOWN, kwargs=lambda world: {"pk": 0}),
    **{
        f"matching:search_{act}": SignedIn(method="post", answer=UNKNOWN, kwargs=lambda world: {"pk": 0})
        for act in ("change", "mend", "renew", "remove", "bring_back")
    },
    "matching:search_feed": Everybody(answer=UNKNOWN, kwargs=lambda world: {"token": "unknown"}),
    "matching:my_applications": OnModel(label="matching.application", action="view"),
    "matching:application_detail": OnRow(label="matching.application"),
    "matching:application_step": Step(),
    "matching:interview_invite": Invite(),
    "programmes:appointment_choose": OnRow(
        label="programmes.appointment", action="change", method="post", answer=ELSEWHERE
    ),
    "programmes:appointment_others": OnRow(label="programmes.appointment", action="change"),
    "programmes:appointment_place": Callers(),
    "programmes:appointment_cancel": OnRow(label="programmes.appointment", action="change"),
    "programmes:appointment_file": OnRow(label="programmes.appointment", action="change", answer=UNKNOWN),
    "programmes:my_dates": SignedIn(),
    "programmes:renew_calendar_address": WithConsent(method="post", answer=ELSEWHERE),
    "programmes:calendar_feed": Everybody(answer=UNKNOWN, kwargs=lambda world: {"token": "unknown"}),
    # by whom, once a place is taken: tests/matching/views/test_arrivals.py
    # who reads a conversation and who doesn't: tests/programmes/views/test_conversations.py
    "programmes:my_conversations": SignedIn(),
    "programmes:organisation_conversations": SignedIn(answer=UNKNOWN, kwargs=lambda world: {"pk": 0}),
    "programmes:conversation": InConversation(args=lambda row: {"pk": row.target.message.conversation_id}),
    "programmes:conversation_block": InConversation(
        args=lambda row: {"pk": row.target.message.conversation_id}
    ),
    "programmes:message_report": InConversation(args=lambda row: {"pk": row.target.message_id}),
    "programmes:message_file": SignedIn(answer=UNKNOWN, kwargs=lambda world: {"pk": 0}),
    "matching:application_conversation": SignedIn(answer=UNKNOWN, kwargs=lambda world: {"pk": 0}),
    "matching:show_name": SignedIn(method="post", answer=UNKNOWN, kwargs=lambda world: {"pk": 0}),
    "matching:in_charge": SignedIn(method="post", answer=UNKNOWN, kwargs=lambda world: {"pk": 0}),
    "matching:first_day": SignedIn(answer=UNKNOWN, kwargs=lambda world: {"pk": 0}),
    "matching:first_day_confirm": SignedIn(method="post", answer=UNKNOWN, kwargs=lambda world: {"pk": 0}),
    "matching:arrival_answer": SignedIn(answer=UNKNOWN, kwargs=lambda world: {"pk": 0}),
    "matching:arrival_link": Everybody(answer=UNKNOWN, kwargs=lambda world: {"token": "none"}),
    # who registers for what, and whose link leads where: tests/events/views/test_registrations.py
    "events:register": Everybody(answer=UNKNOWN, kwargs=lambda world: {"pk": 0}),
    "events:class_consent": Everybody(answer=UNKNOWN, kwargs=lambda world: {"token": "none"}),
    "events:class_book": SignedIn(answer=UNKNOWN, kwargs=lambda world: {"pk": 0}),
    "events:registration": Everybody(answer=UNKNOWN, kwargs=lambda world: {"token": "none"}),
    "events:registration_file": Everybody(answer=UNKNOWN, kwargs=lambda world: {"token": "none"}),
    # whose wishes and meetings: tests/events/views/test_matchmaking.py
    "events:registration_meetings": Everybody(answer=UNKNOWN, kwargs=lambda world: {"token": "none"}),
    "events:table_detail": SignedIn(answer=UNKNOWN, kwargs=lambda world: {"pk": 0}),
    "events:meeting_grid": SignedIn(answer=UNKNOWN, kwargs=lambda world: {"pk": 0}),
    "events:table_signs": SignedIn(answer=UNKNOWN, kwargs=lambda world: {"pk": 0}),
    # who stands at the door, and whose ticket it is: tests/events/views/test_attendance.py
    "events:ticket_code": Everybody(answer=UNKNOWN, kwargs=lambda world: {"token": "none"}),
    "events:ticket_file": Everybody(answer=UNKNOWN, kwargs=lambda world: {"token": "none"}),
    "events:attend": Everybody(answer=UNKNOWN, kwargs=lambda world: {"token": "none"}),
    "events:ticket": SignedIn(answer=UNKNOWN, kwargs=lambda world: {"code": "none"}),
    "events:check_in_worker": Everybody(),
    "events:check_in_event": SignedIn(answer=UNKNOWN, kwargs=lambda world: {"pk": 0}),
    "events:check_in": SignedIn(answer=UNKNOWN, kwargs=lambda world: {"pk": 0}),
    "events:presence": SignedIn(answer=UNKNOWN, kwargs=lambda world: {"pk": 0, "registration": 0}),
    "events:scans": SignedIn(method="post", answer=UNKNOWN, kwargs=lambda world: {"pk": 0}),
    "events:meeting_code": SignedIn(answer=UNKNOWN, kwargs=lambda world: {"pk": 0}),
    "events:signatures": SignedIn(answer=UNKNOWN, kwargs=lambda world: {"pk": 0}),
    "events:signed_list": SignedIn(answer=UNKNOWN, kwargs=lambda world: {"pk": 0}),
    # who may have the paper, and what everybody reads: tests/events/views/test_certificates.py
    "events:certificate": Everybody(answer=UNKNOWN, kwargs=lambda world: {"code": "none"}),
    "events:result": SignedIn(answer=UNKNOWN, kwargs=lambda world: {"pk": 0}),
    "events:certificate_file": Everybody(
        answer=UNKNOWN, kwargs=lambda world: {"token": "none", "code": "none", "language": "de"}
    ),
    "matching:arriving_tick": SignedIn(method="post", answer=UNKNOWN, kwargs=lambda world: {"pk": 0}),
    "matching:placement_detail": OnRow(label="matching.placement", action="change"),
    "matching:placement_edit": OnRow(label="matching.placement", action="change"),
    "matching:placement_preview": OnRow(label="matching.placement", action="change"),
    "matching:placement_extend": OnRow(label="matching.placement", action="change"),
    "matching:placement_answers": OnRow(
        label="matching.placement",
        action="change",
        method="post",
        answer=ELSEWHERE,
        args=lambda row: {"pk": row.target.pk, "state": "declined"},
    ),
    "matching:placement_submit": OnRow(label="matching.placement", action="change"),
    "matching:placement_pause": OnRow(label="matching.placement", action="change"),
    "matching:placement_resume": OnRow(label="matching.placement", action="change"),
    "matching:placement_close": OnRow(label="matching.placement", action="change"),
    "matching:placement_discard": OnRow(label="matching.placement", action="change"),
    "events:detail": OnRow(label="events.event", public=True, visitors=PAGE),
    "events:file": OnRow(label="events.event", public=True, visitors=PAGE),
    # which programmes' events stand there, and who may frame it: tests/events/views/test_embed.py
    "events:embed": Everybody(answer=UNKNOWN),
    "events:picture": OnRow(
        label="events.event", public=True, visitors=PAGE, having=lambda row: bool(row.target.picture)
    ),
    "events:share_picture": OnRow(
        label="events.event",
        args=lambda row: {"pk": row.target.pk, "language": "de", "digest": "older"},
        public=True,
        visitors=ELSEWHERE,
        answer=ELSEWHERE,
        having=lambda row: row.target.is_for_everybody,
    ),
    "evaluation:entry_questions": OwnParticipation(),
    "evaluation:exit_questions": OwnParticipation(),
    "evaluation:home": OnModel(label="programmes.programme", action="evaluate"),
    "evaluation:enrolments_chart": OnModel(label="programmes.enrolment", action="evaluate"),
    "evaluation:programme": OnRow(label="programmes.programme", action="evaluate", args=slug),
    "evaluation:reports": OnRow(label="programmes.programme", action="evaluate", args=slug),
    "evaluation:four_weeks": OnRow(label="programmes.programme", action="evaluate", args=slug),
    "evaluation:indicator": OnRow(
        label="programmes.programme",
        action="evaluate",
        args=lambda row: {"slug": row.target.slug, "code": "EECO01"},
    ),
    "evaluation:trend_chart": OnRow(
        label="programmes.programme",
        action="evaluate",
        args=lambda row: {"slug": row.target.slug, "code": "EECO01"},
    ),
    "evaluation:report_detail": OnRow(label="evaluation.report"),
    "evaluation:report_retry": OnRow(
        label="evaluation.report", action="add", method="post", answer=ELSEWHERE
    ),
    "evaluation:report_download": OnRow(
        label="evaluation.report",
        action="download",
        args=lambda row: {"pk": row.target.pk, "kind": "csv"},
        answer=CONFIRM,
    ),
}


@dataclass(frozen=True, kw_only=True)
class ByHand(Rule):
    """Sign-in's own pages: one answer for visitors, one for whoever is signed in."""

    def expected(self, persona: Persona) -> str:
        return self.visitors if persona.is_visitor else self.answer


VISITORS_ONLY = ByHand(visitors=PAGE, answer=ELSEWHERE)
CONFIRMED = ByHand(answer=CONFIRM)
NOT_SET_UP = ByHand(answer=UNKNOWN)

SIGN_IN: dict[str, Rule] = {
    "account_login": VISITORS_ONLY,
    "account_logout": ByHand(visitors=ELSEWHERE),
    "account_signup": VISITORS_ONLY,
    "account_inactive": Everybody(),
    "account_reauthenticate": SignedIn(),
    "account_email": SignedIn(),
    "account_email_verification_sent": Everybody(),
    "account_confirm_email": Everybody(kwargs=lambda world: {"key": "none"}),
    "account_change_password": SignedIn(),
    "account_set_password": SignedIn(answer=ELSEWHERE),
    "account_reset_password": Everybody(),
    "account_reset_password_done": Everybody(),
    "account_reset_password_from_key": Everybody(kwargs=lambda world: {"uidb36": "1", "key": "none"}),
    "account_reset_password_from_key_done": Everybody(),
    "account_confirm_login_code": ByHand(answer=ELSEWHERE),
    "mfa_index": SignedIn(),
    "mfa_authenticate": ByHand(answer=ELSEWHERE),
    "mfa_reauthenticate": CONFIRMED,
    "mfa_activate_totp": CONFIRMED,
    "mfa_deactivate_totp": NOT_SET_UP,
    "mfa_view_recovery_codes": NOT_SET_UP,
    "mfa_generate_recovery_codes": CONFIRMED,
    "mfa_download_recovery_codes": NOT_SET_UP,
    "mfa_list_webauthn": SignedIn(),
    "mfa_add_webauthn": CONFIRMED,
    "mfa_reauthenticate_webauthn": CONFIRMED,
    "mfa_remove_webauthn": ByHand(answer=CONFIRM, kwargs=lambda world: {"pk": 0}),
    "mfa_edit_webauthn": ByHand(answer=CONFIRM, kwargs=lambda world: {"pk": 0}),
    "mfa_login_webauthn": ByHand(answer=ELSEWHERE),
    "socialaccount_login_cancelled": Everybody(),
    "socialaccount_login_error": Everybody(answer=NOT_SIGNED_IN),
    "socialaccount_signup": Everybody(answer=LOGIN),
    "socialaccount_connections": SignedIn(),
    "openid_connect_login": Everybody(answer=UNKNOWN, kwargs=lambda world: {"provider_id": "none"}),
    "openid_connect_callback": Everybody(answer=UNKNOWN, kwargs=lambda world: {"provider_id": "none"}),
}


@dataclass(frozen=True, kw_only=True)
class WithConsent(Rule):
    """Adds to an account: as `rule` says, except that a pupil without a guardian's consent is refused."""

    rule: Rule

    def cases(self, world: World, persona: Persona) -> Iterator[Case]:
        for case in self.rule.cases(world, persona):
            is_waiting = persona.role == Role.PUPIL_WITHOUT_CONSENT
            yield replace(case, expected=REFUSED) if is_waiting else case


def with_consent(name: str, rule: Rule) -> Rule:
    adds = name in (
        "users:settings",
        "account_email",
        "account_email_verification_sent",
        "account_confirm_email",
    )
    adds = adds or name.startswith(("mfa_", "socialaccount_", "openid_connect_"))
    return WithConsent(method=rule.method, rule=rule) if adds else rule


RULES = {name: with_consent(name, rule) for name, rule in (PUBLIC | OWN | BY_THE_MATRIX | SIGN_IN).items()}

# --- The admin -----------------------------------------------------------------------------------------------------

ADMIN_KINDS = ("changelist", "add", "change", "delete", "history")
"""Every model in the admin has these; `test_urls.py` derives what they answer."""

NARROWED = {
    "programmes.programme": "delete",
    "evaluation.participantrecord": "add delete",
    "programmes.questionnaireversion": "delete",  # but a draft that follows another version
}
"""Actions the admin doesn't offer although the matrix might: a record comes and goes with its enrolment."""

VOCABULARIES = ("matching.skill", "matching.arrivalitem", "evaluation.indicator", "programmes.schoolholiday")
"""Whoever works in the admin may look things up in these; the operator keeps them."""

ADMIN_PAGES: dict[str, Rule] = {
    "admin:index": Everybody(),
    "admin:calendar": Everybody(),
    "admin:search": Everybody(answer=UNKNOWN),
    "admin:jsi18n": Everybody(),
    "admin:login": Everybody(answer=ELSEWHERE),
    "admin:logout": Everybody(answer=WRONG_METHOD),
    "admin:password_change": Everybody(answer=ELSEWHERE),
    "admin:password_change_done": Everybody(answer=ELSEWHERE),
    "admin:switch_programme": Everybody(method="post", answer=ELSEWHERE),
    "admin:autocomplete": Everybody(answer=REFUSED),  # no field is named
    "admin:filter_choices": Everybody(
        answer=UNKNOWN, kwargs=lambda world: {"label": "programmes.page", "path": "programme"}
    ),  # what is suggested: tests/programmes/admin/test_base.py
    "admin:app_list": Everybody(kwargs=lambda world: {"app_label": "programmes"}),
    "admin:programmes_enrolment_join": Everybody(
        answer=UNKNOWN, kwargs=lambda world: {"object_id": 0, "other_id": 0}
    ),  # two rows are behind these: tests/programmes/admin/test_enrolment.py
    "admin:programmes_enrolment_paper": Everybody(
        answer=UNKNOWN, kwargs=lambda world: {"object_id": 0, "paper_id": 0}
    ),
    **{
        f"admin:events_event_{name}": Everybody(answer=UNKNOWN, kwargs=lambda world: {"object_id": 0})
        for name in ("matchmaking", "slots", "tables", "certificates", "assessments")
    },  # some of the rows only: tests/events/admin/test_matchmaking.py, tests/events/views/test_certificates.py
    "admin:events_certificate_reissue": Everybody(answer=UNKNOWN, kwargs=lambda world: {"object_id": 0}),
    "admin:events_event_table": Everybody(
        answer=UNKNOWN, kwargs=lambda world: {"object_id": 0, "table_id": 0}
    ),
    "admin:view_on_site": Everybody(
        answer=UNKNOWN, kwargs=lambda world: {"content_type_id": 0, "object_id": 0}
    ),
}
"""For everybody who works in the admin."""

ADMIN_ACTIONS: dict[str, tuple[str, str, str]] = {
    "admin:programmes_organisation_import": ("programmes.organisation", "import", PAGE),
    "admin:programmes_organisation_export": ("programmes.organisation", "export", CONFIRM),
    "admin:programmes_enrolment_import": ("programmes.enrolment", "import", PAGE),
    "admin:programmes_enrolment_export": ("programmes.enrolment", "export", CONFIRM),
    "admin:events_event_import": ("events.event", "import", PAGE),
    "admin:events_event_other_sites": ("events.event", "view", PAGE),
}
"""Pages about a whole list: the model and action they stand for, and what they answer to who may."""

ADMIN_ROW_PAGES: dict[str, tuple[str, str]] = {
    "admin:programmes_programme_consent_text": ("programmes.programme", "view"),
    "admin:programmes_enrolment_leave": ("programmes.enrolment", "change"),
    "admin:programmes_questionnaire_answers": ("programmes.questionnaire", "disclose"),
    "admin:programmes_questionnaireversion_preview": ("programmes.questionnaireversion", "view"),
    "admin:events_event_people": ("events.event", "change"),
    "admin:events_event_dates": ("events.event", "change"),
    "admin:events_event_copy": ("events.event", "change"),
}
"""Pages about one row beside those every model has."""

CONFIRMED_MODELS = {"programmes.membership"}
"""Whose rows are added, changed and deleted only by who has proven lately that it's them."""

NOT_ASKED = {
    "admin/(?P<url>.*)$": "Whatever else stands below /admin/ is answered with 404, or asks to sign in.",
    "accounts/social/login/cancelled/": "An older address that leads to the one of today.",
    "accounts/social/login/error/": "An older address that leads to the one of today.",
    "accounts/social/signup/": "An older address that leads to the one of today.",
    "accounts/social/connections/": "An older address that leads to the one of today.",
}
"""Addresses without a name, by their pattern. The admin's own "row/<id>/" leads to "row/<id>/change/"."""
