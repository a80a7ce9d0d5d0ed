"""An as-of view holds what was published by a day, and later claims never change it."""

from __future__ import annotations

import datetime
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo import DateError
from geo.asof import LATER, SPEAKS_LATER, UNDATED, as_of, stamp
from geo.atlas import Atlas, open_atlas
from geo.checking import check
from geo.quantities import total
from geo.tables import TABLES, Kind
from tests.atlases import (
    CATALOG,
    ROWS,
    SITES,
    small_atlas,
    write_catalog,
    write_layer,
    write_table,
)

SOURCE = ROWS["sources"][0]
CLAIM = ROWS["claims"][0]
FLOW = ROWS["flows"][0]


@cache
def shipped() -> Atlas:
    return open_atlas()


def source(key: str, published: str, **cells: str) -> dict[str, str]:
    return SOURCE | {"id": key, "published": published} | cells


def later(key: str, origin: str, **cells: str) -> dict[str, str]:
    return CLAIM | {"id": key, "source": origin, "about": "flow:alpha-beta"} | cells


def atlas_of(folder: Path, **tables: list[dict[str, str]]) -> Atlas:
    return open_atlas(small_atlas(folder, **tables))


def same(one: Atlas, two: Atlas) -> None:
    """Assert that two atlases hold the same in every table and layer."""
    for name in TABLES:
        pd.testing.assert_frame_equal(
            one.table(name), two.table(name), check_like=False
        )
    assert list(one.layers) == list(two.layers)
    for name, frame in one.layers.items():
        assert frame.equals(two.layer(name))
        assert frame.attrs == two.layer(name).attrs
    assert one.sites.equals(two.sites)
    assert repr(one) == repr(two)
    assert stamp(one) == stamp(two)


def ids(atlas: Atlas, table: str = "claims") -> list[str]:
    return list(atlas.table(table).index)


# --- claims ---------------------------------------------------------------------------


def test_a_claim_is_kept_from_the_last_day_on_which_its_source_may_have_come_out(
    tmp_path: Path,
):
    atlas = atlas_of(
        tmp_path,
        sources=[SOURCE, source("MONTH", "2023-11"), source("ABOUT", "2023-11~")],
        claims=[*ROWS["claims"], later("M", "MONTH"), later("A", "ABOUT")],
    )
    assert ids(as_of(atlas, "2023-10-15")) == []
    assert ids(as_of(atlas, "2023-10-16")) == ["T001", "T002"]
    assert ids(as_of(atlas, "2023-11-29")) == ["T001", "T002"]
    assert ids(as_of(atlas, "2023-11")) == ["T001", "T002", "M"]
    assert ids(as_of(atlas, "2023")) == ["T001", "T002", "M", "A"]
    assert as_of(atlas, "2023-10-16").left_out.to_dict() == {"M": LATER, "A": LATER}


def test_a_claim_that_speaks_of_a_later_day_waits_for_it(tmp_path: Path):
    atlas = atlas_of(
        tmp_path, claims=[*ROWS["claims"], later("X", "REPORT-1", as_of="2023-12-01")]
    )
    view = as_of(atlas, "2023-10-31")
    assert ids(view) == ["T001", "T002"]
    assert view.left_out.to_dict() == {"X": SPEAKS_LATER}


def test_a_source_without_a_date_counts_from_its_capture_or_its_first_record(
    tmp_path: Path,
):
    atlas = atlas_of(
        tmp_path,
        sources=[
            SOURCE,
            source("BARE", ""),
            source("SEEN", "", captured_at="2024-05-01"),
        ],
        claims=[*ROWS["claims"], later("B", "BARE"), later("S", "SEEN")],
    )
    view = as_of(atlas, "2024-04-30")
    assert view.left_out.to_dict() == {"B": UNDATED, "S": UNDATED}
    assert ids(as_of(atlas, "2024-05-01")) == ["T001", "T002", "S"]
    assert ids(as_of(atlas, "2026-11-20")) == ["T001", "T002", "S"]
    assert ids(as_of(atlas, "2026-11-21")) == ["T001", "T002", "B", "S"]


@pytest.mark.parametrize("date", ["", "2023-10~", "2023?", "2023/2024", "199X", "May"])
def test_a_date_that_is_no_day_is_refused(tmp_path: Path, date: str):
    with pytest.raises(DateError):
        as_of(atlas_of(tmp_path), date)


# --- what follows from them -----------------------------------------------------------


def test_a_flow_without_claims_is_gone_with_its_legs_and_places(tmp_path: Path):
    atlas = atlas_of(tmp_path)
    empty = as_of(atlas, "2023-10-15")
    for table in ("sources", "claims", "claim_links", "flows", "legs", "actors"):
        assert len(empty.table(table)) == 0, table
    assert len(empty.sites) == 0
    assert list(empty.layers) == ["places"]
    assert total(empty, unit="container").is_empty
    full = as_of(atlas, "2023-10-16")
    assert ids(full, "flows") == ["alpha-beta"]
    assert sorted(full.sites.index) == ["alpha-port", "beta-depot"]
    assert list(full.claims_of("flow", "alpha-beta").index) == ["T001", "T002"]


def test_nothing_in_a_view_refers_to_what_is_not_in_it():
    for day in ("2022-12-31", "2023-10-31", "2024-06-30", "2026-12-31"):
        view = as_of(shipped(), day)
        known = {name: set(frame.index) for name, frame in view.tables.items()}
        known["site"] = set(view.sites.index)
        known["path"] = {
            way
            for entry in view.catalog
            if entry.file == "paths.geojson"
            for key in view.layer(entry.id).index
            for way in (key, f"-{key}")
        }
        for name, frame in view.tables.items():
            for column in TABLES[name].columns:
                if column.table is not None:
                    named = {
                        item
                        for cell in frame[column.name]
                        for item in str(cell).split("; ")
                        if item
                    }
                    assert named <= known[column.table], (day, name, column.name)


def test_a_view_is_an_atlas_that_passes_the_check(tmp_path: Path):
    view = as_of(shipped(), "2024-03-31")
    for name in TABLES:
        write_table(tmp_path, name, _rows(view, name))
    (tmp_path / "layers").mkdir()
    write_catalog(tmp_path, CATALOG)
    points = [
        SITES[0] | {"id": key, "properties": SITES[0]["properties"] | {"id": key}}
        for key in view.sites.index
    ]
    write_layer(tmp_path, "places", points)
    about_places = ("path", "places.geojson")
    problems = [
        one for one in check(tmp_path) if not any(w in str(one) for w in about_places)
    ]
    assert problems == []


def _rows(atlas: Atlas, table: str) -> list[dict[str, str]]:
    frame = atlas.table(table)
    kinds = {column.name: column.kind for column in TABLES[table].columns}

    def cell(value: Any, kind: Kind) -> str:
        if kind is Kind.FLAG:
            return "yes" if value else "no"
        if kind in (Kind.NUMBER, Kind.INTEGER):
            return (
                "" if pd.isna(value) else f"{float(value):.6f}".rstrip("0").rstrip(".")
            )
        return str(value)

    return [
        {name: cell(row[name], kind) for name, kind in kinds.items()}
        for row in frame.to_dict("records")
    ]


def test_words_that_know_more_than_the_day_are_taken_back(tmp_path: Path):
    early = CLAIM | {
        "credibility": "2",
        "credibility_reason_en": "A later claim supports it.",
        "credibility_reason_fr": "L001 l'appuie.",
        "flags": "superseded",
        "note": "See L001.",
        "note_fr": "Cette remarque nomme L001.",
    }
    other = CLAIM | {"id": "T002", "note": "Both hold.", "note_fr": "Voir L001."}
    atlas = atlas_of(
        tmp_path,
        sources=[SOURCE, source("LATE", "2024-02-01")],
        claims=[
            early, other, later("L001", "LATE", state="received", as_of="2024-02-01"),
        ],
        claim_links=[
            ROWS["claim_links"][0] | {"claim": "L001", "kind": "supersedes", "other": "T001"}
        ],
        flows=[FLOW | {"summary_en": "Since L001, all agree.", "note_fr": "Voir L001."}],
        legs=[ROWS["legs"][0] | {"status": "observed", "note_fr": "Voir L001."}],
    )  # fmt: skip
    view = as_of(atlas, "2023-12-31")
    claim = view.claims.loc["T001"]
    assert (claim["credibility"], claim["flags"], claim["note"]) == ("6", "", "")
    assert not view.claims[["note", "note_fr"]].to_numpy().any()  # one knows both
    for table in ("flows", "legs", "sources"):
        assert not view.tables[table][["note", "note_fr"]].to_numpy().any(), table
    assert "later" in claim["credibility_reason_en"]
    assert "L001" not in claim["credibility_reason_fr"]
    assert view.flows.at["alpha-beta", "summary_en"] == "Claims published by then: 2."
    assert view.legs.at["alpha-beta", "status"] == "observed"  # satellite, by then
    whole = as_of(atlas, "2024-02-01")
    assert whole.claims.at["T001", "credibility"] == "2"
    assert whole.claims.at["T001", "flags"] == "superseded"


def test_a_state_direction_or_status_is_at_most_what_the_claims_tell(tmp_path: Path):
    hope = CLAIM | {"state": "sought", "direction": "", "evidence": "media"}
    atlas = atlas_of(
        tmp_path,
        sources=[SOURCE, source("LATE", "2024-02-01")],
        claims=[hope, later("L001", "LATE", direction="KP>RU", as_of="2024-02-01")],
        claim_links=[],
        legs=[ROWS["legs"][0] | {"status": "observed"}],
    )
    view = as_of(atlas, "2023-12-31")
    assert view.flows.at["alpha-beta", "state"] == "sought"
    assert view.flows.at["alpha-beta", "direction"] == "unknown"
    assert view.legs.at["alpha-beta", "status"] == "reported"
    now = as_of(atlas, "2024-02-01")
    assert now.flows.at["alpha-beta", "direction"] == "reported"


def test_an_event_that_lies_ahead_has_not_happened(tmp_path: Path):
    event = {
        "id": "visit", "title_en": "A visit", "title_fr": "Une visite",
        "kind": "visit", "status": "occurred", "when": "2023-12-01",
        "date_precision": "day", "default_visible": "yes",
    }  # fmt: skip
    plan = CLAIM | {"about": "event:visit; flow:alpha-beta", "state": "planned"}
    atlas = atlas_of(tmp_path, claims=[plan], claim_links=[], events=[event])
    ahead = as_of(atlas, "2023-10-31").events.loc["visit"]
    assert (ahead["status"], ahead["when"]) == ("forecast", "")
    past = as_of(atlas, "2023-12-01").events.loc["visit"]
    assert (past["status"], past["when"]) == ("occurred", "2023-12-01")


# --- properties -----------------------------------------------------------------------

_dates = st.dates(datetime.date(2022, 1, 1), datetime.date(2026, 12, 31)).map(str)


@settings(max_examples=12, deadline=None)
@given(day=_dates, after=st.integers(1, 400), more=st.integers(1, 3))
def test_adding_a_later_claim_changes_no_earlier_view(day: str, after: int, more: int):
    out = datetime.date.fromisoformat(day) + datetime.timedelta(days=after)
    extra = [
        later(
            f"L{n}",
            "LATE",
            about="flow:alpha-beta; flow:new; leg:alpha-beta; leg:second; actor:new",
            speakers="new",
            when=str(out),
            as_of=str(out),
            recorded=str(out),
            evidence="satellite",
        )
        for n in range(more)
    ]
    link = ROWS["claim_links"][0]
    with TemporaryDirectory() as folder:
        before = as_of(atlas_of(Path(folder) / "a"), day)
        after_it = as_of(
            atlas_of(
                Path(folder) / "a",  # the same folder: the page names no other
                sources=[source("LATE", str(out)), SOURCE],
                claims=[*extra, *ROWS["claims"]],
                claim_links=[
                    link,
                    link | {"id": "L2", "claim": "L0", "kind": "supersedes", "other": "T001"},
                ],
                flows=[*ROWS["flows"], FLOW | {"id": "new"}],
                legs=[*ROWS["legs"], ROWS["legs"][0] | {"id": "new", "flow": "new"},
                    ROWS["legs"][0] | {"id": "second", "seq": "2"}],
                actors=[*ROWS["actors"], {"id": "new", "name": "N", "kind": "media"}],
            ),
            day,
        )  # fmt: skip
        same(before, after_it)


@settings(max_examples=8, deadline=None)
@given(_dates, _dates)
def test_a_view_of_a_view_is_the_earlier_one(one: str, two: str):
    early, late = sorted((one, two))
    direct = as_of(shipped(), early)
    same(as_of(as_of(shipped(), late), early), direct)
    same(as_of(direct, late), direct)


@settings(max_examples=8, deadline=None)
@given(_dates, _dates)
def test_a_later_view_holds_every_earlier_claim(one: str, two: str):
    early, late = (as_of(shipped(), day) for day in sorted((one, two)))
    for table in ("claims", "claim_links", "flows", "legs", "events", "sources"):
        assert set(ids(early, table)) <= set(ids(late, table)), table
    assert set(ids(early)) | set(early.left_out.index) == set(ids(shipped()))


def test_the_whole_is_there_in_the_end():
    view = as_of(shipped(), "2100")
    assert ids(view) == ids(shipped())
    assert len(view.left_out) == 0


def test_a_view_changes_nothing_of_the_atlas_it_was_made_from(tmp_path: Path):
    atlas = atlas_of(tmp_path)
    before = {name: atlas.table(name) for name in TABLES}
    flows = as_of(atlas, "2023-10-16").flows
    flows.loc[:, "note"] = "changed"
    for name, frame in before.items():
        pd.testing.assert_frame_equal(frame, atlas.table(name))


# --- the stamp ------------------------------------------------------------------------


def test_the_stamp_names_the_day_and_no_count(tmp_path: Path):
    atlas = atlas_of(tmp_path)
    view = as_of(atlas, "2023-10")
    assert view.day == "2023-10-31"
    assert stamp(view) == "As known on 31 October 2023: only what was published by then"
    assert stamp(view, "fr") == "État des publications au 31 octobre 2023"
    assert stamp(atlas) == ""
    assert repr(view).endswith("as of 2023-10-31>")


def test_totals_grow_with_what_was_known():
    def known(day: str) -> float | None:
        view = as_of(shipped(), day)
        return total(view, unit="container", direction="DPRK>RU").at_least

    amounts = [
        known(day) for day in ("2022-12", "2023-10", "2024-03", "2025-06", "2026-12")
    ]
    assert amounts[0] is None
    assert amounts[1] == 1000  # the White House, 13 October 2023
    assert amounts[2] == 10000  # the State Department, 23 February 2024
    assert amounts[1:] == sorted(amounts[1:])
