import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from evaluation.dashboard import missing_answers
from evaluation.facts import REQUIRED
from evaluation.models import ParticipantRecord
from evaluation.queries.contributions import UNANSWERED, participants_in
from programmes.extensions import bulk_acts
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


def opened(person, url):
    client = Client()
    client.force_login(person)
    return client.get(url).context["cl"].result_count


def test_count_list_and_act_are_the_same_people():
    """Also where somebody coordinates one programme and assists in another, and where a programme asks no questions."""
    first, second = make_programme("first"), make_programme("second")
    silent = make_programme("silent", modules=["placements"])
    for programme in (first, second, silent):
        make_record(make_enrolment(programme), gender="")
        left = {"status": "left", "left_on": timezone.localdate()}
        make_record(make_enrolment(programme, **left))
    person = make_member(first)
    second.memberships.create(user=person, role="assistant")
    silent.memberships.create(user=person, role="coordinator")
    everything = Programme.objects.all()
    numbers = []
    for count in missing_answers(person, everything):
        act = bulk_acts[count.act].rows(person, everything)
        numbers.append((count.number, opened(person, count.url), act.count()))
    assert numbers == [(2, 2, 2), (2, 2, 2)]


@pytest.mark.parametrize("answer", REQUIRED, ids=lambda answer: answer.field)
def test_whoever_lacks_one_answer_is_counted_listed_asked_and_kept_as_unanswered(answer):
    """Whichever question it is of; whoever would rather not say has answered."""
    programme, part = make_programme("first"), make_programme("part", parent=make_programme("whole"))
    for each in (programme, part):
        make_record(make_enrolment(each), **{answer.field: answer.blank})
        make_record(make_enrolment(each))
        make_record(make_enrolment(each), gender="x")
    person, everything = make_member(programme), Programme.objects.all()
    part.parent.memberships.create(user=person, role="coordinator")
    count, _left = missing_answers(person, everything)
    act = bulk_acts[count.act].rows(person, everything)
    assert (count.number, opened(person, count.url), act.count()) == (2, 2, 2)
    kept = participants_in([programme.pk, part.pk], person).months.filter(code=UNANSWERED)
    assert sum(kept.values_list("number", flat=True)) == 2


def test_unanswered_records_are_read_from_an_index_of_their_own():
    rows = ParticipantRecord.objects.unanswered().order_by("enrolment").values("enrolment")
    with connection.cursor() as cursor:  # else it depends on how many rows other tests have had
        cursor.execute("TRUNCATE evaluation_participantrecord CASCADE")
        cursor.execute("SET LOCAL enable_seqscan = off")
    assert "record_unanswered" in rows.explain()


def test_programmes_that_do_not_evaluate_lack_nothing():
    programme = make_programme(modules=["placements"])
    make_enrolment(programme)
    [count, _left] = missing_answers(make_member(programme), Programme.objects.all())
    assert count.number == 0
