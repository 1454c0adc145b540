"""Who chooses a country finds those of the programmes first, and all in the order of their language."""

import pytest
from django.test import Client
from django.utils.translation import override

from portal.core.collation import in_order
from programmes.models import Organisation, Programme
from tests.factories import make_programme, make_user
from tests.sessions import sign_in

pytestmark = pytest.mark.django_db


def offered(language):
    with override(language):
        choices = Organisation._meta.get_field("country").formfield().choices
        return [str(name) for code, name in choices if code]


def test_the_programmes_own_countries_come_first_each_once_and_all_by_name():
    for number, country in enumerate(("SI", "AT", "DE", "AT")):
        make_programme(f"p{number}", country=country)
    make_programme("draft", country="FR", status="draft")
    with override("de"):
        names = offered("de")
        assert names[:4] == ["Deutschland", "Österreich", "Slowenien", "Afghanistan"]
        assert names[3:] == sorted(names[3:], key=in_order)
        assert len(names) == len(set(names))
    assert offered("sl")[:3] == ["Avstrija", "Nemčija", "Slovenija"]
    Programme.objects.filter(country="AT").delete()
    assert offered("de")[:3] == ["Deutschland", "Slowenien", "Afghanistan"]


def test_a_page_offers_them_so():
    make_programme("wort", country="SI")
    make_programme("other", country="DE")
    client = Client()
    sign_in(client, make_user(language="de"))
    page = client.get("/organisation/register/").text
    start = page.index('name="country"')
    assert (
        page.index(">Deutschland<", start)
        < page.index(">Slowenien<", start)
        < page.index(">Afghanistan<", start)
    )
