"""Fields as the admin's forms show them: texts in several languages, choices of several, countries, languages."""

from collections.abc import Callable, Mapping
from typing import Any

from django import forms
from django.contrib.admin.widgets import AutocompleteMixin, AutocompleteSelect, AutocompleteSelectMultiple
from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from i18nfield.fields import I18nCharField, I18nTextField
from i18nfield.forms import I18nWidget
from unfold.widgets import (
    UnfoldAdminCheckboxSelectMultipleWidget,
    UnfoldAdminSelect2Widget,
    UnfoldAdminSelectMultipleWidget,
    UnfoldAdminTextareaWidget,
    UnfoldAdminTextInputWidget,
)

from portal.core.amounts import parse_amount
from portal.core.errors import DomainError
from portal.core.fields import AmountField, CountryField, LanguageField
from portal.core.locales import own_language_name
from portal.core.workflow import Workflow

FEW_CHOICES = 12
"""Up to so many choices stand as boxes to tick; more of them in a list that can be searched."""


class WorkflowForm(forms.ModelForm[models.Model]):
    """A form in which a row's state is chosen: only one to which a step leads from where the row is."""

    workflow: Workflow[models.TextChoices]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        field = self.workflow.field
        if (new := cleaned.get(field)) and new not in self._possible_states(field):
            self.add_error(field, _("This step is not possible from here."))
        return cleaned

    def _possible_states(self, field: str) -> set[str]:
        is_new = self.instance.pk is None
        stays = {*self.workflow.initial} if is_new else {getattr(self.instance, field)}
        return stays | {target for state in stays for target in self.workflow.targets(state)}


class AdminI18nWidget(I18nWidget):
    """One input a language, each named with its language for the eye and for screen readers."""

    is_long = False

    def render(
        self, name: str, value: Any, attrs: dict[str, object] | None = None, renderer: Any = None
    ) -> SafeString:
        values = value if isinstance(value, list) else self.decompress(value)
        base = self.build_attrs(attrs or {})
        rows = []
        for position, language in enumerate(self.locales):
            own = own_language_name(language)
            extra = {
                **base,
                "id": f"{base.get('id', f'id_{name}')}_{position}",
                "aria-label": f"{base['aria-label']}: {own}" if "aria-label" in base else own,
                "lang": language,
            }
            extra.pop("required", None)
            if self.is_long:
                extra["rows"] = 4
            field = self.widgets[position].render(f"{name}_{position}", values[position], extra, renderer)
            rows.append(
                format_html(
                    '<div class="i18n-row"><span class="i18n-language" title="{}">{}</span>{}</div>',
                    own,
                    language,
                    field,
                )
            )
        return format_html(
            '<div class="i18n-rows" id="{}">{}</div>',
            base.get("id", f"id_{name}"),
            mark_safe("".join(rows)),  # noqa: S308
        )

    def id_for_label(self, id_: str, index: Any = None) -> str:
        return f"{id_}_0" if id_ else id_


class AdminI18nTextInput(AdminI18nWidget):
    widget = UnfoldAdminTextInputWidget


class AdminI18nTextarea(AdminI18nWidget):
    widget = UnfoldAdminTextareaWidget
    is_long = True


FIELD_WIDGETS: dict[Any, dict[str, object]] = {
    I18nCharField: {"widget": AdminI18nTextInput},
    I18nTextField: {"widget": AdminI18nTextarea},
    AmountField: {"widget": UnfoldAdminTextInputWidget},
}
"""For `formfield_overrides`."""


class KnownKeys(AutocompleteMixin):
    """Suggestions while one types. What was sent and can't be the key of a row is shown as if nothing was chosen:
    Django asks the database for it and fails.
    """

    shown: Mapping[str, str] = {}
    """What rows are called that need not be asked for: those that lines of a page lead to are read with the lines."""

    def optgroups(self: Any, name: str, value: Any, attr: Any = None) -> Any:
        if len(value) == 1 and value[0] in self.shown:
            (key,) = value
            options = [] if self.is_required else [self.create_option(name, "", "", False, 0)]
            options.append(self.create_option(name, key, self.shown[key], {key}, len(options)))
            return [(None, options, 0)]
        known = [each for each in value if self._is_key(each)]
        return super().optgroups(name, known, attr)

    def _is_key(self, value: Any) -> bool:
        try:
            self.field.remote_field.model._meta.pk.to_python(value)
        except ValidationError:
            return False
        return True


class RowSelect(KnownKeys, AutocompleteSelect):
    pass


class RowsSelect(KnownKeys, AutocompleteSelectMultiple):
    pass


def show_what_is_read(form: forms.ModelForm[Any]) -> None:
    """Let each suggesting field of a line show the row that it leads to, where that was read with the line."""
    fields: dict[str, Any] = form.fields
    for name, field in fields.items():
        widget = getattr(field.widget, "widget", field.widget)
        if isinstance(widget, KnownKeys) and form.instance._state.fields_cache.get(name) is not None:
            row = getattr(form.instance, name)
            widget.shown = {str(row.pk): field.label_from_instance(row)}


class SeveralField(forms.TypedMultipleChoiceField):
    """A database array whose values come from a list of choices."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        for name in ("base_field", "max_length"):
            kwargs.pop(name, None)
        super().__init__(*args, **kwargs)


class PortalFields:
    """Mixin for admins and inlines: boxes for arrays with choices, names for country and language codes, and amounts
    that can't be changed as they are written elsewhere, instead of with all the places the database has.
    """

    @property
    def readonly_preprocess_fields(self) -> dict[str, Callable[[str], str]]:
        fields = self.model._meta.fields  # type: ignore[attr-defined]
        return {field.name: amount_text(field) for field in fields if isinstance(field, AmountField)}

    def formfield_for_dbfield(
        self, db_field: models.Field[Any, Any], request: HttpRequest, **kwargs: Any
    ) -> Any:
        if isinstance(db_field, ArrayField):
            if db_field.base_field.choices is not None:
                return several(db_field)
        elif isinstance(db_field, CountryField | LanguageField):
            return db_field.formfield(widget=UnfoldAdminSelect2Widget())
        elif isinstance(db_field, models.URLField):
            kwargs["assume_scheme"] = "https"
        return super().formfield_for_dbfield(db_field, request, **kwargs)  # type: ignore[misc]

    def formfield_for_foreignkey(
        self, db_field: models.ForeignKey[Any, Any], request: HttpRequest, **kwargs: Any
    ) -> Any:
        if "widget" not in kwargs and db_field.name in self.get_autocomplete_fields(request):  # type: ignore[attr-defined]
            kwargs["widget"] = RowSelect(db_field, self.admin_site, using=kwargs.get("using"))  # type: ignore[attr-defined]
        return super().formfield_for_foreignkey(db_field, request, **kwargs)  # type: ignore[misc]

    def formfield_for_manytomany(
        self, db_field: models.ManyToManyField[Any, Any], request: HttpRequest, **kwargs: Any
    ) -> Any:
        if "widget" not in kwargs and db_field.name in self.get_autocomplete_fields(request):  # type: ignore[attr-defined]
            kwargs["widget"] = RowsSelect(db_field, self.admin_site, using=kwargs.get("using"))  # type: ignore[attr-defined]
        return super().formfield_for_manytomany(db_field, request, **kwargs)  # type: ignore[misc]


def amount_text(field: AmountField[Any, Any]) -> Callable[[str], str]:
    """A function that puts an amount the theme has written into the reader's notation; a dash for none stays."""

    def rewrite(contents: str) -> str:
        try:
            return field.shown(parse_amount(contents))
        except ValueError:
            return contents

    return rewrite


def several(db_field: Any) -> forms.Field:
    choices = db_field.base_field.choices
    widget = (
        UnfoldAdminCheckboxSelectMultipleWidget
        if len(list(choices)) <= FEW_CHOICES
        else UnfoldAdminSelectMultipleWidget
    )
    return SeveralField(
        choices=choices,
        coerce=db_field.base_field.to_python,
        empty_value=[],
        required=not db_field.blank,
        label=capfirst(db_field.verbose_name),
        help_text=db_field.help_text,
        widget=widget(),
    )


class _Refused:
    """Mixin: the form says what a service has answered, beside the field that it is about."""

    refusal: DomainError

    def _post_clean(self: Any) -> None:
        super()._post_clean()  # type: ignore[misc]
        self.add_error(self.refusal.field if self.refusal.field in self.fields else None, str(self.refusal))


def refused_form(form: Any, refusal: DomainError) -> Any:
    """The form with the service's answer. Made for one page, it is none of the portal's own forms."""
    made = {"__module__": form.__module__, "refusal": refusal}
    refused = type(form)(form.__name__, (_Refused, form), made)
    # A subclass would ask again for fields that this page doesn't show.
    refused.base_fields = form.base_fields
    return refused
