"""What a talent says about themselves, and the files they keep here."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import TypedDict

from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.core.files.storage import Storage
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from matching.constants import MAX_DOCUMENTS, MAX_LANGUAGES, MAX_SKILLS
from matching.facts import PROFILE_FIELDS
from matching.models import Application, Document, Recommendation, Talent, TalentLanguage, TalentSkill
from portal.core.arguments import check_names
from portal.core.day_rules import check_days
from portal.core.errors import DomainError, NotAllowed
from portal.core.files import check_pdf
from portal.users.models import User
from programmes.access import may


class ProfileFields(TypedDict, total=False):
    """`PROFILE_FIELDS` with their types."""

    headline: str
    degree: int | None
    field: str
    graduation_on: date | None
    available_from: date | None
    kinds: list[str]
    regions: list[str]
    is_mobile: bool
    hours: Decimal | None


class TooMany(DomainError):
    message = _("This is more than a profile can hold. Keep what matters most.")


class TooManyDocuments(DomainError):
    message = _("You keep as many files here as is possible. Delete one that you no longer need first.")
    field = "upload"


class UnusableFile(DomainError):
    message = _("This file can't be used. Choose a PDF.")
    field = "upload"


class NotStored(DomainError):
    message = _("The file could not be stored. Nothing was changed; please try again later.")
    field = "upload"


@transaction.atomic
def save_profile(
    *,
    user: User,
    by: User,
    fields: ProfileFields,
    skills: Mapping[int, int] | None = None,
    languages: Mapping[str, int] | None = None,
) -> Talent:
    """Create or change `user`'s profile.

    `fields` are those of PROFILE_FIELDS to set; `skills` maps skill ids to levels 1 to 4, `languages` ISO
    codes to CEFR ranks 1 to 7, and both replace what was there; without them it stays.
    Raises NotAllowed unless it is the person's own profile, TooMany beyond the limits, and ImplausibleDay.
    """
    if by.pk != user.pk or not may(by, "add", Talent):
        raise NotAllowed
    check_names(fields, known=PROFILE_FIELDS)
    if len(skills or ()) > MAX_SKILLS or len(languages or ()) > MAX_LANGUAGES:
        raise TooMany
    talent = Talent.objects.select_for_update().filter(user=user).first() or Talent(user=user)
    for name, value in fields.items():
        setattr(talent, name, value)
    check_days(talent)
    talent.changed_at = timezone.now()
    talent.save()
    if skills is not None:
        _replace(TalentSkill, talent, "skill_id", skills)
    if languages is not None:
        _replace(TalentLanguage, talent, "language", languages)
    return talent


@transaction.atomic
def ensure_talent(*, user: User, by: User) -> Talent:
    """The person's profile; an empty one is started for who has none. Raises NotAllowed."""
    if by.pk != user.pk or not may(by, "add", Talent):
        raise NotAllowed
    talent, _is_new = Talent.objects.get_or_create(user=user)
    return talent


def add_document(*, talent: Talent, title: str, upload: File[bytes], by: User) -> Document:
    """Keep a CV. The file is checked by its content and stored under a name of its own.

    A transaction of its own: when anything fails, neither a row nor a file is left behind. Don't call it
    inside a transaction that may still fail.
    Raises NotAllowed, UnusableFile, TooManyDocuments or NotStored.
    """
    if by.pk != talent.user_id or not may(by, "add", Document):
        raise NotAllowed
    try:
        check_pdf(upload)
    except ValidationError as error:
        raise UnusableFile(error.messages[0]) from error
    document = Document(talent=talent, title=title.strip() or str(_("CV")), size=upload.size)
    field = Document._meta.get_field("file")
    name = field.generate_filename(document, "cv.pdf")
    try:
        document.file.name = field.storage.save(name, upload)
        _keep(document)
    except BaseException as error:
        field.storage.delete(name)
        if isinstance(error, OSError):
            raise NotStored from error
        raise
    return document


@transaction.atomic
def remove_document(*, document: Document, by: User) -> None:
    """Delete a file for good, also from the applications it was sent with. Raises NotAllowed."""
    if not may(by, "delete", document):
        raise NotAllowed
    document.delete()


def delete_file_after_commit(*, document: Document) -> None:
    """Delete the file of a row that is being deleted, by whatever way, once that is certain."""
    storage: Storage = document.file.storage
    name = document.file.name
    if name:
        transaction.on_commit(lambda: storage.delete(name), robust=True)


@transaction.atomic
def _keep(document: Document) -> None:
    Talent.objects.select_for_update().get(pk=document.talent_id)
    if Document.objects.filter(talent=document.talent_id).count() >= MAX_DOCUMENTS:
        raise TooManyDocuments
    document.save()


def _replace(
    model: type[TalentSkill] | type[TalentLanguage],
    talent: Talent,
    key: str,
    levels: Mapping[int, int] | Mapping[str, int],
) -> None:
    """Make the rows say what `levels` says, touching only those that differ, so that the history stays readable."""
    rows = {getattr(row, key): row for row in model.objects.filter(talent=talent)}
    gone = [row.pk for name, row in rows.items() if name not in levels]
    model.objects.filter(pk__in=gone).delete()
    for name, level in levels.items():
        row = rows.get(name)
        if row is None:
            model.objects.create(talent=talent, level=level, **{key: name})
        elif row.level != level:
            row.level = level
            row.save(update_fields=["level"])


@transaction.atomic
def join_talents(*, gone: User, kept: User) -> None:
    """One person has one profile: `kept`'s stays as it is, with the files and applications of both.

    Where both have applied for the same offer, `kept`'s application stays. Without a profile of their own, `kept` gets
    the other.
    """
    other = Talent.objects.select_for_update().filter(user=gone).first()
    talent = Talent.objects.select_for_update().filter(user=kept).first()
    if other is None:
        return
    if talent is None:
        Talent.objects.filter(pk=other.pk).update(user=kept)
        return
    own = Application.objects.filter(talent=talent).values("placement")
    Application.objects.filter(talent=other).exclude(placement__in=own).update(talent=talent)
    Document.objects.filter(talent=other).update(talent=talent)
    told = Recommendation.objects.filter(talent=talent).values("placement")
    Recommendation.objects.filter(talent=other).exclude(placement__in=told).update(talent=talent)
    other.delete()
