"""Feeds hold what XML can, and say in which language a title stands."""

from django.utils.feedgenerator import rfc3339_date
from django.utils.timezone import now

from portal.core.feeds import SpokenFeed, printable


def test_what_xml_can_not_hold_is_left_out():
    assert printable("Open\x0bday\x00") == "Open day "


def test_a_title_in_another_language_says_so_and_an_empty_feed_when_it_was_made():
    moment = now()
    feed = SpokenFeed("Events", "/events/", "", language="de", empty_since=moment)
    assert rfc3339_date(moment) in feed.writeString("utf-8")
    feed.add_item("Dan odprtih vrat", "/events/1/", "", language="sl")
    assert '<title xml:lang="sl">Dan odprtih vrat</title>' in feed.writeString("utf-8")
