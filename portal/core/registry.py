"""How a lower floor asks something that only an upper floor can answer."""

from collections.abc import Callable, Iterator
from typing import Generic, TypeVar

Item = TypeVar("Item")


class Registry(Generic[Item]):
    """Named items that upper apps add in `AppConfig.ready()` and one lower app reads.

    A name is registered once; a second registration is a programming error, because the order in which
    apps load would then decide the behaviour.
    """

    def __init__(self, purpose: str) -> None:
        self.purpose = purpose
        self._items: dict[str, Item] = {}

    def add(self, name: str, item: Item) -> Item:
        if name in self._items:
            raise ValueError(f"{name!r} is registered twice for {self.purpose}")
        self._items[name] = item
        return item

    def register(self, name: str) -> Callable[[Item], Item]:
        """Decorator form of `add`."""
        return lambda item: self.add(name, item)

    def __getitem__(self, name: str) -> Item:
        return self._items[name]

    def __contains__(self, name: object) -> bool:
        return name in self._items

    def __iter__(self) -> Iterator[Item]:
        return iter(self._items.values())

    def items(self) -> Iterator[tuple[str, Item]]:
        return iter(self._items.items())
