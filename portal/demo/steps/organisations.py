"""Partners, companies and who speaks for them."""

from datetime import datetime

from django.core.files.base import ContentFile
from django.utils import timezone

from portal.demo.clock import at
from portal.demo.facts import BY_SLUG, COMPANIES, PROGRAMMES, Company, ProgrammeFacts
from portal.demo.logos import logo
from portal.demo.people import COMPANY, KEEPER, MENTOR, RECRUITER, TEACHER, further_accounts, somebody
from portal.demo.steps.base import PHONES, VELENJE_SHARE, i18n
from portal.demo.world import World
from portal.users.models import User
from programmes.access import forget_access
from programmes.constants import ContactRole, OrganisationKind, PartnerRole, Sector, Verification
from programmes.models import Contact, ContactInvitation, Organisation, Partnership
from programmes.services.invitations import notify_invited

KINDS = {
    "Hochschule": (OrganisationKind.UNIVERSITY, Sector.ACADEMIA),
    "University": (OrganisationKind.UNIVERSITY, Sector.ACADEMIA),
    "SEPT": (OrganisationKind.UNIVERSITY, Sector.ACADEMIA),
    "City": (OrganisationKind.MUNICIPALITY, Sector.POLICY),
    "Municipality": (OrganisationKind.MUNICIPALITY, Sector.POLICY),
    "Chamber": (OrganisationKind.CHAMBER, Sector.BUSINESS),
    "raining": (OrganisationKind.TRAINING_PROVIDER, Sector.CIVIL_SOCIETY),
    "academy": (OrganisationKind.TRAINING_PROVIDER, Sector.CIVIL_SOCIETY),
    "igra": (OrganisationKind.MIGRANT_ORGANISATION, Sector.CIVIL_SOCIETY),
    "Research": (OrganisationKind.RESEARCH_CENTRE, Sector.ACADEMIA),
    "School": (OrganisationKind.SCHOOL, Sector.ACADEMIA),
    "Welcome": (OrganisationKind.ADMINISTRATION, Sector.POLICY),
}
"""Part of a partner's name → what it is; everything else is an association."""


def add_partners(world: World) -> None:
    for facts in PROGRAMMES:
        for name in (facts.lead, *facts.partners):
            organisation = _partner(world, name, facts)
            is_lead = name == facts.lead
            Partnership.objects.create(
                programme=world.programmes[facts.slug],
                organisation=organisation,
                role=PartnerRole.LEAD if is_lead else PartnerRole.PARTNER,
                budget_planned=VELENJE_SHARE if name == "Municipality of Velenje" else None,
                rate=85 if facts.slug == "talentmagnet" else None,
            )
    velenje = world.programmes["talentmagnet-velenje"]
    Partnership.objects.create(
        programme=velenje,
        organisation=world.organisations["Municipality of Velenje"],
        role=PartnerRole.LEAD,
        budget_planned=VELENJE_SHARE,
        rate=85,
    )


LONG_KNOWN, LATELY = (84, 104), (6, 9)
"""How many working days ago they came: who may publish before their first offer, and who can't yet lately."""


def _came(world: World, country: str, region: str, *, is_verified: bool = True) -> datetime:
    return world.at_work(world.chance.randrange(*(LONG_KNOWN if is_verified else LATELY)), (country, region))


def _partner(world: World, name: str, facts: ProgrammeFacts) -> Organisation:
    kind, sector = next(
        (found for part, found in KINDS.items() if part in name),
        (OrganisationKind.ASSOCIATION, Sector.CIVIL_SOCIETY),
    )
    with at(_came(world, facts.country, facts.region)):
        organisation = Organisation.objects.create(
            name=name,
            kind=kind,
            sector=sector,
            city=facts.place or ("Velenje" if facts.country == "SI" else "Rostock"),
            region=facts.region,
            country=facts.country,
            languages=list(facts.languages),
            verification=Verification.VERIFIED,
            verified_at=timezone.now(),
            verified_by=world.person("coordinator", facts.slug),
        )
    organisation.programmes.add(world.programmes[facts.slug])
    world.organisations[name] = organisation
    return organisation


def add_companies(world: World) -> None:
    """The first company of a programme is the one its demo contact speaks for; the others have people of their own."""
    spoken_for = set()
    for number, company in enumerate(COMPANIES):
        is_first = company.programme not in spoken_for
        spoken_for.add(company.programme)
        is_verified = company.verification == Verification.VERIFIED
        with at(_came(world, company.country, company.region, is_verified=is_verified)):
            organisation = _company(world, company, logo(number))
            person = world.person(COMPANY, company.programme) if is_first else _contact_person(world, number)
            Contact.objects.create(
                organisation=organisation,
                user=person,
                role=ContactRole.MANAGER,
                approved_at=timezone.now(),
                approved_by=world.person("coordinator", company.programme),
            )
        forget_access(person)
        world.contacts[company.name] = person


def add_invitations(world: World) -> None:
    """A company of each programme asks its mentor to become a contact, too."""
    for facts in PROGRAMMES:
        contact, mentor = world.person(COMPANY, facts.slug), world.person(MENTOR, facts.slug)
        with at(world.at_work(4, (facts.country, facts.region))):
            invitation = ContactInvitation.objects.create(
                organisation=Organisation.objects.get(contacts__user=contact),
                email=mentor.email or "",
                role=ContactRole.RECRUITER,
                invited_by=contact,
            )
            notify_invited(invitation_id=invitation.pk)


def add_further_contacts(world: World) -> None:
    """Who recruits beside a company's manager, teaches at the school, and keeps the equipment of those who lead."""
    harbour = Organisation.objects.get(name="School by the Harbour (example)")
    where = {
        RECRUITER: (
            Organisation.objects.get(contacts__user=world.person(COMPANY, "wortplus")),
            ContactRole.RECRUITER,
        ),
        TEACHER: (harbour, ContactRole.TEACHER),
        KEEPER: (world.organisations[BY_SLUG["zumiro"].lead], ContactRole.EQUIPMENT),
    }
    for account in further_accounts():
        organisation, role = where[account.role]
        with at(world.at_work(LONG_KNOWN[0] - 1, (organisation.country, organisation.region))):
            Contact.objects.create(
                organisation=organisation,
                user=world.people[account.email],
                role=role,
                approved_at=timezone.now(),
                approved_by=world.person("coordinator", account.programme),
            )


def _contact_person(world: World, number: int) -> User:
    language = "sl" if COMPANIES[number].country == "SI" else "de"
    name = somebody(70 + number, language).name
    person = User(email=f"contact{number:02}@example.org", name=name, language=language)
    if COMPANIES[number].country == "DE":
        person.phone = PHONES.format(100 + number)
    person.set_unusable_password()
    person.save()
    return person


def _company(world: World, company: Company, picture: bytes | None) -> Organisation:
    is_decided = company.verification != Verification.WAITING
    organisation = Organisation.objects.create(
        name=company.name,
        kind=OrganisationKind.COMPANY,
        sector=Sector.BUSINESS,
        size=company.size,
        nace=company.nace,
        about=i18n(
            {language: f"{text}\n\n{company.newcomers[language]}" for language, text in company.about.items()}
        ),
        city=company.city,
        region=company.region,
        country=company.country,
        languages=list(company.languages),
        newcomer_support=list(company.support),
        logo=ContentFile(picture, "logo.png") if picture else "",
        verification=company.verification,
        verified_at=timezone.now() if is_decided else None,
        verified_by=world.person("coordinator", company.programme) if is_decided else None,
        decline_reason="The register number does not belong to this name. Please check it and send it again."
        if company.verification == Verification.DECLINED
        else "",
    )
    organisation.programmes.add(world.programmes[company.programme])
    world.organisations[company.name] = organisation
    return organisation
