"""What somebody does on arriving: tick what is done, and answer four weeks later whether they are there."""

from collections.abc import Iterator, Sequence
from typing import TypedDict, Unpack

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from matching.constants import (
    ARRIVAL_WORDS,
    ApplicationState,
    ArrivalOutcome,
    ArrivalRating,
    PostingState,
)
from matching.models import Application, ArrivalAnswer, ArrivalItem, ArrivalTick, FirstDay
from matching.notices.applications import about_application
from matching.notices.arrivals import ArrivalAsked, ArrivalNeedsHelp
from matching.notices.first_days import FirstDayComes
from matching.queries.arrivals import applications_of_link, arrival_token, place_to_come_to
from portal.core.arguments import check_names
from portal.core.errors import DomainError, NotAllowed, WrongState
from portal.notifications.extensions import Notice
from portal.notifications.services.notifications import notify_all
from portal.users.models import User
from programmes.access import may
from programmes.extensions import Due


class AnsweredAlready(WrongState):
    message = _("You have answered already. Sign in to change your answer.")


class LinkIsOver(DomainError):
    message = _("This link is no longer valid. Sign in to answer.")


class NoAnswer(DomainError):
    message = _("Choose one of the answers.")
    field = "outcome"


class Answer(TypedDict):
    outcome: str
    rating: str
    words: str


@transaction.atomic
def tick_item(*, item: ArrivalItem, by: User) -> None:
    """Note for oneself that it is done. Doing so twice changes nothing. Raises NotAllowed."""
    if not may(by, "add", ArrivalTick):
        raise NotAllowed
    ArrivalTick.objects.get_or_create(person=by, item=item)


@transaction.atomic
def untick_item(*, item: ArrivalItem, by: User) -> None:
    """Take one's tick back. Raises NotAllowed."""
    if not may(by, "delete", ArrivalTick):
        raise NotAllowed
    ArrivalTick.objects.filter(person=by, item=item).delete()


@transaction.atomic
def answer_arrival(*, application: Application, by: User, **answer: Unpack[Answer]) -> ArrivalAnswer:
    """The person says whether they are there, and how it is, or changes what they said.

    Raises NotAllowed, WrongState where no place was taken, NoAnswer.
    """
    if application.talent.user_id != by.pk or not may(by, "add", ArrivalAnswer):
        raise NotAllowed
    return _keep(_locked(application), answer)


@transaction.atomic
def answer_arrival_by_link(*, token: str, **answer: Unpack[Answer]) -> ArrivalAnswer:
    """The same for whoever holds the link of the mail, once and for some weeks: it shows nothing that was answered.

    Raises LinkIsOver, AnsweredAlready, NoAnswer.
    """
    application: Application | None = applications_of_link(token).select_for_update(of=("self",)).first()
    if application is None:
        raise LinkIsOver
    if ArrivalAnswer.objects.filter(application=application).exists():
        raise AnsweredAlready
    return _keep(application, answer)


def _locked(application: Application) -> Application:
    rows = Application.objects.select_for_update(of=("self",)).select_related("placement__organisation")
    application = rows.get(pk=application.pk)
    if application.state != ApplicationState.ACCEPTED:
        raise WrongState
    return application


def _keep(application: Application, answer: Answer) -> ArrivalAnswer:
    check_names(answer, known=Answer.__annotations__)
    if answer["outcome"] not in ArrivalOutcome.values or answer["rating"] not in ("", *ArrivalRating.values):
        raise NoAnswer
    fields = {**answer, "words": answer["words"].strip()[:ARRIVAL_WORDS]}
    if answer["outcome"] == ArrivalOutcome.NOT_STARTED:
        fields["rating"] = ""  # of what has not begun
    kept, _is_new = ArrivalAnswer.objects.update_or_create(application=application, defaults=fields)
    if kept.outcome != ArrivalOutcome.STARTED or kept.rating == ArrivalRating.BAD:
        _ask_for_help(kept)
    return kept


def _ask_for_help(answer: ArrivalAnswer) -> None:
    """Coordinators of the programmes that show the placement are told once that somebody may need them."""
    application = answer.application
    published = application.placement.postings.filter(state=PostingState.PUBLISHED)
    for posting in published.select_related("programme"):
        coordinators = User.objects.coordinating(posting.programme)
        notify_all(coordinators, ArrivalNeedsHelp(**about_application(application)))


# --- Who is reminded -----------------------------------------------------------------------------------------------


def remind_of_first_day(*, due: Sequence[Due]) -> Iterator[tuple[User, Notice]]:
    """Tell whoever starts that their first day is near."""
    rows = FirstDay.objects.select_related(
        "application__placement__organisation", "application__talent__user"
    )
    for each in due:
        day = rows.get(pk=each.occasion)
        if day.starts_on != each.moment.date():  # moved this very moment: found anew
            continue
        yield (
            day.application.talent.user,
            FirstDayComes(
                **about_application(day.application),
                occasions=each.key,
                text=each.text,
                starts_on=day.starts_on.isoformat(),
                starts_at=day.starts_at.isoformat("minutes") if day.starts_at else "",
                place=place_to_come_to(day),
                receiver=day.receiver,
            ),
        )


def ask_about_arrival(*, due: Sequence[Due]) -> Iterator[tuple[User, Notice]]:
    """Ask whoever has taken a place whether they are there, with a link that answers for some weeks."""
    rows = Application.objects.select_related("placement__organisation", "talent__user")
    for each in due:
        application = rows.get(pk=each.occasion)
        token = arrival_token(application)
        asked = ArrivalAsked(
            **about_application(application), occasions=each.key, text=each.text, token=token
        )
        yield application.talent.user, asked
