"""Background work of matching: ids in, one service call, safe to run twice."""

from celery import shared_task

from matching.services import (
    answer_figures,
    bookmarks,
    recommendations,
    saved_searches,
    search,
    search_news,
)
from matching.services.placements import listing


@shared_task(name="matching.tell_of_offers")
def tell_of_offers() -> None:
    recommendations.tell_of_offers()


@shared_task(name="matching.tell_block", swept_by="matching.tell_of_offers")
def tell_block(first_id: int, last_id: int) -> None:
    recommendations.tell_block(first_id=first_id, last_id=last_id)


@shared_task(name="matching.tell_of_searches")
def tell_of_searches() -> None:
    search_news.tell_of_searches()


@shared_task(name="matching.tell_searches", swept_by="matching.tell_of_searches")
def tell_searches(first_person: int, last_person: int) -> None:
    search_news.tell_searches(first_person=first_person, last_person=last_person)


@shared_task(name="matching.delete_removed_searches")
def delete_removed_searches() -> None:
    saved_searches.delete_removed_searches()


@shared_task(name="matching.delete_removed_bookmarks")
def delete_removed_bookmarks() -> None:
    bookmarks.delete_removed_bookmarks()


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


@shared_task(name="matching.reckon_answers")
def reckon_answers() -> None:
    answer_figures.reckon_answers()
