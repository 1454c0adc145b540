"""Who at the company answers for an application."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from matching.models import Application
from matching.queries.steps import speaks_for_company
from portal.core.errors import DomainError, NotAllowed
from portal.users.models import User


class NotOfTheCompany(DomainError):
    message = _("Choose somebody who deals with the organisation's offers.")
    field = "person"


@transaction.atomic
def put_in_charge(*, application: Application, person: User, by: User) -> Application:
    """Name who at the company answers for the application: the applicant reads how to reach them.

    Raises NotAllowed, NotOfTheCompany.
    """
    if not speaks_for_company(application, by):
        raise NotAllowed
    if not User.objects.recruiting_for(application.placement.organisation).filter(pk=person.pk).exists():
        raise NotOfTheCompany
    application.in_charge = person
    application.save(update_fields=["in_charge", "updated_at"])
    return application
