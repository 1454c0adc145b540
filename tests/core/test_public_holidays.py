from datetime import date

from django.utils.translation import override

from portal.core.public_holidays import holiday_on, land_of

CHILDREN = date(2027, 9, 20)  # a public holiday in Thuringia alone


def test_a_holiday_of_one_land_is_none_of_another():
    with override("de"):
        assert holiday_on(CHILDREN, "DE", "DEG0B") == "Weltkindertag"
        assert holiday_on(CHILDREN, "DE", "DED51") == ""
        assert holiday_on(CHILDREN, "DE") == ""


def test_a_holiday_is_called_as_its_reader_says_where_the_calendar_knows_it():
    names = []
    for language in ("en", "de", "sl"):
        with override(language):
            names.append(holiday_on(date(2027, 5, 1), "DE"))
    assert names[:2] == ["Labor Day", "Erster Mai"]
    assert names[2]  # the calendar has no Slovenian name for a German day


def test_a_country_that_the_calendar_does_not_know_has_none():
    assert (holiday_on(date(2027, 5, 1), "XX"), land_of("AT", "AT13")) == ("", None)
