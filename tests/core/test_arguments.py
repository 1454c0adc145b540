"""A field that a service doesn't know is a mistake, like a parameter that a function lacks."""

import pytest

from portal.core.arguments import check_names


def test_known_names_pass():
    check_names({"name": "Alice"}, known=("name", "language"))
    check_names([], known=())


def test_every_unknown_name_is_named():
    with pytest.raises(TypeError, match=r"^unknown fields: age, pk$"):
        check_names({"pk": 7, "name": "Alice", "age": 30}, known=("name",))
