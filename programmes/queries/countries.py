"""Where the portal's programmes are: the countries that lists to choose from begin with."""

from portal.core.changes.following import Changed, Follower
from portal.core.locales import first_countries
from programmes.models import Programme


class _Following(Follower[frozenset[str]]):
    follows = (Programme,)

    def build(self) -> frozenset[str]:
        return frozenset(Programme.objects.public().order_by().values_list("country", flat=True).distinct())

    def patch(self, thing: frozenset[str], changed: Changed) -> frozenset[str]:
        return self.build()


COUNTRIES = _Following()
first_countries.add("programmes", COUNTRIES.current)
