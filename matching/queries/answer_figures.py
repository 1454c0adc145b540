"""How reliably and how soon an organisation answers."""

from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet

from matching.models import AnswerFigure
from portal.users.models import User
from programmes.models import Organisation
from programmes.scoping import CompiledForReader, is_among


def figure_of(organisation: Organisation, reader: User | AnonymousUser) -> AnswerFigure | None:
    """As public as the organisation's page; None where nothing counts yet."""
    return _FIGURE.first(reader, organisation=organisation.pk)


def _figure(reader: User, organisation: int) -> QuerySet[AnswerFigure]:
    visible = Organisation.objects.visible_to(reader)
    return AnswerFigure.objects.filter(is_among(visible, pk="organisation"), organisation=organisation)


_FIGURE = CompiledForReader(_figure)
