"""Dates: by hand, by table, against the `edtf` package, and by property."""

from __future__ import annotations

import calendar
import datetime as dt
import json
from pathlib import Path
from typing import Any

import pytest
from edtf import parse_edtf
from hypothesis import assume, given
from hypothesis import strategies as st

from geo import edtf
from geo.errors import DateError

TABLE: dict[str, list[Any]] = json.loads(
    Path(__file__).with_name("edtf_table.json").read_text(encoding="utf-8")
)

days = st.dates(dt.date(1, 1, 1), dt.date(9998, 12, 31))


@st.composite
def plain_dates(draw: st.DrawFn) -> str:
    """A year, month, day or season that both readers know, without marks."""
    day = draw(days).isoformat()
    season = (
        f"{day[:4]}-{draw(st.sampled_from([21, 22, 23, 25, 27, 33, 36, 37, 40, 41]))}"
    )
    return draw(st.sampled_from([day, day[:7], day[:4], season, f"{day[:3]}X"]))


@st.composite
def dates(draw: st.DrawFn) -> str:
    """A date with or without a mark."""
    return draw(plain_dates()) + draw(st.sampled_from(["", "", "?", "~", "%"]))


@st.composite
def texts(draw: st.DrawFn) -> str:
    """A date or an interval, with open and unknown ends."""
    one, other = draw(dates()), draw(dates())
    text = draw(
        st.sampled_from(
            [one, f"{one}/{other}", f"{one}/..", f"{one}/", f"../{one}", f"/{one}"]
        )
    )
    assume(edtf.is_valid(text))
    return text


@pytest.mark.parametrize("row", TABLE["active"], ids=str)
def test_the_state_in_a_window_is_the_one_of_the_table(row: dict[str, Any]) -> None:
    as_of = row.get("as_of", "")
    assert (
        edtf.active(row["text"], row["start"], row["end"], as_of=as_of) == row["state"]
    )


@pytest.mark.parametrize("row", TABLE["bounds"], ids=lambda row: row["text"])
def test_the_bounds_are_those_of_the_table(row: dict[str, Any]) -> None:
    bounds = edtf.bounds(row["text"])
    assert {name: getattr(bounds, name) for name in row if name != "text"} == {
        name: value for name, value in row.items() if name != "text"
    }


@pytest.mark.parametrize("text", TABLE["invalid"])
def test_what_is_no_date_is_refused(text: str) -> None:
    assert not edtf.is_valid(text)
    with pytest.raises(DateError):
        edtf.bounds(text)


def test_the_table_is_large_and_every_state_stands_in_it() -> None:
    texts_tried = {row["text"] for part in ("active", "bounds") for row in TABLE[part]}
    assert len(texts_tried) >= 60
    assert {row["state"] for row in TABLE["active"]} == set(edtf.Activity)


def _lower_upper(text: str) -> tuple[str, str]:
    parsed = parse_edtf(text)
    return tuple(  # type: ignore[return-value]
        f"{day.tm_year:04d}-{day.tm_mon:02d}-{day.tm_mday:02d}"
        for day in (parsed.lower_strict(), parsed.upper_strict())
    )


# Where the two differ on purpose: a winter of ours ends in February of the next year
# (theirs in December); theirs reads no mark on a season, no leap day of a decade and no
# day of a month with an unspecified digit.
_DIFFERENT = {"202X-02-29", "2023-22?", "2023-24~", "2023-30", "2023-0X-31"}
_SHARED = sorted(
    {
        row["text"]
        for row in TABLE["bounds"]
        if None not in (row["strict_start"], row["strict_end"])
        and not row["text"].endswith("-24")
        and len(row["strict_start"]) == 10
        and not row["text"].startswith("-")
        and row["text"] not in _DIFFERENT
    }
)


@pytest.mark.parametrize("text", _SHARED)
def test_strict_bounds_agree_with_the_edtf_package(text: str) -> None:
    bounds = edtf.bounds(text)
    assert (bounds.strict_start, bounds.strict_end) == _lower_upper(text)


@given(plain_dates())
def test_strict_bounds_of_any_date_agree_with_the_edtf_package(text: str) -> None:
    bounds = edtf.bounds(text)
    assert (bounds.strict_start, bounds.strict_end) == _lower_upper(text)


@given(plain_dates(), plain_dates())
def test_intervals_agree_with_the_edtf_package(one: str, other: str) -> None:
    text = f"{one}/{other}"
    assume(edtf.is_valid(text) and "X" not in text)
    assume(not any(int(part[5:7]) > 12 for part in (one, other) if len(part) > 4))
    bounds = edtf.bounds(text)
    assert (bounds.strict_start, bounds.strict_end) == _lower_upper(text)


@given(days)
def test_days_count_like_the_calendar_of_python(day: dt.date) -> None:
    number = day.toordinal() - dt.date(1970, 1, 1).toordinal()
    assert edtf.parse(day.isoformat()).first == number
    assert edtf.iso(number) == day.isoformat()


@given(st.integers(-4_000_000, 4_000_000))
def test_a_day_number_comes_back_from_its_text(number: int) -> None:
    text = edtf.iso(number)
    assume(not text.startswith("+"))
    assert edtf.parse(text).first == number


@given(st.integers(1, 9999), st.integers(1, 12))
def test_a_month_ends_where_the_calendar_ends_it(year: int, month: int) -> None:
    last = calendar.monthrange(year, month)[1]
    assert (
        edtf.bounds(f"{year:04d}-{month:02d}").strict_end
        == f"{year:04d}-{month:02d}-{last}"
    )


@given(texts())
def test_margins_only_widen(text: str) -> None:
    span = edtf.parse(text)
    assert span.earliest_start <= span.first
    assert span.latest_end >= span.last
    assert span.earliest_start <= span.latest_start
    assert span.earliest_end <= span.latest_end


@given(texts(), days, days)
def test_what_is_certain_in_a_window_is_certain_in_a_wider_one(
    text: str, one: dt.date, other: dt.date
) -> None:
    start, end = sorted((one.isoformat(), other.isoformat()))
    state = edtf.active(text, start, end)
    wider = edtf.active(text, start, None)
    assert state in ("certainly", "possibly", "no")
    rank = ["no", "possibly", "certainly"]
    assert rank.index(wider) >= rank.index(state)
    assert edtf.active(text) == "certainly" or edtf.parse(text).start != "known"


@given(texts(), days)
def test_knowing_less_makes_nothing_more_certain(text: str, day: dt.date) -> None:
    window = (day.isoformat(), day.isoformat())
    with_limit = edtf.active(text, *window, as_of="2000")
    rank = ["no", "possibly", "certainly"]
    assert rank.index(with_limit) <= rank.index(edtf.active(text, *window))


@given(st.text(max_size=40))
def test_no_text_breaks_the_reader(text: str) -> None:
    if edtf.is_valid(text):
        edtf.bounds(text)
    edtf.sort_key(text)


@given(st.text("0123456789X-/.?~%YT:Z", max_size=24))
def test_no_text_of_its_own_letters_breaks_the_reader(text: str) -> None:
    if edtf.is_valid(text):
        edtf.bounds(text)
        edtf.active(text, "2023", "2023")


def test_dates_sort_by_their_first_day_and_undated_ones_last() -> None:
    mixed = ["", "2023-10", "nonsense", "2022/..", "2023-10-01", "../2023", "-0050"]
    assert sorted(mixed, key=edtf.sort_key) == [
        "../2023", "-0050", "2022/..", "2023-10-01", "2023-10", "", "nonsense",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("2023-8", "two digits"),
        ("2023/08/15", "hyphens"),
        ("14.10.2023", "year first"),
        ("2023-02-30", "no such day"),
        ("2023-13", "no month 13"),
        ("2023/2022", "ends before it begins"),
        ("199x", "capital X"),
        ("2023 -08", "space"),
        ("[2023,2024]", "sets are not read"),
        ("2023-21-05", "season"),
        ("9" * 500, "longer than"),
    ],
)
def test_the_error_says_what_to_write(text: str, words: str) -> None:
    with pytest.raises(DateError, match=words):
        edtf.parse(text)


def test_open_and_unknown_ends_are_told_apart() -> None:
    assert edtf.bounds("2023-09/..").end == "open"
    assert edtf.bounds("2023-09/").end == "unknown"
    assert edtf.active("2023-09/..", "2030", "2030") == "certainly"
    assert edtf.active("2023-09/", "2030", "2030") == "possibly"
