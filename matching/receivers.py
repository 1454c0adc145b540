"""What matching does when documents, organisations or their verification have changed."""

from matching.models import Document
from matching.services.placements.review import hide_placements
from matching.services.talents import delete_file_after_commit
from portal.core.jobs import enqueue
from programmes.models import Organisation


def delete_file(*, instance: Document, **kwargs: object) -> None:
    """Whichever way a document goes, by its owner or with its owner, its file goes too."""
    delete_file_after_commit(document=instance)


def find_by_new_name(*, instance: Organisation, created: bool, **kwargs: object) -> None:
    """Offers are found by the name of who offers them."""
    if not created:
        enqueue("matching.index_organisation", instance.pk)


def hide_what_is_no_longer_verified(*, instance: Organisation, created: bool, **kwargs: object) -> None:
    """Who loses the verification publishes nothing any more."""
    if not created and not instance.is_verified:
        hide_placements(organisation=instance)
