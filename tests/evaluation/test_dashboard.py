import pytest

from evaluation.dashboard import missing_answers
from programmes.models import Programme
from tests.factories import make_enrolment, make_member, make_programme, make_record

pytestmark = pytest.mark.django_db


def test_coordinators_are_told_how_many_of_their_people_lack_an_entry_answer():
    own, foreign = make_programme("own"), make_programme("foreign")
    for programme in (own, foreign):
        make_enrolment(programme)
        make_record(make_enrolment(programme))
        make_record(make_enrolment(programme), gender="")
        make_enrolment(programme, status="applied", entered_on=None)
    everything = Programme.objects.all()
    [count, _left] = missing_answers(make_member(own), everything)
    assert (count.number, count.url.partition("?")[2]) == (2, "answers=unanswered")
    [count, _left] = missing_answers(make_member(own, "assistant"), everything)
    assert count.number == 2  # whoever enters answers on paper, and reads no figures
    assert list(missing_answers(make_member(own, "adviser"), everything)) == []


def test_programmes_that_do_not_evaluate_lack_nothing():
    programme = make_programme(modules=["placements"])
    make_enrolment(programme)
    [count, _left] = missing_answers(make_member(programme), Programme.objects.all())
    assert count.number == 0
