"""What a place costs: seen by whoever registers, noted by staff as paid or waived, and due for who is added later."""

from decimal import Decimal

import pytest

from events.models import Registration
from events.notices.registrations import Registered
from events.services.changes import change_party
from events.services.fees import (
    NothingIsDue,
    NothingIsSettled,
    WaiverNeedsReason,
    claim_fee,
    note_fee_paid,
    waive_fee,
)
from events.services.registrations import register
from portal.core.errors import NotAllowed
from portal.notifications.models import Notification
from tests.factories import i18n, make_event, make_member, make_programme, make_user
from tests.sessions import sign_in
from tests.workplace import act, address

pytestmark = pytest.mark.django_db


@pytest.fixture
def programme():
    return make_programme(modules=["events"])


@pytest.fixture
def coordinator(programme):
    return make_member(programme)


@pytest.fixture
def row(programme) -> Registration:
    event = make_event(
        programme, fee=Decimal("7.50"), fee_note=i18n("In cash.", de="Bar."), most_companions=2, places=9
    )
    person = make_user("Ana", language="en")
    return register(event=event, person=person, attendance="on_site", companions=1, by=person)


def owing() -> list[Registration]:
    return list(Registration.objects.owing())


def test_each_place_costs_the_fee_until_it_is_paid_and_whoever_is_added_later_owes_anew(row, coordinator):
    assert (row.fee_due, owing()) == (Decimal(15), [row])
    paid = note_fee_paid(registration=row, note="Receipt 12", by=coordinator)
    assert (paid.fee_due, paid.fee_paid, paid.fee_noted_by, owing()) == (0, 15, coordinator, [])
    more = change_party(registration=row, companions=2, by=row.person)
    assert (more.fee_due, owing()) == (Decimal("7.50"), [row])
    assert note_fee_paid(registration=row, by=coordinator).fee_paid == Decimal("22.50")
    with pytest.raises(NothingIsDue):
        note_fee_paid(registration=row, by=coordinator)
    assert claim_fee(registration=row, by=coordinator).fee_due == Decimal("22.50")


def test_a_fee_is_waived_for_a_reason_by_who_runs_the_event(row, coordinator):
    for by, reason, refusal in (
        (coordinator, " ", WaiverNeedsReason),
        (make_member(make_programme()), "Why not", NotAllowed),
        (row.person, "Why not", NotAllowed),
    ):
        with pytest.raises(refusal):
            waive_fee(registration=row, reason=reason, by=by)
    with pytest.raises(NothingIsSettled):
        claim_fee(registration=row, by=coordinator)
    waived = waive_fee(registration=row, reason="She speaks.", by=coordinator)
    assert (waived.fee_due, waived.fee_paid, waived.fee_note) == (0, None, "She speaks.")


def test_whoever_registers_reads_what_is_due_on_the_page_and_in_the_mail(client, row, coordinator):
    (told,) = Notification.objects.filter(recipient=row.person)
    assert "The fee is 15 €. In cash." in Registered(**told.payload).paragraphs()
    facts = {
        str(label): str(value)
        for label, value, *_ in client.get(row.event.get_absolute_url()).context["facts"]
    }
    assert (facts["Fee"], facts["How it is paid"]) == ("7.50 € for each place", "In cash.")
    before = client.get(f"/events/{row.event_id}/register/").text
    assert ("Fee: 7.50 € for each place" in before, "In cash." in before) == (True, True)
    sign_in(client, row.person)
    page = client.get(f"/events/{row.event_id}/register/", follow=True)
    assert "Due: 15 €" in page.text
    note_fee_paid(registration=row, by=coordinator)
    assert "Paid" in dict(item[:2] for item in client.get(page.request["PATH_INFO"]).context["facts"])["Fee"]


def test_staff_notes_fees_in_the_list_of_people_and_finds_those_who_owe(client, row, coordinator):
    other = make_user("Boris")
    free = register(
        event=make_event(row.event.programme, places=1), person=other, attendance="on_site", by=other
    )
    sign_in(client, coordinator)
    due = address(Registration, "changelist") + "?fee=due"
    assert list(client.get(due).context["cl"].result_list) == [row]
    buttons = dict(client.get(address(Registration, "change", row.pk)).context["row_steps"])
    assert {"fee_paid", "fee_waived"} & {*buttons} == {"fee_paid", "fee_waived"}
    assert "fee_paid" not in dict(client.get(address(Registration, "change", free.pk)).context["row_steps"])
    act(client, Registration, "fee_waived", row, has_reason=1, reason="She speaks.")
    assert list(client.get(due).context["cl"].result_list) == []
    waived = client.get(address(Registration, "changelist") + "?fee=waived")
    assert list(waived.context["cl"].result_list) == [row]
    act(client, Registration, "fee_claimed", row, has_reason=1, reason="")
    act(client, Registration, "fee_paid", row, has_reason=1, reason="Receipt 12")
    row.refresh_from_db()
    assert (row.fee_state, row.fee_note, row.fee_noted_by) == ("paid", "Receipt 12", coordinator)
