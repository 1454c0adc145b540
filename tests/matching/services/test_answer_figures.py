"""How reliably a company answers: what counts, what does not, and where it is said."""

from datetime import timedelta

import pgtrigger
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from matching.models import AnswerFigure, Application, ApplicationEvent
from matching.services.answer_figures import reckon_answers
from portal.core.models import Change
from tests.factories import make_application, make_contact, make_organisation, make_placement, make_programme
from tests.matching.conftest import page, signed_in

pytestmark = pytest.mark.django_db


class Company:
    def __init__(self, programme=None):
        self.organisation = make_organisation(programme or make_programme())
        self.placement = make_placement(self.organisation)

    def got(self, ago, *steps, state="received"):
        """An application, with steps as (days after it was sent, state, taken by the portal?)."""
        application = make_application(self.placement)
        sent = timezone.now() - timedelta(days=ago)
        Application.objects.filter(pk=application.pk).update(created_at=sent)
        for days, step, *automatic in steps:
            event = ApplicationEvent(application=application, state=step, is_automatic=bool(automatic))
            event.save()
            self.move(event, sent + timedelta(days=days))
            state = step
        Application.objects.filter(pk=application.pk).update(state=state)
        return application

    def move(self, event, at):
        with pgtrigger.ignore("matching.ApplicationEvent:only_added"):
            ApplicationEvent.objects.filter(pk=event.pk).update(at=at)

    def figure(self):
        reckon_answers()
        found = AnswerFigure.objects.filter(organisation=self.organisation).first()
        return (found.answered, found.counted, found.days) if found else None


@pytest.fixture
def company():
    return Company()


@pytest.mark.parametrize(
    ("ago", "steps", "figure"),
    [
        (20, [(3.5, "declined")], (1, 1, 4)),
        (20, [(0.5, "viewed"), (1, "shortlisted")], (1, 1, 1)),
        (20, [], (0, 1, None)),
        (20, [(1, "viewed")], (0, 1, None)),
        (13, [], None),  # too young to be held against anybody
        (20, [(13, "withdrawn")], None),
        (20, [(15, "withdrawn")], (0, 1, None)),
        (20, [(2, "declined", True)], None),  # all places were taken
        (20, [(16, "declined", True)], (0, 1, None)),
        (20, [(0.01, "declined")], None),  # within an hour, and nobody has opened it
        (20, [(0.005, "viewed"), (0.01, "declined")], (1, 1, 1)),
        (400, [(3, "declined")], None),  # more than a year ago
        (40, [(5, "withdrawn"), (20, "received"), (22, "shortlisted")], (1, 1, 2)),
        (40, [(3, "declined"), (20, "received")], (1, 1, 3)),
    ],
)
def test_what_counts_and_how_long_it_took(company, ago, steps, figure):
    company.got(ago, *steps)
    assert company.figure() == figure


def test_the_days_are_the_median_of_those_that_were_answered(company):
    for days in (1, 2, 9):
        company.got(20, (days, "declined"))
    company.got(20)
    assert company.figure() == (3, 4, 2)


def test_only_what_has_changed_is_written_and_what_is_no_longer_true_goes(company):
    other = Company()
    for each in (company, other):
        each.got(20, (3, "declined"))
    assert reckon_answers() == 2
    Change.objects.all().delete()
    assert reckon_answers() == 0
    assert not Change.objects.filter(kind="matching.answerfigure").exists()
    other.got(20)
    reckon_answers()
    rows = Change.objects.filter(kind="matching.answerfigure").values_list("row", flat=True)
    assert list(rows) == [other.organisation.pk]
    Application.objects.filter(placement=company.placement).delete()
    reckon_answers()
    assert [figure.organisation for figure in AnswerFigure.objects.all()] == [other.organisation]


def test_offers_and_the_organisation_s_page_say_it_from_five_applications_on(company, client):
    pages = (company.placement.get_absolute_url(), company.organisation.get_absolute_url())
    for _number in range(4):
        company.got(20, (3.5, "declined"))
    reckon_answers()
    assert ["in the last twelve months" in page(client, each) for each in pages] == [False, False]
    company.got(20)
    reckon_answers()
    sentence = "Answers: 4 of 5 applications in the last twelve months, usually within 4 days"
    assert [sentence in page(client, each) for each in pages] == [True, True]


def test_a_kept_page_for_visitors_follows_the_figure(company, client):
    address = company.placement.get_absolute_url()
    for _number in range(5):
        company.got(20, (3.5, "declined"))
    reckon_answers()
    assert "5 of 5 applications" in page(client, address)
    company.got(20)
    reckon_answers()
    assert "5 of 6 applications" in page(client, address)


def test_the_company_reads_what_it_means_before_it_is_public(company):
    company.got(20, (3.5, "declined"))
    reckon_answers()
    recruiter = make_contact(company.organisation, role="recruiter")
    text = page(signed_in(recruiter), "/organisation/")
    assert "Answers: 1 of 1 application in the last twelve months, usually within 4 days" in text
    assert "From five applications on" in text
    teacher = make_contact(company.organisation, role="teacher")
    assert "From five applications on" not in page(signed_in(teacher), "/organisation/")


def test_an_offer_asks_no_further_question_for_it(company):
    reader = signed_in(make_contact(make_organisation(make_programme())))
    address = company.placement.get_absolute_url()
    page(reader, address)
    with CaptureQueriesContext(connection) as before:
        page(reader, address)
    AnswerFigure.objects.create(organisation=company.organisation, counted=9, answered=8, days=2)
    with CaptureQueriesContext(connection) as after:
        page(reader, address)
    assert len(after) == len(before)
