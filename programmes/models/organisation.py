from collections.abc import Iterable

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models.functions import Lower, Upper
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.core.changes.tracking import track_changes
from portal.core.collation import Alphabetical, SortedByName, SortKeysField, alphabetical_indexes
from portal.core.fields import CountryField, LanguageField, RegionField
from portal.core.files import PublicImageField
from portal.core.history import track_history
from portal.core.markdown import MarkdownField
from portal.core.models import TimeStampedModel
from portal.core.names import validate_title
from portal.core.words.column import WordsField
from programmes.constants import (
    Approval,
    ContactRole,
    GovernanceLevel,
    NaceSection,
    NewcomerSupport,
    OrganisationKind,
    Sector,
    SizeClass,
    Verification,
)
from programmes.models.invitation import Invitation
from programmes.models.programme import Programme
from programmes.querysets.programmes import ContactInvitationQuerySet, ContactQuerySet, OrganisationQuerySet
from programmes.scoping import Scoped


@track_changes(exclude=["verified_by", "decline_reason", "words"])
@track_history(exclude=["sort_keys", "words"])
class Organisation(SortedByName, TimeStampedModel, Scoped):
    """A company, school, university, municipality, association … that works with one or more programmes.

    It can publish only once a coordinator of one of its programmes has verified that it is what it says.
    """

    programme_path = "programmes"
    organisation_path = "pk"

    name = models.CharField(_("name"), max_length=200, validators=[validate_title])
    sort_keys = SortKeysField(of="name")
    kind = models.CharField(
        _("kind"), max_length=24, choices=OrganisationKind, default=OrganisationKind.COMPANY, db_index=True
    )
    sector = models.CharField(_("sector"), max_length=16, choices=Sector, default=Sector.BUSINESS)
    level = models.CharField(
        pgettext_lazy("of an organisation", "level"),
        max_length=16,
        choices=GovernanceLevel,
        default=GovernanceLevel.LOCAL,
    )
    size = models.CharField(_("size"), max_length=8, choices=SizeClass, blank=True)
    nace = models.CharField(_("economic activity"), max_length=1, choices=NaceSection, blank=True)
    about = MarkdownField(_("about the organisation"), blank=True)
    street = models.CharField(_("street and number"), max_length=160, blank=True)
    postcode = models.CharField(_("postcode"), max_length=12, blank=True)
    city = models.CharField(_("town"), max_length=120)
    region = RegionField(_("region"), blank=True)
    country = CountryField(_("country"))
    website = models.URLField(_("website"), blank=True)
    logo = PublicImageField(_("logo"), upload_to="logos/", blank=True)
    languages = ArrayField(
        LanguageField(), verbose_name=_("languages spoken at work"), default=list, blank=True
    )
    newcomer_support = ArrayField(
        models.CharField(max_length=12, choices=NewcomerSupport),
        verbose_name=_("what newcomers get"),
        default=list,
        db_default=[],
        blank=True,
    )
    programmes = models.ManyToManyField(
        Programme, verbose_name=_("programmes"), related_name="organisations", blank=True
    )
    verification = models.CharField(
        _("verification"), max_length=8, choices=Verification, default=Verification.WAITING, db_index=True
    )
    verified_at = models.DateTimeField(_("decided"), null=True, blank=True, editable=False)
    verified_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("decided by"),
        null=True,
        blank=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    decline_reason = models.TextField(_("reason for declining"), blank=True, max_length=2000)

    words = WordsField("name", "city", "website")

    objects = OrganisationQuerySet.as_manager()

    class Meta:
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")
        ordering = [Alphabetical(), "pk"]
        indexes = [
            *alphabetical_indexes("organisation"),
            GinIndex(fields=["words"], name="organisation_words"),
            # whether one of this name is there already is asked for each row of a file
            models.Index(Upper("name"), Upper("city"), name="organisation_name_and_town"),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("programmes:organisation_detail", args=[self.pk])

    def recruiter_ids(self) -> Iterable[int]:
        """Keys of the people who deal with its placements. Ask `User.objects.recruiting_for(organisation)` for them."""
        return self.contacts.recruiting().values_list("user", flat=True)

    def keeper_ids(self) -> Iterable[int]:
        """Keys of the people who lend its devices. Ask `User.objects.keeping_equipment_of(organisation)` for them."""
        return self.contacts.keeping_equipment().values_list("user", flat=True)

    def coordinator_ids(self) -> Iterable[int]:
        """Keys of those who answer for its programmes. Ask `User.objects.coordinating(organisation)` for them."""
        programmes = self.programmes.select_related("parent")
        return {key for programme in programmes for key in programme.coordinator_ids()}

    @property
    def is_verified(self) -> bool:
        return self.verification == Verification.VERIFIED


@track_history()
class Contact(TimeStampedModel, Scoped):
    """A person who speaks for an organisation, once a manager of it or a coordinator has approved them."""

    programme_path = "organisation__programmes"
    organisation_path = "organisation"
    owner_path = "user"

    organisation = models.ForeignKey(
        Organisation, verbose_name=_("organisation"), on_delete=models.CASCADE, related_name="contacts"
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("person"), on_delete=models.CASCADE, related_name="contacts"
    )
    role = models.CharField(_("role"), max_length=10, choices=ContactRole, default=ContactRole.RECRUITER)
    approved_at = models.DateTimeField(_("approved"), null=True, blank=True)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("approved by"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )

    objects = ContactQuerySet.as_manager()

    class Meta:
        verbose_name = _("contact")
        verbose_name_plural = _("contacts")
        ordering = ["organisation", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "user"],
                name="contact_once_per_organisation",
                violation_error_message=_("This person is a contact of the organisation already."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.organisation}"

    @property
    def approval(self) -> Approval:
        return Approval.WAITING if self.approved_at is None else Approval.APPROVED


@track_history(exclude=["email"])
class ContactInvitation(Invitation, Scoped):
    """Somebody with this address is asked to speak for an organisation, whether or not they are registered.

    The row goes once it is answered or withdrawn, or a while after it has lapsed, and its history leaves the address
    out: of somebody who never answered, nothing stays. `invited_by` is empty once they have been told that it has
    lapsed.
    """

    programme_path = "organisation__programmes"
    organisation_path = "organisation"

    organisation = models.ForeignKey(
        Organisation, verbose_name=_("organisation"), on_delete=models.CASCADE, related_name="invitations"
    )
    email = models.EmailField(_("e-mail address"), max_length=254)
    role = models.CharField(_("role"), max_length=10, choices=ContactRole, default=ContactRole.RECRUITER)
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("invited by"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )

    objects = ContactInvitationQuerySet.as_manager()

    class Meta:
        verbose_name = _("invitation of a contact")
        verbose_name_plural = _("invitations of contacts")
        ordering = ["organisation", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "email"],
                name="invitation_once_per_address",
                violation_error_message=_("This address is invited already."),
            ),
            models.CheckConstraint(
                condition=models.Q(email=Lower("email")), name="invitation_address_lower_case"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.email} · {self.organisation}"
