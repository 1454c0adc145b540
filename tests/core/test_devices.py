"""A browser is known by what has signed in on it, and tells nobody who that was."""

from django.http import HttpResponse

from portal.core.devices import COOKIE, MOST_SIGN_INS, Device, device_of, remember_device


def again(rf, device: Device) -> Device:
    """The device as its next request shows it."""
    response = HttpResponse()
    remember_device(response, device)
    request = rf.get("/")
    request.COOKIES[COOKIE] = response.cookies[COOKIE].value
    return device_of(request)


def test_a_browser_knows_whoever_has_signed_in_on_it(rf):
    first = again(rf, Device(number="").seen_with(1, ["Alice@example.org", "alice"]))
    second = again(rf, first.seen_with(2, ["bob@example.org"]))
    assert second.knows("alice@example.org")
    assert second.knows("ALICE")
    assert second.knows("bob@example.org")
    assert not second.knows("carla@example.org")
    assert second.number == first.number != ""
    assert second.is_last_used_by(2)
    assert not second.is_last_used_by(1)


def test_the_cookie_shows_nobody_who_it_was(rf):
    response = HttpResponse()
    remember_device(response, Device(number="").seen_with(1, ["alice@example.org"]))
    cookie = response.cookies[COOKIE]
    assert "alice" not in cookie.value
    assert (cookie["httponly"], cookie["samesite"]) == (True, "Lax")


def test_a_forged_cookie_is_none(rf):
    request = rf.get("/")
    for value in ["", "x", "W10:1x:y", '["n","o"]']:
        request.COOKIES[COOKIE] = value
        assert device_of(request) == Device(number="")


def test_a_cookie_never_outgrows_what_browsers_keep(rf):
    device = Device(number="")
    for pk in range(200):
        device = device.seen_with(pk, [f"person.{pk}@example.org", f"person.{pk}"])
    response = HttpResponse()
    remember_device(response, device)
    assert len(device.sign_ins) == MOST_SIGN_INS
    assert len(response.cookies[COOKIE].OutputString()) < 4096
    assert again(rf, device).knows("person.199")
