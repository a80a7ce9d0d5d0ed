"""The atlas in memory: types, copies, claims of a thing, and how fast it opens."""

from __future__ import annotations

import dataclasses
import math
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest
from shapely.geometry import Point

import geo
from geo.atlas import Atlas, open_atlas
from geo.errors import DataError, NotFoundError
from geo.tables import TABLES, Kind
from geo.vocabulary import Stance
from tests.atlases import (
    CATALOG,
    ROWS,
    SITES,
    small_atlas,
    write_catalog,
    write_layer,
    write_table,
)

CLAIM = ROWS["claims"][0]


def test_every_table_is_a_property_with_its_columns_and_the_id_as_index(
    atlas: Atlas,
) -> None:
    assert list(atlas.tables) == list(TABLES)
    for name, table in TABLES.items():
        frame = getattr(atlas, name)
        assert list(frame.columns) == list(table.names)
        assert frame.index.tolist() == frame["id"].tolist()
        assert frame.index.is_unique
        assert atlas.table(name).equals(frame)


def test_cells_come_in_the_type_of_their_column(atlas: Atlas) -> None:
    wanted = {
        Kind.WORD: lambda s: isinstance(s.dtype, pd.CategoricalDtype),
        Kind.NUMBER: lambda s: s.dtype == "float64",
        Kind.INTEGER: lambda s: s.dtype == "Int64",
        Kind.FLAG: lambda s: s.dtype == "bool",
    }
    for name, table in TABLES.items():
        frame = atlas.table(name)
        for column in table.columns:
            cells = frame[column.name]
            assert wanted.get(column.kind, lambda s: s.dtype == "str")(cells), column
            if column.kind not in (Kind.NUMBER, Kind.INTEGER):
                assert not cells.isna().any(), (
                    f"{name}.{column.name}: empty is '', not NaN"
                )


def test_words_are_categories_in_the_order_of_their_vocabulary(atlas: Atlas) -> None:
    stance = atlas.claims["stance"]
    words = [str(word) for word in Stance]
    assert stance.cat.categories.tolist() == [*words, ""]
    assert set(stance.sort_values().tolist()) <= {*words, ""}


def test_words_compare_with_plain_text_also_with_a_word_that_is_none(
    small: Path,
) -> None:
    claims = open_atlas(small).claims
    assert (claims["stance"] == "denies").tolist() == [False, True]
    assert (claims["mode"] == "").tolist() == [False, True]
    assert (claims["mode"] == "teleport").tolist() == [False, False]
    assert claims["mode"].isin(["rail", "sea"]).tolist() == [True, False]
    assert claims.loc["T001", "stance"] == "asserts"
    assert claims["mode"].astype(str).tolist() == ["rail", ""]


def test_numbers_flags_and_unknowns_are_what_was_written(small: Path) -> None:
    atlas = open_atlas(small)
    assert atlas.claims["quantity_min"].tolist()[0] == 1000.0
    assert math.isnan(atlas.claims.loc["T002", "quantity_min"])
    assert atlas.legs["seq"].tolist() == [1]
    assert atlas.flows["default_visible"].tolist() == [True]
    assert atlas.claims.loc["T002", "origin"] == ""
    write_table(small, "flows", [ROWS["flows"][0] | {"default_visible": "no"}])
    assert open_atlas(small).flows["default_visible"].tolist() == [False]


def test_nothing_a_caller_does_changes_the_atlas(small: Path) -> None:
    atlas = open_atlas(small)
    for get in (
        lambda: atlas.claims, lambda: atlas.tables["claims"], lambda: atlas.table("claims"),
        lambda: atlas.sites, lambda: atlas.layers["places"], lambda: atlas.layer("places"),
        lambda: atlas.claims_of("flow", "alpha-beta"),
    ):  # fmt: skip
        frame = get()
        before = frame.copy()
        frame["note"] = "spoilt"
        frame.loc[frame.index[0], "id"] = "spoilt"
        del frame["recorded" if "recorded" in frame else "name_en"]
        frame.attrs["licence"] = "spoilt"
        frame.index.name = "spoilt"
        pd.testing.assert_frame_equal(pd.DataFrame(get()), pd.DataFrame(before))
        assert get().attrs == before.attrs
        assert get().index.name is None
    with pytest.raises(dataclasses.FrozenInstanceError):
        atlas.version = "spoilt"  # type: ignore[misc]
    with pytest.raises(TypeError):
        atlas.tables["claims"] = pd.DataFrame()  # type: ignore[index]


def test_layers_are_in_degrees_and_say_whose_they_are(atlas: Atlas) -> None:
    assert list(atlas.layers) == [entry.id for entry in atlas.catalog]
    for entry in atlas.catalog:
        frame = atlas.layers[entry.id]
        assert isinstance(frame, gpd.GeoDataFrame)
        assert frame.crs.to_epsg() == 4326
        assert frame.attrs == {
            "title": entry.title("en"),
            "title_fr": entry.title("fr"),
            "licence": entry.licence,
            "credit": entry.credit,
            "version": atlas.version,
        }


def test_the_first_coordinate_is_the_longitude(atlas: Atlas) -> None:
    rajin = atlas.sites.loc["rajin-port"].geometry
    assert (round(rajin.x), round(rajin.y)) == (
        130,
        42,
    )  # east of Korea, not in Siberia


def test_sites_hold_every_feature_but_the_paths_with_its_layer(atlas: Atlas) -> None:
    sites = atlas.sites
    assert sites.index.is_unique
    counts = sites["layer"].value_counts().to_dict()
    assert counts == {
        name: len(frame)
        for name, frame in atlas.layers.items()
        if name != "paths" and len(frame)
    }
    assert sites.loc["rajin-port", "layer"] == "ports"
    assert sites.crs.to_epsg() == 4326


def test_a_site_that_no_source_places_has_no_geometry(small: Path) -> None:
    nowhere = {
        "type": "Feature", "id": "gamma", "geometry": None,
        "properties": {"id": "gamma", "name_en": "Gamma", "name_fr": "Gamma", "kind": "body",
                       "precision": "unlocated", "extra": 7},
    }  # fmt: skip
    write_layer(small, "places", [*SITES, nowhere])
    atlas = open_atlas(small)
    assert atlas.sites.loc["gamma"].geometry is None
    assert atlas.sites.geometry.isna().sum() == 1
    assert atlas.layers["places"]["extra"].tolist()[2] == 7
    assert atlas.sites.loc["alpha-port"].geometry == Point(130.28, 42.23)
    assert atlas.sites["uncertainty_m"].tolist()[:2] == [1000, 2000]
    assert atlas.sites["uncertainty_m"].isna().tolist() == [False, False, True]


def test_an_atlas_without_layers_and_with_an_empty_one_opens(small: Path) -> None:
    empty = {name: [] for name in ("flows", "legs", "claim_links")}
    claims = [CLAIM | {"about": "", "origin": "", "destination": ""}]
    small_atlas(small, claims=claims, **empty)
    write_layer(small, "places", [])
    assert open_atlas(small).sites.empty
    (small / "layers" / "places.geojson").unlink()
    write_catalog(small, [])
    atlas = open_atlas(small)
    assert atlas.sites.empty
    assert atlas.sites.crs.to_epsg() == 4326
    assert dict(atlas.layers) == {}
    assert atlas.catalog == ()


def test_claims_of_a_thing_are_those_whose_about_names_it(small: Path) -> None:
    atlas = open_atlas(small)
    assert atlas.claims_of("flow", "alpha-beta").index.tolist() == ["T001", "T002"]
    assert atlas.claims_of("leg", "alpha-beta").index.tolist() == ["T001"]
    assert atlas.claims_of("site", "beta-depot").empty
    assert atlas.claims_of("flow", "nothing").empty
    with pytest.raises(NotFoundError, match="no kind 'flwo'; did you mean 'flow'"):
        atlas.claims_of("flwo", "alpha-beta")


def test_claims_of_a_thing_agree_with_a_search_by_hand(atlas: Atlas) -> None:
    claims = atlas.claims
    for kind in ("flow", "leg", "event", "vessel"):
        for key in atlas.table(f"{kind}s").index:
            held = [f"{kind}:{key}" in cell.split("; ") for cell in claims["about"]]
            found = atlas.claims_of(kind, key, withdrawn=True)
            assert found.index.tolist() == claims.index[held].tolist()


def test_withdrawn_claims_come_only_when_asked_for(tmp_path: Path) -> None:
    gone = {"id": "T003", "date": "2026-12-01", "reason_en": "x", "reason_fr": "x"}
    third = CLAIM | {"id": "T003", "withdrawn": "2026-12-01"}
    small_atlas(tmp_path, claims=[*ROWS["claims"], third], withdrawn=[gone])
    atlas = open_atlas(tmp_path)
    assert len(atlas.claims_of("flow", "alpha-beta")) == 2
    assert len(atlas.claims_of("flow", "alpha-beta", withdrawn=True)) == 3


def test_days_are_the_strict_bounds_of_a_date(tmp_path: Path) -> None:
    whens = [
        "2023-08/2023-10",
        "",
        "2022-02/..",
        "-0043",
        "Y12000",
        "0001-01-01",
        "2023-10~",
    ]
    plain = CLAIM | dict.fromkeys(("as_of", "quantity_min", "unit", "counting"), "")
    rows = [plain | {"id": f"T{n:03d}", "when": x} for n, x in enumerate(whens, 1)]
    rows.append(ROWS["claims"][1] | {"id": "T100"})
    small_atlas(tmp_path, claims=rows, claim_links=[])
    days = open_atlas(tmp_path).days("claims")
    shown = [[str(one)[:10] for one in row] for row in days.itertuples(index=False)]
    assert shown[:7] == [
        ["2023-08-01", "2023-10-31"], ["NaT", "NaT"], ["2022-02-01", "NaT"], ["NaT", "NaT"],
        ["NaT", "NaT"], ["0001-01-01", "0001-01-01"], ["2023-10-01", "2023-10-31"],
    ]  # fmt: skip
    assert days.index[0] == "T001"


def test_days_of_every_dated_column_of_the_shipped_atlas_are_found(
    atlas: Atlas,
) -> None:
    for name, table in TABLES.items():
        for column in table.columns:
            if column.kind is Kind.EDTF:
                days = atlas.days(name, column.name)
                dated = atlas.table(name)[column.name] != ""
                assert (days["start"].notna() | days["end"].notna()).equals(dated)


def test_a_name_that_is_none_gets_the_nearest_right_one(small: Path) -> None:
    atlas = open_atlas(small)
    with pytest.raises(NotFoundError, match="no table 'claim'; did you mean 'claims'"):
        atlas.table("claim")
    with pytest.raises(
        NotFoundError, match="no layer 'plaices'; did you mean 'places'"
    ):
        atlas.layer("plaices")
    with pytest.raises(KeyError, match="did you mean 'flows'"):
        atlas.tables["flow"]


def test_an_atlas_with_problems_does_not_open_and_lists_all(small: Path) -> None:
    for file, good, bad in (
        ("data/claims.csv", "asserts", "assert"),
        ("data/flows.csv", "munitions", "munition"),
    ):
        path = small / file
        text = path.read_text(encoding="utf-8")
        assert good in text
        path.write_text(text.replace(good, bad, 1), encoding="utf-8")
    with pytest.raises(DataError) as caught:
        open_atlas(small)
    assert list(caught.value.problems) == geo.check(small)
    assert [problem.file for problem in caught.value.problems] == [
        "data/claims.csv",
        "data/flows.csv",
    ]


def test_the_version_is_that_of_the_data_package_or_none(small: Path) -> None:
    assert open_atlas(small).version == "unversioned"
    package = small / "data" / "datapackage.json"
    for text, version in (
        ('{"version": "2026.11.21"}', "2026.11.21"),
        ('{"version": 7}', "unversioned"),
        ("[" * 5000, "unversioned"),
        ("\x00", "unversioned"),
    ):
        package.write_text(text, encoding="utf-8")
        assert open_atlas(small).version == version


def test_an_atlas_says_what_it_is(small: Path) -> None:
    assert repr(open_atlas(small)) == (
        "<Atlas unversioned: 2 claims, 1 sources, 1 flows, 2 sites>"
    )
    assert repr(open_atlas(small).layers) == "{places: 2}"


def test_a_path_may_be_text_or_a_path(small: Path) -> None:
    assert open_atlas(str(small)).root == open_atlas(small).root


def test_two_layers_with_properties_of_their_own_become_one_list_of_sites(
    small: Path,
) -> None:
    more = {**SITES[0], "id": "gamma", "properties": {**SITES[0]["properties"], "id": "gamma",
                                                        "length": 5.5}}  # fmt: skip
    write_layer(small, "more", [more])
    write_catalog(
        small, [*CATALOG, CATALOG[0] | {"id": "more", "file": "more.geojson"}]
    )
    sites = open_atlas(small).sites
    assert sites["layer"].tolist() == ["places", "places", "more"]
    assert "length" not in sites.columns


def test_paths_are_a_layer_of_their_own_columns_and_no_sites(atlas: Atlas) -> None:
    paths = atlas.layers["paths"]
    assert {"basis", "from", "to", "drawn_km"} <= set(paths.columns)
    assert "uncertainty_m" not in paths.columns
    assert not set(paths.index) & set(atlas.sites.index)
    assert set(paths["from"]) | set(paths["to"]) <= set(atlas.sites.index)
    assert (paths["drawn_km"] > 0).all()
