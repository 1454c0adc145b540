import django_filters
from django.utils.translation import gettext_lazy as _

from events.constants import EventFormat
from events.models import Event
from events.querysets import EventQuerySet
from programmes.models import Programme
from programmes.querysets import ProgrammeQuerySet


class EventFilter(django_filters.FilterSet):
    """The public list of events. `programmes` are offered for choice; a parent brings its subprogrammes along."""

    programme = django_filters.ModelChoiceFilter(
        method="of_programme",
        label=_("Programme"),
        to_field_name="slug",
        queryset=Programme.objects.none(),
        empty_label=_("All programmes"),
    )
    format = django_filters.ChoiceFilter(label=_("Format"), choices=EventFormat, empty_label=_("All formats"))

    class Meta:
        model = Event
        fields: list[str] = []

    def __init__(self, *args: object, programmes: ProgrammeQuerySet, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.filters["programme"].queryset = programmes

    def of_programme(self, rows: EventQuerySet, _name: str, programme: Programme) -> EventQuerySet:
        return rows.of_programme(programme)
