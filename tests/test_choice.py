"""A part of an atlas is an atlas: chosen in words, closed in itself, stamped as a part."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from geo import ChoiceError, DateError, NotFoundError, edtf
from geo.asof import as_of, stamp
from geo.atlas import Atlas, open_atlas
from geo.choice import between, where
from geo.export import layer_geojson
from geo.features import Layers
from geo.tables import ABOUT, TABLES, Kind
from geo.view import page_model
from geo.vocabulary import Theme
from tests.atlases import ROWS, small_atlas

FLOW, LEG = ROWS["flows"][0], ROWS["legs"][0]
CLAIM, DENIAL = ROWS["claims"]


@pytest.fixture(scope="module")
def two_ways(tmp_path_factory: pytest.TempPathFactory) -> Atlas:
    """A flow by rail and one by sea; a claim of each, and denials of the first."""
    folder = tmp_path_factory.mktemp("two-ways")
    return open_atlas(
        small_atlas(
            folder,
            flows=[FLOW, FLOW | {"id": "by-sea", "theme": "return"}],
            legs=[LEG, LEG | {"id": "by-sea", "flow": "by-sea", "mode": "sea"}],
            claims=[
                CLAIM,
                DENIAL,
                DENIAL | {"id": "T003", "when": "", "about": "flow:alpha-beta"},
                CLAIM | {"id": "S001", "about": "flow:by-sea; leg:by-sea", "mode": ""},
                CLAIM
                | {
                    "id": "S002",
                    "about": "flow:by-sea",
                    "mode": "unknown",
                    "when": "2023-10",
                },
            ],
        )
    )


def ids(atlas: Atlas, table: str = "claims") -> list[str]:
    return list(atlas.table(table).index)


def test_a_claim_without_a_mode_has_that_of_the_legs_it_is_about(two_ways: Atlas):
    assert ids(where(two_ways, mode="sea")) == ["S001", "S002"]
    assert ids(where(two_ways, mode="sea"), "legs") == ["by-sea"]
    assert ids(where(two_ways, mode="sea"), "flows") == ["by-sea"]
    assert ids(where(two_ways, mode=["sea", "rail"])) == ids(two_ways)


def test_denials_come_along_whatever_their_date_and_bring_in_nothing(two_ways: Atlas):
    rail = where(two_ways, mode="rail")
    assert ids(rail) == ["T001", "T002", "T003"]
    assert ids(between(two_ways, "2023-08", "2023-08", doubts=False)) == [
        "T001",
        "S001",
    ]
    assert ids(between(two_ways, "2023-08", "2023-08")) == [
        "T001", "T002", "T003", "S001"
    ]  # fmt: skip
    assert ids(where(two_ways, theme="munitions", stance="asserts")) == ["T001"]
    assert ids(where(two_ways, stance="denies")) == ["T002", "T003"]
    assert ids(where(two_ways, stance="denies"), "flows") == ["alpha-beta"]


def test_a_window_holds_what_the_one_rule_of_dates_calls_active(atlas: Atlas):
    part = between(atlas, "2023-08", "2024-03", doubts=False)
    claims = atlas.claims
    told = {
        key: edtf.active(when, "2023-08", "2024-03", as_of=said)
        for key, when, said in zip(
            claims.index, claims["when"], claims["as_of"], strict=True
        )
    }
    active = [key for key, how in told.items() if how in ("certainly", "possibly")]
    assert ids(part) == active
    certain = between(atlas, "2023-08", "2024-03", possibly=False, doubts=False)
    assert ids(certain) == [key for key in active if told[key] == "certainly"]
    both = between(atlas, "2023-08", "2024-03", undated=True, doubts=False)
    assert set(ids(both)) - set(active) == {
        k for k, how in told.items() if how == "undated"
    }


def test_it_makes_no_difference_in_which_order_one_chooses(atlas: Atlas):
    one = as_of(
        between(where(atlas, mode="sea", direction="DPRK>RU"), "2023-08", "2024-03"),
        "2024-01-31",
    )
    two = where(
        where(
            between(as_of(atlas, "2024-01-31"), "2023-08", "2024-03"),
            direction="DPRK>RU",
        ),
        mode=["sea"],
    )
    for name in TABLES:
        pd.testing.assert_frame_equal(one.table(name), two.table(name))
    assert one.sites.equals(two.sites)
    assert stamp(one) == stamp(two)
    assert one.day == two.day == "2024-01-31"
    assert one.whole is atlas


PARTS = [
    {"mode": "sea", "direction": "DPRK>RU"},
    {"stance": "denies"},
    {"site": "tikhoretsk-depot"},
    {"theme": ["munitions", "return"], "evidence": "satellite"},
    {"reliability": "B", "text": "container"},
]


@pytest.mark.parametrize("asked", PARTS, ids=str)
def test_every_reference_of_a_part_leads_to_a_row_of_the_part(atlas: Atlas, asked):
    part = where(atlas, **asked)
    assert 0 < len(part.claims) < len(atlas.claims)
    rows = {name: set(frame.index) for name, frame in part.tables.items()}
    rows["site"] = set(part.sites.index)
    rows["path"] = set(part.layers["paths"].index)
    for name, table in TABLES.items():
        frame = part.table(name)
        for column in table.columns:
            if column.kind in (Kind.REF, Kind.REFS) and column.table is not None:
                named = {
                    one.strip()
                    for cell in frame[column.name]
                    for one in cell.split(";")
                } - {""}
                assert named <= rows[column.table], (name, column.name)
                if column.required:
                    assert "" not in set(frame[column.name]), (name, column.name)
    for cell in part.claims["about"]:
        for item in filter(None, (one.strip() for one in cell.split(";"))):
            kind, _, key = item.partition(":")
            assert kind == "practice" or key in rows[ABOUT[kind]], item
    assert all(len(part.claims_of("flow", flow)) for flow in part.flows.index)


def test_looked_and_saw_nothing_stays_beside_what_was_seen(atlas: Atlas):
    part = where(atlas, site="rajin-port")
    seen = part.observations
    at_site = atlas.observations[
        (atlas.observations["site"] == "rajin-port")
        | (atlas.observations["other_site"] == "rajin-port")
    ]
    assert set(at_site.index) <= set(seen.index)
    assert "nothing-seen" in set(seen["outcome"])


def test_every_wrong_word_is_named_with_the_nearest_right_one(atlas: Atlas):
    with pytest.raises(NotFoundError) as error:
        where(
            atlas,
            mode="see",
            flow="munitions-rajin-duna",
            direction="DPRK>RUS",
            site=[],
        )
    told = str(error.value).splitlines()
    assert len(told) == 4
    assert "no mode 'see'; did you mean 'sea'?" in told
    assert "no direction 'DPRK>RUS'; did you mean 'DPRK>RU'?" in told
    assert (
        "no flow 'munitions-rajin-duna'; did you mean 'munitions-rajin-dunai'?" in told
    )
    with pytest.raises(ChoiceError, match="nothing is asked for"):
        where(atlas)


@pytest.mark.parametrize(
    ("start", "end"),
    [(None, None), ("May", None), ("2024", "2023"), ("2023/2024", None), ("", "2024")],
)
def test_a_window_that_is_none_is_refused(atlas: Atlas, start, end):
    with pytest.raises(DateError):
        between(atlas, start, end)


def test_days_and_words_may_be_given_as_python_has_them(two_ways: Atlas):
    asked = between(two_ways, "2023-08-01", "2024")
    for start in (date(2023, 8, 1), pd.Timestamp("2023-08-01 12:00")):
        same = between(two_ways, start, 2024)
        assert list(same.claims.index) == list(asked.claims.index)
        assert stamp(same) == stamp(asked)
    assert stamp(as_of(two_ways, date(2023, 12, 31))) == stamp(as_of(two_ways, 2023))
    assert stamp(between(two_ways, "2023")) == stamp(between(two_ways, 2023, None))
    for wrong in (2023.5, True, b"2023"):
        with pytest.raises(DateError, match="is no date: write '2023-08-15'"):
            between(two_ways, wrong)
    graded = where(two_ways, credibility=6)
    assert stamp(graded) == stamp(where(two_ways, credibility="6"))
    with pytest.raises(NotFoundError, match="no credibility '9'"):
        where(two_ways, credibility=9)


@pytest.mark.parametrize(
    ("start", "end", "french"),
    [
        ("2023-08", None, "à partir d'août 2023"),
        ("2023-01", None, "à partir de janvier 2023"),
        ("2023-10-01", None, "à partir du 1er octobre 2023"),
        (None, "2024", "jusqu'en 2024"),
        (None, "2024-01-31", "jusqu'au 31 janvier 2024"),
        ("2023-08", "2024-03", "entre août 2023 et mars 2024"),
        ("2023-08-01", "2023-08-03", "entre le 1er août 2023 et le 3 août 2023"),
    ],
)
def test_a_window_is_said_in_good_french(two_ways: Atlas, start, end, french):
    part = between(two_ways, start, end)
    assert stamp(part, "fr") == f"Une partie de l'atlas : {french}"


def test_a_part_says_in_every_output_that_it_is_one(two_ways: Atlas):
    part = between(where(two_ways, mode="sea", theme="return"), "2023-08", None)
    theme = Theme.RETURN.label()
    assert stamp(part) == (
        f"A part of the atlas: mode: sea; theme: {theme}; from August 2023 on"
    )
    assert stamp(part, "fr").startswith("Une partie de l'atlas : mode : mer ; thème : ")
    assert page_model(part)["stamp"] == stamp(part)
    assert stamp(part) in str(layer_geojson(Layers(part), "places"))
    assert stamp(two_ways) == ""


def test_choosing_changes_neither_the_atlas_nor_its_kind(small: Path):
    atlas = open_atlas(small)
    before = {name: atlas.table(name).copy(deep=True) for name in TABLES}
    part = where(atlas, mode="rail")
    assert type(part) is type(atlas)
    for name, frame in before.items():
        pd.testing.assert_frame_equal(atlas.table(name), frame)
    assert atlas.scope is None
    assert len(where(atlas, mode="air").claims) == 0
    page_model(where(atlas, mode="air"))  # an empty part draws an empty map
