import pytest

from portal.core import encryption
from portal.core.encryption import LostKey, NotSealed, is_current, seal, seal_anew, unseal
from portal.settings.environment import encryption_key

TEXTS = ["a", "Žiga mag Späteinsteiger 🌱", "x" * 100_000, "sealed:", " ", "two\nlines"]


@pytest.mark.parametrize("text", TEXTS)
def test_what_is_sealed_opens_again(text):
    assert unseal(seal(text)) == text


def test_nothing_stays_nothing():
    assert (seal(""), unseal(""), seal_anew(""), is_current("")) == ("", "", "", True)


def test_a_sealed_text_tells_neither_words_nor_equality():
    first, second = seal("cancer"), seal("cancer")

    assert "cancer" not in first
    assert first != second


def test_the_newest_key_seals_and_the_older_ones_open(settings):
    old, new = encryption_key(), encryption_key()
    settings.FIELD_ENCRYPTION_KEYS = [old]
    sealed = seal("told in confidence")

    settings.FIELD_ENCRYPTION_KEYS = [new, old]
    assert (unseal(sealed), is_current(sealed)) == ("told in confidence", False)
    anew = seal_anew(sealed)
    assert seal_anew(anew) == anew

    settings.FIELD_ENCRYPTION_KEYS = [new]
    assert unseal(anew) == "told in confidence"
    assert is_current(sealed) is False
    with pytest.raises(LostKey, match="The key it was sealed with is missing: add it behind the others"):
        unseal(sealed)


@pytest.mark.parametrize("broken", ["sealed:", "sealed:nonsense", "sealed:gAAAAAB", "sealed:ä"])
def test_a_damaged_text_is_told_like_one_whose_key_is_lost(broken):
    for read in (unseal, seal_anew):
        with pytest.raises(LostKey):
            read(broken)


def test_a_changed_text_is_not_opened():
    sealed = seal("told in confidence")
    changed = sealed[:-9] + ("A" if sealed[-9] != "A" else "B") + sealed[-8:]

    with pytest.raises(LostKey):
        unseal(changed)


def test_a_plain_text_is_not_taken_for_a_sealed_one():
    """Or somebody who may write to the database could put a secret there that they know."""
    for read in (unseal, seal_anew, is_current):
        with pytest.raises(NotSealed):
            read("JBSWY3DPEHPK3PXP")
    assert encryption.is_sealed("JBSWY3DPEHPK3PXP") is False
