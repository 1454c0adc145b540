"""Background work of matching: ids in, one service call, safe to run twice."""

from celery import shared_task

from matching.services import recommendations, search
from matching.services.placements import listing


@shared_task(name="matching.refresh_talent", swept_by="matching.refresh_stale")
def refresh_talent(talent_id: int) -> None:
    recommendations.refresh_talent(talent_id=talent_id)


@shared_task(name="matching.refresh_placement", swept_by="matching.refresh_stale")
def refresh_placement(placement_id: int) -> None:
    recommendations.refresh_placement(placement_id=placement_id)


@shared_task(name="matching.refresh_stale")
def refresh_stale() -> None:
    recommendations.refresh_stale()


@shared_task(name="matching.index_organisation", swept_by="matching.index_stale")
def index_organisation(organisation_id: int) -> None:
    search.index_organisation(organisation_id=organisation_id)


@shared_task(name="matching.index_stale")
def index_stale() -> None:
    search.index_stale()


@shared_task(name="matching.expire_placements")
def expire_placements() -> None:
    listing.expire_placements()


@shared_task(name="matching.ask_still_open")
def ask_still_open() -> None:
    listing.ask_still_open()
