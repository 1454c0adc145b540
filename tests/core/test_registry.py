import pytest

from portal.core.registry import Registry


def test_items_come_in_the_order_they_were_registered():
    registry: Registry[int] = Registry("numbers")
    registry.add("one", 1)
    registry.register("two")(2)
    assert list(registry) == [1, 2]
    assert registry["two"] == 2
    assert "three" not in registry


def test_a_name_is_registered_once():
    registry: Registry[int] = Registry("numbers")
    registry.add("one", 1)
    with pytest.raises(ValueError, match="twice for numbers"):
        registry.add("one", 2)
