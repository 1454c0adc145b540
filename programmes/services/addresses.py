"""Writing to an address that nobody has proven, for whoever has typed it: seldom, and in no words of theirs."""

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest

from portal.core.limits import TriedTooOften, count_try
from portal.notifications.models import Notification
from portal.notifications.services.notifications import notify
from portal.users.models import User
from portal.users.services import enter_unclaimed
from programmes.notices.invitations import AskedAtAddress

APP = "programmes"
"""Whose limits: a name in the cache."""


@transaction.atomic
def ask_owner(*, address: str, occasion: str, by: User) -> bool:
    """Write to whoever has this address, of whom nothing else is held, that `by` asks something; is that done?

    The mail stands in the outbox of a person made for the address, who goes with the last invitation to it: in the
    inviter's own, a copy of their data would tell them for which addresses somebody is registered.
    """
    if User.objects.with_confirmed_email(address).exists():
        return True
    noted = (
        User.objects.unclaimed().filter(contact_email=address, enrolments__isnull=True).order_by("pk").first()
    )
    recipient = noted or enter_unclaimed(
        name="", contact_email=address, birth_date=None, language=by.language, by=by
    )
    return ask_at_address(address=address, recipient=recipient, occasion=occasion)


@transaction.atomic
def ask_at_address(*, address: str, recipient: User, occasion: str) -> bool:
    """Write to the address of `recipient`, who has no account, once for each `occasion`; is that done?

    False when much was written to it lately, whoever asked: then the sweeper tries again. Somebody who has proven the
    address is not written to in this way: either they find it in their inbox, or, as pupils, they are not asked.
    """
    notice = AskedAtAddress(address=address, occasion=occasion)
    if User.objects.with_confirmed_email(address).exists():
        return True
    said = Notification.objects.filter(
        recipient=recipient, kind=notice.name, dedupe_key__endswith=f":{occasion}"
    )
    if said.exists():
        return True
    try:
        count_try(HttpRequest(), app=APP, rates=settings.INVITATION_MAIL_LIMITS, keys={"address": address})
    except TriedTooOften:
        return False
    notify(recipient, notice)
    return True
