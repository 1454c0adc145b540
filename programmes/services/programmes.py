"""What changes a programme beyond its own facts."""

from django.db import transaction
from i18nfield.strings import LazyI18nString

from portal.core.errors import NotAllowed
from portal.privacy.models import Purpose, PurposeVersion
from portal.privacy.services.consents import publish_purpose_text
from portal.users.models import User
from programmes.access import access_of
from programmes.models import Programme


@transaction.atomic
def write_consent_text(
    *, programme: Programme, text: LazyI18nString | dict[str, str] | str, by: User
) -> PurposeVersion:
    """Make `text` what people agree to when they join; an unchanged text stays the version it is.

    A programme that has borrowed the text, from the programme it is part of or from any other, gets a purpose of its
    own, so that nobody rewrites what people elsewhere agree to. Raises NotAllowed.
    """
    if not access_of(by).reaches("change", Programme, programme):
        raise NotAllowed
    programme = (
        Programme.objects.select_for_update(of=["self"]).select_related("purpose").get(pk=programme.pk)
    )
    purpose = programme.purpose
    if purpose is None or purpose.programmes.exclude(pk=programme.pk).exists():
        purpose, _created = Purpose.objects.get_or_create(
            key=f"join-{programme.slug}"[:80], defaults={"title": programme.title}
        )
        programme.purpose = purpose
        programme.save(update_fields=["purpose", "updated_at"])
    return publish_purpose_text(purpose=purpose, text=text)
