"""Every export format, read back with programs and libraries that we did not write."""

import csv
import io
import json
import os
import re
import resource
import shutil
import signal
import subprocess
import sys
import time
import zipfile
from collections import Counter
from pathlib import Path

import duckdb
import fastkml
import frictionless
import geopandas as gpd
import lxml.etree
import lxml.html
import openpyxl
import pandas as pd
import pyarrow.parquet
import pystac
import pytest
import shapely
from followthemoney import model
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

import geo
from geo import catalogue_ld, downloads, export, formats, kml, style, tabular, titles
from geo.atlas import open_atlas
from geo.choice import where
from geo.cli import app
from geo.errors import ChoiceError, NotFoundError, OutputError
from geo.features import LEGS, Layers
from geo.features import names as layer_names
from geo.ftm import entities
from geo.spreadsheet import to_xlsx
from geo.vocabulary import Direction, LegStatus, Outcome, Theme
from geo.writing import new_folder, write_text
from tests.atlases import ROWS, small_atlas

WEB = Path(__file__).with_name("web")
KML = "{http://www.opengis.net/kml/2.2}"
ONE_FILE = [
    name for name in formats.FORMATS if name not in ("gpkg", "qgz", "datapackage")
]
HOSTILE = (
    "=cmd|'/C calc'!A0 <script>alert(1)</script> ]]> $[name] {{ 7*7 }} ${x} &amp; a;=1+1"
    " \"; -2 '+3' é 라진 \\ </description>"
)


@pytest.fixture(scope="module")
def layers(atlas):
    return Layers(atlas)


@pytest.fixture(scope="module")
def written(atlas, tmp_path_factory):
    """The shipped atlas in every format of one file, written once."""
    folder = tmp_path_factory.mktemp("written")
    for name in ONE_FILE:
        suffix = formats.FORMATS[name].suffix
        formats.export(atlas, folder / f"atlas{suffix}", format=name)
    formats.export(atlas, folder / "package.zip")
    return folder


@pytest.fixture(scope="module")
def hostile(tmp_path_factory):
    """An atlas whose every free text is an attack, with dates that are hard to hold."""
    rows = {name: [dict(row) for row in held] for name, held in ROWS.items()}
    for claim, when in zip(rows["claims"], ("../202X~", "2023-09?/.."), strict=True):
        claim |= {
            "when": when, "summary_en": HOSTILE, "summary_fr": HOSTILE,
            "attributed_to": HOSTILE, "locator": HOSTILE, "note": HOSTILE,
        }  # fmt: skip
        claim.pop("as_of", None)
    rows["sources"][0] |= {"title": HOSTILE, "publisher": HOSTILE, "authors": HOSTILE}
    rows["flows"][0] |= {"title_en": HOSTILE, "summary_en": HOSTILE}
    rows["legs"][0] |= {"status_reason_en": HOSTILE}
    rows["actors"][0] |= {"name": HOSTILE, "kind": "institute"}
    folder = tmp_path_factory.mktemp("hostile")
    return open_atlas(small_atlas(folder, **rows))


def kml_of(path: Path) -> lxml.etree._Element:
    with zipfile.ZipFile(path) as archive:
        return lxml.etree.fromstring(archive.read("doc.kml"))


def run(*words: str) -> tuple[int, str]:
    done = CliRunner().invoke(app, ["export", *words])
    assert done.exception is None or isinstance(done.exception, SystemExit)
    return done.exit_code, done.output


# --- all formats ----------------------------------------------------------------------


def test_every_format_gives_the_same_bytes_at_another_time(atlas, written, tmp_path):
    for path in sorted(written.iterdir()):
        again = formats.export(atlas, tmp_path / path.name)
        assert again.read_bytes() == path.read_bytes(), path.name
        shown = path.read_bytes()
        assert str(tmp_path).encode() not in shown
        assert os.fsencode(atlas.root) not in shown


def test_a_part_of_an_atlas_says_in_every_format_what_was_chosen(atlas, tmp_path):
    part = where(atlas, theme="munitions")
    for name in ("geojson", "fgb", "parquet", "kmz", "xlsx", "datapackage"):
        path = tmp_path / f"part.{name}"
        if name == "datapackage":
            path = tmp_path / "part.zip"
        content = formats.export(part, path, format=name).read_bytes()
        if name in ("kmz", "xlsx", "datapackage"):
            with zipfile.ZipFile(io.BytesIO(content)) as archive:
                content = b"".join(map(archive.read, archive.namelist()))
        assert b"A part of the atlas: theme: Munitions to Russia" in content, name


def test_hostile_words_stay_words_in_every_format(hostile, tmp_path):
    for name in ONE_FILE:
        formats.export(
            hostile, tmp_path / f"a{formats.FORMATS[name].suffix}", format=name
        )
    legs = json.loads((tmp_path / "a.geojson").read_text("utf-8"))["features"]
    assert legs[0]["properties"]["title"] == HOSTILE
    for suffix in ("fgb", "parquet"):
        reader = gpd.read_parquet if suffix == "parquet" else gpd.read_file
        assert reader(tmp_path / f"a.{suffix}")["title"][0] == HOSTILE
    document = kml_of(tmp_path / "a.kmz")
    balloons = [
        lxml.html.fromstring(f"<div>{one.text}</div>")
        for one in document.iter(f"{KML}description")
    ]
    assert any(HOSTILE in one.text_content() for one in balloons)
    for one in balloons:
        assert {tag.tag for tag in one.iter()} <= {
            "div", "p", "b", "br", "h4", "ul", "li", "small", "a",
        }  # fmt: skip
        assert all(link.get("href").startswith("https://") for link in one.iter("a"))
    assert "$[name]" not in "".join(
        one.text or "" for one in document.iter(f"{KML}description")
    )
    assert any(one["properties"].get("name") == [HOSTILE] for one in entities(hostile))


def test_dates_that_are_hard_to_hold_are_bounds_with_the_printed_text_beside(
    hostile, tmp_path
):
    row = Layers(hostile)[LEGS].iloc[0]
    assert row["when"] == "../202X~"  # the denial's date dates nothing
    assert str(row["start"]) == "NaT"
    assert str(row["end"])[:10] == "2029-12-31"
    formats.export(hostile, tmp_path / "a.kmz")
    spans = list(kml_of(tmp_path / "a.kmz").iter(f"{KML}TimeSpan"))
    assert [[part.tag, part.text] for part in spans[0]] == [[f"{KML}end", "2029-12-31"]]


# --- GeoJSON --------------------------------------------------------------------------


@pytest.fixture(scope="module")
def lint(tmp_path_factory):
    """Run a linter from npm over files, and give what it says."""
    if shutil.which("npm") is None:
        pytest.fail("npm is not installed; 'make node' installs it where it can")
    folder = tmp_path_factory.mktemp("lint") / "web"
    shutil.copytree(WEB, folder, ignore=shutil.ignore_patterns("node_modules"))
    done = subprocess.run(
        ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"],
        cwd=folder, capture_output=True, text=True, timeout=300,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr

    def say(*files: Path) -> str:
        words = ["node", "lint.mjs", *map(str, files)]
        return subprocess.run(
            words, cwd=folder, capture_output=True, text=True, timeout=120
        ).stdout

    return say


def test_a_linter_finds_nothing_against_rfc_7946(
    atlas, layers, written, lint, tmp_path
):
    folder = export.to_geojson(
        atlas,
        tmp_path / "split",
        layers=layer_names(atlas),
        split=True,
        simplestyle=True,
    )
    files = [written / "atlas.geojson", *folder.glob("*.geojson")]
    assert len(files) == len(layer_names(atlas)) + 1
    assert lint(*files) == ""
    bad = tmp_path / "bad.geojson"
    bad.write_text('{"type": "FeatureCollection", "features": [{"type": "Feature"}]}')
    assert "error" in lint(bad)


def test_rings_run_by_the_right_hand_and_lines_are_cut_at_the_antimeridian(tmp_path):
    sites = [
        {
            "type": "Feature", "id": key,
            "geometry": {"type": "Point", "coordinates": [lon, 52.0]},
            "properties": {
                "id": key, "name_en": key, "name_fr": key, "kind": "port",
                "country": country, "uncertainty_m": 1000, "precision": "point",
            },
        }
        for key, lon, country in (("alpha-port", 160.0, "RU"), ("beta-depot", -160.0, "US"))
    ]  # fmt: skip
    from tests.atlases import write_layer

    folder = small_atlas(tmp_path / "atlas")
    write_layer(folder, "places", sites)
    held = Layers(open_atlas(folder))
    parts = held[LEGS].geometry.iloc[0].geoms
    assert [len(parts), parts[0].coords[-1][0], parts[1].coords[0][0]] == [2, 180, -180]
    ring = shapely.Polygon([(0, 0), (0, 1), (1, 1), (1, 0)])
    assert not ring.exterior.is_ccw
    from geo.features import _rounded

    assert _rounded(ring, 3).exterior.is_ccw


def test_simplestyle_and_kml_say_the_colours_and_widths_of_the_style_table(
    atlas, layers, tmp_path
):
    path = export.to_geojson(
        atlas, tmp_path / "a.geojson", layers=[LEGS], simplestyle=True
    )
    widths = {one.id: one.width_px for one in style.WIDTHS}
    colours = {str(theme): colour for theme, colour in style.COLOURS.items()}
    for feature in json.loads(path.read_text("utf-8"))["features"]:
        said = feature["properties"]
        assert said["stroke"] == colours[said["theme"]]
        assert said["stroke-width"] >= widths[said["amount_class"]]
        dashed = said["status"] != "observed"
        assert (said["stroke-dasharray"] is not None) == dashed
    document = lxml.etree.fromstring(kml.kml(layers, [LEGS]).encode())
    looks = {one.get("id"): one for one in document.iter(f"{KML}Style")}
    for row in layers[LEGS].itertuples():
        look = looks[f"line-{row.theme}-{row.amount_class}"].find(f"{KML}LineStyle")
        alpha, blue, green, red = re.findall("..", look.findtext(f"{KML}color"))
        assert (alpha, f"#{red}{green}{blue}") == ("ff", colours[row.theme])
        assert float(look.findtext(f"{KML}width")) == widths[row.amount_class]


# --- KMZ ------------------------------------------------------------------------------


def test_the_kml_is_valid_against_the_schema_of_the_ogc(written, hostile, tmp_path):
    schema = lxml.etree.XMLSchema(
        file=str(Path(fastkml.__file__).parent / "schema" / "ogckml22.xsd")
    )
    other = formats.export(hostile, tmp_path / "hostile.kmz", lang="fr")
    for path in (written / "atlas.kmz", other):
        assert schema.validate(kml_of(path)), schema.error_log.filter_from_errors()


def test_no_leg_that_was_not_observed_is_one_solid_line_on_the_globe(layers):
    document = lxml.etree.fromstring(kml.kml(layers, [LEGS]).encode())
    marks = {one.get("id"): one for one in document.iter(f"{KML}Placemark")}
    seen = Counter()
    for row in layers[LEGS].itertuples():
        lines = list(marks[f"legs.{row.id}"].iter(f"{KML}LineString"))
        if row.geometry is None:
            assert lines == []
            continue
        strokes = len(lines) - (row.direction != str(Direction.UNKNOWN))
        solid = strokes == len(getattr(row.geometry, "geoms", [row.geometry]))
        assert solid == (row.status == str(LegStatus.OBSERVED)), row.id
        seen[row.status] += 1
    assert seen[str(LegStatus.OBSERVED)]
    assert seen[str(LegStatus.SCHEMATIC)]


def test_dated_placemarks_have_their_span_and_undated_ones_say_so(layers):
    document = lxml.etree.fromstring(kml.kml(layers, [LEGS]).encode())
    marks = {one.get("id"): one for one in document.iter(f"{KML}Placemark")}
    leg = marks["legs.rajin-dunai-sea"].find(f"{KML}TimeSpan")
    assert [leg.findtext(f"{KML}{end}") for end in ("begin", "end")] == [
        "2023-01-01",
        "2025-04-30",
    ]
    undated = [one for one in marks.values() if one.find(f"{KML}TimeSpan") is None]
    assert undated
    assert all("Undated" in one.findtext(f"{KML}description") for one in undated)


def test_the_balloon_of_a_leg_has_its_denials_and_doubts(layers):
    document = lxml.etree.fromstring(kml.kml(layers, [LEGS]).encode())
    leg = document.find(f".//{KML}Placemark[@id='legs.rajin-dunai-sea']")
    words = leg.findtext(f"{KML}description")
    row = layers[LEGS].loc["rajin-dunai-sea"]
    for claim in row["claims"].split("; "):
        assert f"[{claim}]" in words
    assert "cannot confirm" in words
    assert "denies" in words


def test_every_letter_of_both_legends_can_be_drawn(atlas):
    from geo.raster import _LETTERS, _MARKED

    known = {*_LETTERS, *_MARKED}
    for lang in ("en", "fr"):
        texts = [
            one.label(lang) for words in (Theme, LegStatus, Direction) for one in words
        ]
        texts += [one.label(lang) for one in style.SYMBOLS]
        texts += [kml.words.say(f"width-{one.id}", lang) for one in style.WIDTHS]
        assert {letter for text in texts for letter in text} <= known


def test_the_legend_and_the_icons_are_pictures_of_the_size_they_say(written):
    from matplotlib import image

    with zipfile.ZipFile(written / "atlas.kmz") as archive:
        pictures = [name for name in archive.namelist() if name.endswith(".png")]
        linked = set(
            re.findall(r"<href>([^<]+)</href>", archive.read("doc.kml").decode())
        )
        assert linked == set(pictures)
        shapes = {name: image.imread(archive.open(name)).shape for name in pictures}
    assert shapes["files/port.png"] == (40, 40, 4)
    assert 200 < shapes[kml.LEGEND][1] < 520


# --- tables ---------------------------------------------------------------------------


@given(st.text(alphabet="=+-@'\t\r\n;\" ,a1＝", max_size=12))
def test_what_is_made_safe_comes_back_the_same(text):
    assert tabular.unsafe(tabular.safe(text)) == text


@given(st.text(alphabet="=+-@'\t\r\n;\" ,a1＝", max_size=12))
def test_no_part_of_a_safe_cell_begins_like_a_formula(text):
    for part in re.split(r"[;\t\r\n]", tabular.safe(text)):
        assert not part.lstrip(' "').startswith(("=", "+", "-", "@", "＝"))


@given(
    st.lists(
        st.text(alphabet="=+-@'\t\r\n;\" ,a1＝", max_size=8), min_size=1, max_size=6
    )
)
def test_no_cell_of_a_csv_begins_like_a_formula_whatever_stands_beside_it(cells):
    text = tabular.csv_text(pd.DataFrame({"id": "a", "=1": pd.array(cells, "str")}))
    rows = list(csv.reader(io.StringIO(text, newline="")))
    assert rows[0] == ["id", "'=1"]
    for (_, cell), kept in zip(rows[1:], cells, strict=True):
        assert cell == tabular.safe(kept)


def test_csv_reads_back_the_same_with_and_without_a_mark(hostile, atlas, tmp_path):
    for which, held in (("hostile", hostile), ("shipped", atlas)):
        for bom in (False, True):
            folder = tabular.to_csv(
                held, tmp_path / f"{which}{bom}", split=True, bom=bom
            )
            for table in held.tables:
                path = folder / f"{table}.csv"
                assert path.read_bytes().startswith(b"\xef\xbb\xbf") == bom
                encoding = "utf-8-sig" if bom else "utf-8"
                with path.open(encoding=encoding, newline="") as file:
                    rows = list(csv.DictReader(file))
                read = (
                    {name: [row[name] for row in rows] for name in rows[0]}
                    if rows
                    else {}
                )
                with (held.root / "data" / f"{table}.csv").open(
                    encoding="utf-8", newline=""
                ) as file:
                    first = list(csv.DictReader(file))
                frame = held.table(table)
                for name, cells in read.items():
                    kept = [row[name] for row in first]
                    if frame[name].dtype.kind in "fiu":  # 237.0 is written as 237
                        numbers = [float(one) if one else None for one in cells]
                        assert numbers == [float(one) if one else None for one in kept]
                    else:
                        assert [tabular.unsafe(one) for one in cells] == kept, name


def test_a_workbook_holds_every_cell_as_text_or_number_and_never_a_formula(
    hostile, written, atlas, tmp_path
):
    to_xlsx(hostile, tmp_path / "hostile.xlsx")
    for path, held in (
        (tmp_path / "hostile.xlsx", hostile),
        (written / "atlas.xlsx", atlas),
    ):
        book = openpyxl.load_workbook(path)
        assert book.sheetnames == ["Read me", "Dictionary", *held.tables, "sites"]
        for sheet in book:
            for row in sheet.iter_rows():
                for cell in row:
                    assert cell.data_type != "f"
                    if cell.hyperlink is not None:
                        assert cell.hyperlink.target.startswith(("http://", "https://"))
        assert book["claims"].freeze_panes == "B2"
        for table in ("claims", "sources", "flows"):
            frame = held.table(table)
            head, *rows = book[table].iter_rows(values_only=True)
            assert list(head) == list(frame.columns)
            for column, name in enumerate(head):
                if frame[name].dtype.kind in "fiub":
                    continue
                assert [row[column] or "" for row in rows] == list(
                    frame[name].astype(str)
                )


def test_a_data_package_is_valid_as_a_folder_and_as_a_zip(hostile, written, tmp_path):
    folder = tabular.to_datapackage(hostile, tmp_path / "package")
    for path in (folder / "datapackage.json", written / "package.zip"):
        report = frictionless.validate(str(path))
        assert report.valid, report.flatten(["title", "message"])[:3]
    assert (
        json.loads((folder / "datapackage.json").read_text("utf-8"))["name"] == "atlas"
    )


# --- columns and ranges ---------------------------------------------------------------


def test_geoparquet_is_1_1_with_a_covering_and_reads_in_three_programs(layers, written):
    path = written / "atlas.parquet"
    about = json.loads(pyarrow.parquet.read_metadata(path).metadata[b"geo"])
    assert about["version"] == "1.1.0"
    assert about["columns"]["geometry"]["covering"]["bbox"]["xmin"] == ["bbox", "xmin"]
    read = gpd.read_parquet(path)
    legs = layers[LEGS]
    assert read.attrs["licence"] == "CC-BY-4.0; ODbL-1.0"
    assert list(read["id"]) == list(legs["id"])
    rows = duckdb.sql(
        f"select count(*), count(geometry), min(bbox.xmin) from '{path}'"
    ).fetchall()[0]
    west = legs.total_bounds[0]
    assert rows[:2] == (len(legs), int(legs.geometry.notna().sum()))
    assert rows[2] == pytest.approx(west, abs=0.01)


def test_flatgeobuf_holds_the_same_rows_and_takes_one_layer(atlas, layers, written):
    read = gpd.read_file(written / "atlas.fgb")
    assert sorted(read["id"]) == sorted(layers[LEGS]["id"])
    assert read["end"].notna().sum() == layers[LEGS]["end"].notna().sum()
    with pytest.raises(ChoiceError, match="--split"):
        formats.export(atlas, written / "two.fgb", layers=["legs", "ports"])


def test_gdal_reads_every_layer_with_its_rows_and_its_crs(
    atlas, layers, written, tmp_path
):
    if shutil.which("ogrinfo") is None:
        pytest.fail("ogrinfo is not installed; 'make gdal' installs it where it can")

    def rows(path: Path) -> Counter[str]:
        told = subprocess.run(
            ["ogrinfo", "-ro", "-so", "-al", str(path)],
            capture_output=True, text=True, timeout=60, check=True,
        ).stdout  # fmt: skip
        assert "WGS 84" in told
        assert "ERROR" not in told
        found = zip(
            re.findall(r"^Layer name: (.*)$", told, re.MULTILINE),
            map(int, re.findall(r"^Feature Count: (\d+)$", told, re.MULTILINE)),
            strict=True,
        )
        return Counter({name.partition(" (#")[0]: count for name, count in found})

    for suffix, folder in (("geojson", export.to_geojson), ("fgb", None)):
        split = tmp_path / suffix
        formats.export(atlas, split, format=suffix, split=True)
        assert folder is not None or suffix == "fgb"
        for name in (LEGS, "ports", "areas"):
            assert sum(rows(split / f"{name}.{suffix}").values()) == len(layers[name])
    globe = rows(written / "atlas.kmz")
    assert globe["Towns and cities"] == len(layers["cities"])
    assert globe["Munitions to Russia"] == (layers[LEGS]["theme"] == "munitions").sum()


# --- FollowTheMoney -------------------------------------------------------------------


def test_entities_are_valid_for_followthemoney_and_join_by_imo_number(atlas, hostile):
    for held in (atlas, hostile):
        told = list(entities(held))
        ids = {one["id"] for one in told}
        assert len(ids) == len(told)
        for one in told:
            entity = model.get_proxy(one, cleaned=False)
            assert entity.schema.validate(one) is None
            for name, values in one["properties"].items():
                kind = entity.schema.get(name)
                assert kind is not None, (one["schema"], name)
                # The package drops or rewrites a value that it cannot read.
                assert sorted(entity.get(name)) == sorted(values), (one["id"], name)
                if kind.type.name == "entity":
                    assert set(values) <= ids
    ships = [one for one in entities(atlas) if one["schema"] == "Vessel"]
    numbers = {n for one in ships for n in one["properties"].get("imoNumber", [])}
    imo = atlas.vessels["imo"]
    assert numbers == {f"IMO{one}" for one in imo if one}


def test_a_denial_is_an_entity_like_any_other(atlas):
    told = [
        one["properties"] for one in entities(atlas) if one["schema"] == "Documentation"
    ]
    roles = {role for one in told for role in one["role"]}
    assert {"asserts", "denies"} <= roles
    assert all(one["proof"] for one in told)


# --- metadata -------------------------------------------------------------------------


@pytest.fixture(scope="module")
def offered(tmp_path_factory):
    """The downloads of the smallest atlas, and the atlas."""
    folder = tmp_path_factory.mktemp("site")
    root = small_atlas(folder / "atlas")
    package = {"title": "Small", "licenses": [{"name": "CC-BY-4.0"}]}
    (root / "data/datapackage.json").write_text(json.dumps(package))
    held = open_atlas(root)
    downloads.write(held, folder / "downloads")
    return folder / "downloads", held


def test_the_catalogue_names_every_file_with_size_licence_and_checksum(offered):
    folder, _ = offered
    whole = json.loads((folder / "catalogue.jsonld").read_text("utf-8"))
    (one,) = whole["dcat:dataset"]
    described = {two["dct:title"]: two for two in one["dcat:distribution"]}
    files = {
        name: (size, digest) for name, size, digest in downloads.listing_of(folder)
    }
    later = {"catalogue.jsonld", "collection.json", "index.html", "fr.html"}
    assert set(described) == set(files) - later
    for name, two in described.items():
        assert int(two["dcat:byteSize"]["@value"]) == files[name][0]
        assert two["spdx:checksum"]["spdx:checksumValue"]["@value"] == files[name][1]
        assert two["dct:license"][0]["@id"].startswith("https://")
    assert one["dct:temporal"]["dcat:startDate"]["@value"] == "2023-08-01"
    assert "POLYGON((40.11 42.23," in one["dct:spatial"]["dcat:bbox"]["@value"]


def test_an_atlas_of_ones_own_is_called_by_its_own_title_and_no_other(offered):
    folder, _ = offered
    (dataset,) = json.loads((folder / "catalogue.jsonld").read_text("utf-8"))[
        "dcat:dataset"
    ]
    assert {one["@value"] for one in dataset["dct:title"]} == {"Small"}
    assert (
        json.loads((folder / "collection.json").read_text("utf-8"))["title"] == "Small"
    )
    globes = [
        kml_of(path).findtext(".//{*}Document/{*}name") for path in folder.glob("*.kmz")
    ]
    assert globes and set(globes) <= {"Small"}


def test_in_french_the_globe_and_the_workbook_speak_french(atlas, tmp_path):
    formats.export(atlas, tmp_path / "a.kmz", layers=["observations"], lang="fr")
    names = kml_of(tmp_path / "a.kmz").iterfind(".//{*}Placemark/{*}name")
    ends = {name.text.rpartition(" : ")[2] for name in names}
    assert ends == {
        Outcome.of(one).label("fr") for one in atlas.observations["outcome"].unique()
    }
    formats.export(atlas, tmp_path / "a.xlsx", lang="fr")
    page = openpyxl.load_workbook(tmp_path / "a.xlsx").worksheets[0]
    lines = [row[0] for row in page.iter_rows(values_only=True) if row[0]]
    claims = next(one for one in lines if one.startswith("claims :"))
    assert claims.endswith("Une ligne est un énoncé d'un locuteur dans une source.")
    assert not any(" – " in one and ": " in one.partition(" – ")[0] for one in lines)


def test_the_shipped_atlas_names_tumen_where_nothing_around_it_does(atlas, written):
    name = kml_of(written / "atlas.kmz").findtext(".//{*}Document/{*}name")
    assert name == f"Tumen: {titles.title(atlas)}"


def test_the_stac_collection_is_valid_by_the_schemas_of_pystac(offered):
    folder, _ = offered
    read = pystac.Collection.from_file(str(folder / "collection.json"))
    read.validate()
    assert read.assets["atlas.kmz"].media_type == "application/vnd.google-earth.kmz"


def test_the_page_says_which_file_is_for_which_program_in_both_languages(offered):
    folder, held = offered
    for lang, name in (("en", "index.html"), ("fr", "fr.html")):
        page = lxml.html.parse(folder / name)
        links = [link.get("href") for link in page.iter("a")]
        for link in links:
            assert (folder / link).resolve().exists() or link.startswith("../")
        (block,) = page.findall(".//script")
        assert block.get("type") == "application/ld+json"
        said = json.loads(block.text)
        assert said["@type"] == "Dataset"
        assert said == catalogue_ld.dataset(
            held,
            [
                one
                for one in downloads.listing_of(folder)
                if not one[0].endswith(".html")
            ],
            lang=lang,
        )
        text = page.getroot().text_content()
        for offer in downloads.OFFERS:
            if offer.format in formats.FORMATS:
                assert offer.programs[lang == "fr"] in text


# --- asking ---------------------------------------------------------------------------


def test_a_shapefile_is_refused_with_the_reason_and_a_better_offer(tmp_path):
    code, said = run("-o", str(tmp_path / "atlas.shp"))
    assert code == 1
    assert "10 letters" in said
    assert "atlas.gpkg" in said
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("words", "hint"),
    [
        (("-o", "a.geojsn"), "did you mean 'geojson'"),
        (("-o", "a.geojson", "--format", "flatgeobuf"), "There are: geojson"),
        (("-o", "a.geojson", "--layers", "prots"), "did you mean 'ports'"),
        (("-o", "a.csv", "--table", "claim"), "did you mean 'claims'"),
        (("-o", "a.csv", "--layers", "vessels"), "did you mean --table"),
        (("-o", "a.fgb", "--table", "ports"), "did you mean --layers"),
        (("-o", "a.kmz", "--bom"), "belongs to csv"),
        (("-o", "a.geojson", "--theme", "munition"), "did you mean 'munitions'"),
        (("-o", "no/such/a.csv"), "does not exist"),
    ],
)
def test_a_wrong_request_names_the_nearest_right_one(
    words, hint, tmp_path, monkeypatch
):
    monkeypatch.chdir(tmp_path)
    code, said = run(*words)
    assert code == 1
    assert hint in said
    assert "Traceback" not in said
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("words", "held", "said"),
    [
        (("-o", "vessels.csv"), "vessels", "the table vessels"),
        (("-o", "all.csv"), "claims", "the table claims"),
        (("-o", "vessels.csv", "--table", "events"), "events", ""),
        (("-o", "ports.fgb"), "ports", "the layer ports"),
        (("-o", "claims.fgb"), LEGS, "the layer legs"),
    ],
)
def test_a_file_of_one_table_holds_the_one_it_is_named_for_and_says_so(
    words, held, said, atlas, layers, tmp_path, monkeypatch
):
    monkeypatch.chdir(tmp_path)
    code, output = run(*words)
    assert code == 0
    assert said in output
    assert ("It holds" in output) is bool(said)
    path = Path(words[1])
    if path.suffix == ".csv":
        ids = [
            row["id"] for row in csv.DictReader(path.read_text("utf-8").splitlines())
        ]
        assert ids == list(atlas.tables[held].index)
    else:
        assert sorted(gpd.read_file(path)["id"]) == sorted(layers[held].index)


def test_a_part_that_holds_nothing_is_a_file_with_nothing_in_it(tmp_path):
    nothing = geo.open_atlas().as_of("1990")
    assert len(nothing.flows) == len(nothing.legs) == 0
    for name in formats.FORMATS:
        path = tmp_path / f"a{formats.FORMATS[name].suffix}"
        path = tmp_path / "package" if name == "datapackage" else path
        formats.export(nothing, path, format=name, force=True)
    for name in ("a.fgb", "a.gpkg", "a.parquet"):
        read = gpd.read_parquet if name.endswith("parquet") else gpd.read_file
        options = {"layer": LEGS} if name == "a.gpkg" else {}
        empty = read(tmp_path / name, **options)
        assert len(empty) == 0
        assert {"flow", "mode", "claims", "geometry"} <= set(empty.columns)
        assert empty.crs == "EPSG:4326"


def test_a_day_is_said_once(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    code, said = run("-o", "a.csv", "--as-of", "2023-10-31", "--theme", "munitions")
    assert code == 0
    assert said.count("As known on 31 October 2023") == 1
    assert "theme: Munitions to Russia" in said


def test_a_missing_layer_or_table_is_an_error_of_its_kind(atlas, tmp_path):
    with pytest.raises(NotFoundError):
        Layers(atlas)["prots"]
    with pytest.raises(NotFoundError):
        tabular.table_of(atlas, "prots")


# --- whole or not at all --------------------------------------------------------------


def test_an_existing_file_is_replaced_only_when_asked(tmp_path, atlas):
    path = tmp_path / "claims.csv"
    path.write_text("mine")
    with pytest.raises(OutputError, match="--force"):
        formats.export(atlas, path)
    assert path.read_text() == "mine"
    formats.export(atlas, path, force=True)
    assert path.read_text("utf-8").startswith("id,")


def test_a_kill_at_any_moment_leaves_a_whole_file(tmp_path):
    path = tmp_path / "atlas.kmz"
    program = (
        "import sys, pathlib\n"
        "from geo.writing import write_bytes\n"
        "path = pathlib.Path(sys.argv[1])\n"
        "while True:\n"
        "    for letter in (b'a', b'b'):\n"
        "        write_bytes(path, letter * 4_000_000, force=True)\n"
        "        print(flush=True)\n"
    )
    for wait in (0.0, 0.003, 0.007, 0.011, 0.02):
        with subprocess.Popen(
            [sys.executable, "-c", program, str(path)],
            stdout=subprocess.PIPE, cwd=Path(__file__).parents[1],
        ) as child:  # fmt: skip
            assert child.stdout is not None
            child.stdout.readline()
            time.sleep(wait)
            child.send_signal(signal.SIGKILL)
        content = path.read_bytes()
        assert len(content) == 4_000_000
        assert content in (b"a" * 4_000_000, b"b" * 4_000_000)


def test_a_fault_inside_a_new_folder_names_the_folder_that_was_asked_for(tmp_path):
    with (
        pytest.raises(OutputError) as told,
        new_folder(tmp_path / "s", ours="x") as new,
    ):
        write_text(new / "none" / "a.html", "x")
    assert str(told.value).startswith(f"{tmp_path / 's' / 'none' / 'a.html'}: ")
    assert ".part" not in str(told.value)
    assert list(tmp_path.iterdir()) == []


def test_the_next_run_removes_what_a_killed_one_left_and_nothing_in_use(tmp_path):
    program = (
        "import sys, pathlib, time\n"
        "from geo.writing import new_folder, write_text\n"
        "where = pathlib.Path(sys.argv[1])\n"
        "if sys.argv[2] == 'next':\n"
        "    write_text(where / 'next', 'x')\n"
        "    sys.exit()\n"
        "with new_folder(where / sys.argv[2], ours='mark', force=True) as folder:\n"
        "    (folder / 'mark').touch()\n"
        "    print(flush=True)\n"
        "    sys.stdin.read()\n"
    )

    def start(word: str) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            [sys.executable, "-c", program, str(tmp_path), word],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=Path(__file__).parents[1],
        )  # fmt: skip

    with start("killed") as one, start("living") as other:
        for child in (one, other):
            assert child.stdout is not None
            child.stdout.readline()
        one.send_signal(signal.SIGKILL)
        one.wait()
        # Killed between the two moves: the old folder is aside, the new not yet in place.
        aside = tmp_path / ".site.abcd1234.part" / "site"
        aside.mkdir(parents=True)
        (aside / "index.html").write_text("old")
        for name in (".notes.part", ".mine.abcd1234"):
            (tmp_path / name).touch()
        left = sorted(tmp_path.glob(".killed.*"))
        assert len(left) == 1
        for path in tmp_path.iterdir():
            os.utime(path, (1, 1))
        with start("next") as third:
            assert third.wait() == 0
        assert not left[0].exists()
        assert (tmp_path / "site/index.html").read_text() == "old"
        assert not aside.exists()
        assert (tmp_path / ".notes.part").exists()
        assert (tmp_path / ".mine.abcd1234").exists()
        assert len(list(tmp_path.glob(".living.*.part"))) == 1
        other.communicate(b"")
    assert (tmp_path / "living/mark").is_file()
    assert not list(tmp_path.glob(".living*"))


def test_a_full_disk_gives_one_clear_line_and_leaves_what_was_there(tmp_path, small):
    path = tmp_path / "atlas.kmz"
    path.write_text("mine")

    def narrow() -> None:  # a file cannot grow beyond this: the disk is full
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (600, 600))

    done = subprocess.run(
        [sys.executable, "-m", "geo", "export", "-o", str(path), "--force",
         "--atlas", str(small)],
        preexec_fn=narrow, capture_output=True, text=True, timeout=120,
        cwd=Path(__file__).parents[1],
    )  # fmt: skip
    assert done.returncode == 1
    lines = [
        line for line in done.stderr.splitlines() if not line.startswith("It holds")
    ]
    assert lines == [f"tumen: {path}: cannot be written: File too large"]
    assert path.read_text() == "mine"
    assert [one.name for one in path.parent.iterdir() if one.name.startswith(".")] == []
