import django_filters
from django.utils.translation import gettext_lazy as _

from events.constants import EventFormat
from events.models import Event
from events.querysets import EventQuerySet
from programmes.querysets.programmes import ProgrammeQuerySet


class EventFilter(django_filters.FilterSet):
    """The public list of events. `programmes` are offered for choice; a parent brings its subprogrammes along."""

    programme = django_filters.ChoiceFilter(
        method="of_programme", label=_("Programme"), empty_label=_("All programmes")
    )
    format = django_filters.ChoiceFilter(label=_("Format"), choices=EventFormat, empty_label=_("All formats"))

    class Meta:
        model = Event
        fields: list[str] = []

    def __init__(self, *args: object, programmes: ProgrammeQuerySet, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.programmes = {each.slug: each for each in programmes.only("slug", "acronym")}
        self.filters["programme"].extra["choices"] = [
            (slug, str(each)) for slug, each in self.programmes.items()
        ]

    def of_programme(self, rows: EventQuerySet, _name: str, slug: str) -> EventQuerySet:
        return rows.of_programme(self.programmes[slug].pk)
