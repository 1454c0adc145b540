"""What evaluation adds to shared pages: next steps, counts and pictures, and the way to a programme's figures."""

from collections.abc import Callable, Collection, Iterator
from datetime import date, datetime
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from evaluation.constants import Stage
from evaluation.facts import answers_at
from evaluation.models import ParticipantRecord, Report
from evaluation.presentation import charts
from evaluation.queries.contributions import COUNTED, UNANSWERED_ENTRY, participants_in
from evaluation.queries.figures import entries_since
from evaluation.queries.kept import kept_records
from evaluation.services.asking import ask_for_answers
from evaluation.services.rows_files import drop_old_files, drop_rows_files
from portal.core.links import Link
from portal.notifications.extensions import destinations
from portal.privacy.extensions import RetentionRule, erasers, keepers, retention_rules
from portal.users.models import User
from programmes.access import access_of, may
from programmes.constants import Module
from programmes.extensions import (
    Act,
    ActionCount,
    NextStep,
    Picture,
    action_counts,
    birth_dates,
    bulk_acts,
    enrolment_pages,
    next_steps,
    pictures,
    workplaces,
)
from programmes.models import Enrolment, Funding, Programme
from programmes.querysets.programmes import ProgrammeQuerySet
from programmes.roles import Role
from programmes.scoping import CompiledForReader, whoever_reaches


def _evaluated(user: User) -> ProgrammeQuerySet:
    found: ProgrammeQuerySet = Programme.objects.visible_to(user, "evaluate")
    return found


destinations.add("evaluation:report_detail", whoever_reaches(Report.objects.visible_to))


def _asked_in(user: User) -> ProgrammeQuerySet:
    found: ProgrammeQuerySet = Programme.objects.visible_to(user).filter(enrolments__person=user.pk)
    return found


for page in ("entry_questions", "exit_questions"):
    destinations.add(f"evaluation:{page}", whoever_reaches(_asked_in, by="slug"))
destinations.add("evaluation:programme", whoever_reaches(_evaluated, by="slug"))
keepers.add("evaluation", kept_records)
erasers.add("evaluation.report", drop_rows_files)

ASKED = Q(programme__modules__contains=[Module.EVALUATION])


@birth_dates.register("evaluation")
def told_birth_dates(
    user: User, programmes: ProgrammeQuerySet, day: date | None, enrolments: Collection[int]
) -> dict[int, date]:
    """From the answers that the user may read; whoever may not read any learns nothing of them."""
    either = Q(enrolment__in=enrolments) | Q(birth_date=day) if day else Q(enrolment__in=enrolments)
    rows = ParticipantRecord.objects.administered_by(user).filter(
        either, enrolment__programme__in=programmes, birth_date__isnull=False
    )
    told = rows.order_by().values_list("enrolment", "birth_date")
    return {key: born for key, born in told if born is not None}


@next_steps.register("evaluation.work")
def work(user: User) -> Iterator[NextStep]:
    """For evaluators: a link to the figures of their programmes."""
    if Role.EVALUATOR in access_of(user).roles:
        yield NextStep(
            title=_("See what your programmes achieve"),
            hint=_("Figures with the rows behind them, and reports"),
            url=reverse("evaluation:home"),
            action=_("Open the evaluation"),
            urgency=45,
            role=Role.EVALUATOR,
        )


@workplaces.register("evaluation")
def workplace(programme: Programme, user: User | AnonymousUser) -> Link | None:
    """For those who evaluate the programme: its figures."""
    if not access_of(user).reaches("evaluate", Programme, programme):
        return None
    return Link(reverse("evaluation:programme", args=[programme.slug]), _("Evaluation"))


@next_steps.register("evaluation")
def questions(user: User) -> Iterator[NextStep]:
    """A step for each programme in which the person counts as a participant and hasn't answered. One query."""
    from evaluation.models import ParticipantRecord

    if not may(user, "change", ParticipantRecord):
        return
    for enrolment in _UNANSWERED(user):
        yield _entry(enrolment) if _lacks_entry(enrolment) else _exit(enrolment)


def _unanswered(reader: User) -> QuerySet[Enrolment]:
    unanswered = Q(UNANSWERED_ENTRY) | Q(left_on__isnull=False) & (
        Q(record__isnull=True) | Q(record__exit_answered_at__isnull=True)
    )
    waiting = Enrolment.objects.visible_to(reader).filter(
        ASKED, COUNTED, unanswered, person=reader.pk, entered_on__isnull=False
    )
    return waiting.select_related("programme", "record").order_by("-entered_on")


_UNANSWERED = CompiledForReader(_unanswered)


def _lacks_entry(enrolment: Enrolment) -> bool:
    return not (hasattr(enrolment, "record") and enrolment.record.is_answered)


def _entry(enrolment: Enrolment) -> NextStep:
    return NextStep(
        title=ngettext(
            "%(number)d question about your start in %(programme)s",
            "%(number)d questions about your start in %(programme)s",
            len(answers_at(Stage.ENTRY)),
        )
        % {"number": len(answers_at(Stage.ENTRY)), "programme": enrolment.programme.acronym},
        hint=_("Needed for the funder, two minutes"),
        url=reverse("evaluation:entry_questions", args=[enrolment.programme.slug]),
        action=_("Answer"),
        urgency=30,
    )


def _exit(enrolment: Enrolment) -> NextStep:
    return NextStep(
        title=_("How things are after %(programme)s") % {"programme": enrolment.programme.acronym},
        hint=ngettext(
            "%(number)d question for the funder, two minutes",
            "%(number)d questions for the funder, two minutes",
            len(answers_at(Stage.EXIT)),
        )
        % {"number": len(answers_at(Stage.EXIT))},
        url=reverse("evaluation:exit_questions", args=[enrolment.programme.slug]),
        action=_("Answer"),
        urgency=35,
    )


@enrolment_pages.register("evaluation.answers")
def answers_of(enrolment: Enrolment, user: User) -> Iterator[Link]:
    """What one has answered, or still has to: both can be corrected at any time."""
    programme = enrolment.programme
    if Module.EVALUATION not in programme.modules or not may(user, "change", ParticipantRecord):
        return
    if enrolment.entered_on is not None:
        address = reverse("evaluation:entry_questions", args=[programme.slug])
        yield Link(address, _("Your answers about the start"))
    if enrolment.left_on is not None:
        address = reverse("evaluation:exit_questions", args=[programme.slug])
        yield Link(address, _("Your answers about the end"))


def _ask_for(stage: Stage, *, title: str | Promise, waiting: Callable[[Any], QuerySet[Any]]) -> Act:
    return Act(
        title=title,
        button=gettext_lazy("Ask those who are ticked"),
        explanation=gettext_lazy(
            "Each of them gets a message with a link to the questions, once a day at most. Who has no account can only "
            "be asked on paper."
        ),
        last=gettext_lazy("Last asked together on %(date)s"),
        model=ParticipantRecord,
        action="change",
        waiting=waiting,
        carry_out=lambda row, by: ask_for_answers(record=row, stage=stage, by=by),
        name_of=lambda row: f"{row.enrolment.person} · {row.enrolment.programme}",
        shown_with=("enrolment__person", "enrolment__programme"),
    )


bulk_acts.add(
    "ask-entry-answers",
    _ask_for(
        Stage.ENTRY,
        title=gettext_lazy("Ask for answers that are missing on joining"),
        waiting=lambda rows: rows.to_ask().unanswered(),
    ),
)
bulk_acts.add(
    "ask-exit-answers",
    _ask_for(
        Stage.EXIT,
        title=gettext_lazy("Ask for answers that are missing on leaving"),
        waiting=lambda rows: rows.to_ask().without_exit_answers(),
    ),
)


@action_counts.register("evaluation")
def missing_answers(user: User, programmes: ProgrammeQuerySet) -> Iterator[ActionCount]:
    """How many people have become participants, or have just left, and lack an answer that the funder needs."""
    if not access_of(user).administers("change", ParticipantRecord):
        return
    list_ = reverse("admin:evaluation_participantrecord_changelist")
    yield ActionCount(
        label=_("People without all entry answers"),
        waiting=bulk_acts["ask-entry-answers"].rows(user, programmes),
        url=f"{list_}?answers=unanswered",
        hint=_("They can't be reported to the funder yet."),
        act="ask-entry-answers",
    )
    yield ActionCount(
        label=_("People who have just left, without exit answers"),
        waiting=bulk_acts["ask-exit-answers"].rows(user, programmes),
        url=f"{list_}?answers=exit",
        hint=_("What they answer within four weeks counts as their situation on leaving."),
        act="ask-exit-answers",
    )


@pictures.register("evaluation.entries")
def entries_by_month(
    user: User, programmes: ProgrammeQuerySet, chosen: Programme | None
) -> Iterator[Picture]:
    """How many people joined in each of the last twelve months."""
    months = charts.last_year(timezone.localdate())
    numbers = entries_since(participants_in(list(programmes), user), months[0])
    if numbers:
        address = reverse("evaluation:enrolments_chart")
        yield Picture(
            title=_("People who have joined, month by month"),
            image=f"{address}?programme={chosen.slug}" if chosen else address,
            head=(_("Month"), _("People")),
            rows=[*charts.trend(numbers, months)],
        )


def _old_rows_files(before: datetime) -> QuerySet[Any]:
    """Not of a programme whose participants, or those of a part or of the whole, an open audit needs."""
    held = Funding.objects.filter(held_since__isnull=False)
    rows = Report.objects.filter(finished_at__lt=before).exclude(microdata="")
    for key in ("programme", "programme__parent"):
        rows = rows.exclude(programme__in=held.filter(**{f"{key}__isnull": False}).values(key))
    return rows.exclude(programme__parent__in=held.values("programme"))


retention_rules.add(
    "rows-files",
    RetentionRule(
        title=gettext_lazy("Files of reports with a line for each participant"),
        why=gettext_lazy(
            "They are for handing over; the report's figures stay, and the file can be made again."
        ),
        days=90,
        least=7,
        rows=_old_rows_files,
        delete=drop_old_files,
    ),
)
