"""Invitations that have lapsed are counted in the reader's language; what goes to strangers names nobody."""

import pytest
from django.utils.translation import override

from programmes.notices.invitations import AskedAtAddress, ClaimsLapsed, ParticipationsLapsed

ABOUT = {"programme": "WORT", "slug": "wort", "at": "2026-01-01"}


@pytest.mark.parametrize(
    ("number", "title"),
    [
        (1, "1 invitation to take part in WORT has lapsed"),
        (2, "2 invitations to take part in WORT have lapsed"),
    ],
)
def test_the_number_of_lapsed_invitations_is_told_in_a_sentence(number, title):
    assert ParticipationsLapsed(number=number, **ABOUT).title() == title


def test_what_is_deleted_is_said_and_nothing_of_people_on_paper_is():
    assert "deleted" in ParticipationsLapsed(number=1, **ABOUT).paragraphs()[0]
    assert "stays" in ClaimsLapsed(number=1, **ABOUT).paragraphs()[0]


def test_a_stranger_reads_no_word_that_somebody_has_typed():
    said = AskedAtAddress(address="a@example.org", occasion="contact-1")
    with override("en"):
        words = " ".join([said.title(), *said.paragraphs()])
    assert ("a@example.org" in words, "contact-1" in words) == (False, False)
    assert (said.holds_words_of_others, said.is_in_inbox()) == (False, False)
