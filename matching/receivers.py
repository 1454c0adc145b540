"""What matching does when documents, organisations or their verification have changed."""

from matching.models import Document
from matching.services.placements.review import hide_placements
from matching.services.talents import delete_file_after_commit
from portal.core.jobs import enqueue
from programmes.models import Organisation


def delete_file(*, instance: Document, **kwargs: object) -> None:
    """A document's row is deleted, by its owner or together with them: delete its file too."""
    delete_file_after_commit(document=instance)


def find_by_new_name(*, instance: Organisation, created: bool, **kwargs: object) -> None:
    """An organisation was saved: search finds offers by its name, so its placements are indexed anew."""
    if not created:
        enqueue("matching.index_organisation", instance.pk)


def hide_what_is_no_longer_verified(*, instance: Organisation, created: bool, **kwargs: object) -> None:
    """An organisation that is not verified (any more) was saved: what it publishes goes back into review."""
    if not created and not instance.is_verified:
        hide_placements(organisation=instance)
