"""The plan of a programme in the admin."""

from io import BytesIO

import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from pypdf import PdfWriter

from programmes.models import (
    Milestone,
)
from tests.workplace import address

pytestmark = pytest.mark.django_db


def test_evidence_is_downloaded_by_those_who_see_its_milestone(client, coordinator, mine, foreign):
    for world in (mine, foreign):
        world.milestone.evidence.save("evidence.pdf", ContentFile(b"%PDF-1.7 evidence"))
    own = coordinator.get(address(Milestone, "change", mine.milestone.pk), {"file": "evidence"})
    assert b"".join(own.streaming_content) == b"%PDF-1.7 evidence"
    assert own["Content-Disposition"].startswith("attachment")
    page = address(Milestone, "change", foreign.milestone.pk)
    assert coordinator.get(page, {"file": "evidence"}).status_code == 404


def test_evidence_is_asked_what_a_reader_would_ask_and_stored_mended(coordinator, mine):
    writer, whole = PdfWriter(), BytesIO()
    writer.add_blank_page(width=72, height=72)
    writer.write(whole)
    page = address(Milestone, "change", mine.milestone.pk)
    values = {"activity": mine.milestone.activity_id, "title_0": "Half", "due_on": "2027-05-01"}
    half = SimpleUploadedFile("e.pdf", whole.getvalue()[:60])
    assert "damaged" in coordinator.post(page, values | {"evidence": half}).content.decode()
    kept = SimpleUploadedFile("e.pdf", b"\n" + whole.getvalue())
    assert coordinator.post(page, values | {"evidence": kept}).status_code == 302
    mine.milestone.refresh_from_db()
    assert mine.milestone.evidence.read() == whole.getvalue()


def test_a_milestone_is_changed_although_its_evidence_is_gone_from_the_disk(coordinator, mine):
    mine.milestone.evidence.save("evidence.pdf", ContentFile(b"%PDF-1.7 evidence"))
    mine.milestone.evidence.storage.delete(mine.milestone.evidence.name)
    page = address(Milestone, "change", mine.milestone.pk)
    values = {"activity": mine.milestone.activity_id, "title_0": "Half", "due_on": "2027-05-01"}
    assert coordinator.post(page, values).status_code == 302


@pytest.mark.parametrize("nonsense", [" ", "x", "\0", "-1", "9" * 30, str(2**63)])
def test_what_is_no_suggestion_is_refused_beside_its_field(coordinator, mine, nonsense):
    values = {"activity": nonsense, "title_0": "Half", "due_on": "2027-05-01"}
    answer = coordinator.post(address(Milestone, "change", mine.milestone.pk), values)
    assert list(answer.context["adminform"].form.errors) == ["activity"]
