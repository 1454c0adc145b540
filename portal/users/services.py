"""What changes about a person's own account; signing in and out is allauth's."""

import secrets
from collections.abc import Iterable
from datetime import date, datetime
from typing import TypedDict, Unpack

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Exists, Model, OuterRef
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _

from portal.core.addresses import clean_address
from portal.core.arguments import check_names
from portal.core.day_rules import check_days
from portal.core.errors import DomainError, NotAllowed, WrongState
from portal.core.names import validate_name
from portal.core.phones import validate_phone
from portal.core.presence import check_presence
from portal.users.constants import Contrast, TextSize
from portal.users.extensions import mergers
from portal.users.models import User
from portal.users.queries import is_proven, links_to_people, rules_beside

CONSONANTS, VOWELS = "bdfgkmnprstvz", "aeiou"
"""Letters that every keyboard of the portal's languages has and nobody mistakes for a digit."""


class UsernameTaken(DomainError):
    message = _("This user name is taken. Choose another one.")
    field = "username"


class HasAddress(DomainError):
    message = _(
        "This person has an e-mail address and can ask for a new password on the page for signing in."
    )


class NoName(DomainError):
    message = _("This can't be a name.")
    field = "name"


class NoPhone(DomainError):
    message = _("Write a telephone number, for instance +49 361 123456.")
    field = "phone"


class AlreadyProven(WrongState):
    message = _("This address has been confirmed already. Sign in.")


class CanNotBeJoined(DomainError):
    message = _(
        "Only somebody whom staff has entered, and who has no account, can be joined with another person."
    )


class ErasureUnderWay(DomainError):
    message = _("One of the two has asked to be erased. Nobody is joined with them.")


class AccountSettings(TypedDict, total=False):
    """What a person chooses for themselves."""

    name: str
    phone: str
    language: str
    text_size: str
    contrast: str


@transaction.atomic
def update_settings(*, user: User, by: User, **changes: Unpack[AccountSettings]) -> User:
    """Set what people choose for themselves, and nobody for them. Raises NotAllowed."""
    if user.pk != by.pk:
        raise NotAllowed
    check_names(changes, known=AccountSettings.__annotations__)
    if "name" in changes:
        _check_name(changes["name"])
    if changes.get("phone"):
        _check_phone(changes["phone"])
    for field, value in changes.items():
        setattr(user, field, value)
    user.save(update_fields=list(changes))
    return user


@transaction.atomic
def register_pupil(*, username: str, name: str, language: str, by: User) -> tuple[User, str]:
    """Make an account that has a user name and no address; return it with its first password, which is not kept.

    Whoever asks hands both over. The password is made to be read from paper and typed by a child, and is meant to be
    changed. Only the operator may. Raises NotAllowed, UsernameTaken.
    """
    if not by.has_perm("users.add_user"):
        raise NotAllowed
    check_presence()
    if User.objects.with_login(username).exists():
        raise UsernameTaken
    _check_name(name)
    password = _readable_password()
    try:
        with transaction.atomic():
            pupil = User.objects.create_user(
                username=username, password=password, name=name, language=language
            )
    except IntegrityError as error:  # somebody else took the name in this moment
        raise UsernameTaken from error
    return pupil, password


@transaction.atomic
def renew_password(*, user: User) -> str:
    """Give somebody who can't be sent a link a new readable password, and return it. They are signed out everywhere.

    For pupils, on the command line; raises HasAddress for whoever can ask for a link.
    """
    if user.email:
        raise HasAddress
    password = _readable_password()
    user.set_password(password)
    user.save(update_fields=["password"])
    return password


def _readable_password() -> str:
    """Four words of two syllables that mean nothing, and two digits: some 54 bits, as in "bame-kitu-relo-nusa-47"."""
    words = ["".join(secrets.choice(letters) for letters in (CONSONANTS, VOWELS) * 2) for _word in range(4)]
    return "-".join([*words, f"{secrets.randbelow(100):02}"])


@transaction.atomic
def trust_address(*, user: User) -> None:
    """Count the person's address as confirmed, because whoever made the account answers for it.

    For accounts made on the command line, and for demo people, who have no mailbox.
    """
    if user.email:
        EmailAddress.objects.filter(user=user).exclude(email=user.email).delete()
        EmailAddress.objects.update_or_create(
            user=user, email=user.email, defaults={"primary": True, "verified": True}
        )


def _check_phone(phone: str) -> None:
    """Raises NoPhone for what nobody can call."""
    try:
        validate_phone(phone)
    except ValidationError as error:
        raise NoPhone(error.messages[0]) from error


def _check_name(name: str) -> None:
    """Raises NoName for what can't be one; whoever wants none has none."""
    try:
        if name:
            validate_name(name)
    except ValidationError as error:
        raise NoName(error.messages[0]) from error


@transaction.atomic
def claim_account(*, address: EmailAddress, name: str, password: str) -> User:
    """Give an account that nobody has proven to whoever opened the link in the mailbox of its address.

    Anybody can register with anybody's address, and wait for the owner to confirm it. So all that was set before goes,
    and the owner sets name and password. Raises AlreadyProven.
    """
    user: User = User.objects.locked().get(pk=address.user_id)
    if is_proven(user):
        raise AlreadyProven
    _check_name(name)
    EmailAddress.objects.filter(user=user).exclude(pk=address.pk).delete()
    _forget_registration(user)
    user.email, user.name = address.email, name
    user.set_password(password)
    user.save()
    return user


@transaction.atomic
def forget_registration(*, user: User) -> None:
    """Drop what was set before anybody proved the account: its owner is about to, by a mail. A proven one stays."""
    if not is_proven(user):
        _forget_registration(user)


def _forget_registration(user: User) -> None:
    """Without the old password every session ends; second steps and a university's sign-in would open it, too."""
    Authenticator.objects.filter(user=user).delete()
    SocialAccount.objects.filter(user=user).delete()
    user.name, user.text_size, user.contrast = "", TextSize.NORMAL, Contrast.NORMAL
    user.set_unusable_password()
    user.save()


# --- Addresses -----------------------------------------------------------------------------------------------------


@transaction.atomic
def keep_address(*, user: User, email: str) -> EmailAddress:
    """The row of an address that the account was made with; it is written when the account was made without.

    One insert and one look, whether or not it was there.
    """
    address = clean_address(email)
    EmailAddress.objects.bulk_create([EmailAddress(user=user, email=address)], ignore_conflicts=True)
    row = EmailAddress.objects.get(user_id=user.pk, email=address)
    row.user = user
    return row


@transaction.atomic
def release_address(*, address: EmailAddress) -> None:
    """Take an address that its owner is about to confirm from accounts that only registered with it.

    They lose nothing they have shown to be theirs: an account proven by another address goes on with that one; of the
    others nobody has ever proven anything, and a password set by a stranger must open nothing.
    """
    for rival in User.objects.filter(email=address.email).exclude(pk=address.user_id).select_for_update():
        if EmailAddress.objects.filter(user=rival, email=address.email, verified=True).exists():
            continue  # allauth refuses the second proof of an address, in words
        EmailAddress.objects.filter(user=rival, email=address.email).delete()
        proven = EmailAddress.objects.filter(user=rival, verified=True).order_by("-primary", "pk").first()
        rival.email = proven.email if proven else None
        if proven is None and not rival.username:
            rival.username = f"released-{rival.pk}"
            _forget_registration(rival)
        rival.save()


# --- Where somebody was going --------------------------------------------------------------------------------------


@transaction.atomic
def go_on_to(*, user: User, destination: str) -> None:
    """Keep where somebody was going who registers again, as long as they have never signed in."""
    if destination:
        User.objects.filter(pk=user.pk, last_login=None).update(destination=destination)


@transaction.atomic
def take_destination(*, user: User) -> str:
    """Where the person was going when they registered, said once; "" afterwards."""
    destination, user.destination = user.destination, ""
    if destination:
        user.save(update_fields=["destination"])
    return destination if url_has_allowed_host_and_scheme(destination, allowed_hosts=None) else ""


# --- People whom staff enters --------------------------------------------------------------------------------------


class EnteredFields(TypedDict):
    """What staff types about somebody; `asked_to_claim_at` where they are asked to take it over."""

    name: str
    contact_email: str
    birth_date: date | None
    language: str
    asked_to_claim_at: datetime | None


@transaction.atomic
def enter_unclaimed(
    *, name: str, contact_email: str, birth_date: date | None, language: str, by: User
) -> User:
    """Make a person who has no account and can't sign in, with nothing but what staff has typed.

    `by` has been asked for their right by whoever calls: this floor knows no programmes.
    """
    fields: EnteredFields = {
        "name": name,
        "contact_email": contact_email,
        "birth_date": birth_date,
        "language": language,
        "asked_to_claim_at": None,
    }
    (person,) = enter_several_unclaimed(people=[fields], by=by)
    return person


@transaction.atomic
def enter_several_unclaimed(*, people: Iterable[EnteredFields], by: User) -> list[User]:
    """As `enter_unclaimed` for many, in one statement."""
    made = [_unclaimed(fields) for fields in people]
    return User.objects.bulk_create(made)


def _unclaimed(fields: EnteredFields) -> User:
    person = User(
        username=f"person-{secrets.token_hex(12)}",
        email=None,
        is_active=False,
        is_unclaimed=True,
        **fields | {"contact_email": clean_address(fields["contact_email"])},
    )
    check_days(person)
    person.set_unusable_password()
    return person


@transaction.atomic
def enter_guest(*, name: str, contact_email: str, language: str) -> User:
    """Somebody who does without an account: they type a name and an address themselves, and prove the address later."""
    fields: EnteredFields = {
        "name": name,
        "contact_email": contact_email,
        "birth_date": None,
        "language": language,
        "asked_to_claim_at": None,
    }
    guest = _unclaimed(fields)
    guest.save()
    return guest


@transaction.atomic
def prove_contact_address(*, user: User) -> None:
    """Whoever holds a link that was sent to the address owns it: mails to them may say what they are about."""
    if user.is_unclaimed and user.contact_email and user.contact_email_proven_at is None:
        user.contact_email_proven_at = timezone.now()
        user.save(update_fields=["contact_email_proven_at"])


@transaction.atomic
def join_people(*, gone: User, kept: User, by: User) -> User:
    """Move all that is held about `gone`, whom staff has entered, to `kept`, who turns out to be the same human.

    Every row that leads to a person by a key of its own moves, as `portal.core.personal_data` lists them; where both
    have one of a kind that a person can have but once, the app's own rule decides (`extensions.mergers`), and without
    one `kept` keeps theirs. Who did something to others' rows stays who did it. The row of `gone` stays as an alias
    without anything about the person, so that the log of accesses, which nobody may rewrite, can be read through it.
    Whether `by` may is asked by whoever calls. Done once. Raises CanNotBeJoined and ErasureUnderWay.
    """
    rows = {
        row.pk: row
        for row in User.objects.select_for_update(no_key=True)
        .filter(pk__in=[gone.pk, kept.pk])
        .order_by("pk")
    }
    gone, kept = rows[gone.pk], rows[kept.pk]
    if gone == kept or not gone.is_unclaimed or gone.joined_into_id or kept.joined_into_id:
        raise CanNotBeJoined
    if gone.restricted_at or kept.restricted_at:
        raise ErasureUnderWay
    for model, key in links_to_people():
        name = f"{model._meta.label_lower}.{key}"
        if name in mergers:
            mergers[name](gone=gone, kept=kept)
        else:
            _move(model, key, gone, kept)
    if kept.is_unclaimed:
        _complete(kept, gone)
    gone.joined_into, gone.asked_to_claim_at, gone.told_to_claim_at = kept, None, None
    gone.name, gone.contact_email, gone.birth_date, gone.contact_email_proven_at = "", "", None, None
    gone.save()
    return kept


def _complete(kept: User, gone: User) -> None:
    """What staff had typed about one of two without an account stays; what is missing comes from the other."""
    kept.birth_date = kept.birth_date or gone.birth_date
    if not kept.contact_email:
        kept.contact_email, kept.asked_to_claim_at = gone.contact_email, gone.asked_to_claim_at
        kept.told_to_claim_at = gone.told_to_claim_at
    kept.save()


def _move(model: type[Model], key: str, gone: User, kept: User) -> None:
    """Hand the rows over, without those of which `kept` has one already; their history keeps them."""
    rows = model._base_manager.filter(**{key: gone})
    for others, where in rules_beside(model, key):
        theirs = model._base_manager.filter(where, **{key: kept})
        twins = theirs.filter(**{each: OuterRef(each) for each in others})
        rows.filter(where, Exists(twins)).delete()
    rows.update(**{key: kept})
