from io import BytesIO

import pytest
from django.core.files.base import ContentFile
from django.utils.translation import override
from PIL import Image

from programmes.constants import Instrument
from programmes.models import Funding, Programme
from programmes.presentation.documents import of_programme
from tests.factories import i18n, make_programme

pytestmark = pytest.mark.django_db


def picture() -> ContentFile:
    content = BytesIO()
    Image.new("RGB", (4, 4)).save(content, "PNG")
    return ContentFile(content.getvalue(), "logo.png")


@pytest.fixture
def programme() -> Programme:
    return make_programme("whole", colour="#0b5c56", funding_statement=i18n("Funded by the Land."))


def test_a_document_says_who_pays_as_the_union_asks_in_its_own_language(programme: Programme) -> None:
    Funding.objects.create(
        programme=programme,
        funder=i18n("TMWWDG"),
        instrument=Instrument.ESF_PLUS,
        reference="2024 FGR 1",
        logo=picture(),
    )
    with override("de"):
        said = of_programme(programme)
    publicity = said["publicity"]
    assert said["colour"] == "#0b5c56"
    assert publicity["eu"] == "Kofinanziert von der Europäischen Union"
    assert publicity["references"] == ["TMWWDG, Aktenzeichen 2024 FGR 1"]
    assert [name for _picture, name in publicity["logos"]] == ["TMWWDG"]


def test_a_part_of_a_programme_without_funders_of_its_own_is_paid_by_the_whole(programme: Programme) -> None:
    Funding.objects.create(
        programme=programme, funder=i18n("Stadt"), instrument=Instrument.MUNICIPAL, reference="7"
    )
    part = make_programme("part", parent=programme)
    with override("en"):
        assert of_programme(part)["publicity"]["references"] == ["Stadt, reference number 7"]
    own = Funding.objects.create(
        programme=part, funder=i18n("Land"), instrument=Instrument.STATE, reference="8"
    )
    with override("en"):
        publicity = of_programme(part)["publicity"]
    assert (publicity["eu"], publicity["references"]) == ("", [f"{own.funder}, reference number 8"])


def test_a_logo_whose_file_is_gone_keeps_nobody_from_printing(programme: Programme) -> None:
    funding = Funding.objects.create(programme=programme, funder=i18n("Land"), logo=picture())
    funding.logo.storage.delete(funding.logo.name)
    assert of_programme(programme)["publicity"]["logos"] == []
