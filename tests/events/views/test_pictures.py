"""The picture of an event: made fit when it comes, shown with its text, and seen by whoever sees the event."""

import re
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from events.models import Event
from tests.factories import i18n, make_event, make_member, make_programme
from tests.sessions import sign_in
from tests.workplace import address, event_form

pytestmark = pytest.mark.django_db

MAKER = 0x010F
ORIENTATION = 0x0112
LYING = 6


def photograph(width: int = 2000, height: int = 1000) -> SimpleUploadedFile:
    """As a phone takes it: lying, with what the camera writes into it."""
    image, content = Image.new("RGB", (width, height), "teal"), BytesIO()
    exif = image.getexif()
    exif[MAKER], exif[ORIENTATION] = "A camera", LYING
    image.save(content, "JPEG", exif=exif)
    return SimpleUploadedFile("From my holidays.jpg", content.getvalue())


def test_a_picture_is_made_fit_and_shown_with_its_text_to_whoever_sees_the_event(client):
    programme = make_programme(modules=["events"])
    sign_in(client, make_member(programme))
    form = event_form(programme, picture=photograph())
    refused = client.post(address(Event, "add"), form)
    assert list(refused.context["adminform"].form.errors) == ["picture_text"]
    form = event_form(programme, picture=photograph(), picture_text_0="A hall")
    assert client.post(address(Event, "add"), form).status_code == 302
    event = Event.objects.get()
    assert Client().get(f"/events/{event.pk}/picture/").status_code == 404
    Event.objects.update(state="published")
    page = Client().get(event.get_absolute_url())
    assert f'<img src="/events/{event.pk}/picture/" alt="A hall"' in page.text
    answer = Client().get(f"/events/{event.pk}/picture/")
    with Image.open(BytesIO(answer.getvalue())) as image:
        assert (image.size, dict(image.getexif()), image.format) == ((800, 1600), {}, "JPEG")
    assert "holidays" not in event.picture.name


def test_a_public_event_is_shared_with_a_picture_that_says_what_it_is_and_others_with_none():
    event = make_event(make_programme("north"), title=i18n("Open day"), place="Mill")
    page = Client().get(event.get_absolute_url(), headers={"Accept-Language": "de"}).text
    (shared,) = re.findall(r'property="og:image" content="http://testserver([^"]+)"', page)
    assert shared.startswith(f"/events/{event.pk}/de-")
    (said,) = re.findall(r'property="og:image:alt" content="([^"]+)"', page)
    assert [said.partition(",")[0], *said.split(", ")[-2:]] == ["Open day", "Mill", "NORTH"]
    assert Client().get(shared)["Content-Type"] == "image/png"
    assert Client().get(f"/events/{event.pk}/de-0.png")["Location"] == shared
    assert Client().get(f"/events/{event.pk}/xx-0.png").status_code == 404
    Event.objects.update(access="invited")
    assert Client().get(shared).status_code == 404
