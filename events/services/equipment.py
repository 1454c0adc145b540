"""An organisation names what it lends, and to whom."""

from collections.abc import Collection
from typing import TypedDict, Unpack

from django.db import transaction
from django.utils.translation import gettext_lazy as _
from i18nfield.strings import LazyI18nString

from events.models import Equipment
from portal.core.arguments import check_names
from portal.core.errors import DomainError, NotAllowed
from portal.users.models import User
from programmes.access import may_for
from programmes.models import Organisation, Programme


class EquipmentFields(TypedDict, total=False):
    """What is said of a device."""

    name: LazyI18nString | str
    description: LazyI18nString | str
    people: int | None
    place: str
    handover: str
    languages: list[str]
    is_lent: bool


class NoProgramme(DomainError):
    message = _("Choose at least one programme that your organisation takes part in.")
    field = "programmes"


@transaction.atomic
def register_equipment(
    *,
    organisation: Organisation,
    programmes: Collection[Programme],
    by: User,
    **fields: Unpack[EquipmentFields],
) -> Equipment:
    """Name a device that these programmes may ask for. Raises NotAllowed and NoProgramme."""
    if not may_for(by, "add", Equipment, organisation):
        raise NotAllowed
    check_names(fields, known=EquipmentFields.__annotations__)
    _check_programmes(organisation, programmes)
    equipment = Equipment(organisation=organisation, **fields)
    equipment.save()
    equipment.programmes.set(programmes)
    return equipment


@transaction.atomic
def change_equipment(
    *,
    equipment: Equipment,
    programmes: Collection[Programme] | None = None,
    by: User,
    **fields: Unpack[EquipmentFields],
) -> Equipment:
    """Say something else of it, or that it is not lent any more (`is_lent`): what is reserved stays so, to be answered
    or cancelled one by one. Raises NotAllowed and NoProgramme.
    """
    equipment = (
        Equipment.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=equipment.pk)
    )
    if not may_for(by, "change", Equipment, equipment.organisation):
        raise NotAllowed
    check_names(fields, known=EquipmentFields.__annotations__)
    for name, value in fields.items():
        setattr(equipment, name, value)
    equipment.save()
    if programmes is not None:
        _check_programmes(equipment.organisation, programmes)
        equipment.programmes.set(programmes)
    return equipment


def _check_programmes(organisation: Organisation, programmes: Collection[Programme]) -> None:
    theirs = set(organisation.programmes.values_list("pk", flat=True))
    if not programmes or not {programme.pk for programme in programmes} <= theirs:
        raise NoProgramme
