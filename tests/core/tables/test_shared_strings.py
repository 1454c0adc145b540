"""The texts that cells share: on disk, in their order, as they are meant."""

import gc
import io
import tracemalloc

import pytest

from portal.core.tables.shared_strings import read_shared_strings, unescaped

NAMESPACE = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def strings(*elements: str) -> io.BytesIO:
    return io.BytesIO(f'<sst xmlns="{NAMESPACE}">{"".join(elements)}</sst>'.encode())


def test_each_is_found_by_its_number_plain_rich_or_empty():
    found = read_shared_strings(
        strings("<si><t>Köln</t></si>", "<si/>", "<si><r><t>Wer</t></r><r><t>ke</t></r></si>")
    )
    assert [found[number] for number in (2, 0, 1)] == ["Werke", "Köln", ""]
    for number in (3, -1):
        with pytest.raises(IndexError):
            found[number]


@pytest.mark.parametrize(
    ("text", "meant"),
    [("Werk_x000D_\nSüd", "Werk\r\nSüd"), ("_x005F_x0041_", "_x0041_"), ("_x_ a_x00_", "_x_ a_x00_")],
)
def test_what_excel_writes_by_its_number_is_read(text, meant):
    assert unescaped(text) == meant


def test_twice_as_many_take_no_more_memory_than_where_each_ends():
    def peak(number: int) -> int:
        source = strings(*(f"<si><t>Werkzeugbau Nummer {each} GmbH</t></si>" for each in range(number)))
        gc.collect()
        tracemalloc.start()
        found = read_shared_strings(source)
        most = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert found[number - 1].endswith(f" {number - 1} GmbH")
        return most

    peak(10)
    assert peak(20_000) - peak(10_000) < 20 * 10_000
