import pytest
from django import forms
from django.core.mail import EmailMessage

from portal.core.addresses import Mailbox, clean_address, mailbox, one_slip_apart, one_slip_from
from portal.users.models import User
from tests.factories import make_user


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Rita@Example.ORG", "rita@example.org"),
        ("  rita@example.org\n", "rita@example.org"),
        ("ri\u00adta@example.org\u200b", "rita@example.org"),
        ("ma\u0308rz@example.org", "m\u00e4rz@example.org"),
        ("", ""),
        ("u@B\u00dcCHER.example", "u@xn--bcher-kva.example"),
        ("u@xn--bcher-kva.example", "u@xn--bcher-kva.example"),
        ("u@\uff45xample.org", "u@example.org"),
        ("u@example\u3002org", "u@example.org"),
        ("\u212aim@example.org", "kim@example.org"),
    ],
)
def test_an_address_is_kept_in_one_form(typed, kept):
    assert clean_address(typed) == kept


class AddressForm(forms.Form):
    email = forms.EmailField()


def test_two_domains_that_an_older_rule_takes_for_one_are_two_mailboxes():
    """By IDNA 2003 a mail to "straße" goes to "strasse", whose owner would confirm an address of somebody else."""
    form = AddressForm({"email": "u@stra\u00dfe.example"})
    assert form.is_valid()
    kept = form.cleaned_data["email"]
    assert (kept, kept == clean_address("u@strasse.example")) == ("u@xn--strae-oqa.example", False)
    assert EmailMessage(to=[kept]).message()["To"] == kept


@pytest.mark.parametrize(
    "address",
    [
        "\u017fam@example.org",  # ſ, an s where cases don't matter
        "r\u0131ta@example.org",  # ı, an i
        "R\u0130TA@example.org",  # İ
        "\u0430da@example.org",  # a Cyrillic a
        "ada@example.org.",
        "ada@-\u00fc.example",
    ],
)
def test_an_address_that_looks_like_another_s_is_refused(address):
    form = AddressForm({"email": address})
    assert (form.is_valid(), list(form.errors)) == (False, ["email"])


@pytest.mark.django_db
def test_nobody_is_found_by_letters_that_only_look_like_theirs():
    User.objects.create_user("rita@example.org", "a-long-passphrase")
    for login in ("r\u0131ta@example.org", "R\u0130TA@example.org"):
        assert not User.objects.with_login(login).exists()
        assert User.objects.signing_in_with(login).first() is None
    assert User.objects.with_login(" RITA@example.org").exists()


@pytest.mark.parametrize(
    ("address", "key"),
    [
        ("P.aula+jobs@GoogleMail.com", "paula@gmail.com"),
        ("p.aula+jobs@example.org", "p.aula@example.org"),
        ("+@example.org", "+@example.org"),
        ("nothing", ""),
    ],
)
def test_spellings_of_one_mailbox_have_one_key(address, key):
    assert mailbox(address) == key


@pytest.mark.parametrize(
    ("other", "are_alike"),
    [
        ("paula@example.org", True),
        ("paul@example.org", True),
        ("paulla@example.org", True),
        ("pauls@example.org", True),
        ("puala@example.org", True),
        ("paula@exmaple.org", True),
        ("paula@example.or", True),
        ("pail@example.org", False),
        ("anna@example.org", False),
    ],
)
def test_one_slip_of_the_finger_is_found(other, are_alike):
    assert one_slip_apart("paula@example.org", other) is are_alike
    assert one_slip_apart(other, "paula@example.org") is are_alike


def test_short_addresses_are_not_all_alike():
    assert not one_slip_apart("ab@example.org", "ac@example.org")


@pytest.mark.parametrize("address", ["ana@example.org", "anna.m@example.org", "jana@a.si"])
def test_every_slip_of_a_finger_is_looked_for(address):
    spellings = one_slip_from(address)
    assert address in spellings
    slips = [
        "x" + address,
        address[1:],
        address[1] + address[0] + address[2:],
        address[:-1] + "z",
        address + "s",
    ]
    wanted = [slip for slip in slips if one_slip_apart(address, slip)]
    assert set(wanted) <= set(spellings)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "address",
    [
        "ana@example.org",
        "a.na+x@googlemail.com",
        "Ana+Y@Example.org",
        "+x@example.org",
        "",
        "ana+a+b@gmail.com",
    ],
)
def test_the_database_makes_the_same_mailbox(address):
    person = make_user("Ana", email=None, username="ana", contact_email=clean_address(address))
    kept = (
        User.objects.annotate(kept=Mailbox("email", "contact_email"))
        .values_list("kept", flat=True)
        .get(pk=person.pk)
    )
    assert kept == (mailbox(address) or "@")
