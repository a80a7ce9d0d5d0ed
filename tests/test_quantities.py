"""Totals are bounded, count everything once, and say what became of every claim."""

from __future__ import annotations

import itertools
from math import inf, nan
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo import open_atlas
from geo.conversions import convert, ratios
from geo.corroboration import corroboration, speakers_behind
from geo.errors import ChoiceError, DateError
from geo.nesting import Held, absorbed_by, components, heaviest_chain, holders, roots
from geo.periods import days_of, stated_periods
from geo.quantities import Part, Reason, Total, total
from geo.tables import TABLES, Kind
from geo.vocabulary import Counting
from tests.atlases import small_atlas

WITHIN = {"rajin": "dprk", "dunai": "russia", "tikhoretsk": "russia"}


def claims(*rows: dict[str, Any]) -> pd.DataFrame:
    """Rows of a table of claims: containers that a speaker asserts, unless it says."""
    usual = {
        "speakers": "speaker",
        "stance": "asserts",
        "state": "occurred",
        "about": "flow:boxes",
        "origin": "dprk",
        "destination": "russia",
        "direction": "DPRK>RU",
        "unit": "container",
        "counting": "running-total",
    }
    full = [usual | row for row in rows]
    columns = {
        column.name: np.array(
            [row.get(column.name, nan) for row in full], dtype=np.float64
        )
        if column.kind is Kind.NUMBER
        else pd.array([row.get(column.name, "") for row in full], dtype="str")
        for column in TABLES["claims"].columns
    }
    return pd.DataFrame(columns, index=pd.Index(columns["id"], dtype="str"))


def claim(
    key: str, least: float = nan, most: float = nan, **cells: str
) -> dict[str, Any]:
    return {"id": key, "quantity_min": least, "quantity_max": most, **cells}


def links(*rows: tuple[str, str, str]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["claim", "kind", "other"], dtype="str")


def bounds(told: Total) -> tuple[float | None, float | None, float | None]:
    return told.at_least, told.at_most, told.best


OCTOBER = claim(
    "US", 1000, when="2023-09-07/2023-10-01", as_of="2023-10-13",
    quantity_as_printed="more than", speakers="white-house",
)  # fmt: skip
PICTURE = claim(
    "PICTURE", 300, 300, when="2023-09-07/2023-10-01", as_of="2023-10-13",
    counting="shipment", origin="rajin", destination="tikhoretsk",
    quantity_as_printed="about", speakers="white-house",
)  # fmt: skip
MAY = claim(
    "MSMT", 20000, when="2023-09/2025-05", as_of="2025-05-29",
    quantity_as_printed="more than", speakers="msmt",
)  # fmt: skip


# --- the example ----------------------------------------------------------------------


def test_a_thousand_three_hundred_and_twenty_thousand_give_more_than_twenty_thousand():
    told = total(
        claims(OCTOBER, PICTURE, MAY),
        links(("PICTURE", "part_of", "US")),
        within=WITHIN,
    )
    assert bounds(told) == (20000, None, None)
    assert told.words("en") == "more than 20,000 containers"
    assert told.words("fr") == "plus de 20\u202f000 conteneurs"
    assert told.stands_on == ("MSMT",)
    assert told.absorbed.to_dict("index") == {
        "US": {"reason": "inside", "by": "MSMT"},
        "PICTURE": {"reason": "part-of", "by": "US"},
    }
    assert "21,300" not in told.explain("en")


def test_without_any_link_it_is_still_more_than_twenty_thousand():
    told = total(claims(OCTOBER, PICTURE, MAY), within=WITHIN)
    assert (told.at_least, told.at_most) == (20000, None)


def test_a_window_counts_only_what_lies_in_it():
    told = total(claims(OCTOBER, PICTURE, MAY), window="2023-09/2023-10", within=WITHIN)
    assert (told.at_least, told.at_most) == (1000, None)
    assert told.widened_by == ("MSMT",)
    early = total(claims(OCTOBER, MAY), window="2022")
    assert early.is_empty
    assert bounds(early) == (None, None, None)
    assert dict(early.left_out) == {"US": "outside-window", "MSMT": "outside-window"}


def test_an_amount_that_reaches_beyond_the_window_raises_the_most_only():
    inside = claim("A", 13, 13, counting="per-period", when="2024-01/2024-03")
    wide = claim("B", 60, 60, counting="per-period", when="2023-08/2024-12")
    told = total(claims(inside, wide), window="2024")
    assert bounds(told) == (13, 73, None)
    assert told.claims.at["B", "reason"] == Reason.BEYOND_WINDOW


def test_the_first_and_the_last_day_of_a_window_are_in_it():
    days = ("2023-12-31", "2024-01-01", "2024-12-31", "2025-01-01")
    rows = [
        claim(day, 10, 10, counting="shipment", when=day, as_of="2026") for day in days
    ]
    told = total(claims(*rows), window="2024")
    assert told.stands_on == ("2024-01-01", "2024-12-31")
    assert bounds(told) == (20, 20, 20)


def test_a_later_statement_takes_no_place_in_a_window_that_it_leaves():
    early = claim("A", 1000, when="2023-09/2023-10", as_of="2023-10-13")
    late = claim("B", 10000, when="2023-09/2024-02", as_of="2024-02-23")
    related = links(("B", "supersedes", "A"))
    assert total(claims(early, late), related, window="../2023").at_least == 1000
    assert total(claims(early, late), related).stands_on == ("B",)


# --- what is no amount ----------------------------------------------------------------


def test_no_claims_give_no_bounds_and_never_zero():
    told = total(claims(MAY).iloc[:0], unit="container")
    assert bounds(told) == (None, None, None)
    assert told.is_empty
    assert not told.is_open
    assert told.words("en") == "unknown: no claim counts"
    assert "does not mean none" in told.explain("en")
    assert "0" not in told.explain("fr")


@pytest.mark.parametrize(
    ("cells", "reason"),
    [
        ({"counting": "capacity"}, "capacity"),
        ({"counting": "either-or"}, "either-or"),
        ({"counting": "rate"}, "rate"),
        ({"counting": "share"}, "share"),
        ({"counting": "computed"}, "computed"),
        ({"counting": "stock"}, "stock"),
        ({"counting": "measure"}, "measure"),
        ({"counting": ""}, "not-counted"),
        ({"unit": "shell"}, "other-unit"),
        ({"stance": "cannot-confirm"}, "cannot-confirm"),
        ({"stance": "speculates"}, "speculates"),
        ({"stance": "forecast"}, "forecast"),
        ({"state": "planned"}, "not-happened"),
        ({"state": "potential"}, "not-happened"),
        ({"direction": "DPRK<>RU"}, "mixed-directions"),
        ({"flags": "ambiguous; mixed-directions"}, "mixed-directions"),
        ({"direction": ""}, "no-direction"),
        ({"flags": "misreport"}, "misreport"),
        ({"flags": "out-of-scope"}, "out-of-scope"),
        ({"when": "", "as_of": ""}, "unknown-period"),
        ({"quantity_min": nan}, "no-number"),
    ],
)  # fmt: skip
def test_what_is_no_amount_is_left_out_and_says_why(cells: dict[str, Any], reason: str):
    other = claim("X", 99999, when="2023-09", as_of="2025-05") | cells
    told = total(claims(MAY, other), unit="container", direction="DPRK>RU")
    assert dict(told.left_out) == {"X": reason}
    assert (told.at_least, told.stands_on) == (20000, ("MSMT",))


def test_denials_stand_beside_and_are_never_subtracted():
    denial = claim("NO", stance="denies", unit="", counting="", as_of="2025-06")
    elsewhere = denial | {"id": "ELSEWHERE", "about": "flow:oil"}
    told = total(claims(MAY, denial, elsewhere), unit="container")
    assert told.denials == ("NO",)
    assert told.at_least == 20000
    assert "1 denial, never subtracted" in told.explain("en")


def test_a_doubtful_number_raises_the_most_only():
    doubtful = claim("D", 90, 90, when="2024", flags="number-doubtful", speakers="b")
    told = total(claims(claim("A", 50, 60, when="2023/2024"), doubtful))
    assert bounds(told) == (50, 90, None)
    assert told.widened_by == ("D",)
    alone = total(claims(doubtful))
    assert bounds(alone) == (None, 90, None)
    assert alone.words("en") == "at most 90 containers"


def test_withdrawn_claims_are_gone():
    told = total(claims(MAY | {"withdrawn": "2026-01-01"}, OCTOBER))
    assert list(told.claims.index) == ["US"]


def test_mixed_units_and_directions_raise():
    shells = claim("S", 6000000, unit="shell", as_of="2024-12-18")
    back = claim("R", 9000, direction="RU>DPRK", as_of="2024-03-18")
    with pytest.raises(ChoiceError, match="container, shell"):
        total(claims(MAY, shells))
    with pytest.raises(ChoiceError, match="DPRK>RU, RU>DPRK"):
        total(claims(MAY, back))
    with pytest.raises(ChoiceError, match="did you mean 'container'"):
        total(claims(MAY), unit="contaner")
    with pytest.raises(DateError):
        total(claims(MAY), window="May 2025")
    assert total(claims(MAY, back), direction="RU>DPRK").at_least == 9000


def test_a_part_of_another_unit_absorbs_nothing():
    shells = claim("S", 9000000, unit="shell", when="2024", as_of="2025-05")
    told = total(claims(MAY, shells), links(("S", "part_of", "MSMT")), unit="shell")
    assert told.stands_on == ("S",)
    assert told.at_least == 9000000


# --- once -----------------------------------------------------------------------------


def test_a_later_total_of_a_speaker_takes_the_place_of_the_earlier_ones():
    rows = [
        claim("A", 2000, 2000, when="/2023-11", as_of="2023-11"),
        claim("B", 5000, 5000, when="2023-09/2023-12", as_of="2023-12-29"),
        claim("C", 10000, when="/2024-06", as_of="2024-06-14"),
        claim("D", 28000, 28000, when="/2025-07", as_of="2025-07-13"),
    ]
    told = total(claims(*rows))
    assert bounds(told) == (28000, 28000, 28000)
    assert told.stands_on == ("D",)
    assert set(told.absorbed["reason"]) == {"later-total"}


def test_a_smaller_later_total_takes_no_place_without_a_link():
    rows = claims(
        claim("A", 100, 100, when="2023/2024-01"),
        claim("B", 80, 80, when="2023/2024-06"),
    )
    assert total(rows).at_least == 100
    corrected = total(rows, links(("B", "supersedes", "A")))
    assert bounds(corrected) == (80, 80, 80)


def test_speakers_who_differ_on_the_same_span_give_bounds_and_no_best():
    rows = claims(
        claim("A", 100, 120, when="2023/2024", speakers="a"),
        claim("B", 150, 200, when="2023/2024", speakers="b"),
    )
    told = total(rows)
    assert bounds(told) == (150, 200, None)
    assert told.disputed_by == ("A",)
    assert "State less: A (a: 100 to 120" in told.explain("en")
    exact = claims(
        claim("A", 100, 100, when="2023/2024", speakers="a"),
        claim("B", 150, 150, when="2023/2024", speakers="b"),
    )
    assert bounds(total(exact)) == (150, 150, None)


def test_period_totals_of_one_speaker_add_only_if_the_days_are_certainly_different():
    def two(when_1: str, when_2: str, **cells: str) -> tuple[float | None, ...]:
        rows = [
            claim("A", 13, 13, counting="per-period", when=when_1),
            claim("B", 4, 4, counting="per-period", when=when_2) | cells,
        ]
        return bounds(total(claims(*rows)))

    assert two("2024-01/2024-03", "2025-02") == (17, 17, 17)
    assert two("2024-01/2024-03", "2024-03/2024-05") == (13, 17, None)
    assert two("2024-01/2024-03", "2024-04~") == (13, 17, None)
    assert two("2024-01/2024-03", "2025-02", speakers="other") == (13, 17, None)
    assert two("2024-01/2024-03", "2025-02", origin="rajin") == (13, 17, None)


def test_an_overlap_that_is_not_resolved_widens_the_bounds():
    rows = claims(
        claim("A", 10, 10, counting="shipment", when="2024-01-01"),
        claim("B", 20, 20, counting="shipment", when="2024-02-01"),
    )
    assert bounds(total(rows)) == (30, 30, 30)
    told = total(rows, links(("A", "overlaps", "B")))
    assert bounds(told) == (20, 30, None)
    assert told.overlaps.to_numpy().tolist() == [["A", "B"]]


def test_claims_that_contradict_are_alternatives():
    rows = claims(
        claim("A", 10, 10, counting="shipment", when="2024-01-01"),
        claim("B", 20, 20, counting="shipment", when="2024-01-01"),
    )
    assert (total(rows).at_least, total(rows).at_most) == (20, 30)
    told = total(rows, links(("A", "contradicts", "B")))
    assert (told.at_least, told.at_most) == (20, 20)


def test_shipments_inside_a_running_total_add_nothing():
    shipments = [
        claim(f"S{n}", 400, 400, counting="shipment", when=f"2023-09-0{n}")
        for n in range(1, 5)
    ]
    running = claim("R", 1000, 1000, when="2023-09/2023-10", speakers="other")
    told = total(claims(*shipments, running))
    assert bounds(told) == (1000, 1000, 1000)
    assert set(told.absorbed["by"]) == {"R"}
    assert bounds(total(claims(*shipments))) == (1600, 1600, 1600)
    later = claim("S5", 400, 400, counting="shipment", when="2023-12-01")
    assert bounds(total(claims(*shipments, running, later))) == (1000, 1400, None)


def test_shipments_that_exceed_the_total_that_holds_them_do_not_add_to_the_least():
    shipments = [
        claim(f"S{n}", 400, 400, counting="shipment", when=f"2023-09-0{n}")
        for n in (1, 2)
    ]
    running = claim("R", 250, 300, when="2023-09/2023-10", speakers="other")
    assert bounds(total(claims(*shipments, running))) == (400, 800, None)


def test_what_is_up_to_an_amount_absorbs_nothing_that_has_a_least():
    rows = claims(
        claim("A", 0, 5, counting="shipment", when="2023-09-01"),
        claim("B", nan, 10, when="2023-09/2023-10"),
    )
    assert total(rows).stands_on == ("A", "B")


def test_a_count_of_less_ground_does_not_dispute_a_larger_one():
    wide = claim("W", 150, when="2023-09/2023-12", speakers="a")
    narrow = claim("N", 100, 100, when="2023-01/2024", speakers="b", origin="rajin")
    assert total(claims(wide, narrow), within=WITHIN).disputed_by == ()
    alike = narrow | {"origin": "dprk"}
    assert total(claims(wide, alike), within=WITHIN).disputed_by == ("N",)


def test_goods_of_another_kind_or_stretch_are_not_absorbed():
    running = claim("R", 1000, when="2023-09/2023-10", origin="rajin")
    food = claim("F", 5, 5, counting="shipment", when="2023-09-02", about="flow:food",
                 origin="rajin")  # fmt: skip
    wider = claim("W", 5, 5, counting="shipment", when="2023-09-02")
    told = total(claims(running, food, wider), within=WITHIN)
    assert told.stands_on == ("R", "F", "W")
    narrower = total(claims(running | {"origin": "dprk"}, food | {"about": "flow:boxes"}),
                     within=WITHIN)  # fmt: skip
    assert narrower.stands_on == ("R",)


def test_the_minimum_of_a_part_holds_for_a_whole_without_one():
    whole = claim("W", nan, 5000, when="2023", as_of="2024")
    part = claim("P", 300, 300, counting="shipment", when="2023-09-01", speakers="p")
    told = total(claims(whole, part), links(("P", "part_of", "W")))
    assert bounds(told) == (300, 5000, None)
    assert told.stands_on == ("W",)
    assert told.at_least_from == ("P",)


def test_the_most_is_never_below_the_least():
    whole = claim("W", nan, 200, when="2023", as_of="2024")
    part = claim("P", 300, counting="shipment", when="2023-09-01", speakers="p")
    told = total(claims(whole, part), links(("P", "part_of", "W")))
    assert bounds(told) == (300, 300, None)


def test_claims_in_a_circle_do_not_vanish():
    rows = claims(
        claim("A", 5, 9, counting="shipment", when="2023-09-01"),
        claim("B", 7, 8, counting="shipment", when="2023-10-01"),
    )
    told = total(rows, links(("A", "part_of", "B"), ("B", "part_of", "A")))
    assert len(told.stands_on) == 1
    assert told.at_least == 7
    circle = links(("A", "repeats", "B"), ("B", "repeats", "A"))
    assert len(total(rows, circle).stands_on) == 1


def test_repeats_count_once_even_if_the_origin_does_not_count():
    rows = claims(
        claim("O", when="2023-09", quantity_as_printed="hundreds"),
        claim("A", 300, 300, when="2023-09", speakers="a"),
        claim("B", 320, 320, when="2023-09", speakers="b"),
    )
    told = total(rows, links(("A", "repeats", "O"), ("B", "repeats", "O")))
    assert told.stands_on == ("A",)
    assert dict(told.left_out) == {"O": "no-number"}


def test_a_flow_counts_only_what_is_no_wider_than_it():
    mine = claim("A", 200, about="flow:boxes", when="2023-09")
    both = claim("B", 900, about="flow:boxes; flow:other", when="2023-09")
    fits = both | {"id": "C", "origin": "rajin", "destination": "dunai"}
    told = total(claims(mine, both, fits), flow="boxes", ends=("rajin", "dunai"))
    assert dict(told.left_out) == {"B": "wider"}
    assert told.at_least == 900


def test_words_are_safe_and_exact():
    about = claim("A{{7*7}}<b>", 28000, 28000, when="2023", quantity_as_printed="about")
    told = total(claims(about))
    assert told.words("en") == "about 28,000 containers"
    more = total(claims(claim("A", 6700, when="2023", quantity_as_printed="around")))
    assert more.words("en") == "about 6,700 containers or more"
    assert more.words("fr") == "environ 6\u202f700 conteneurs ou plus"
    shells = claim("A", 5, when="2023", flags="number-doubtful", unit="shell")
    assert total(claims(shells)).words("fr") == "un nombre non établi d'obus ou coups"
    html = told._repr_html_()
    assert "<b>" not in html
    assert "{" not in html
    assert "A{{7*7}}<b>" in repr(told)


# --- properties -----------------------------------------------------------------------

_amounts = st.integers(0, 1000)
_days = st.dates(min_value=pd.Timestamp("2022-01-01").date(),
                 max_value=pd.Timestamp("2025-12-31").date())  # fmt: skip


@st.composite
def _claim(draw: st.DrawFn, number: int) -> dict[str, Any]:
    start, end = sorted((draw(_days), draw(_days)))
    low, high = sorted((draw(_amounts), draw(_amounts)))
    counting = draw(st.sampled_from(["shipment", "per-period", "running-total"]))
    kind = draw(st.sampled_from(["both", "low", "high"]))
    when = f"{start}/{end}"
    if counting == "shipment" and draw(st.booleans()):
        when = str(start)
    if counting == "running-total" and draw(st.booleans()):
        when = f"/{end}"
    return claim(
        f"T{number}",
        low if kind != "high" else nan,
        high if kind != "low" else nan,
        when=when,
        as_of=str(end),
        counting=counting,
        speakers=draw(st.sampled_from(["a", "b"])),
        origin=draw(st.sampled_from(["dprk", "rajin"])),
        about=draw(st.sampled_from(["flow:x", "flow:y", "flow:x; flow:y"])),
    )


@st.composite
def _rows(draw: st.DrawFn) -> pd.DataFrame:
    count = draw(st.integers(1, 9))
    return claims(*(draw(_claim(number)) for number in range(count)))


@st.composite
def _links(draw: st.DrawFn, kinds: tuple[str, ...]) -> pd.DataFrame:
    key = st.integers(0, 8).map("T{}".format)
    return links(
        *draw(st.lists(st.tuples(key, st.sampled_from(kinds), key), max_size=8))
    )


ALL_KINDS = (
    "repeats",
    "part_of",
    "overlaps",
    "contradicts",
    "supersedes",
    "derived_from",
)


@settings(max_examples=60, deadline=None)
@given(_rows(), _links(("part_of", "overlaps", "contradicts", "derived_from")))
def test_a_total_lies_between_the_largest_minimum_and_the_sum_of_the_maxima(
    rows: pd.DataFrame, related: pd.DataFrame
):
    told = total(rows, related, within=WITHIN)
    low, high = rows["quantity_min"], rows["quantity_max"]
    if low.notna().any():
        assert told.at_least is not None
        assert low.max() <= told.at_least <= low.sum()
    else:
        assert told.at_least is None
    if told.at_most is not None:
        standing = high[[*told.stands_on, *told.widened_by]]
        assert standing.notna().all()
        assert told.at_most <= max(high.sum(), low.max())
        assert told.at_least is None or told.at_least <= told.at_most
    assert told.best is None or told.best == told.at_least == told.at_most


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(_amounts, _amounts), min_size=1, max_size=12))
def test_disjoint_amounts_of_one_speaker_add_exactly(amounts: list[tuple[int, int]]):
    rows = [
        claim(f"T{n}", min(pair), max(pair), counting="shipment", when=f"{2000 + n}")
        for n, pair in enumerate(amounts)
    ]
    told = total(claims(*rows))
    assert told.at_least == sum(min(pair) for pair in amounts)
    assert told.at_most == sum(max(pair) for pair in amounts)


@settings(max_examples=60, deadline=None)
@given(_rows(), _links(ALL_KINDS), st.integers(0, 8), st.data())
def test_adding_a_repeat_changes_nothing(
    rows: pd.DataFrame, related: pd.DataFrame, which: int, data: st.DataObject
):
    origin = rows.iloc[which % len(rows)]
    again = origin.to_dict() | {
        "id": "ZZ",
        "speakers": data.draw(st.sampled_from("abc")),
    }
    more = claims(*rows.to_dict("records"), again)
    repeat = pd.concat([related, links(("ZZ", "repeats", origin["id"]))])
    before, after = (
        total(rows, related, within=WITHIN),
        total(more, repeat, within=WITHIN),
    )
    assert bounds(before) == bounds(after)
    assert before.stands_on == after.stands_on
    assert after.absorbed.loc["ZZ", "reason"] == "repeats"


@settings(max_examples=60, deadline=None)
@given(_rows(), _links(ALL_KINDS), st.randoms(use_true_random=False))
def test_order_does_not_matter(rows: pd.DataFrame, related: pd.DataFrame, random: Any):
    places = list(range(len(rows)))
    random.shuffle(places)
    turned = list(range(len(related)))
    random.shuffle(turned)
    one = total(rows, related, within=WITHIN)
    two = total(rows.iloc[places], related.iloc[turned], within=WITHIN)
    assert bounds(one) == bounds(two)
    assert sorted(one.stands_on) == sorted(two.stands_on)
    assert one.at_least_from == two.at_least_from or set(one.at_least_from) == set(
        two.at_least_from
    )
    pd.testing.assert_frame_equal(one.claims.sort_index(), two.claims.sort_index())


@settings(max_examples=60, deadline=None)
@given(_rows(), _links(ALL_KINDS))
def test_every_claim_is_told_of_and_absorbed_by_one_in_the_total(
    rows: pd.DataFrame, related: pd.DataFrame
):
    told = total(rows, related, within=WITHIN)
    assert set(told.claims.index) == set(rows.index)
    assert not told.is_empty
    absorbed = told.absorbed
    assert set(absorbed["by"]) <= set(told.stands_on) | set(absorbed.index)
    for one in absorbed.index:  # no circles: every claim lies in one that stands
        seen = {one}
        while one in absorbed.index:
            one = absorbed.at[one, "by"]
            assert one not in seen
            seen.add(one)


@settings(max_examples=60, deadline=None)
@given(_rows(), _links(ALL_KINDS))
def test_a_denial_changes_no_bound(rows: pd.DataFrame, related: pd.DataFrame):
    denial = claim("NO", 5, 5, stance="denies", when="2023", about="flow:x; flow:y")
    more = claims(*rows.to_dict("records"), denial)
    told = total(more, related, within=WITHIN)
    assert bounds(told) == bounds(total(rows, related, within=WITHIN))
    assert told.denials == ("NO",)


# --- nesting --------------------------------------------------------------------------

_spans = st.lists(
    st.tuples(
        st.integers(0, 2), st.integers(0, 9), st.integers(0, 9), st.integers(0, 9)
    ).map(lambda t: (t[0], min(t[1:3]), max(t[1:3]), t[3])),
    min_size=1,
    max_size=8,
)


def _columns(spans: list[tuple[int, int, int, int]]) -> tuple[Any, ...]:
    group, start, end, weight = np.array(spans, dtype=np.int64).T
    rank = np.empty(len(spans), dtype=np.int64)
    rank[np.lexsort((np.arange(len(spans)), -weight, start, -end))] = np.arange(
        len(spans)
    )
    return group, start.astype(float), end.astype(float), weight.astype(float), rank


@settings(max_examples=60, deadline=None)
@given(_spans)
def test_the_heaviest_chain_is_the_heaviest_of_all_chains(spans: Any):
    group, start, end, weight, rank = _columns(spans)
    best = max(
        sum(weight[list(chosen)])
        for size in range(1, len(spans) + 1)
        for chosen in itertools.combinations(range(len(spans)), size)
        if all(
            group[a] == group[b] and (end[a] < start[b] or end[b] < start[a])
            for a, b in itertools.combinations(chosen, 2)
        )
    )
    found, rows = heaviest_chain(group, start, end, weight, rank)
    assert found == best == sum(weight[rows])
    assert len(set(group[rows])) == 1
    assert all(
        end[a] < start[b] or end[b] < start[a]
        for a, b in itertools.combinations(rows, 2)
    )


@settings(max_examples=60, deadline=None)
@given(_spans)
def test_a_holder_is_found_if_there_is_one(spans: Any):
    group, start, end, _, rank = _columns(spans)
    every = np.arange(len(spans))
    held = Held(every, group, every, group)
    found = holders(held, rank, start, start, end)
    for i in every:
        fits = [
            j
            for j in every
            if group[j] == group[i]
            and rank[j] < rank[i]
            and start[j] <= start[i]
            and end[j] >= end[i]
        ]
        assert found[i] == (min(fits, key=lambda j: rank[j]) if fits else -1)


@settings(max_examples=60, deadline=None)
@given(_spans)
def test_what_a_larger_one_holds_is_absorbed_and_nothing_else(spans: Any):
    group, start, end, low, rank = _columns(spans)
    every = np.arange(len(spans))
    held = Held(every, group, every, group)
    found = absorbed_by(
        held, rank, start, start, end, low, low, low, low + np.inf, group
    )
    for i in every:
        fits = [
            j
            for j in every
            if group[j] == group[i]
            and rank[j] < rank[i]
            and start[j] <= start[i]
            and end[j] >= end[i]
            and low[j] >= low[i]
        ]
        assert (found[i] >= 0) == bool(fits)
        assert found[i] < 0 or found[i] in fits
        assert found[i] < 0 or found[found[i]] < 0


@settings(max_examples=60, deadline=None)
@given(st.integers(1, 12), st.lists(st.tuples(st.integers(0, 11), st.integers(0, 11))))
def test_components_are_labelled_by_their_least_node(count: int, pairs: Any):
    pairs = [(a, b) for a, b in pairs if a < count and b < count]
    one, two = (
        np.array(p, dtype=np.int64)
        for p in (zip(*pairs, strict=True) if pairs else ([], []))
    )
    expected = list(range(count))
    for _ in range(count):
        for a, b in pairs:
            expected[a] = expected[b] = min(expected[a], expected[b])
    assert components(count, one, two).tolist() == expected


def test_roots_follow_chains_to_their_ends():
    assert roots(np.array([1, 2, 2, 0], dtype=np.int64)).tolist() == [2, 2, 2, 2]


# --- periods --------------------------------------------------------------------------


def test_columns_of_dates_are_read_as_single_dates_are():
    texts = [
        "2023-08",
        "2023-10-14/2023-10~",
        "",
        "../2024",
        "2023-09/",
        "199X",
        "2023-23",
    ]
    read = days_of(pd.Series(texts))
    for i, text in enumerate(texts):
        if text:
            from geo import edtf

            span = edtf.parse(text)
            assert (read.first[i], read.last[i]) == (span.first, span.last)
            assert (read.early[i], read.late[i]) == (
                span.earliest_start,
                span.latest_end,
            )
        else:
            assert (read.first[i], read.last[i]) == (-inf, inf)
    for wrong in ("2023-10/2023-09", "August", "2023/2024/2025"):
        with pytest.raises(DateError):
            days_of(pd.Series([wrong]))


def test_no_period_of_an_amount_ends_after_it_was_said():
    when = pd.Series(["2023/..", "", "2023-09/2024-06", "2024"])
    said = pd.Series(["2023-11-21/", "2024-01-15", "2024-06-12", "2023-05"])
    periods = stated_periods(when, said)
    day = days_of(pd.Series(["2023-11-21", "2024-01-15", "2024-06-12", "2024-12-31"]))
    assert periods.last.tolist() == day.last.tolist()


# --- conversions ----------------------------------------------------------------------

BOXES = claim("B", 15800, when="2023-08/2025-04", as_of="2025-05-06", speakers="osc")
ROUNDS = claim("R", 4200000, 5800000, unit="shell", when="2023-08/2025-04",
               as_of="2025-05-06", speakers="osc")  # fmt: skip
BOXES_2 = claim("B2", 28000, 28000, when="/2025-07", as_of="2025-07-13", speakers="dia")
ROUNDS_2 = claim("R2", 12000000, unit="shell", when="/2025-07", as_of="2025-07-13",
                 speakers="dia", counting="either-or", stance="cannot-confirm")  # fmt: skip


def test_a_conversion_is_a_range_of_what_speakers_imply_and_says_it_is_computed():
    rows = claims(BOXES, ROUNDS, BOXES_2, ROUNDS_2)
    found = ratios(rows, unit="container", to="shell").set_index("speaker")
    assert found.at["osc", "least"] == pytest.approx(265.8, abs=0.1)  # 4.2 m / 15,800
    assert found.at["osc", "most"] == pytest.approx(367.1, abs=0.1)  # 5.8 m / 15,800
    assert found.at["dia", "most"] == pytest.approx(428.6, abs=0.1)  # 12 m / 28,000
    told = convert(total(rows, unit="container"), rows, to="shell")
    assert (told.at_least, told.at_most) == (
        7400000,
        None,
    )  # 28,000 × 265.8 rounded down
    assert told.computed
    assert told.claims == ("B", "B2", "R", "R2")
    assert "computed here" in told.words("en")
    assert "calculé ici" in told.explain("fr")
    closed = convert(total(claims(BOXES_2)), rows, to="shell")
    assert (closed.at_least, closed.at_most) == (7400000, 12000000)


def test_a_ratio_of_two_ranges_is_as_wide_as_both():
    boxes = claim("B", 100, 200, when="2024", as_of="2025", speakers="s")
    rounds = boxes | {"id": "R", "unit": "shell", "quantity_min": 1000.0,
                      "quantity_max": 3000.0}  # fmt: skip
    found = ratios(claims(boxes, rounds), unit="container", to="shell")
    assert found[["least", "most"]].to_numpy().tolist() == [[5.0, 30.0]]


def test_a_pair_that_is_repeated_or_doubtful_counts_no_more():
    relay = [
        row | {"id": f"X{row['id']}", "speakers": "paper"} for row in (BOXES, ROUNDS)
    ]
    doubtful = ROUNDS | {"id": "D", "quantity_min": 1.0, "flags": "number-doubtful"}
    rows = claims(BOXES, ROUNDS, *relay, doubtful)
    repeats = links(("XB", "repeats", "B"), ("XR", "repeats", "R"))
    found = ratios(rows, repeats, unit="container", to="shell")
    assert found[["claim", "other"]].to_numpy().tolist() == [["B", "R"]]


def test_a_link_makes_a_pair_of_claims_with_other_dates():
    other = ROUNDS | {"as_of": "2026", "speakers": "someone"}
    rows = claims(BOXES, other)
    assert ratios(rows, unit="container", to="shell").empty
    linked = ratios(
        rows, links(("R", "derived_from", "B")), unit="container", to="shell"
    )
    assert linked["speaker"].tolist() == ["someone"]


def test_nothing_is_converted_without_a_ratio():
    told = convert(total(claims(MAY)), claims(MAY), to="shell")
    assert (told.at_least, told.at_most) == (None, None)
    assert "unknown" in told.words("en")
    with pytest.raises(ChoiceError, match="already"):
        convert(total(claims(MAY)), claims(MAY), to="container")
    with pytest.raises(ChoiceError, match="no unit"):
        convert(total(claims(MAY)), claims(MAY), to="shells")


# --- corroboration --------------------------------------------------------------------


def test_relays_of_one_origin_are_one_voice():
    rows = claims(
        claim("O", speakers="ministry", evidence="official"),
        claim("A", speakers="paper-a"),
        claim("B", speakers="paper-b"),
        claim("C", speakers="paper-c"),
        claim("S", speakers="institute", evidence="satellite"),
        claim("NO", speakers="embassy", stance="denies"),
        claim("U", speakers="document", flags="unattributed"),
        claim("M", speakers="blog", flags="misreport"),
    )
    related = links(
        ("A", "repeats", "O"), ("B", "repeats", "A"), ("C", "derived_from", "B")
    )
    found = speakers_behind(rows, "boxes", related)
    assert found.independent == 2
    assert [voice.speakers for voice in found.voices] == [("institute",), ("ministry",)]
    assert found.voices[1].claims == ("O",)
    assert found.voices[1].relays == ("A", "B", "C")
    assert found.voices[0].evidence == ("satellite",)
    assert found.denials == ("NO",)
    assert found.origin_unknown == ("U",)
    assert found.left_out == ("M",)
    assert "2 independent voices" in found.explain("en")
    assert "2 voix indépendantes" in found.explain("fr")


def test_a_series_and_a_joint_claim_are_one_voice():
    rows = claims(
        claim("A", speakers="white-house"),
        claim("B", speakers="state-department"),
        claim("J", speakers="white-house; paper"),
        claim("K", speakers="x; y"),
        claim("L", speakers="y; z"),
    )
    found = speakers_behind(rows, "boxes", links(("B", "supersedes", "A")))
    assert [voice.speakers for voice in found.voices] == [
        ("state-department", "white-house"),
        ("x", "y", "z"),
    ]


def test_a_circle_of_relays_is_one_voice():
    rows = claims(claim("A", speakers="a"), claim("B", speakers="b"))
    circle = links(("A", "repeats", "B"), ("B", "repeats", "A"))
    assert speakers_behind(rows, "boxes", circle).independent == 1


def test_every_flow_has_its_count():
    rows = claims(
        claim("A", speakers="a", about="flow:x; flow:y"), claim("B", about="flow:y")
    )
    assert corroboration(rows)["independent"].to_dict() == {"x": 1, "y": 2}


# --- the whole ------------------------------------------------------------------------


def test_an_atlas_gives_its_own_links_and_places(tmp_path: Any):
    atlas = open_atlas(small_atlas(tmp_path))
    told = total(atlas, unit="container")
    assert bounds(told) == (1000, None, None)
    assert told.denials == ("T002",)
    assert total(atlas, unit="container", flow="alpha-beta").at_least == 1000
    with pytest.raises(ChoiceError, match="did you mean 'alpha-beta'"):
        total(atlas, unit="container", flow="alpha-bet")
    assert speakers_behind(atlas, "alpha-beta").independent == 1
    with pytest.raises(ChoiceError, match="no flow"):
        speakers_behind(atlas, "nowhere")


def test_the_shipped_containers_are_never_a_sum():
    atlas = open_atlas()
    told = total(atlas, unit="container", direction="DPRK>RU")
    highest = told.claims.loc[list(told.stands_on), "least"].max()
    assert told.at_least == highest
    assert told.is_open
    assert told.best is None
    assert len(told.denials) > 0
    everything = told.claims["part"].value_counts()
    assert everything.sum() == len(told.claims)
    assert set(told.claims["part"]) <= set(map(str, Part))


def test_every_way_of_counting_either_counts_or_says_why_not():
    for counting in Counting:
        rows = claims(claim("X", 5, 5, counting=str(counting), when="2023"))
        told = total(rows)
        assert told.is_empty == (str(counting) in set(told.left_out))
