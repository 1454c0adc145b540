"""What a programme reminds people of: when, whom, in which words, and what was sent lately."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin import ModelAdmin, SimpleListFilter
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django_stubs_ext import StrOrPromise
from i18nfield.strings import LazyI18nString
from unfold.decorators import display
from unfold.widgets import UnfoldAdminSelectWidget

from portal.core.dates import day
from portal.users.decorators import AuthenticatedRequest
from programmes.admin.base import ScopedModelAdmin, is_list
from programmes.admin.filters import ScopedRelatedFilter
from programmes.extensions import StoredText, reminder_kinds
from programmes.models import Reminder
from programmes.models.reminder import ANY_OCCASION
from programmes.models.reminder_rules import stored
from programmes.notices.reminders import unknown_names
from programmes.presentation.reminders import kind_of, previews, reminder_facts, rule_shown, when
from programmes.querysets.reminders import ReminderQuerySet
from programmes.services.reminders import save_reminder

REMINDED_DAYS = 30


def _kinds() -> list[tuple[str, StrOrPromise]]:
    return [(name, kind.label) for name, kind in reminder_kinds.items()]


class ReminderForm(forms.ModelForm):
    kind = forms.ChoiceField(label=_("Kind of reminder"), choices=_kinds, widget=UnfoldAdminSelectWidget)
    is_on = forms.TypedChoiceField(
        label=_("Switched on"),
        required=False,
        coerce=lambda value: value == "True",
        empty_value=None,
        choices=[("", _("As it is usual")), ("True", _("Yes")), ("False", _("No"))],
        widget=UnfoldAdminSelectWidget,
        help_text=_("Whoever switches it on reminds nobody of what was due before."),
    )
    condition = forms.ChoiceField(label=_("Only if"), required=False, widget=UnfoldAdminSelectWidget)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kind = kind_of(self.instance)
        conditions = [(name, each.label) for name, each in kind.conditions.items()] if kind else []
        if "condition" in self.fields:
            usual = [("", _("As it is usual")), (ANY_OCCASION, _("In every case"))]
            self.fields["condition"].choices = [*usual, *conditions]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        kind = reminder_kinds[cleaned["kind"]] if cleaned.get("kind") else kind_of(self.instance)
        text = cleaned.get("text")
        if kind is not None and isinstance(text, LazyI18nString | str):
            self._check_names(stored(text), kind.placeholders)
        return cleaned

    def _check_names(self, words: StoredText, known: Any) -> None:
        texts = [words] if isinstance(words, str) else list(words.values())
        if unknown := list(dict.fromkeys(name for each in texts for name in unknown_names(each, known))):
            names = {"names": _listed(unknown), "others": _listed(known)}
            sentence = _("The text names %(names)s, which nobody can fill in here. It may name %(others)s.")
            if not known:
                sentence = _("The text names %(names)s, which nobody can fill in here. It may name nothing.")
            self.add_error("text", sentence % names)


def _lately() -> datetime:
    return timezone.now() - timedelta(days=REMINDED_DAYS)


def _listed(names: Any) -> str:
    return ", ".join(f"{{{name}}}" for name in names)


class KindFilter(SimpleListFilter):
    title = _("kind of reminder")
    parameter_name = "kind"

    def lookups(self, request: HttpRequest, model_admin: ModelAdmin[Model]) -> list[tuple[str, StrOrPromise]]:
        return _kinds()

    def queryset(self, request: HttpRequest, queryset: ReminderQuerySet) -> ReminderQuerySet:
        return queryset.filter(kind=self.value()) if self.value() in reminder_kinds else queryset


@admin.register(Reminder)
class ReminderAdmin(ScopedModelAdmin):
    form = ReminderForm
    list_display = ("kind_label", "programme", "when_label", "is_on_label", "sent_lately", "sent_last")
    list_filter = (("programme", ScopedRelatedFilter), KindFilter)
    list_select_related = ("programme__parent",)
    ordering = ("programme", "kind", "pk")
    actions: Sequence[Any] = ()

    def get_queryset(self, request: HttpRequest) -> QuerySet[Model]:
        """Rows of a kind that this version of the portal knows."""
        rows: Any = super().get_queryset(request)
        rows = rows.filter(kind__in=[name for name, _kind in reminder_kinds.items()])
        return rows if is_list(request) else rows.with_above().with_sent(_lately())

    def get_changelist_rows(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        return rows.with_above().with_sent(_lately())

    def get_fieldsets(self, request: HttpRequest, obj: Model | None = None) -> Any:
        timing = (None, {"fields": ("is_on", ("offset", "unit"), "condition")})
        if obj is None:
            return [(None, {"fields": ("programme", "kind", "is_on", ("offset", "unit"), "text")})]
        return [
            (None, {"fields": ("programme", "kind_label", "facts")}),
            timing,
            (None, {"fields": ("text", "names", "preview")}),
            (None, {"fields": ("sent",)}),
        ]

    def get_readonly_fields(self, request: HttpRequest, obj: Model | None = None) -> Sequence[str]:
        return () if obj is None else ("programme", "kind_label", "facts", "names", "preview", "sent")

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """What every programme has is switched off and never deleted."""
        own = not isinstance(obj, Reminder) or not obj.standard
        return own and super().has_delete_permission(request, obj)

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        return {
            name: action for name, action in super().get_actions(request).items() if name != "delete_selected"
        }

    def save_model(
        self, request: AuthenticatedRequest, obj: Reminder, form: forms.ModelForm[Reminder], change: bool
    ) -> None:
        save_reminder(reminder=obj, by=request.user)

    def value_in_words(self, field: Any, value: object) -> str:
        """A kind, its conditions and standards are stored by their names in the code."""
        if field.name == "standard":
            return str(_("Yes") if value else _("No"))
        kinds = dict(reminder_kinds.items())
        named: dict[str, Any] = {name: kind.label for name, kind in kinds.items()}
        if field.name == "condition":
            named = {name: each.label for kind in kinds.values() for name, each in kind.conditions.items()}
        is_name = field.name in ("kind", "condition") and value in named
        return str(named[str(value)]) if is_name else super().value_in_words(field, value)

    @display(description=_("Reminder"))
    def kind_label(self, row: Reminder) -> str:
        return str(reminder_kinds[row.kind].label)

    @display(description=_("When"))
    def when_label(self, row: Reminder) -> str:
        return when(rule_shown(row))

    @display(description=_("Switched on"), boolean=True)
    def is_on_label(self, row: Reminder) -> bool:
        return rule_shown(row).is_on

    @display(description=_("Sent lately"))
    def sent_lately(self, row: Any) -> int:
        number: int = row.sent_lately
        return number

    @display(description=_("Sent last"))
    def sent_last(self, row: Any) -> str:
        return day(row.sent_last) if row.sent_last else "–"

    @display(description=_("When it goes, and to whom"))
    def facts(self, row: Reminder) -> SafeString:
        return render_to_string(
            "programmes/admin/reminder_facts.html", {"facts": reminder_facts(row, rule_shown(row))}
        )

    @display(description=_("What the text may name"))
    def names(self, row: Reminder) -> SafeString:
        facts = [(f"{{{name}}}", example) for name, example in reminder_kinds[row.kind].placeholders.items()]
        return render_to_string("programmes/admin/reminder_facts.html", {"facts": facts})

    @display(description=_("What people read"))
    def preview(self, row: Reminder) -> SafeString:
        shown = previews(reminder_kinds[row.kind], rule_shown(row), row.programme.languages)
        return render_to_string("programmes/admin/reminder_preview.html", {"previews": list(shown)})

    @display(description=_("Sent lately"))
    def sent(self, row: Any) -> str:
        if not row.sent_last:
            return str(_("Not yet."))
        words = ngettext(
            "%(number)d message since %(since)s, last on %(day)s.",
            "%(number)d messages since %(since)s, last on %(day)s.",
            row.sent_lately,
        )
        return words % {
            "number": row.sent_lately,
            "since": day(_lately()),
            "day": day(row.sent_last),
        }
