"""How reliably and how soon an organisation answers, in a sentence."""

from django.utils.translation import ngettext

from matching.models import AnswerFigure
from programmes.models import Organisation


def answers_of(organisation: Organisation) -> str:
    """Of one that was read with its figure; empty where too few applications count."""
    figure: AnswerFigure | None = getattr(organisation, "answer_figure", None)
    return answers_in_words(figure) if figure is not None and figure.is_shown else ""


def answers_in_words(figure: AnswerFigure) -> str:
    answered = ngettext(
        "Answers: %(answered)d of %(count)d application in the last twelve months",
        "Answers: %(answered)d of %(count)d applications in the last twelve months",
        figure.counted,
    ) % {"answered": figure.answered, "count": figure.counted}
    if figure.days is None:
        return answered
    days = ngettext("usually within %(count)d day", "usually within %(count)d days", figure.days) % {
        "count": figure.days
    }
    return f"{answered}, {days}"
