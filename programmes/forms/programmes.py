from collections.abc import Mapping

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.urls import reverse_lazy
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext_lazy as _
from i18nfield.forms import I18nFormField, I18nTextarea

from portal.core.collation import by_name
from portal.core.concurrent_edits import ConcurrentEditForm
from portal.core.fields import WebAddressField
from portal.core.locales import language_choices
from portal.core.regions.inputs import PlaceInput, clean_place
from portal.core.widgets import ComboboxSelect, ComboboxSelectMultiple, PictureInput, SharedSelect
from programmes.constants import (
    ContactRole,
    ExitKind,
    NaceSection,
    NewcomerSupport,
    OrganisationKind,
    SizeClass,
)
from programmes.facts import IDENTITY_FIELDS
from programmes.models import Organisation, Programme
from programmes.querysets.programmes import ProgrammeQuerySet

ABOUT_LIMIT = 4000
SUGGESTED_TOWNS = reverse_lazy("programmes:town_suggestions")
SUGGESTED_REGIONS = reverse_lazy("programmes:region_suggestions")
REGION_HINT = _("It follows from the town. Name it where the town is not in the list.")


SECTIONS = {
    "who": ("name", "kind", "website", "logo"),
    "where": ("street", "postcode", "city", "region", "country"),
    "about": ("about",),
    "work": ("size", "nace", "languages", "newcomer_support"),
}
ASKED_AT_FIRST = ("name", "kind", "website", "city", "region", "country")
"""Of a new organisation."""


class JoinForm(forms.Form):
    """`version` is the wording the page showed; the service refuses one that has been replaced since."""

    version = forms.CharField(widget=forms.HiddenInput, max_length=20, required=False)
    agreed = forms.BooleanField(
        label=_("I have read this and agree."),
        error_messages={"required": _("To join, agree to the text. Without that you can't take part.")},
    )


class LeaveForm(forms.Form):
    exit_kind = forms.ChoiceField(
        label=_("How does it end?"),
        widget=forms.RadioSelect,
        choices=[
            (ExitKind.COMPLETED, _("I have done what the programme is for.")),
            (ExitKind.EARLY, _("I leave before that.")),
        ],
        error_messages={"required": _("Choose one of the two.")},
    )


class OrganisationForm(ConcurrentEditForm, forms.ModelForm):
    """What an organisation says about itself. What was verified is shown, but can't be changed."""

    kind = forms.ChoiceField(label=_("Kind of organisation"), choices=OrganisationKind)
    about = I18nFormField(
        label=_("About the organisation"),
        help_text=_("What you do and who works there, in the languages you have. You can use Markdown."),
        widget=I18nTextarea,
        required=False,
        max_length=ABOUT_LIMIT,
        widget_kwargs={"attrs": {"rows": 4}},
    )
    website = WebAddressField(
        label=_("Website"),
        required=False,
        assume_scheme="https",
        max_length=200,
        widget=forms.URLInput(attrs={"autocomplete": "url"}),
    )
    size = forms.ChoiceField(
        label=_("Size"), required=False, choices=[("", _("No answer")), *SizeClass.choices]
    )
    nace = forms.ChoiceField(
        label=_("Economic activity"),
        required=False,
        choices=by_name([("", _("No answer")), *NaceSection.choices]),
        widget=ComboboxSelect,
    )
    languages = forms.MultipleChoiceField(
        label=_("Languages spoken at work"),
        required=False,
        choices=language_choices,
        widget=ComboboxSelectMultiple(attrs={"size": 8}),
    )

    newcomer_support = forms.MultipleChoiceField(
        label=_("What newcomers get from you"),
        help_text=_("Stands on your page. Choose only what you really do."),
        required=False,
        choices=NewcomerSupport,
        widget=forms.CheckboxSelectMultiple,
    )

    class Meta:
        model = Organisation
        fields = (
            "name",
            "kind",
            "street",
            "postcode",
            "city",
            "region",
            "country",
            "website",
            "logo",
            "about",
            "size",
            "nace",
            "languages",
            "newcomer_support",
        )
        widgets = {
            "name": forms.TextInput(attrs={"autocomplete": "organization"}),
            "street": forms.TextInput(attrs={"autocomplete": "address-line1"}),
            "postcode": forms.TextInput(attrs={"autocomplete": "postal-code"}),
            "city": PlaceInput({"autocomplete": "address-level2"}, suggested_by=SUGGESTED_TOWNS),
            "region": PlaceInput(suggested_by=SUGGESTED_REGIONS),
            "country": ComboboxSelect({"autocomplete": "country"}),
            "logo": PictureInput,
        }
        help_texts = {
            "region": REGION_HINT,
            "logo": _("A square picture is best: it stands on your page and beside each of your offers."),
        }

    def __init__(
        self,
        data: Mapping[str, object] | None = None,
        files: MultiValueDict[str, UploadedFile[bytes]] | None = None,
        *,
        instance: Organisation | None = None,
        initial: Mapping[str, object] | None = None,
        may_rename: bool = True,
    ) -> None:
        super().__init__(data, files, instance=instance, initial=dict(initial or {}))
        if self.instance.is_verified and not may_rename:
            for name in IDENTITY_FIELDS:
                self.fields[name].disabled = True
                self.fields[name].help_text = _("Verified. Write to the programme to have it changed.")

    def clean(self) -> dict[str, object]:
        cleaned = super().clean() or self.cleaned_data
        clean_place(self)
        return cleaned

    @property
    def sections(self) -> dict[str, list[forms.BoundField]]:
        """The fields by what they are about, in the order of the page."""
        return {
            section: [self[name] for name in names if name in self.fields]
            for section, names in SECTIONS.items()
        }


class RegisterOrganisationForm(OrganisationForm):
    """What coordinators need to see who it is. The rest is said later, when somebody looks for people."""

    programme = forms.ModelChoiceField(
        label=_("Programme"),
        help_text=_(
            "Whose coordinators shall verify the organisation? It can take part in more of them later."
        ),
        queryset=Programme.objects.none(),
        to_field_name="slug",
        empty_label=_("Please choose"),
        widget=SharedSelect,
    )

    field_order = ("programme", *OrganisationForm.Meta.fields)

    def __init__(
        self,
        data: Mapping[str, object] | None = None,
        *,
        programmes: ProgrammeQuerySet,
        initial: Mapping[str, object] | None = None,
    ) -> None:
        super().__init__(data, initial={**self._usual_country(programmes, initial or {}), **(initial or {})})
        for name in self.fields.keys() - {"programme", *ASKED_AT_FIRST}:
            del self.fields[name]
        self.fields["programme"].queryset = programmes  # type: ignore[attr-defined]

    @staticmethod
    def _usual_country(programmes: ProgrammeQuerySet, initial: Mapping[str, object]) -> dict[str, object]:
        """That of the programme one comes from, or of all; where they differ, the person says it."""
        slug = initial.get("programme")
        rows = programmes.filter(slug=slug) if slug else programmes
        countries = set(rows.order_by().values_list("country", flat=True))
        return {"country": countries.pop()} if len(countries) == 1 else {}


class ContactRoleForm(ConcurrentEditForm, forms.Form):
    role = forms.ChoiceField(
        label=_("Role"),
        choices=ContactRole,
        initial=ContactRole.RECRUITER,
        help_text=_(
            "Managers change the organisation and decide who speaks for it. They and recruiters publish, see "
            "applicants and answer them. Teachers and equipment contacts see neither."
        ),
    )


class InviteForm(ContactRoleForm):
    email = forms.EmailField(
        label=_("E-mail address of your colleague"),
        help_text=_("The address your colleague is registered with, or will register with."),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )

    field_order = ("email", "role")
