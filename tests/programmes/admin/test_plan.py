"""The plan of a programme in the admin."""

import pytest
from django.core.files.base import ContentFile

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
