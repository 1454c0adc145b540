"""What matching does when documents, organisations or their verification have changed."""

from matching.models import Document
from matching.services.placements.review import hide_placements
from matching.services.pupils import end_applications_of_pupil
from matching.services.talents import delete_file_after_commit
from portal.core.jobs import enqueue
from portal.users.models import User
from programmes.models import Organisation


def delete_file(*, instance: Document, **kwargs: object) -> None:
    """A document's row is deleted, by its owner or together with them: delete its file too."""
    delete_file_after_commit(document=instance)


def end_what_was_asked_for(*, pupil: User, **_kwargs: object) -> None:
    """A guardian has taken the consent back: no company waits for the pupil any more."""
    end_applications_of_pupil(pupil=pupil)


def find_by_new_name(*, instance: Organisation, created: bool, **kwargs: object) -> None:
    """An organisation was saved: search finds offers by its name, so its placements are indexed anew."""
    if not created:
        enqueue("matching.index_organisation", instance.pk)


def hide_what_is_no_longer_verified(*, instance: Organisation, created: bool, **kwargs: object) -> None:
    """An organisation that is not verified (any more) was saved: what it publishes goes back into review."""
    if not created and not instance.is_verified:
        hide_placements(organisation=instance)
