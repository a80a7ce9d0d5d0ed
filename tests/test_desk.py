"""What a user gets from ``geo.open_atlas()``: a card, frames, parts, answers, files."""

from __future__ import annotations

import base64
import re
from html.parser import HTMLParser
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest

import geo
from geo import ChoiceError, NotFoundError
from geo.atlas import open_atlas as open_data
from geo.tables import TABLES
from tests.atlases import CATALOG, ROWS, small_atlas, write_catalog


@pytest.fixture(scope="module")
def atlas() -> geo.Atlas:
    return geo.open_atlas()


class _Tags(HTMLParser):
    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.texts: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)

    def handle_data(self, data: str) -> None:
        self.texts.append(data)


# --- the card -------------------------------------------------------------------------


def test_the_card_tells_what_an_atlas_holds_and_what_to_do_next(atlas: geo.Atlas):
    text = repr(atlas)
    files = {
        name: len(pd.read_csv(atlas.root / f"data/{name}.csv", dtype=str))
        for name in ("claims", "sources", "flows", "legs")
    }
    for name, n in files.items():
        assert f"{n:,} {name}" in text
    assert atlas.version in text
    assert "none; every file was checked" in text
    steps = re.findall(r"^  (atlas\.\S+\(.*?\))  ", text, re.MULTILINE)
    assert len(steps) == 4
    for step in steps:  # whatever the card proposes works
        assert eval(step, {"atlas": atlas}) is not None
    page = _Tags(atlas._repr_html_())
    for name, n in files.items():
        assert any(f"{n:,} {name}" in one for one in page.texts)
    assert {"table", "caption", "th"} <= set(page.tags)


def test_the_card_of_a_part_says_that_it_is_one(atlas: geo.Atlas):
    part = atlas.where(mode="sea").as_of("2024-01-31")
    for text in (repr(part), " ".join(_Tags(part._repr_html_()).texts)):
        assert "As known on 31 January 2024" in text
        assert "A part of the atlas: mode: sea" in text


def test_no_word_of_an_atlas_becomes_markup_or_a_control_on_its_card(tmp_path: Path):
    root = small_atlas(tmp_path)
    write_catalog(root, [CATALOG[0] | {"licence": "<img src=x onerror=hit()>"}])
    hostile = geo.open_atlas(root)
    assert "img" not in _Tags(hostile._repr_html_()).tags
    assert "<img src=x" in repr(hostile)


# --- frames ---------------------------------------------------------------------------


def test_flows_and_legs_are_geodataframes_with_the_lines_as_drawn(atlas: geo.Atlas):
    legs, flows = atlas.legs, atlas.flows
    for frame, name in ((legs, "legs"), (flows, "flows")):
        assert isinstance(frame, gpd.GeoDataFrame)
        assert frame.crs == "EPSG:4326"
        bare = pd.DataFrame(frame).drop(columns="geometry")
        pd.testing.assert_frame_equal(bare, atlas.tables[name], check_frame_type=False)
    one = legs.loc["rajin-dunai-sea"]
    path = atlas.layers["paths"].loc["rajin-dunai-sea"]
    assert one.geometry.hausdorff_distance(path.geometry) < 1e-3
    assert flows.loc["munitions-rajin-dunai"].geometry.geom_type == "MultiLineString"
    assert flows.to_crs(3857).geometry.length.max() > 1e6
    assert legs["mode"].dtype == "category"


def test_nothing_done_to_a_frame_changes_the_atlas(atlas: geo.Atlas):
    before = repr(atlas)
    for take in (lambda: atlas.flows, lambda: atlas.legs, lambda: atlas.sites):
        frame = take()
        frame.loc[frame.index[0], "id"] = "changed"
        frame["geometry"] = None
        assert take().loc[frame.index[0], "id"] == frame.index[0]
        assert take().geometry.notna().any()
    assert repr(atlas) == before


def test_every_column_of_every_table_is_described(atlas: geo.Atlas):
    assert set(atlas.describe().index) == {*TABLES, "sites"}
    for name in (*TABLES, "sites", *atlas.layers):
        frame = atlas.sites if name == "sites" else (
            atlas.tables[name] if name in TABLES else atlas.layers[name]
        )  # fmt: skip
        told = atlas.describe(name)
        assert list(told.index) == [str(one) for one in told.index]
        assert set(told.index) == set(frame.columns), name
        assert (told["about"] != "").all()
    assert atlas.describe("claims").loc["source", "refers_to"] == "sources"
    with pytest.raises(NotFoundError, match="did you mean 'claims'"):
        atlas.describe("claim")


def test_dates_come_as_days_when_they_are_asked_for(atlas: geo.Atlas):
    dated = atlas.with_days("claims")
    claim = dated[dated["when"] == "2023-10"].iloc[0]
    assert (claim["start"], claim["end"]) == (
        pd.Timestamp("2023-10-01"),
        pd.Timestamp("2023-10-31"),
    )
    assert dated["start"].dtype.kind == "M"
    with pytest.raises(NotFoundError, match="no column of dates 'summary_en'"):
        atlas.with_days("claims", "summary_en")


# --- parts and answers ----------------------------------------------------------------


def test_a_choice_chains_and_every_answer_takes_it(atlas: geo.Atlas):
    part = (
        atlas.where(mode="sea", direction="DPRK>RU")
        .between("2023-08", "2024-03")
        .as_of("2024-01-31")
    )
    assert type(part) is geo.Atlas
    assert 0 < len(part.claims) < len(atlas.claims)
    assert set(part.legs["mode"]) == {"sea"}
    direct = geo.total(part, unit="container", direction="DPRK>RU")
    assert part.total("container").as_dict() == direct.as_dict()
    assert set(part.timeline().index) == set(part.claims.index)
    assert set(part.voices().index) == set(part.flows.index)
    for frame in (part.plausibility(), part.statements("container")):
        assert isinstance(frame, pd.DataFrame)
    assert repr(part.whole) == repr(atlas)


def test_answers_are_those_of_the_functions_behind_them(atlas: geo.Atlas):
    data = open_data()
    pd.testing.assert_frame_equal(
        atlas.claims_of("munitions-rajin-dunai"),
        data.claims_of("flow", "munitions-rajin-dunai"),
    )
    pd.testing.assert_frame_equal(
        atlas.claims_of("site:rajin-port"), data.claims_of("site", "rajin-port")
    )
    assert atlas.total("container", direction="DPRK>RU").as_dict() == (
        geo.total(data, unit="container", direction="DPRK>RU").as_dict()
    )
    assert geo.total(atlas, unit="container", direction="DPRK>RU").as_dict() == (
        geo.total(data, unit="container", direction="DPRK>RU").as_dict()
    )
    assert atlas.version in atlas.cite("claim:M001")
    with pytest.raises(NotFoundError, match="did you mean 'munitions-rajin-dunai'"):
        atlas.claims_of("munitions-rajin-duna")


def test_the_time_line_is_in_order_with_the_undated_last(atlas: geo.Atlas):
    line = atlas.timeline()
    dated = line[line["start"].notna()]
    years = line["when"].str.extract(r"(\d{4})")[0]
    assert years[years.notna()].astype(int).is_monotonic_increasing
    assert (line["when"].iloc[len(line) - (line["when"] == "").sum() :] == "").all()
    assert len(dated) > 200
    assert (dated["end"].dropna() >= dated["start"][dated["end"].notna()]).all()
    french = atlas.timeline(lang="fr")
    assert list(french.index) == list(line.index)
    with pytest.raises(ChoiceError):
        atlas.timeline(lang="de")


def test_atlases_are_compared_whole(tmp_path: Path):
    old = geo.open_atlas(small_atlas(tmp_path / "old"))
    claims = [*ROWS["claims"], ROWS["claims"][0] | {"id": "T003"}]
    new = geo.open_atlas(small_atlas(tmp_path / "new", claims=claims))
    found = new.diff(old)
    assert [one.id for one in found.changes] == ["T003"]
    assert not new.diff(new.root)
    with pytest.raises(ChoiceError, match="compare the wholes"):
        new.where(mode="rail").diff(old)


# --- files ----------------------------------------------------------------------------


def test_a_part_is_written_as_a_part(atlas: geo.Atlas, tmp_path: Path):
    part = atlas.where(flow="munitions-rajin-dunai")
    written = part.to_geojson(tmp_path / "part.geojson")
    frame = gpd.read_file(written)
    assert len(frame)
    assert "A part of the atlas: flow: " in written.read_text("utf-8")
    html = part.to_html(tmp_path / "part.html").read_text("utf-8")
    assert "A part of the atlas: flow: " in html
    with pytest.raises(geo.OutputError, match="exists already"):
        part.to_html(tmp_path / "part.html")
    with pytest.raises(ChoiceError, match="no format 'docx'"):
        part.export(tmp_path / "part.docx")


# --- maps in a cell -------------------------------------------------------------------


def test_a_cell_holds_the_page_a_picture_under_it_and_words(tmp_path: Path):
    atlas = geo.open_atlas(small_atlas(tmp_path)).where(mode="rail")
    drawn = atlas.map(height=500)
    bundle = drawn._repr_mimebundle_()
    assert set(bundle) == {"text/html", "text/plain", "image/svg+xml"}
    assert bundle == drawn._repr_mimebundle_()
    assert "A part of the atlas: mode: rail" in bundle["text/plain"]
    assert "A part of the atlas: mode: rail" in bundle["image/svg+xml"]
    page = _Tags(bundle["text/html"])
    assert page.tags == ["div", "iframe", "img"]
    picture = re.search(r'base64,([^"]+)"', bundle["text/html"].rpartition("<img")[2])
    assert picture is not None
    assert base64.b64decode(picture[1]).decode() == bundle["image/svg+xml"]
    # What JupyterLab's sanitiser takes away is what hides the picture.
    assert "max-block-size:500px" in bundle["text/html"]
    assert drawn.show(300).height_px == 300
    assert drawn.height_px == 500


def test_a_map_opens_at_what_is_asked_for_in_one_language_or_both(tmp_path: Path):
    atlas = geo.open_atlas(small_atlas(tmp_path))
    drawn = atlas.map(open="flow:alpha-beta")
    assert drawn.get_root().model["start"] == "flow=alpha-beta"
    assert "tumen-other" not in re.findall(r'id="([\w-]+)"', drawn.get_root().render())
    both = atlas.map(both=True).get_root().render()
    assert "tumen-other" in re.findall(r'id="([\w-]+)"', both)
    with pytest.raises(NotFoundError, match="did you mean 'alpha-beta'"):
        atlas.map(open="flow:alpha-bet")
    with pytest.raises(NotFoundError, match="did you mean 'flow'"):
        atlas.map(open="flw:alpha-beta")
    drawn.save(str(tmp_path / "map.html"))
    assert (tmp_path / "map.html").read_text("utf-8") == drawn.get_root().render()
    drawn.snapshot(tmp_path / "map.svg")
    assert (tmp_path / "map.svg").read_text("utf-8").startswith("<svg")
