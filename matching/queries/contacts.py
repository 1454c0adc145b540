"""Who is shown how to reach whom: both sides of an application, from the interview on, while profiles are open."""

from collections.abc import Iterable, Sequence

from matching.constants import ApplicationState
from matching.models import Application
from matching.queries.applicants import reading_terms
from portal.users.models import User

SHOWN_IN = (ApplicationState.INTERVIEW, ApplicationState.OFFERED, ApplicationState.ACCEPTED)


def shows_contacts(application: Application) -> bool:
    """Of an application that was read `with_reading`. It ends with a decline, a withdrawal, the terms, and where the
    applicant asks to be erased.
    """
    is_used = application.talent.user.restricted_at is None
    return is_used and application.state in SHOWN_IN and reading_terms(application).opens_profile


def recruiters_of(application: Application) -> list[User]:
    """Who at the company may be in charge: those who deal with its placements today, in the order of their entering."""
    people = User.objects.recruiting_for(application.placement.organisation)
    return list(people.order_by("contacts__pk").distinct())


def person_in_charge(
    application: Application, recruiters: Sequence[User], actors: Iterable[int | None]
) -> User | None:
    """Whom the company has named, else who of it acted last; never somebody who has left it.

    `actors`: keys of who took the steps of the application, the last first.
    """
    if len(recruiters) < 2:  # whoever acted, nobody else can be asked
        return next(iter(recruiters), None)
    today = {person.pk: person for person in recruiters}
    named = application.in_charge_id
    asked = [named] if named in today else actors
    return next((today[key] for key in asked if key in today), recruiters[0])
