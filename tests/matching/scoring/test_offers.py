"""The index of offers against looking at each offer: what is found, how many there would be, in which order."""

from dataclasses import replace
from typing import NamedTuple

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from matching.scoring.offer_columns import Asking, Row
from matching.scoring.offer_wishes import RADII, Around, Spans, Wanted
from matching.scoring.offers import OfferIndex, Showing
from portal.core.regions.distance import kilometres

KINDS, PLACES, FIELDS = ("job", "thesis", "visit"), ("", "Suhl", "Jena", "jena"), ("05", "06", "07")
LANGUAGES, PROGRAMMES = ("de", "sl"), (1, 2, 3)
TOWNS = ((50.61, 10.69), (50.98, 11.03), (48.14, 11.58))
"""Suhl, Erfurt 48 km from there, Munich."""
NOW, SPANS = 100, Spans(soon=31, later=92)


class Offer(NamedTuple):
    row: Row
    languages: dict[str, int]
    programmes: set[int]


def some_offers(ids: st.SearchStrategy[int]) -> st.SearchStrategy[Offer]:
    row = st.builds(
        Row,
        id=ids,
        kind=st.sampled_from(KINDS),
        place=st.sampled_from(PLACES),
        fields=st.sets(st.sampled_from(FIELDS)).map(sorted),
        degree=st.none() | st.integers(0, 8),
        starts_on=st.none() | st.integers(-5, 200),
        is_remote=st.booleans(),
        is_paid=st.booleans(),
        published_at=st.none() | st.integers(0, 5),
        expires_at=st.integers(98, 104),
        point=st.none() | st.sampled_from(TOWNS),
        written=st.sets(st.sampled_from(LANGUAGES)).map(sorted),
        spoken=st.sets(st.sampled_from(LANGUAGES)).map(sorted),
    )
    languages = st.dictionaries(st.sampled_from(LANGUAGES), st.integers(1, 7))
    return st.builds(Offer, row, languages, st.sets(st.sampled_from(PROGRAMMES)))


def different(offers: st.SearchStrategy[Offer]) -> st.SearchStrategy[list[Offer]]:
    return st.lists(offers, max_size=12, unique_by=lambda offer: offer.row.id)


WANTED = st.builds(
    Wanted,
    words=st.none() | st.sets(st.integers(0, 40)),
    kind=st.sets(st.sampled_from((*KINDS, "nothing")), max_size=2),
    level=st.none() | st.sampled_from((0, 2, 3, 4, 5)),
    place=st.sampled_from(((), ("suhl",), ("jena", "suhl"), ("nowhere",))),
    programme=st.none() | st.sampled_from((*PROGRAMMES, 4)),
    field=st.sets(st.sampled_from((*FIELDS, "99")), max_size=2),
    degree=st.none() | st.sampled_from((3, 6, 7)),
    starts=st.sampled_from(("", "now", "soon", "later")),
    remote=st.booleans(),
    paid=st.booleans(),
    around=st.none() | st.builds(Around, st.sampled_from(TOWNS), st.sampled_from(RADII)),
    written=st.sets(st.sampled_from((*LANGUAGES, "fr")), max_size=2),
    spoken=st.sets(st.sampled_from((*LANGUAGES, "fr")), max_size=2),
)
OFFERS = different(some_offers(st.integers(0, 40)))


def index_of(offers: list[Offer]) -> OfferIndex:
    return OfferIndex.of(*parts(offers))


def parts(offers: list[Offer]) -> tuple[list[Row], list[Asking], list[Showing]]:
    return (
        [offer.row for offer in offers],
        [Asking(offer.row.id, *asked) for offer in offers for asked in offer.languages.items()],
        [Showing(offer.row.id, programme) for offer in offers for programme in offer.programmes],
    )


def fits(offer: Offer, wanted: Wanted, language: str) -> bool:
    """The rules, one offer at a time."""
    row = offer.row
    starts = -1000 if row.starts_on is None else row.starts_on
    started = {"": True, "now": starts <= 31, "soon": starts <= 92, "later": starts > 92}
    return (
        row.expires_at > NOW
        and (wanted.words is None or row.id in wanted.words)
        and (not wanted.kind or row.kind in wanted.kind)
        and (wanted.level is None or offer.languages.get(language, 0) <= wanted.level)
        and (not wanted.place or row.place.casefold() in wanted.place)
        and (wanted.programme is None or wanted.programme in offer.programmes)
        and (not wanted.field or not row.fields or bool({*row.fields} & {*wanted.field}))
        and (wanted.degree is None or row.degree is None or row.degree <= wanted.degree)
        and started[wanted.starts]
        and (not wanted.remote or row.is_remote)
        and (not wanted.paid or row.is_paid)
        and (wanted.around is None or row.is_remote or is_within(row, wanted.around))
        and (not wanted.written or bool({*row.written} & {*wanted.written}))
        and (not wanted.spoken or bool({*row.spoken} & {*wanted.spoken}))
    )


def is_within(row: Row, around: Around) -> bool:
    return row.point is not None and kilometres(row.point, around.point) <= around.kilometres


def one_by_one(offers: list[Offer], wanted: Wanted, language: str = "de") -> list[Row]:
    return [offer.row for offer in offers if fits(offer, wanted, language)]


def asked(index: OfferIndex, wanted: Wanted, language: str = "de"):
    return index.asking(wanted, language=language, now=NOW, spans=SPANS)


@given(OFFERS, WANTED, st.sampled_from((*LANGUAGES, "fr")))
def test_finds_what_looking_at_each_offer_finds(offers, wanted, language):
    found = asked(index_of(offers), wanted, language)
    expected = one_by_one(offers, wanted, language)
    assert found.total == len(expected)
    assert sorted(found.ordered(index_of(offers).newest)) == sorted(row.id for row in expected)


@given(OFFERS, WANTED)
def test_each_number_is_what_choosing_that_value_would_leave(offers, wanted):
    found = asked(index_of(offers), wanted)
    choices = {
        "kind": {kind: [kind] for kind in KINDS},
        "field": {name: [name] for name in FIELDS},
        "level": {level: level for level in (0, 2, 3, 4, 5)},
        "degree": {degree: degree for degree in (3, 6, 7)},
        "programme": {programme: programme for programme in PROGRAMMES},
        "starts": {when: when for when in ("now", "soon", "later")},
        "remote": {"on": True},
        "paid": {"on": True},
        "written": {language: [language] for language in LANGUAGES},
        "spoken": {language: [language] for language in LANGUAGES},
    }
    if wanted.around:
        choices["around"] = {radius: Around(wanted.around.point, radius) for radius in RADII}
    for name, values in choices.items():
        counts = found.counts(name)
        for value, chosen in values.items():
            if name == "field" and not any(value in offer.row.fields for offer in offers):
                continue  # a field that nobody asks for is not among the names
            assert counts.get(value, 0) == len(one_by_one(offers, replace(wanted, **{name: chosen}))), name
        assert counts[""] == len(one_by_one(offers, replace(wanted, **{name: getattr(Wanted, name)}))), name


@given(OFFERS, WANTED)
def test_places_have_as_many_offers_as_stand_there(offers, wanted):
    others = one_by_one(offers, replace(wanted, place=()))
    counts = dict(asked(index_of(offers), wanted).counts("place"))
    assert counts.pop("") == len(others)
    assert counts == {
        place: number for place in PLACES[1:] if (number := [row.place for row in others].count(place))
    }


@given(OFFERS, WANTED)
def test_offers_open_to_all_fields_are_counted_whichever_field_is_chosen(offers, wanted):
    others = one_by_one(offers, replace(wanted, field=()))
    assert asked(index_of(offers), wanted).open_to_all_fields == sum(not row.fields for row in others)


@given(OFFERS, WANTED, st.dictionaries(st.integers(0, 40), st.integers(0, 3)))
def test_stand_in_the_order_that_is_asked_for(offers, wanted, scores):
    index, rows = index_of(offers), one_by_one(offers, wanted)
    found = asked(index, wanted)

    def newest(row: Row) -> tuple[float, int]:
        return (float("-inf") if row.published_at is None else -row.published_at, -row.id)

    score = index.column(scores.keys(), list(scores.values()), otherwise=-1)
    assert found.ordered(index.newest).tolist() == [row.id for row in sorted(rows, key=newest)]
    assert found.ordered(index.closing).tolist() == [
        row.id for row in sorted(rows, key=lambda row: (row.expires_at, row.id))
    ]
    assert found.ordered(index.newest, score).tolist() == [
        row.id for row in sorted(rows, key=lambda row: (-scores.get(row.id, -1), *newest(row)))
    ]


@given(OFFERS, WANTED, st.sets(st.sampled_from((*LANGUAGES, "fr"))))
def test_what_the_reader_understands_stands_before_the_rest(offers, wanted, reads):
    index, rows = index_of(offers), one_by_one(offers, wanted)
    found = asked(index, wanted).ordered(index.closing, index.written_in(reads).astype(np.int64))
    expected = sorted(rows, key=lambda row: (not {*row.written} & reads, row.expires_at, row.id))
    assert found.tolist() == [row.id for row in expected]


@settings(max_examples=60)
@given(OFFERS, OFFERS, st.sets(st.integers(0, 40)), WANTED)
def test_replacing_what_has_changed_is_building_anew(before, now, gone, wanted):
    changed = gone | {offer.row.id for offer in now}
    kept = [offer for offer in before if offer.row.id not in changed]
    is_the_same(index_of(before).replaced(changed, *parts(now)), index_of(kept + now), wanted)


@settings(max_examples=60)
@given(OFFERS.flatmap(lambda before: st.tuples(st.just(before), with_other_values(before))), WANTED)
def test_other_values_of_the_same_offers_are_those_of_building_anew(offers, wanted):
    before, now = offers
    index, others = index_of(before), {offer.row.id for offer in now}
    assert len(index.newest) == len(index.closing) == len(before)  # orders that were asked for stay
    kept = [offer for offer in before if offer.row.id not in others]
    is_the_same(index.replaced(others, *parts(now)), index_of(kept + now), wanted)
    is_the_same(index, index_of(before), wanted)


def with_other_values(offers: list[Offer]) -> st.SearchStrategy[list[Offer]]:
    ids = [offer.row.id for offer in offers]
    return different(some_offers(st.sampled_from(ids))) if ids else st.just([])


def is_the_same(patched: OfferIndex, anew: OfferIndex, wanted: Wanted) -> None:
    for name in (
        "ids",
        "published_at",
        "expires_at",
        "starts_on",
        "degree",
        "is_remote",
        "newest",
        "closing",
        "shown",
    ):
        assert np.array_equal(getattr(patched, name), getattr(anew, name)), name
    found, expected = asked(patched, wanted), asked(anew, wanted)
    assert found.ordered(patched.newest).tolist() == expected.ordered(anew.newest).tolist()
    for name in ("kind", "field", "place", "level", "programme", "around", "written", "spoken"):
        assert {**found.counts(name)}.items() >= {**expected.counts(name)}.items(), name


def test_what_a_change_leaves_as_it_was_is_not_made_anew():
    offers = [
        Offer(Row(number, "job", "Suhl", ["05"], 3, None, False, False, number, 200), {"de": 3}, {1})
        for number in range(4)
    ]
    index = index_of(offers)
    orders = index.newest, index.closing
    changed = offers[2]._replace(row=offers[2].row._replace(degree=5))
    other = index.replaced([2], *parts([changed]))
    assert other.degree.tolist() == [4, 4, 6, 4]
    assert other.newest is orders[0]
    assert other.closing is orders[1]
    assert all(
        getattr(other, name) is getattr(index, name) for name in ("ids", "published_at", "shown", "points")
    )
    older = index.replaced([2], *parts([offers[2]._replace(row=offers[2].row._replace(published_at=9))]))
    assert older.newest.tolist() == [2, 3, 1, 0]


def test_replacing_leaves_the_index_that_others_are_reading_as_it_is():
    offers = [Offer(Row(1, "job", "Suhl", ["05"], 3, None, False, False, 1, 200), {"de": 3}, {1})]
    index = index_of(offers)
    index.replaced([1], [])
    assert (len(index), asked(index, Wanted(level=3, programme=1)).total) == (1, 1)


def test_what_belongs_to_no_open_offer_is_left_out():
    index = OfferIndex.of([], [Asking(1, "de", 3)], [Showing(1, 1)])
    assert (len(index), asked(index, Wanted(level=0, programme=1, words=[1, 2])).total) == (0, 0)


def test_an_offer_takes_little_memory():
    offers = [
        Offer(
            Row(number, "job", "Suhl", ["05"], 3, None, False, False, 1, 200, TOWNS[0], ["de"], ["de", "en"]),
            {"de": 3, "en": 4},
            {1, 2},
        )
        for number in range(1000)
    ]
    assert index_of(offers).nbytes < 170 * 1000
