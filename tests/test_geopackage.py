"""The GeoPackage, read back with SQLite and GDAL, neither of which we wrote."""

import json
import os
import sqlite3
import struct
import subprocess
import sys
import zipfile
from pathlib import Path
from xml.etree import ElementTree

import geopandas as gpd
import pandas as pd
import pyogrio
import pytest
import shapely

from geo import edtf, geometry, geopackage, package_words
from geo.asof import as_of
from geo.atlas import open_atlas
from geo.errors import NotFoundError, OutputError
from geo.tables import TABLES
from tests.atlases import ROWS, small_atlas, write_layer

GCO = "{http://www.isotc211.org/2005/gco}CharacterString"
GMD = "{http://www.isotc211.org/2005/gmd}"
HOSTILE = [
    "'; DROP TABLE claims; --",
    '"><script>alert(1)</script>',
    "]]>&amp;<b>%s{0}[% 1+1 %]</b>",
    "=cmd|' /C calc'!A0",
    "Тихорецк 두만강 \u00e9\U0001f6a2 next",
]


@pytest.fixture(scope="module")
def package(atlas, tmp_path_factory) -> Path:
    return geopackage.to_qgz(
        atlas, tmp_path_factory.mktemp("gpkg") / "atlas.qgz"
    ).with_suffix(".gpkg")


@pytest.fixture
def db(package):
    with sqlite3.connect(f"file:{package}?mode=ro", uri=True) as file:
        yield file
    file.close()


def rows(db, sql, *values):
    return db.execute(sql, values).fetchall()


def test_every_layer_and_every_table_has_its_rows(atlas, db):
    for name, frame in atlas.tables.items():
        ids = [one for (one,) in rows(db, f'SELECT id FROM "{name}" ORDER BY fid')]
        assert ids == list(frame.index), name
    for name, layer in atlas.layers.items():
        parts = rows(
            db,
            "SELECT table_name FROM gpkg_contents WHERE data_type = 'features'"
            " AND (table_name = ? OR table_name IN (?, ?))",
            name, f"{name}_lines", f"{name}_areas",
        )  # fmt: skip
        ids = [
            one for (part,) in parts for (one,) in rows(db, f'SELECT id FROM "{part}"')
        ]
        assert sorted(ids) == sorted(layer.index), name


def test_gdal_reads_every_layer_with_its_crs_and_the_places_of_the_atlas(
    atlas, package
):
    layers = dict(pyogrio.list_layers(package).tolist())
    assert {"lines", "legs", "flows", "claims_on_legs", "claims_at_sites"} <= set(
        layers
    )
    for name, kind in layers.items():
        read = pyogrio.read_dataframe(package, layer=name)
        if kind is not None:
            assert read.crs.to_epsg() == 4326, name
    ports = gpd.read_file(package, layer="ports").set_index("id")
    true = atlas.layers["ports"]
    for key, shape in ports.geometry.items():
        places = geometry.digits(float(true.loc[key, "uncertainty_m"]))
        assert shape.distance(true.geometry[key]) <= 10.0**-places
        assert (round(shape.x, places), round(shape.y, places)) == (shape.x, shape.y)


def test_sqlite_finds_the_file_whole_and_every_reference_kept(db):
    assert rows(db, "PRAGMA integrity_check") == [("ok",)]
    assert rows(db, "PRAGMA foreign_key_check") == []
    keys = {
        (table, key[3], key[2])
        for (table,) in rows(db, "SELECT name FROM sqlite_master WHERE type = 'table'")
        for key in rows(db, f'PRAGMA foreign_key_list("{table}")')
    }
    assert {
        ("claims", "source", "sources"), ("legs", "flow", "flows"),
        ("legs", "origin", "sites"), ("flows_claims", "claim", "claims"),
        ("observations", "site", "sites"), ("ports", "id", "sites"),
    } <= keys  # fmt: skip


def test_the_header_says_geopackage_1_3(package):
    head = package.read_bytes()[:100]
    assert head[68:72] == b"GPKG"
    assert struct.unpack(">I", head[60:64]) == (10300,)


def test_two_runs_in_other_folders_zones_and_seeds_give_the_same_bytes(
    package, tmp_path
):
    script = (
        "import sys; from geo.atlas import open_atlas; from geo.geopackage import to_qgz;"
        "to_qgz(open_atlas(), sys.argv[1])"
    )
    subprocess.run(
        [sys.executable, "-c", script, str(tmp_path / "atlas.qgz")],
        env={
            **os.environ,
            "PYTHONHASHSEED": "77",
            "TZ": "Asia/Pyongyang",
            "LC_ALL": "C",
        },
        check=True,
    )
    for end in (".gpkg", ".qgz"):
        assert (tmp_path / f"atlas{end}").read_bytes() == package.with_suffix(
            end
        ).read_bytes()


def test_no_moment_is_that_of_the_run_and_no_folder_is_named(package, db):
    moments = {
        *rows(db, "SELECT last_change FROM gpkg_contents"),
        *rows(db, "SELECT timestamp FROM gpkg_metadata_reference"),
        *rows(db, "SELECT update_time FROM layer_styles"),
    }
    assert moments == {("2026-11-21T00:00:00.000Z",)}  # the data version
    assert str(package.parent).encode() not in package.read_bytes()
    with zipfile.ZipFile(package.with_suffix(".qgz")) as archive:
        (entry,) = archive.infolist()
        assert entry.date_time == (1980, 1, 1, 0, 0, 0)
        assert str(package.parent).encode() not in archive.read(entry)


def test_every_date_is_a_day_within_what_its_edtf_text_allows(db):
    n = 0
    for table in ("claims", "events", "observations", "vessel_details"):
        for when, start, end in rows(
            db, f'SELECT "when", "start", "end" FROM "{table}"'
        ):
            bounds = edtf.bounds(when) if when else None
            for day, told in (
                (start, bounds.strict_start if bounds else None),
                (end, bounds.strict_end if bounds else None),
            ):
                if day is not None:
                    assert day == told
                    n += 1
                else:  # nothing, or a year that no calendar column holds
                    assert (
                        told is None
                        or len(told) != 10
                        or told.startswith(("0000", "9999"))
                    )
    assert n > 500
    read = pyogrio.read_dataframe(
        f"{db.execute('PRAGMA database_list').fetchone()[2]}", layer="claims"
    )
    assert pd.api.types.is_datetime64_any_dtype(read["start"])


def test_spatial_indexes_hold_the_box_of_every_shape(package, db):
    for (table,) in rows(db, "SELECT table_name FROM gpkg_geometry_columns"):
        tree = rows(
            db, "SELECT 1 FROM sqlite_master WHERE name = ?", f"rtree_{table}_geom"
        )
        if not tree:
            assert table.startswith("claims_")  # a view has none
            continue
        read = gpd.read_file(package, layer=table)
        boxes = {
            key: box for key, *box in rows(db, f'SELECT * FROM "rtree_{table}_geom"')
        }
        shapes = dict(enumerate(read.geometry, 1))
        assert set(boxes) == {k for k, one in shapes.items() if one is not None}
        for key, (west, east, south, north) in boxes.items():
            true = shapes[key].bounds
            assert (west, south, east, north) == pytest.approx(true, abs=1e-4)
            assert (
                west <= true[0]
                and south <= true[1]
                and east >= true[2]
                and north >= true[3]
            )


def test_the_claims_of_a_flow_are_joined_with_its_denials(atlas, db):
    about = set(atlas.claims_of("flow", "munitions-rajin-dunai").index)
    joined = rows(
        db,
        "SELECT id, stance FROM claims_of_flows WHERE flow = 'munitions-rajin-dunai'",
    )
    assert about <= {key for key, _ in joined}
    assert {"asserts", "denies", "cannot-confirm"} <= {stance for _, stance in joined}
    spatial = rows(
        db, "SELECT count(*) FROM claims_on_legs WHERE leg = 'rajin-dunai-sea'"
    )
    mapped = rows(
        db, "SELECT count(*) FROM legs_claims WHERE subject = 'rajin-dunai-sea'"
    )
    assert spatial == mapped and mapped[0][0] > 10


def test_the_relations_are_those_of_the_related_tables_extension(db):
    found = rows(
        db,
        "SELECT base_table_name, related_table_name, mapping_table_name FROM gpkgext_relations",
    )
    assert ("flows", "claims", "flows_claims") in found
    for base, related, mapping in found:
        assert rows(
            db,
            f'SELECT count(*) FROM "{mapping}" m'
            f' LEFT JOIN "{base}" b ON b.fid = m.base_id AND b.id = m.subject'
            f' LEFT JOIN "{related}" r ON r.fid = m.related_id AND r.id = m.claim'
            " WHERE b.fid IS NULL OR r.fid IS NULL",
        ) == [(0,)]


def test_a_leg_says_what_its_shape_is_and_has_none_without_a_place(atlas, db):
    geoms = dict(rows(db, "SELECT id, geom FROM legs"))
    lines = dict(rows(db, "SELECT id, line_en FROM legs"))
    for key in atlas.legs.index[atlas.legs["flow"] == "explosives-farest-sites"]:
        assert geoms[key] is None
        assert lines[key].startswith("not drawn")
    shape = shapely.from_wkb(geoms["rajin-dunai-sea"][40:])
    path = atlas.layers["paths"].geometry["rajin-dunai-sea"]
    assert shape.geoms[0].distance(path) < 1e-4
    assert abs(shape.length - path.length) < 0.01


def test_a_stretch_in_no_data_set_is_a_row_of_its_own_drawn_as_dots_without_an_arrow(
    db,
):
    found = rows(db, "SELECT id, dash, arrow FROM lines WHERE missing = 1")
    assert ("chain-dunai-tikhoretsk-rail.missing", "schematic", "unknown") in found
    assert {dash for _, dash, _ in found} == {"schematic"}
    whole = rows(db, "SELECT dash FROM lines WHERE id = 'chain-dunai-tikhoretsk-rail'")
    assert whole == [("inferred",)]


def test_a_disc_of_a_location_error_has_its_radius(atlas, package):
    discs = gpd.read_file(package, layer="location_errors").set_index("id")
    disc = discs.loc["dunai-naval-facility"]
    centre = atlas.sites.geometry["dunai-naval-facility"]
    for lon, lat in disc.geometry.geoms[0].exterior.coords:
        km = geometry.length_km([(centre.x, centre.y), (lon, lat)])
        assert km == pytest.approx(disc["uncertainty_m"] / 1000, rel=1e-2)
    assert discs.geometry[~discs["anchor"]].notna().all()
    west, _, east, _ = discs.total_bounds
    assert west >= -180 and east <= 180


def said(xml: str, path: str) -> list[str]:
    return [
        one.text for one in ElementTree.fromstring(xml).iterfind(f".//{path}/{GCO}")
    ]


def test_metadata_say_licence_credit_lineage_and_version_of_every_layer(atlas, db):
    notes = dict(
        rows(
            db,
            "SELECT r.table_name, m.metadata FROM gpkg_metadata m"
            " JOIN gpkg_metadata_reference r ON r.md_file_id = m.id",
        )
    )
    assert said(notes["ports"], f"{GMD}otherConstraints") == [
        atlas.layers["ports"].attrs["licence"]
    ]
    assert said(notes["ports"], f"{GMD}credit") == [
        atlas.layers["ports"].attrs["credit"]
    ]
    assert "view over claims" in said(notes[None], f"{GMD}statement")[0]
    assert said(notes[None], f"{GMD}edition") == [atlas.version]
    tables = rows(db, "SELECT table_name FROM gpkg_contents")
    told = {name for (name,) in tables if "claims" not in name} - {"layer_styles"}
    assert told <= set(notes)


def test_an_as_of_view_holds_what_was_published_by_then_and_says_so(atlas, tmp_path):
    early = as_of(atlas, "2023-12-31")
    path = geopackage.to_gpkg(early, tmp_path / "early.gpkg")
    with sqlite3.connect(path) as db:
        assert rows(db, "PRAGMA foreign_key_check") == []
        assert rows(db, "SELECT count(*) FROM claims") == [(len(early.claims),)]
        note = rows(db, "SELECT metadata FROM gpkg_metadata WHERE id = 1")[0][0]
    db.close()
    assert "31 December 2023" in said(note, f"{GMD}title")[0]


def test_french_titles_come_with_french_legends_and_both_languages_of_names(
    atlas, tmp_path
):
    path = geopackage.to_gpkg(atlas, tmp_path / "fr.gpkg", lang="fr")
    with sqlite3.connect(path) as db:
        titles = dict(rows(db, "SELECT table_name, identifier FROM gpkg_contents"))
        abouts = dict(rows(db, "SELECT table_name, description FROM gpkg_contents"))
        notes = [note for (note,) in rows(db, "SELECT metadata FROM gpkg_metadata")]
        qml = rows(
            db, "SELECT styleQML FROM layer_styles WHERE f_table_name = 'lines'"
        )[0][0]
        assert rows(
            db, "SELECT name_en, name_fr FROM ports WHERE id = 'dunai-naval-facility'"
        )
    db.close()
    assert titles["ports"] == "Ports et points de transfert"
    assert titles["lines"] == "Mouvements rapportés"
    assert titles["claims"] == "Affirmations"  # as the page calls them
    english = "is one", "is a", "Which claims", "One row", "Every row", "data version"
    for table, about in abouts.items():
        assert about or table in atlas.layers, table
        assert not any(word in about for word in english), (table, about)
    for note in notes:
        told = said(note, f"{GMD}statement") + said(note, f"{GMD}abstract")
        assert not any(word in text for text in told for word in english), told
    assert "Munitions vers la Russie" in qml


@pytest.mark.parametrize("name", sorted(TABLES))
def test_a_table_says_what_a_row_is_as_the_data_dictionary_does(name):
    english, french = package_words.ABOUT[name]
    assert english.startswith(f"One row is {TABLES[name].row}")
    assert french.startswith("Une ligne")


def test_chosen_layers_come_alone_and_a_wrong_name_is_told_the_right_one(
    atlas, tmp_path
):
    path = geopackage.to_gpkg(atlas, tmp_path / "part.gpkg", layers=["ports"])
    layers = dict(pyogrio.list_layers(path).tolist())
    drawn = {name for name, kind in layers.items() if kind is not None}
    assert drawn == {
        "ports", "location_errors", "claims_at_sites",
        "basemap_land", "basemap_lakes", "basemap_boundaries",
    }  # fmt: skip
    assert layers["claims"] is None  # a table without shapes
    with pytest.raises(NotFoundError, match="ports"):
        geopackage.to_gpkg(atlas, tmp_path / "no.gpkg", layers=["port"])
    assert not (tmp_path / "no.gpkg").exists()


def test_an_existing_file_stays_as_it_is_without_force(small, tmp_path):
    atlas = open_atlas(small)
    for name, write in (("a.gpkg", geopackage.to_gpkg), ("b.qgz", geopackage.to_qgz)):
        path = tmp_path / name
        path.write_text("mine")
        with pytest.raises(OutputError, match="--force"):
            write(atlas, path)
        assert path.read_text() == "mine"
        write(atlas, path, force=True)
        assert path.read_bytes() != b"mine"
    assert [one.name for one in tmp_path.glob(".*")] == []  # nothing left behind


def test_hostile_texts_and_odd_dates_come_through_unchanged(tmp_path):
    claims = [
        ROWS["claims"][0] | {"id": f"H{i}", "summary_en": text, "when": when}
        for i, (text, when) in enumerate(
            zip(
                HOSTILE,
                ["1948", "-0044", "../2024-02", "2023-XX-XX", "2023-10~"],
                strict=True,
            )
        )
    ]
    for claim, when in zip(
        claims, ["1948", "-0044", "../2024-02", "", "2023-10~"], strict=True
    ):
        claim["when"] = when
    flows = [ROWS["flows"][0] | {"title_en": HOSTILE[2], "title_fr": HOSTILE[1]}]
    path = geopackage.to_gpkg(
        open_atlas(small_atlas(tmp_path, claims=claims, flows=flows, claim_links=[])),
        tmp_path / "h.gpkg",
    )
    with sqlite3.connect(path) as db:
        assert [one for (one,) in rows(db, "SELECT summary_en FROM claims")] == HOSTILE
        days = rows(db, 'SELECT "start", "end" FROM claims')
        for (qml,) in rows(db, "SELECT styleQML FROM layer_styles"):
            ElementTree.fromstring(qml)
        content = rows(db, "SELECT content FROM qgis_projects")[0][0]
    db.close()
    assert days == [
        ("1948-01-01", "1948-12-31"), (None, None), (None, "2024-02-29"),
        (None, None), ("2023-10-01", "2023-10-31"),
    ]  # fmt: skip
    assert bytes.fromhex(content)[:2] == b"PK"
    read = pyogrio.read_dataframe(path, layer="claims")
    assert list(read["summary_en"]) == HOSTILE


def test_a_layer_of_mixed_shapes_is_a_table_for_each_and_keeps_what_is_its_own(
    tmp_path,
):
    small = small_atlas(tmp_path)
    features = json.loads((small / "layers" / "places.geojson").read_text())["features"]
    area = json.loads(json.dumps(features[0]))
    area["id"] = area["properties"]["id"] = "an-area"
    area["properties"] |= {"Name_EN": "clash", "fid": 7}
    area["geometry"] = {
        "type": "Polygon",
        "coordinates": [[[130, 42], [131, 42], [131, 43], [130, 43], [130, 42]]],
    }
    write_layer(small, "places", [*features, area])
    path = geopackage.to_gpkg(open_atlas(small), tmp_path / "m.gpkg")
    layers = dict(pyogrio.list_layers(path).tolist())
    assert layers["places"] == "Point"
    assert layers["places_areas"] == "Polygon"
    read = gpd.read_file(path, layer="places_areas")
    assert read.loc[0, "Name_EN_2"] == "clash"
    assert read.loc[0, "fid_2"] == 7


def test_an_atlas_too_large_for_lanes_has_each_leg_drawn_for_itself(
    atlas, tmp_path, monkeypatch
):
    monkeypatch.setattr(geopackage, "_MANY", 10)
    path = geopackage.to_gpkg(atlas, tmp_path / "many.gpkg")
    with sqlite3.connect(path) as db:
        lines = rows(db, "SELECT id, dash, lane_px FROM lines ORDER BY id")
        legs = rows(
            db, "SELECT id, status, 0.0 FROM legs WHERE geom NOT NULL ORDER BY id"
        )
        assert rows(db, "PRAGMA foreign_key_check") == []
    db.close()
    assert lines == legs and len(lines) > 50
