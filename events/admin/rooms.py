"""Rooms, and who leads an event."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib import admin
from django.db.models import Model, QuerySet
from django.forms import ModelForm
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from events.models import Event, EventTrainer, Room
from events.services.rooms import save_room
from events.services.trainers import name_trainers, release_trainer
from portal.users.decorators import AuthenticatedRequest
from portal.users.models import User
from programmes.admin.base import ScopedInline, ScopedModelAdmin
from programmes.admin.filters import ScopedRelatedFilter
from programmes.queries.programmes import RelationField, people_working_for


@admin.register(Room)
class RoomAdmin(ScopedModelAdmin):
    list_display = ("name", "place", "capacity", "programme", "organisation")
    list_filter = (("programme", ScopedRelatedFilter), ("organisation", ScopedRelatedFilter))
    list_select_related = ("programme", "organisation")
    search_fields = ("words", "organisation__words")
    search_help_text = _("Name, address or organisation")
    autocomplete_fields = ("organisation",)
    fields = (("programme", "organisation"), "name", "place", "capacity", "accessibility")

    def save_model(
        self, request: AuthenticatedRequest, obj: Room, form: ModelForm[Room], change: bool
    ) -> None:
        save_room(room=obj, by=request.user)


class EventTrainerInline(ScopedInline):
    """Whoever works for the programme can be chosen. The public page names nobody."""

    model = EventTrainer
    verbose_name_plural = _("Who leads it")
    fields = ("person",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Model]:
        return super().get_queryset(request).select_related("person")

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Without the ways to somebody's account, for which only the operator has a right: asking costs statements."""
        if db_field.name == "person":
            return self.formfield_for_foreignkey(db_field, request, **kwargs)
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    def get_field_queryset(
        self, db: str | None, db_field: RelationField, request: HttpRequest
    ) -> QuerySet[Model]:
        """Those who work for the event's programme, and whoever is named already."""
        event = getattr(request, "edited_parent", None)
        if db_field.name != "person" or not isinstance(event, Event):
            return super().get_field_queryset(db, db_field, request)
        named = EventTrainer.objects.administered_by(request.user).filter(event=event).values("person")
        rows = people_working_for(event.programme)
        return User.objects.filter(pk__in=rows.order_by().values("pk").union(named.order_by()))


def save_trainers(event: Event, rows: Sequence[EventTrainer], gone: Sequence[EventTrainer], by: User) -> None:
    """A line in which somebody else is chosen is one person less, and one more."""
    was = EventTrainer.objects.administered_by(by).filter(pk__in=[row.pk for row in rows if row.pk])
    for row in (*gone, *was):
        release_trainer(trainer=row, by=by)
    name_trainers(event=event, people=[row.person for row in rows], by=by)
