"""How reliably and how soon an organisation answers: on its public page, and on its own with what that means."""

from django.contrib.auth.models import AnonymousUser

from matching.models import AnswerFigure, Application
from matching.presentation.answer_figures import answers_in_words
from matching.services.answer_figures import COUNTS_AFTER
from portal.users.models import User
from programmes.access import access_of
from programmes.extensions import (
    Section,
    organisation_page_sections,
    organisation_sections,
    read_with_organisations,
    shown_on_organisation_pages,
)
from programmes.models import Organisation

shown_on_organisation_pages.add("matching.answers", AnswerFigure)
read_with_organisations.add("matching.answers", "answer_figure")


@organisation_page_sections.register("matching.answers")
def how_it_answers(organisation: Organisation, user: User | AnonymousUser) -> Section | None:
    """For everybody, from five applications on."""
    figure = _figure_of(organisation)
    if figure is None or not figure.is_shown:
        return None
    return Section("matching/section_answers.html", {"answers": answers_in_words(figure)}, position=10)


@organisation_sections.register("matching.answers")
def how_we_answer(organisation: Organisation, user: User) -> Section | None:
    """For whoever answers applications, with how it is reckoned; before it is public, too."""
    if not access_of(user).speaks_for("change", Application, organisation.pk):
        return None
    figure = _figure_of(organisation)
    if figure is None:
        return None
    context = {
        "answers": answers_in_words(figure),
        "is_own": True,
        "is_public": figure.is_shown,
        "counts_after": COUNTS_AFTER.days,
    }
    return Section("matching/section_answers.html", context, position=60)


def _figure_of(organisation: Organisation) -> AnswerFigure | None:
    """As public as the organisation's page; None where nothing counts yet."""
    figure: AnswerFigure | None = getattr(organisation, "answer_figure", None)
    return figure
