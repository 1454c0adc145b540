from collections.abc import Iterable
from contextlib import suppress
from datetime import date
from operator import attrgetter
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.core.validators import MaxValueValidator
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from i18nfield.fields import I18nCharField, I18nTextField

from portal.core.changes.tracking import track_changes
from portal.core.collation import Alphabetical, SortedByName, SortKeysField
from portal.core.colour import validate_accent
from portal.core.dates import check_year, years_later
from portal.core.day_rules import Between, Lasts, NotAfterToday, PlausibleDays, TimeFrame
from portal.core.fields import (
    CountryField,
    HoursField,
    LanguageField,
    MoneyField,
    PercentField,
    RegionField,
    never_negative,
)
from portal.core.files import PublicImageField
from portal.core.history import track_history
from portal.core.hosts import LONGEST_HOST, check_host, host_name
from portal.core.markdown import MarkdownField
from portal.core.models import PeriodModel, TimeStampedModel
from portal.core.time_zones import check_zone, zone_constraint
from portal.privacy.models import Purpose
from programmes.constants import KEEP_YEARS, KEEPS_FROM, Instrument, KeepsFrom, Module, ProgrammeStatus
from programmes.querysets.fundings import FundingQuerySet
from programmes.querysets.programmes import ProgrammeQuerySet
from programmes.scoping import Scoped
from programmes.workflows.hours import SignatureColumn, usual_columns
from programmes.workflows.programmes import PROGRAMME


class InProgrammeTime(PlausibleDays, Scoped):
    """Base of models whose days are held against the period of the programme that a row belongs to."""

    class Meta:
        abstract = True

    def time_frame(self) -> TimeFrame:
        try:
            programme = attrgetter(str(self.programme_path).replace("__", "."))(self)
        except (ObjectDoesNotExist, AttributeError):  # a form that lacks it says so itself
            programme = None
        return super().time_frame() if programme is None else programme.time_frame_within()


def default_languages() -> list[str]:
    """Those of where the portal is run, beside English."""
    return list(dict.fromkeys(["en", *settings.HOME_LANGUAGES]))


def home_country() -> str:
    return settings.HOME_COUNTRY


def default_modules() -> list[str]:
    return [Module.PLACEMENTS, Module.EVENTS, Module.EVALUATION]


@track_changes(programme="pk")
@track_history(exclude=["sort_keys"])
class Programme(SortedByName, TimeStampedModel, PeriodModel, PlausibleDays, Scoped):
    """A funded effort with a beginning, an end and somebody to answer to; or one of its subprogrammes.

    A subprogramme (a partner's subproject, a city) has staff, people and figures of its own, which roll up
    into its parent. There is one level of them.
    """

    programme_path = "pk"
    name_field = "acronym"
    day_rules = (
        Between("starts_on", "ends_on", before=1, after=1, unknown=30, asks=True),
        Lasts("starts_on", "ends_on", years=20),
    )

    slug = models.SlugField(_("short name in addresses"), max_length=50, unique=True)
    acronym = models.CharField(_("acronym"), max_length=60)
    sort_keys = SortKeysField(of="acronym")
    title = I18nCharField(_("title"), max_length=250)
    summary = I18nTextField(_("summary"), help_text=_("Two or three sentences for lists and search engines."))
    description = MarkdownField(_("description"), blank=True, help_text=_("You can use Markdown."))
    parent = models.ForeignKey(
        "self",
        verbose_name=_("part of"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="subprogrammes",
    )
    status = models.CharField(
        _("status"), max_length=10, choices=ProgrammeStatus, default=ProgrammeStatus.DRAFT, db_index=True
    )
    starts_on = models.DateField(_("funded from"), null=True, blank=True, validators=[check_year])
    ends_on = models.DateField(_("funded until"), null=True, blank=True, validators=[check_year])
    time_zone = models.CharField(
        _("time zone"), max_length=40, default="Europe/Berlin", validators=[check_zone]
    )
    languages = ArrayField(LanguageField(), verbose_name=_("languages"), default=default_languages)
    place = models.CharField(_("place"), max_length=120, blank=True)
    region = RegionField(_("region"), blank=True)
    nuts = models.CharField(_("NUTS code"), max_length=5, blank=True)
    country = CountryField(_("country"), default=home_country)
    colour = models.CharField(_("colour"), max_length=7, default="#0b5c56", validators=[validate_accent])
    logo = PublicImageField(_("logo"), upload_to="logos/", blank=True)
    funding_statement = I18nTextField(
        _("funding statement"), blank=True, help_text=_("Shown at the foot of every page of the programme.")
    )
    contact_email = models.EmailField(_("contact address"), blank=True)
    modules = ArrayField(
        models.CharField(max_length=20, choices=Module),
        verbose_name=_("modules"),
        default=default_modules,
        blank=True,
        help_text=_(
            "Offers and events of the programme are shown only while their part is on; with evaluation on, "
            "participants are asked the funder's questions. Mentoring has no pages yet: its rounds are kept in the "
            "administration, and this box changes nothing."
        ),
    )
    embedding_hosts = ArrayField(
        models.CharField(max_length=LONGEST_HOST, validators=[check_host]),
        verbose_name=_("sites that may show our events"),
        default=list,
        db_default=[],
        blank=True,
        help_text=_(
            "Names of sites, with commas between, such as www.example.org. They may show the list of coming events "
            "as a part of their pages; no other site may."
        ),
    )
    needs_admission = models.BooleanField(
        _("coordinators admit people"),
        default=False,
        help_text=_("Otherwise whoever joins takes part at once."),
    )
    is_example = models.BooleanField(
        _("example"), default=False, help_text=_("Marked on its pages as an example, not a real programme.")
    )
    purpose = models.ForeignKey(
        Purpose,
        verbose_name=_("purpose people agree to when they join"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="programmes",
    )

    objects = ProgrammeQuerySet.as_manager()

    class Meta:
        verbose_name = _("programme")
        verbose_name_plural = _("programmes")
        ordering = [Alphabetical(), "pk"]
        constraints = [
            *PeriodModel.Meta.constraints,
            zone_constraint("time_zone", name="programme_time_zone_known"),
            models.CheckConstraint(
                condition=~models.Q(parent=models.F("pk")),
                name="programme_not_its_own_parent",
                violation_error_message=_("A programme can't be part of itself."),
            ),
        ]

    def __str__(self) -> str:
        return self.acronym

    def get_absolute_url(self) -> str:
        return reverse("programmes:detail", args=[self.slug])

    @property
    def is_public(self) -> bool:
        return PROGRAMME.state(self.status).is_public

    def shows(self, module: Module) -> bool:
        """Has it public pages, and is this part of the portal switched on for them?"""
        return self.is_public and module in self.modules

    @property
    def asks_participants(self) -> bool:
        """Are participants asked the funder's questions?"""
        return Module.EVALUATION in self.modules

    @property
    def is_joinable(self) -> bool:
        return self.status == ProgrammeStatus.RUNNING

    @property
    def zone(self) -> ZoneInfo:
        """The time zone its days and hours are meant in; the portal's where the name is unknown."""
        try:
            return ZoneInfo(self.time_zone)
        except (ZoneInfoNotFoundError, ValueError, OSError):
            return ZoneInfo(settings.TIME_ZONE)

    def today(self) -> date:
        return timezone.localdate(timezone=self.zone)

    def period(self) -> tuple[date | None, date | None]:
        """Its first and last day. A subprogramme that says none of its own has its parent's."""
        parent = self.parent
        return (
            self.starts_on or (parent.starts_on if parent else None),
            self.ends_on or (parent.ends_on if parent else None),
        )

    def has_ended(self) -> bool:
        """Has its last day passed? One that says none goes on."""
        last = self.period()[1]
        return last is not None and last < self.today()

    def time_frame(self) -> TimeFrame:
        """A subprogramme lies in the period of the programme it is part of."""
        return self.parent.time_frame_within() if self.parent else TimeFrame(self.today(), self.zone)

    def time_frame_within(self) -> TimeFrame:
        """What the days of its rows are held against."""
        starts_on, ends_on = self.period()
        return TimeFrame(self.today(), self.zone, starts_on, ends_on)

    def coordinator_ids(self) -> Iterable[int]:
        """Keys of the people who answer for the programme; where nobody does, of those for the one it is part of.

        Ask `User.objects.coordinating(programme)` for them.
        """
        own = self.memberships.coordinating()
        if self.parent is None or own.exists():
            return own.values_list("user", flat=True)
        return self.parent.coordinator_ids()

    def clean(self) -> None:
        super().clean()
        if self.parent and self.parent.parent_id:
            raise ValidationError({"parent": _("A subprogramme can't have subprogrammes of its own.")})
        if self.parent and self.pk and self.subprogrammes.exists():
            raise ValidationError({"parent": _("This programme has subprogrammes, so it can't become one.")})
        with suppress(ValidationError):  # said beside the field
            self.embedding_hosts = sorted({host_name(each) for each in self.embedding_hosts})


@track_changes(row="programme", programme="programme")
@track_history()
class Funding(TimeStampedModel, InProgrammeTime, Scoped):
    """Money a funder gives to a programme, and under which instrument."""

    programme_path = "programme"
    day_rules = (
        NotAfterToday("last_payment_on", "proof_of_use_on", "held_since"),
        Between("last_payment_on", "proof_of_use_on", "held_since", before=1, after=15),
        Between("hours_from", before=1, after=1),
    )

    programme = models.ForeignKey(
        Programme, verbose_name=_("programme"), on_delete=models.CASCADE, related_name="fundings"
    )
    funder = I18nCharField(_("funder"), max_length=200)
    instrument = models.CharField(
        _("instrument"), max_length=12, choices=Instrument, default=Instrument.OTHER
    )
    reference = models.CharField(_("reference number"), max_length=80, blank=True)
    amount = MoneyField(_("amount in euro"), null=True, blank=True)
    rate = PercentField(_("co-financing rate in per cent"), null=True, blank=True)
    threshold_hours = HoursField(
        _("hours after which somebody counts as a participant"), null=True, blank=True
    )
    hours_from = models.DateField(
        _("hours counted from"),
        null=True,
        blank=True,
        default=timezone.localdate,
        validators=[check_year],
        help_text=_(
            "Whoever joins from this day on counts as a participant, and is asked the funder’s questions, once they "
            "have these hours here. Who joined before counts anyway. Leave it empty where hours are kept elsewhere."
        ),
    )
    signature_columns = ArrayField(
        models.CharField(max_length=12, choices=SignatureColumn),
        verbose_name=_("columns of lists to sign"),
        default=usual_columns,
        db_default=usual_columns(),
        blank=True,
        help_text=_("What the funder wants to see on attendance lists, besides names."),
    )
    logo = PublicImageField(_("logo"), upload_to="logos/", blank=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    keeps_from = models.CharField(
        _("records are kept from"),
        max_length=12,
        choices=KeepsFrom,
        blank=True,
        help_text=_("Leave it empty for what is usual for the kind of funds."),
    )
    keep_years = models.PositiveSmallIntegerField(
        _("years for which records are kept"),
        default=KEEP_YEARS,
        validators=[MaxValueValidator(30)],
        help_text=_("As the grant notice says; five is usual. Confirm it with your authority."),
    )
    last_payment_on = models.DateField(
        _("last payment by the authority"), null=True, blank=True, validators=[check_year]
    )
    proof_of_use_on = models.DateField(_("proof of use"), null=True, blank=True, validators=[check_year])
    held_since = models.DateField(
        _("audit open since"),
        null=True,
        blank=True,
        validators=[check_year],
        help_text=_(
            "While a day stands here, nothing that proves the funding is deleted. Empty it when all is closed."
        ),
    )
    hold_reason = models.CharField(_("which audit"), max_length=200, blank=True)

    objects = FundingQuerySet.as_manager()

    class Meta:
        verbose_name = _("funding")
        verbose_name_plural = _("fundings")
        ordering = ["programme", "position", "pk"]
        constraints = [
            never_negative("amount", "rate", "threshold_hours", name="funding_amounts"),
            check_year.constraint("last_payment_on", "proof_of_use_on", "held_since", name="funding_years"),
            check_year.constraint("hours_from", name="funding_hours_years"),
            models.CheckConstraint(
                condition=models.Q(rate__isnull=True) | models.Q(rate__gte=0, rate__lte=100),
                name="funding_rate_is_a_percentage",
                violation_error_message=_("A rate lies between 0 and 100 per cent."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.funder)

    def kept_until(self) -> date | None:
        """The last day on which the funder may check; None while it isn't known, or an audit is open.

        EU funds: so many years from 31 December of the year of the authority's last payment (Regulation (EU)
        2021/1060, Article 82); others as the grant notice says, usually so many years after the proof of use.
        """
        if self.held_since is not None:
            return None
        if (self.keeps_from or KEEPS_FROM.get(Instrument(self.instrument))) == KeepsFrom.LAST_PAYMENT:
            paid = self.last_payment_on
            return None if paid is None else date(paid.year + self.keep_years, 12, 31)
        proven = self.proof_of_use_on
        return None if proven is None else years_later(proven, self.keep_years)

    def must_keep(self) -> bool:
        """May the funder still check today?"""
        until = self.kept_until()
        return until is None or until >= timezone.localdate()
