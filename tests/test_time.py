"""Time: the page's reader of dates against Python's, and what a window makes of claims."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo import edtf
from geo.asof import as_of, known_on
from geo.atlas import Atlas
from geo.errors import DateError
from geo.periods import state_of_line, states_in
from geo.view import page_model
from geo.vocabulary import Stance
from tests.test_edtf import TABLE, days, texts

Ask = Callable[..., Any]


WINDOWS = [
    ("2023-09-01", "2023-10-31"),
    ("2024-01-01", "2024-12-31"),
    ("2024-03-05", "2024-03-05"),
    (None, "2022-12-31"),
    ("2025-01-01", None),
    ("1950-01-01", "1950-12-31"),
    ("2024-02-01", "2024-01-31"),
]
DAYS = ["2022-12-31", "2023-10-13", "2024-06-30", "2026-11-20", "2026-11-21"]


@pytest.fixture(scope="module")
def twin() -> Iterator[Ask]:
    """The JavaScript reader, in one Node process that answers line by line."""
    node = shutil.which("node")
    if node is None:
        if os.environ.get("CI"):
            pytest.fail("CI has no Node, so nothing proves the page's dates")
        pytest.skip("Node is not installed")
    script = Path(__file__).with_name("time_twin.mjs")
    with subprocess.Popen(
        [node, str(script)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as process:
        assert process.stdin and process.stdout
        write, read = process.stdin, process.stdout

        def ask(*words: Any) -> Any:
            write.write(json.dumps(words).encode() + b"\n")
            write.flush()
            return json.loads(read.readline())

        yield ask
        write.close()


def _active(text: str, start: str | None, end: str | None, as_of: str) -> str | None:
    try:
        return str(edtf.active(text, start, end, as_of=as_of))
    except DateError:
        return None


def _bounds(text: str) -> dict[str, Any] | None:
    try:
        found = edtf.bounds(text)
    except DateError:
        return None
    return {name: getattr(found, name) for name in found.__slots__}


# The two readers ------------------------------------------------------------------------


def test_the_page_gives_every_state_of_the_table(twin: Ask) -> None:
    for row in TABLE["active"]:
        asked = (row["text"], row["start"], row["end"], row.get("as_of", ""))
        assert twin("active", *asked) == row["state"], row


def test_the_page_gives_every_bound_of_the_table(twin: Ask) -> None:
    for row in TABLE["bounds"]:
        found = twin("bounds", row["text"])
        assert row.items() <= {**found, "text": row["text"]}.items(), row


def test_the_page_refuses_what_python_refuses(twin: Ask) -> None:
    for text in TABLE["invalid"]:
        assert twin("isValid", text) is False, text


@settings(max_examples=400)
@given(texts())
def test_any_date_has_the_same_bounds_on_the_page(twin: Ask, text: str) -> None:
    assert twin("bounds", text) == _bounds(text)


@settings(max_examples=400)
@given(
    texts(),
    st.one_of(st.none(), days.map(str)),
    st.one_of(st.none(), days.map(str)),
    st.one_of(st.just(""), texts()),
)
def test_any_date_has_the_same_state_on_the_page(
    twin: Ask, text: str, start: str | None, end: str | None, as_of: str
) -> None:
    assert twin("active", text, start, end, as_of) == _active(text, start, end, as_of)


@settings(max_examples=400)
@given(
    st.text("0123456789X-/.?~%YTZ:", max_size=18)
    | st.from_regex(
        r"[?~%]?-?[0-2X][0-9X]{3}[?~%]?(-[?~%]?[0-4X][0-9X][?~%]?"
        r"(-[?~%]?[0-3X][0-9X][?~%]?)?)?(/(\.\.|[0-2][0-9]{3}(-[01][0-9])?)?)?",
        fullmatch=True,
    )
)
def test_any_text_is_read_or_refused_alike(twin: Ask, text: str) -> None:
    assert twin("bounds", text) == _bounds(text)


@given(st.integers(-4_000_000, 40_000_000))
def test_a_day_has_the_same_text_on_the_page(twin: Ask, number: int) -> None:
    assert twin("iso", number) == edtf.iso(number)


@given(st.lists(st.sampled_from(["certainly", "possibly", "no", "undated"])))
def test_several_statements_make_the_same_on_the_page(
    twin: Ask, states: list[str]
) -> None:
    assert twin("strongest", states) == edtf.strongest(states)


def test_a_window_that_holds_no_day_holds_nothing(twin: Ask) -> None:
    for text in ("2022/2024", "../..", "2023-08", "1948/.."):
        assert edtf.active(text, "2023-08-16", "2023-08-15") == "no"
        assert twin("active", text, "2023-08-16", "2023-08-15") == "no"


# The whole atlas -------------------------------------------------------------------------


@pytest.fixture(scope="module")
def model(
    atlas: Atlas, twin: Ask, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, Any]:
    """What the page of the shipped atlas shows; the page's own modules have read it."""
    made = page_model(atlas)
    path = tmp_path_factory.mktemp("model") / "model.json"
    path.write_text(json.dumps(made), encoding="utf-8")
    twin("load", str(path))
    return made


def _lines(model: dict[str, Any], states: pd.Series) -> dict[str, str]:
    denials = {
        key
        for key, claim in model["claims"].items()
        if claim["stance"] == Stance.DENIES
    }

    def told(claims: list[str]) -> list[str]:
        return [states[key] for key in claims if key not in denials]

    return {
        line["id"]: str(state_of_line(told(line["claims"]), told(line["wider"])))
        for line in model["lines"]
    }


@pytest.mark.parametrize(("start", "end"), WINDOWS)
def test_every_claim_and_line_has_the_same_state_on_the_page(
    atlas: Atlas, model: dict[str, Any], twin: Ask, start: str | None, end: str | None
) -> None:
    claims = atlas.claims
    states = states_in(claims["when"], claims["as_of"], start=start, end=end)
    window = {"from": start, "to": end}
    assert twin("claims", window, "event") == dict(states)
    assert twin("lines", window, "event") == _lines(model, states)


@pytest.mark.parametrize("day", DAYS)
def test_what_is_known_by_a_day_is_what_an_as_of_view_holds(
    atlas: Atlas, model: dict[str, Any], twin: Ask, day: str
) -> None:
    view = as_of(atlas, day)
    shown = twin("claims", {"from": None, "to": day}, "known")
    assert {key for key, state in shown.items() if state == "certainly"} == set(
        view.claims.index
    )
    waiting = view.left_out.index[view.left_out.str.startswith("source prints no")]
    assert {key for key, state in shown.items() if state == "undated"} == set(waiting)
    # The lines of the view, leg by leg: a view may group what is left otherwise.
    lines = twin("lines", {"from": None, "to": day}, "known")
    drawn = {key for key, state in lines.items() if state == "certainly"}
    legs = {leg for line in page_model(view)["lines"] for leg in line["legs"]}
    assert drawn == {line["id"] for line in model["lines"] if legs & set(line["legs"])}


@pytest.mark.parametrize("day", DAYS)
def test_a_line_looks_as_in_an_as_of_view_of_the_day(
    atlas: Atlas, model: dict[str, Any], twin: Ask, day: str
) -> None:
    view = page_model(as_of(atlas, day))
    drawn = {leg: line for line in view["lines"] for leg in line["legs"]}
    looks, statuses = twin("looks", day), twin("statuses", day)
    alone = 0
    for line in model["lines"]:
        held = {drawn[leg]["id"]: drawn[leg] for leg in line["legs"] if leg in drawn}
        for leg in line["legs"]:
            assert statuses[leg] == (
                view["legs"][leg]["status"] if leg in drawn else ""
            )
        look = looks[line["id"]]
        if not held:
            assert look == ["schematic", "unknown", "none", ""]
            continue
        ranks = list(model["style"]["dashes"])
        assert look[0] == min((one["status"] for one in held.values()), key=ranks.index)
        if len(held) > 1:  # the view draws what is left as several lines
            assert look[1] in {one["direction"] for one in held.values()}
            continue
        alone += 1
        (one,) = held.values()
        assert look[1:] == [one[key] for key in ("direction", "width", "largest")]
    assert alone >= len(drawn) * 0.5


def test_the_day_on_which_a_claim_is_known_is_the_first_that_holds_it(
    atlas: Atlas,
) -> None:
    known = known_on(atlas)
    for key in ("M001", "M080", "M206"):
        day = known[key]
        assert key in as_of(atlas, edtf.iso(day)).claims.index
        assert key not in as_of(atlas, edtf.iso(day - 1)).claims.index


def _covers(text: str, month: str, as_of: str = "") -> str:
    return str(edtf.active(text, month, month, as_of=as_of))


def test_the_bars_count_the_claims_that_python_counts(
    atlas: Atlas, model: dict[str, Any], twin: Ask
) -> None:
    months = twin("months", "event")
    claims, seen = atlas.claims, atlas.observations
    looked = seen["outcome"].astype(str) != "not-imaged"
    fine = [
        text
        for text in claims["when"]
        if text
        and (span := edtf.parse(text)).start == span.end == "known"
        and span.precision in ("day", "month", "season")
    ]
    assert months["n"] > 36
    for k in range(0, months["n"], 5):
        year, number = divmod(months["first"] + k, 12)
        month = f"{year:04d}-{number + 1:02d}"
        states = states_in(claims["when"], claims["as_of"], start=month, end=month)
        assert months["certainly"][k] == (states == "certainly").sum(), month
        assert months["possibly"][k] == (states == "possibly").sum(), month
        here = pd.Series([_covers(text, month) != "no" for text in seen["when"]])
        here.index = seen.index
        outcome = seen["outcome"].astype(str)
        assert months["nothing"][k] == (here & (outcome == "nothing-seen")).sum()
        assert months["unseen"][k] == (here & ~looked).sum(), month
        assert months["seen"][k] == (here & looked).sum() - months["nothing"][k]
        span = edtf.parse(month)
        told = any(
            (one := edtf.parse(text)).first <= span.last and one.last >= span.first
            for text in fine
        )
        assert months["told"][k] == int(told or (here & looked).any()), month


def test_a_month_of_which_nobody_reports_anything_is_not_told_as_quiet(
    model: dict[str, Any], twin: Ask
) -> None:
    months = twin("months", "event")
    untold = [k for k, told in enumerate(months["told"]) if not told]
    assert untold, "some month of the slider has no observation and no claim of its own"
    # Long relations hold in them, but nobody says that he looked in that month.
    assert any(months["certainly"][k] + months["possibly"][k] for k in untold)
    assert all(months["seen"][k] == months["nothing"][k] == 0 for k in untold)


def test_bars_of_publication_leave_out_sources_without_a_date(
    atlas: Atlas, model: dict[str, Any], twin: Ask
) -> None:
    months = twin("months", "known")
    month = "2023-10"
    k = 2023 * 12 + 9 - months["first"]
    printed = atlas.claims["source"].map(atlas.sources["published"])
    states = pd.Series([_covers(text, month) for text in printed])
    assert months["certainly"][k] == (states == "certainly").sum() > 0
    assert months["possibly"][k] == (states == "possibly").sum()


# The rule, by hand -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("own", "wider", "state"),
    [
        (["possibly", "certainly", "no"], [], "certainly"),
        (["possibly", "undated"], ["certainly"], "possibly"),
        (["no"], ["certainly"], "possibly"),
        (["undated"], ["possibly"], "possibly"),
        (["undated"], ["no"], "undated"),
        (["undated", "no"], ["undated"], "no"),
        ([], ["certainly"], "possibly"),
        ([], ["no", "undated"], "no"),
        ([], ["undated"], "undated"),
        ([], [], "undated"),
    ],
)
def test_a_line_is_as_active_as_the_surest_claim_about_it(
    own: list[str], wider: list[str], state: str
) -> None:
    assert state_of_line(own, wider) == state


def test_states_of_a_column_keep_its_index_and_its_speakers_day() -> None:
    when = pd.Series(["2023/..", "2023/..", "", "2023-08"], index=["a", "b", "c", "d"])
    said = pd.Series(["2023-10-16", "2024-03", "2024", "2024"], index=when.index)
    found = states_in(when, said, start="2024-01-01", end="2024-12-31")
    assert dict(found) == {"a": "possibly", "b": "certainly", "c": "undated", "d": "no"}
